// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The ladder: enable, import, change each setting in place, switch off and on, destroy.
func TestPolicy_lifeCycle(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	sent := func(writes ...string) resource.TestCheckFunc {
		return check(func() {
			requireWrites(t, s, writes...)
			s.ResetCalls()
		})
	}
	inPlace := planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate))
	enabledTime := statecheck.ExpectKnownValue(address, tfjsonpath.New("enabled_time"), knownvalue.NotNull())
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{
				Config: config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigStateChecks: slices.Concat(state(values{
					"id": "cn-hangzhou:pgm-demo", "region": "cn-hangzhou", "enabled": true, "log_backup_enabled": false, "deletion_policy": "DISABLE",
					"engine": "PostgreSQL", "engine_version": "16.0", "log_backup_enabled_time": nil, "instance_released": false,
				}), []statecheck.StateCheck{enabledTime}),
				Check: sent(written("pgm-demo", true, false, "cn-shanghai", 30)),
			},
			{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: "cn-hangzhou:pgm-demo"},
			{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: "pgm-demo"},
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60), "log_backup_enabled = true")),
				ConfigPlanChecks: inPlace,
				Check:            sent(written("pgm-demo", true, true, "cn-beijing", 60)),
			},
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60), "enabled = false")),
				ConfigPlanChecks: inPlace,
				Check:            sent(written("pgm-demo", false, false, "cn-beijing", 60)),
			},
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60))),
				ConfigPlanChecks: inPlace,
				Check:            sent(written("pgm-demo", true, false, "cn-beijing", 60)),
			},
		},
		CheckDestroy: check(func() {
			requireWrites(t, s, written("pgm-demo", false, false, "cn-beijing", 60))
			requirePolicy(t, s, "pgm-demo", false, false, "cn-beijing", 60)
		}),
	})
}
