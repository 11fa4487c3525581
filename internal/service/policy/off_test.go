// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Who has switched the checks off reads of no check that is not permitted, and of no way to switch them off.
func TestChecksOff_aDeniedLookIsNoMissingCheck(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		s.AddFault(emulator.Fault{Code: "Forbidden.RAM"})
		w := testkit.NewSession(t, s, attributes{"plan_checks": "OFF"}, testkit.FakeTime(s)...)
		w.Plan(result{}, settings("pgm-demo", "cn-shanghai", 30)).Said.RequireNone(t)
		for _, call := range s.Calls() {
			if call.Action != getter {
				t.Errorf("%s was called, want a look at the policy alone", call.Action)
			}
		}
	})
}
