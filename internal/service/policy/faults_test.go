// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
)

// The write is taken, and the getter shows it too late for the timeout: no state, and the next apply adopts what was
// done.
func TestFaults_aWaitThatTimesOutLeavesNoStateAndTheNextApplyAdopts(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 30, attributes{"timeouts": attributes{"create": "1m"}})
		tf := newTerraform(t, s, nil)
		tf.apply(only(config)).
			Require(t, "Cannot enable cross-region backup for instance ", "could not be confirmed", "Modifying")
		tf.requireGone()
		pass(6 * time.Hour)
		tf.mustApply(config)
		tf.saidInPlan.Require(t, "warning", "Existing policy is adopted\n")
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
	}, guesses(map[string]string{"getter-lag": "5h", "list-lag": "5h", "busy-after-write": "5h"})...)
}

// Reading is allowed and writing is not.
func TestFaults_aForbiddenWriteChangesNeitherStateNorPolicy(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		for i, operation := range []string{"enable", "change"} {
			days, before := 30*(i+1), tf.state["pgm-demo"]
			s.AddFault(emulator.Fault{Action: modify, Code: "Forbidden.RAM"})
			tf.apply(only(settings("pgm-demo", "cn-shanghai", days))).
				Require(t, "Cannot "+operation+" cross-region backup for instance",
					"Forbidden.RAM", "HTTP 403", "rds:ModifyInstanceCrossBackupPolicy", "Request id: ")
			if after := tf.state["pgm-demo"]; after.Exists() != before.Exists() ||
				before.Exists() && !after.Object.Equal(before.Object) {
				t.Errorf("%s: the state has changed to %s", operation, after.Object)
			}
			s.ClearFaults()
			tf.mustApply(settings("pgm-demo", "cn-shanghai", days))
			tf.requireState("pgm-demo", values{"retention_days": days})
		}
		requireWrites(
			t,
			s,
			written("pgm-demo", true, false, "cn-shanghai", 30),
			written("pgm-demo", true, false, "cn-shanghai", 60),
		)
	})
}

// One policy of two fails in the middle of an apply, before or after its write took effect. The next apply goes on, and
// does not begin with a destroy.
func TestInterrupt_aFailedApplyNeverSwitchesOffAtTheNextOne(t *testing.T) {
	t.Parallel()
	const one = "pgm-basic"
	for name, faults := range map[string][]emulator.Fault{
		"write refused": {{Action: modify, InstanceID: one, Code: "Forbidden.RAM"}},
		"write lost, no look": {
			{Action: modify, InstanceID: one, Drop: true, When: emulator.AfterCommit},
			{Action: getter, InstanceID: one, Nth: 3, Code: "InternalError"},
			{Action: policyList, Code: "InternalError"},
		},
		"look refused":        {{Action: getter, InstanceID: one, Nth: 3, Code: "Forbidden.RAM"}},
		"look not understood": {{Action: getter, InstanceID: one, Nth: 3, Code: "NeverHeardOf", Status: 404}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := only(settings("pgm-demo", "cn-shanghai", 365), settings(one, "cn-shanghai", 365))
				tf := newTerraform(t, s, nil)
				for _, fault := range faults {
					s.AddFault(fault)
				}
				tf.apply(config).Require(t, "Cannot enable cross-region backup for instance ")
				if len(tf.state) != 1 {
					t.Errorf("%d policies are in the state, want the one that succeeded", len(tf.state))
				}
				s.ClearFaults()
				tf.settle(config, 1)
				requireNeverOff(t, s)
				requireNoBlindWrite(t, s)
				for id := range config {
					requirePolicy(t, s, id, true, false, "cn-shanghai", 365)
				}
			})
		})
	}
}

// requireNeverOff fails if a write switched a policy off.
func requireNeverOff(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, problem := range check.NeverOff(s.Calls()) {
		t.Error(problem)
	}
}

// A region that hangs, or a session that is stopped, between the write and its read-back: see cancel_test.go. Here the
// whole run ends there, and a real Terraform would find nothing in its state.
func TestInterrupt_betweenWriteAndReadBackIsContinuedByTheNextApply(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string]plannedChange{"create": toCreate, "update": toLengthen, "destroy": toDestroy} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := newFixture(t, s, changes)
				tf := e.applied(t, s, time.Hour)
				must(t, s.SetGuess("getter-lag", "30s"))
				must(t, s.SetGuess("list-lag", "30s"))
				tf.applying = func() func() {
					time.AfterFunc(2*time.Second, tf.stop)
					return func() {}
				}
				if failed := tf.apply(e.after); len(failed) == 0 {
					t.Error("the apply was not interrupted")
				}
				if len(s.Calls(modify)) != 1 {
					t.Fatalf("%d writes were sent before the interrupt, want 1", len(s.Calls(modify)))
				}
				tf.applying = nil
				pass(time.Minute)
				tf.settle(e.after, 1)
				requireWrites(t, s, e.lines()...)
				e.requireWanted(t, s)
			})
		})
	}
}
