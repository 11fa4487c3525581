// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/acctest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Timeouts are the resource's own: they reach no API, and text that is no duration is refused at plan.
func TestTimeouts_changeNothingButTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	with := func(timeouts string) string {
		return config(s, block("pgm-demo", to("cn-shanghai", 30), "timeouts {\n    "+timeouts+"\n  }"))
	}
	acctest.Run(t, s,
		resource.TestStep{Config: with(`create = "soon"`), ExpectError: says(`"soon"`)},
		resource.TestStep{Config: with(`update = "-5m"`), ExpectError: says("update is -5m0s, so the operation would end before it began.")},
		resource.TestStep{Config: with(`create = "45m"`), Check: check(func() {
			requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
			s.ResetCalls()
		})},
		resource.TestStep{
			Config:           with("create = \"45m\"\n    read = \"1m\"\n    update = \"2h\"\n    delete = \"2h\""),
			ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)),
			Check:            check(func() { requireWrites(t, s) }),
		},
		resource.TestStep{
			Config: config(s, block("pgm-demo", to("cn-shanghai", 30))), Check: check(func() { requireWrites(t, s) }),
		},
	)
}

// What lasts is planned as it is, and only what a write changes is left open.
func TestPlan_leavesOpenOnlyWhatAWriteChanges(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := newWalk(t, s, nil).importState("pgm-console", nil)
	planned := newWalk(t, s, nil).plan(state, settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true, "retention_days": 1000}))
	for name, want := range map[string]any{
		"id": "cn-hangzhou:pgm-console", "region": "cn-hangzhou", "engine": "PostgreSQL", "engine_version": "16.0", "instance_released": false,
		"deletion_policy": "DISABLE", "enabled": true, "enabled_time": unknown{}, "log_backup_enabled_time": unknown{},
	} {
		if got := planned.get(t, name); got != want {
			t.Errorf("%s is planned as %v, want %v", name, got, want)
		}
	}
}
