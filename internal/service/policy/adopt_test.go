// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestAdopt_anEqualPolicyIsTakenOverWithoutAWriteAndWithAWarning(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: config(s, block("pgm-console", to("cn-beijing", 1825), "log_backup_enabled = true", `deletion_policy = "ABANDON"`)),
			ConfigStateChecks: state(values{
				"enabled": true, "destination_region": "cn-beijing", "retention_days": 1825, "log_backup_enabled": true, "engine": "PostgreSQL",
			}),
			Check: check(func() {
				h.requireSaid(t, "plan WARNING: Existing policy is adopted:", "instance pgm-console", "without a write")
			}),
		}},
		CheckDestroy: check(func() {
			if calls := s.Calls(modify); len(calls) != 0 {
				t.Errorf("%d writes were tried, want none", len(calls))
			}
			requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
		}),
	})
}

func TestAdopt_aDifferentPolicyIsRefusedWithAnImportBlock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for name, arguments := range map[string][]string{
		"destination": {to("cn-shanghai", 1825), "log_backup_enabled = true"},
		"retention":   {to("cn-beijing", 30), "log_backup_enabled = true"},
		"log copy":    {to("cn-beijing", 1825)},
		"off":         {to("cn-beijing", 1825), "enabled = false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			factories, h := listen(s)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{{
					Config:      config(s, block("pgm-console", arguments...)),
					ExpectError: says("Instance pgm-console has cross-region backup with other settings"),
				}},
			})
			h.requireSaid(t, "plan ERROR: Instance pgm-console has cross-region backup with other settings: "+
				"Found: on, to cn-beijing, kept for 1825 days, with log copy. Configured:",
				"import {\n    to = apsaradb_rds_cross_region_backup_policy.<name>\n    id = \"cn-hangzhou:pgm-console\"\n  }")
			requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
			if calls := s.Calls(modify); len(calls) != 0 {
				t.Errorf("%d writes were tried, want none", len(calls))
			}
		})
	}
}

// Somebody switches the feature on in the console while the plan waits for approval.
func TestAdopt_looksAgainRightBeforeTheWrite(t *testing.T) {
	t.Parallel()
	console := func(t *testing.T, s *emulator.Server, days int) meanwhile {
		return func() {
			must(t, s.Fleet().SetPolicy("pgm-demo", fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: days}))
		}
	}
	t.Run("equal is adopted", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		factories, h := listen(s)
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config:            config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate), console(t, s, 30)),
				ConfigStateChecks: state(values{"enabled": true, "retention_days": 30}),
				Check: check(func() {
					requireWrites(t, s)
					h.requireSaid(t, "plan WARNING: Existing policy is adopted:") // said by the plan inside the apply
				}),
			}},
		})
	})
	t.Run("different is refused and leaves no state", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		testkit.Run(t, s,
			resource.TestStep{
				Config:           config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigPlanChecks: planned(console(t, s, 365)),
				ExpectError:      says("Instance pgm-demo has cross-region backup with other settings"),
			},
			resource.TestStep{ // as the error says: set the values found
				Config:           config(s, block("pgm-demo", to("cn-shanghai", 365), `deletion_policy = "ABANDON"`)),
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)),
				Check: check(func() {
					requireWrites(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 365)
				}),
			},
		)
	})
	t.Run("different is refused by Create itself", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		factories, h := listen(s)
		h.beforeApply = console(t, s, 365)
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config:      config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ExpectError: says("Instance pgm-demo has cross-region backup with other settings"),
			}},
		})
		h.requireSaid(t, "apply ERROR: Instance pgm-demo has cross-region backup with other settings:")
		if calls := s.Calls(modify); len(calls) != 0 {
			t.Errorf("%d writes were tried, want none", len(calls))
		}
		requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 365)
	})
}
