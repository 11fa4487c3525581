// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What is refused in another way than by a missing permission is an error of the plan, whatever the family of the code.
// A missing permission leaves checks out, which is a warning.
func TestPlan_refusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault emulator.Fault
		fails bool
		at    string // where the error points
		says  string
	}{
		"unknown region": {
			emulator.Fault{Code: "Forbidden.RegionNotFound", Status: 404, Message: "Specified region is not found."},
			true, "region", "does not know the region",
		},
		"region in another family and case": {
			emulator.Fault{Code: "nopermission.regionnotopen", Status: 403, Message: "No."},
			true, "region", "may not use it",
		},
		"product not open": {
			emulator.Fault{Code: "OperationDenied.ServiceNotOpen", Status: 403, Message: "No."},
			true, "", "has not opened this product",
		},
		"frozen account": {
			emulator.Fault{Code: "Forbidden.AccountFrozen", Status: 403, Message: "No."}, true, "", "overdue",
		},
		"risk control": {
			emulator.Fault{Code: "Forbidden.RiskControl", Status: 403, Message: "No."}, true, "", "risk control",
		},
		"unknown Forbidden": {
			emulator.Fault{Code: "Forbidden.SomethingNew", Status: 403, Message: "No."},
			true, "", "does not say whether a permission is missing",
		},
		"unknown Forbidden that says so": {
			emulator.Fault{Code: "Forbidden.SomethingNew", Status: 403, Message: "You are not authorized to do this."},
			false, "", "lacks the RAM permission", // in the warning's remedy
		},
		"unknown code": {
			emulator.Fault{Code: "Something.New", Status: 400, Message: "No."}, true, "", "does not know",
		},
		"denied": {emulator.Fault{Code: "Forbidden.RAM", Status: 403, Message: "No."}, false, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			s.AddFault(tt.fault)
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			said := w.Plan(testkit.Result{}, settings("pgm-demo", "cn-shanghai", 30)).Said
			if said.Failed() != tt.fails || len(said.Errors()) > 1 {
				t.Fatalf("the plan said %s", said)
			}
			if !tt.fails {
				if len(said) == 0 || !strings.Contains(said.String(), "not permitted") {
					t.Errorf("the plan said %s, want warnings", said)
				}
				return
			}
			failed := said.Errors()[0]
			if failed.Attribute != tt.at && tt.at != "" || !strings.Contains(failed.String(), tt.says) {
				t.Errorf("the plan said %s", failed)
			}
			if calls := len(s.Calls()); calls > 4 { // the destinations, the lists and the getter once each
				t.Errorf("%d calls", calls)
			}
			run := func() *testkit.Session { return testkit.NewSession(t, s, nil, testkit.InMemory(s)) }
			for kind, said := range map[string]testkit.Diagnostics{ // each in a run of its own
				"data source": run().Data(testkit.PolicyType, attributes{"instance_id": "pgm-demo"}).Said,
				"import":      run().Import("pgm-demo").Said,
				"list":        listed(run()),
			} {
				if !strings.Contains(said.Errors().String(), tt.says) {
					t.Errorf("%s said %s", kind, said)
				}
			}
		})
	}
}

func listed(w *testkit.Session) testkit.Diagnostics {
	_, said := w.List(testkit.Query{})
	return said
}
