// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Each page is asked for when the one before it has been handed out, and none that nobody needs.
func TestList_streamsPageByPage(t *testing.T) {
	t.Parallel()
	regions := []string{"cn-shanghai", "cn-hangzhou"}
	s := emulator.StartInMemory(t, emulator.WithSeed(protectedFleet(250, regions...)))
	w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	got := 0
	w.Stream(testkit.Query{Config: attributes{"regions": regions}}, func(testkit.Listed) bool {
		got++
		region, page := (got-1)/250, (got-1)%250/100
		if calls := len(s.Calls()); calls != region*3+page+1 {
			t.Fatalf("result %d came after %d calls", got, calls)
		}
		return true
	})
	if got != 500 {
		t.Errorf("%d results, want 500", got)
	}
	for i, call := range s.Calls() {
		if want := []string{"cn-hangzhou", "cn-shanghai"}[i/3]; call.Params.Get("RegionId") != want ||
			call.Params.Get("DBInstanceId") != "" {
			t.Errorf("call %d is %v, want a page of %s", i, call.Params, want)
		}
	}
}

// The API is left alone once there is enough, whether by the limit or because the reader leaves.
func TestList_stopsAtTheLimit(t *testing.T) {
	t.Parallel()
	regions := attributes{"regions": []string{"cn-hangzhou", "cn-shanghai"}}
	s := emulator.StartInMemory(t, emulator.WithSeed(protectedFleet(250, "cn-hangzhou", "cn-shanghai")))
	for _, row := range []struct{ limit, results, calls int }{
		{1, 1, 1}, {99, 99, 1}, {100, 100, 1}, {101, 101, 2}, {250, 250, 3}, {251, 251, 4}, {1000, 500, 6},
	} {
		s.ResetCalls()
		found := mustList(
			t,
			testkit.NewSession(t, s, nil, testkit.InMemory(s)),
			testkit.Query{Config: regions, Limit: int64(row.limit), WithResources: true},
		)
		if calls := len(s.Calls()); len(found) != row.results || calls != row.calls {
			t.Errorf("limit %d: %d results with %d calls, want %d with %d", row.limit, len(found), calls, row.results, row.calls)
		}
	}
	s.ResetCalls()
	testkit.NewSession(
		t,
		s,
		nil,
		testkit.InMemory(s),
	).Stream(
		testkit.Query{Config: regions, Limit: 1000},
		func(testkit.Listed) bool { return false },
	)
	if calls := len(s.Calls()); calls != 1 {
		t.Errorf("%d calls after the reader has left, want 1", calls)
	}
	s.ResetCalls() // what a filter drops does not count
	if found := mustList(
		t,
		testkit.NewSession(t, s, nil, testkit.InMemory(s)),
		testkit.Query{Config: attributes{"destination_region": "cn-shanghai"}, Limit: 1},
	); len(found) != 0 ||
		len(s.Calls()) != 3 {
		t.Errorf("%d results with %d calls, want none with 3", len(found), len(s.Calls()))
	}
}

// A list that could not be read to its end says so in its last event. There is no list that is only short.
func TestList_aPartIsAnError(t *testing.T) {
	t.Parallel()
	html := "<html>502</html>"
	for name, row := range map[string]struct {
		fault emulator.Fault
		parts []string
	}{
		"a page is denied": {
			emulator.Fault{Action: policyList, Nth: 2, Code: "Forbidden.RAM", Status: 403},
			[]string{"rds:DescribeCrossRegionBackupDBInstance", "region cn-hangzhou"},
		},
		"the last page fails": {
			emulator.Fault{Action: policyList, Nth: 6, Code: "InternalError"}, []string{"region cn-shanghai"},
		},
		"a proxy answers": {
			emulator.Fault{Action: policyList, Nth: 3, Body: &html, Status: 403}, []string{"region cn-hangzhou"},
		},
		"rows without an instance": {
			emulator.Fault{Action: policyList, Nth: 3, Null: []string{"DBInstanceId"}}, []string{"complete"},
		},
		"the total is missing": {
			emulator.Fault{Action: policyList, Nth: 2, Null: []string{"TotalRecords"}}, []string{"complete"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(protectedFleet(250, "cn-hangzhou", "cn-shanghai")))
			s.AddFault(row.fault)
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			var last testkit.Listed
			events := 0
			w.Stream(
				testkit.Query{Config: attributes{"regions": []string{"cn-hangzhou", "cn-shanghai"}}, Limit: 1000},
				func(one testkit.Listed) bool {
					if len(last.Said.Texts()) > 0 {
						t.Errorf("%q comes after an error", one.Name)
					}
					events++
					last = one
					return true
				},
			)
			said := strings.Join(last.Said.Texts(), "\n")
			if len(last.Said.Texts()) != 1 || !isError(said) ||
				!strings.Contains(said, "Cannot list the cross-region backup policies") ||
				last.Identity != nil {
				t.Fatalf("the last of %d events says %q", events, said)
			}
			for _, part := range row.parts {
				if !strings.Contains(said, part) {
					t.Errorf("%q lacks %q", said, part)
				}
			}
		})
	}
}

func TestList_aSingleReadThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: policyList, Null: []string{"BackupEnabled"}})
	s.AddFault(emulator.Fault{Action: getter, InstanceID: "pgm-disabled", Code: "Forbidden.RAM", Status: 403})
	w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	found, said := w.List(testkit.Query{Limit: 100})
	if idsOf(found) != "cn-hangzhou:pgm-console" || len(said) != 1 || !isError(said[0].String()) ||
		!strings.Contains(
			said[0].String(),
			"instance pgm-disabled in cn-hangzhou",
		) || !strings.Contains(said[0].String(), "rds:DescribeInstanceCrossBackupPolicy") {
		t.Errorf("listed %q and said %q", idsOf(found), said)
	}
}

// A run that is interrupted ends the list with an error, and asks for nothing more.
func TestList_endsWithItsContext(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(protectedFleet(250, "cn-hangzhou")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var said []string
	testkit.NewSession(
		t,
		s,
		nil,
		testkit.InMemory(s),
	).Within(
		ctx,
	).Stream(
		testkit.Query{Limit: 1000},
		func(one testkit.Listed) bool {
			cancel()
			said = append(said, one.Said.Texts()...)
			return true
		},
	)
	if len(said) != 1 || !isError(said[0]) || len(s.Calls()) != 1 {
		t.Errorf("said %q after %d calls", said, len(s.Calls()))
	}
}
