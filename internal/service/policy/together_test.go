// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// keyed returns policies by for_each key.
func keyed(instances map[string]string, further string) string {
	var pairs []string
	for key, id := range instances {
		pairs = append(pairs, fmt.Sprintf("%s = %q", key, id))
	}
	return "resource \"apsaradb_rds_cross_region_backup_policy\" \"test\" {\n  for_each = { " + strings.Join(pairs, ", ") + " }\n" +
		"  instance_id = each.value\n  " + to("cn-shanghai", 1825) + "\n}\n" + further
}

func TestTogether_aRenamedKeyNeedsAMovedBlock(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	instances := func(first string) map[string]string {
		return map[string]string{first: "pgm-demo", "basic": "pgm-basic"}
	}
	moved := "moved {\n  from = " + address + "[\"orders\"]\n  to = " + address + "[\"sales\"]\n}"
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config(s, keyed(instances("orders"), "")), PostApplyFunc: s.ResetCalls},
			{Config: config(s, keyed(instances("sales"), "")), ExpectError: says("Policy of pgm-demo would be created and destroyed in one run")},
			{
				Config:           config(s, keyed(instances("sales"), moved)),
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address+`["sales"]`, plancheck.ResourceActionNoop)),
				PostApplyFunc: func() {
					requireWrites(t, s)
					h.requireSaid(t, "plan ERROR: Policy of pgm-demo would be created and destroyed in one run:", "moved {")
					for _, id := range []string{"pgm-demo", "pgm-basic"} {
						requirePolicy(t, s, id, true, false, "cn-shanghai", 1825)
					}
				},
			},
			{Config: config(s)}, // the testing library reads no state with for_each at its end
		},
	})
}

// The key of one instance is given to another, and the other way round: both policies stay as they are.
func TestTogether_swappedInstanceIDsAreRefused(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, keyed(map[string]string{"a": "pgm-demo", "b": "pgm-basic"}, "")), PostApplyFunc: s.ResetCalls},
		resource.TestStep{
			Config:      config(s, keyed(map[string]string{"a": "pgm-basic", "b": "pgm-demo"}, "")),
			ExpectError: says("would be created and destroyed in one run"),
		},
		resource.TestStep{
			Config: config(s, keyed(map[string]string{"a": "pgm-demo", "b": "pgm-basic"}, "")),
			PostApplyFunc: func() {
				requireWrites(t, s)
				for _, id := range []string{"pgm-demo", "pgm-basic"} {
					requirePolicy(t, s, id, true, false, "cn-shanghai", 1825)
				}
			},
		},
		resource.TestStep{Config: config(s)},
	)
}

// After a restore the configuration names the new instance; what was kept for the old one stays kept.
func TestTogether_anotherInstanceKeepsThePolicyOfTheOldOne(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, block("pgm-demo", to("cn-shanghai", 1825))), Check: check(s.ResetCalls)},
		resource.TestStep{
			Config:            config(s, block("pgm-basic", to("cn-shanghai", 1825))),
			ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate)),
			ConfigStateChecks: state(values{"id": "cn-hangzhou:pgm-basic", "enabled": true}),
			Check: check(func() {
				requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 1825), written("pgm-basic", true, false, "cn-shanghai", 1825))
				requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 1825)
				requirePolicy(t, s, "pgm-basic", true, false, "cn-shanghai", 1825)
				requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
			}),
		},
	)
}

func TestTogether_twoResourcesForOneInstance(t *testing.T) {
	t.Parallel()
	t.Run("known in the plan", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		testkit.Run(t, s, resource.TestStep{
			Config:      config(s, block("pgm-demo", to("cn-shanghai", 30)), namedBlock("second", "pgm-demo", to("cn-beijing", 60))),
			ExpectError: says("Policy of pgm-demo is declared twice"),
		})
		requireWrites(t, s)
	})
	// The id is known only after apply, so the second create meets the first one there.
	t.Run("known after apply", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		unknownID := func(name, arguments string) string {
			return strings.Replace(namedBlock(name, "ID", arguments), `"ID"`, "terraform_data.id.output", 1)
		}
		testkit.Run(t, s, resource.TestStep{
			Config: config(s, "resource \"terraform_data\" \"id\" {\n  input = \"pgm-demo\"\n}\n",
				unknownID("test", to("cn-shanghai", 30)), unknownID("second", to("cn-beijing", 60))),
			ExpectError: says("Policy of pgm-demo is declared twice"),
		})
		var enabling int
		for _, call := range s.Calls(modify) {
			if call.Code == "" && call.Params.Get("BackupEnabled") == "1" {
				enabling++
			}
		}
		if enabling > 1 {
			t.Errorf("%d writes enabled the policy, want at most 1", enabling)
		}
	})
}

func TestTogether_fiftyPoliciesInOneRun(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	template, _ := s.Fleet().Instance("pgm-demo")
	var want []string
	for i := range 50 {
		id := fmt.Sprintf("pgm-many-%02d", i)
		must(t, s.Fleet().AddInstance(fleet.Instance{
			ID: id, Region: template.Region, Engine: template.Engine, EngineVersion: template.EngineVersion,
			Category: template.Category, StorageType: template.StorageType, Class: template.Class,
		}))
		want = append(want, id)
	}
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{{
			Config: config(s, "resource \"apsaradb_rds_cross_region_backup_policy\" \"test\" {\n  count = 50\n"+
				"  instance_id = format(\"pgm-many-%02d\", count.index)\n  "+to("cn-shanghai", 1825)+"\n}"),
			Check: check(func() {
				if writes := writesSent(s); len(writes) != len(want) {
					t.Errorf("%d writes for %d policies", len(writes), len(want))
				}
				for _, id := range want {
					requirePolicy(t, s, id, true, false, "cn-shanghai", 1825)
				}
				s.ResetCalls()
			}),
		}},
		CheckDestroy: check(func() {
			if writes := writesSent(s); len(writes) != len(want) {
				t.Errorf("%d writes ended %d policies", len(writes), len(want))
			}
			for _, id := range want {
				requirePolicy(t, s, id, false, false, "cn-shanghai", 1825)
			}
		}),
	})
}
