// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// threePolicies imports three policies, and then changes the retention of each elsewhere.
func threePolicies(t *testing.T, s *emulator.Server, timeouts attributes) (ids []string, states []result) {
	t.Helper()
	ids = addInstances(t, s, 3, func(_ int, in *fleet.Instance) { protected(in) })
	for _, id := range ids {
		state := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...).Import(id)
		if timeouts != nil {
			state = state.With(t, attributes{"timeouts": timeouts})
		}
		states = append(states, state)
		changed, _ := s.Fleet().Policy(id)
		changed.RetentionDays = 400
		must(t, s.Fleet().SetPolicy(id, changed))
	}
	return ids, states
}

// What goes wrong with one instance alone is one problem of that instance: the others are refreshed, and can be
// changed.
func TestFailedRegion_isNotWhatOneInstanceSays(t *testing.T) {
	t.Parallel()
	page := "<html>Log in</html>"
	for name, tt := range map[string]struct {
		fault    emulator.Fault
		timeouts attributes
	}{
		"another answer":    {emulator.Fault{Body: &page}, nil},
		"half an answer":    {emulator.Fault{Body: new(`{"RequestId":"1","Items":`), ContentType: "application/json"}, nil},
		"its own read time": {emulator.Fault{Effect: "hang-before-commit"}, attributes{"read": "10s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				ids, states := threePolicies(t, s, tt.timeouts)
				tt.fault.Action, tt.fault.InstanceID = getter, ids[0]
				s.AddFault(tt.fault)
				w := testkit.NewSession(t, s, attributes{"max_retry_timeout": 5}, testkit.FakeTime(s)...)
				if said := w.Read(states[0]).Said; len(said.Errors()) != 1 {
					t.Errorf("the read of the instance said %q, want an error", said)
				}
				for i, id := range ids[1:] {
					read := w.Read(states[i+1])
					if said := read.Said.Errors(); len(said) > 0 || read.Get(t, "retention_days") != int64(400) {
						t.Errorf("%s was not refreshed: %q, %s", id, said, read.Object)
					}
					config := settings(id, "cn-beijing", 400)
					after := w.Apply(read, config, w.Plan(read, config))
					if said := after.Said.Errors(); len(said) > 0 {
						t.Errorf("the change of %s said %q", id, said)
					}
				}
			})
		})
	}
}

// A region that did not answer is tried again after a minute.
func TestFailedRegion_isTriedAgainAfterAMinute(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		ids, states := threePolicies(t, s, nil)
		s.AddFault(emulator.Fault{Drop: true})
		w := testkit.NewSession(t, s, attributes{"max_retry_timeout": 1}, testkit.FakeTime(s)...)
		if said := w.Read(states[0]).Said; len(said.Errors()) != 1 {
			t.Fatalf("said %q, want an error", said)
		}
		s.ClearFaults()
		s.ResetCalls()
		if kept := w.Read(states[1]); len(s.Calls()) > 0 || len(kept.Said) > 0 || !kept.Object.Equal(states[1].Object) {
			t.Errorf("right after that, %d calls were made for %s, which said %q", len(s.Calls()), ids[1], kept.Said)
		}
		config := settings(ids[1], "cn-beijing", 400)
		unchecked := w.Plan(states[1], config)
		pass(time.Minute)
		for i, id := range ids {
			read := w.Read(states[i])
			if said := read.Said.Errors(); len(said) > 0 || read.Get(t, "retention_days") != int64(400) {
				t.Errorf("%s was not refreshed a minute later: %q, %s", id, said, read.Object)
			}
		}
		said := strings.Join(w.Apply(states[1], config, unchecked).Said.Texts(), "\n")
		if !strings.Contains(said, "could not be checked") || len(writesSent(s)) > 0 {
			t.Errorf("what was planned unchecked was written; it said %q", said)
		}
	})
}

// A region that does not answer costs one call, also where the instances of the plans are not known yet.
func TestFailedRegion_isCalledOnceForUnknownInstances(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		s.AddFault(emulator.Fault{Drop: true})
		w := testkit.NewSession(t, s, attributes{"max_retry_timeout": 1}, testkit.FakeTime(s)...)
		config := settings("", "cn-shanghai", 30, attributes{"instance_id": testkit.Unknown{}})
		first := w.Plan(testkit.Result{}, config)
		if said := first.Said.Errors(); len(said) != 1 {
			t.Fatalf("the first plan said %q, want an error", said)
		}
		s.ResetCalls()
		for range 4 {
			if said := w.Plan(testkit.Result{}, config).Said; len(said) > 0 {
				t.Errorf("a later plan said %q, want the error once", said)
			}
		}
		if calls := s.Calls(); len(calls) > 0 {
			t.Errorf("later plans made %d calls, want none", len(calls))
		}
	})
}
