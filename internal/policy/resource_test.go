// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/acctest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// The ladder: enable, import, change each setting in place, switch off and on, destroy.
func TestPolicy_lifeCycle(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	acctest.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(s),
		Steps: []resource.TestStep{
			{
				Config: config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact("cn-hangzhou:pgm-demo")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.StringExact("cn-hangzhou")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("enabled"), knownvalue.Bool(true)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("log_backup_enabled"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("deletion_policy"), knownvalue.StringExact("DISABLE")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("engine"), knownvalue.StringExact("PostgreSQL")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("engine_version"), knownvalue.StringExact("16.0")),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("enabled_time"), knownvalue.NotNull()),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("log_backup_enabled_time"), knownvalue.Null()),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("instance_released"), knownvalue.Bool(false)),
				},
				Check: func(*terraform.State) error {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
					s.ResetCalls()
					return nil
				},
			},
			{
				ResourceName: address, ImportState: true, ImportStateVerify: true,
				ImportStateId: "cn-hangzhou:pgm-demo",
			},
			{
				ResourceName: address, ImportState: true, ImportStateVerify: true,
				ImportStateId: "pgm-demo",
			},
			{
				Config: config(s, block("pgm-demo", to("cn-beijing", 60), "log_backup_enabled = true")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
				Check: func(*terraform.State) error {
					requireWrites(t, s, written("pgm-demo", true, true, "cn-beijing", 60))
					s.ResetCalls()
					return nil
				},
			},
			{
				Config: config(s, block("pgm-demo", to("cn-beijing", 60), "enabled = false")),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
				Check: func(*terraform.State) error {
					requireWrites(t, s, written("pgm-demo", false, false, "cn-beijing", 60))
					s.ResetCalls()
					return nil
				},
			},
			{
				Config: config(s, block("pgm-demo", to("cn-beijing", 60))),
				Check: func(*terraform.State) error {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-beijing", 60))
					s.ResetCalls()
					return nil
				},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			requireWrites(t, s, written("pgm-demo", false, false, "cn-beijing", 60))
			requirePolicy(t, s, "pgm-demo", false, false, "cn-beijing", 60)
			return nil
		},
	})
}
