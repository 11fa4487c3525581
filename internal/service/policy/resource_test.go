// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// TestPolicy_lifeCycle takes one policy through its life with a real Terraform: the required arguments alone, import,
// every setting changed, off and on again, another instance, import again, destroy. The other files are named by
// promise.
func TestPolicy_lifeCycle(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	// sent are the writes of a step.
	sent := func(writes ...string) resource.TestCheckFunc {
		return then(func() {
			requireWrites(t, s, writes...)
			s.ResetCalls()
		})
	}
	imports := func(id string) resource.TestStep {
		return resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: id}
	}
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{
				Config: config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigStateChecks: state(values{
					"id": "cn-hangzhou:pgm-demo", "region": "cn-hangzhou", "enabled": true, "log_backup_enabled": false,
					"deletion_policy": "DISABLE", "engine": "PostgreSQL", "engine_version": "16.0",
					"log_backup_enabled_time": nil, "instance_released": false,
				}),
				Check: sent(written("pgm-demo", true, false, "cn-shanghai", 30)),
			},
			imports("cn-hangzhou:pgm-demo"),
			imports("pgm-demo"), // in the provider's region
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60), "log_backup_enabled = true")),
				ConfigPlanChecks: expect(plancheck.ResourceActionUpdate),
				Check:            sent(written("pgm-demo", true, true, "cn-beijing", 60)),
			},
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60), "enabled = false")),
				ConfigPlanChecks: expect(plancheck.ResourceActionUpdate),
				Check:            sent(written("pgm-demo", false, false, "cn-beijing", 60)),
			},
			{
				Config:           config(s, block("pgm-demo", to("cn-beijing", 60))),
				ConfigPlanChecks: expect(plancheck.ResourceActionUpdate),
				Check:            sent(written("pgm-demo", true, false, "cn-beijing", 60)),
			},
			{ // After a restore the configuration names the new instance. What was kept for the old one stays kept.
				Config:            config(s, block("pgm-basic", to("cn-beijing", 60))),
				ConfigPlanChecks:  expect(plancheck.ResourceActionDestroyBeforeCreate),
				ConfigStateChecks: state(values{"id": "cn-hangzhou:pgm-basic", "enabled": true}),
				Check: sent(
					written("pgm-demo", false, false, "cn-beijing", 60),
					written("pgm-basic", true, false, "cn-beijing", 60),
				),
			},
			imports("cn-hangzhou:pgm-basic"),
		},
		CheckDestroy: then(func() {
			requireWrites(t, s, written("pgm-basic", false, false, "cn-beijing", 60))
			requirePolicy(t, s, "pgm-basic", false, false, "cn-beijing", 60)
			requirePolicy(t, s, "pgm-demo", false, false, "cn-beijing", 60)
			requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825) // which nobody manages
		}),
	})
}
