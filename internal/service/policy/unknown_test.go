// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	tfconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// later is a resource whose output is known only after apply.
func later(value string) string {
	return fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  input = %s\n}\n", value)
}

// policyOf is a resource block with expressions as values.
func policyOf(instanceID, region, destination, retentionDays string) string {
	return fmt.Sprintf("resource \"apsaradb_rds_cross_region_backup_policy\" \"test\" {\n  instance_id = %s\n  region = %s\n  destination_region = %s\n  retention_days = %s\n}\n",
		instanceID, region, destination, retentionDays)
}

const output = "terraform_data.later.output"

// Values that are unknown in the plan pass it, are checked in apply before anything is written, and then take effect.
func TestUnknown_valuesAreCheckedAtApply(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		value, body string
		provider    string
		attribute   string
		refusal     string // "" is a success
	}{
		"instance": {value: `"pgm-demo"`, body: policyOf(output, "null", `"cn-shanghai"`, "30"), attribute: "instance_id"},
		"instance that is serverless": {
			value: `"pgm-serverless"`, body: policyOf(output, "null", `"cn-shanghai"`, "30"), attribute: "instance_id",
			refusal: "Instance pgm-serverless is serverless",
		},
		"instance that does not exist": {
			value: `"pgm-nowhere"`, body: policyOf(output, "null", `"cn-shanghai"`, "30"), attribute: "instance_id",
			refusal: "There is no instance pgm-nowhere in region cn-hangzhou",
		},
		"instance with other settings": {
			value: `"pgm-console"`, body: policyOf(output, "null", `"cn-shanghai"`, "30"), attribute: "instance_id",
			refusal: "Creating would overwrite settings that were not made here",
		},
		"destination": {value: `"cn-shanghai"`, body: policyOf(`"pgm-demo"`, "null", output, "30"), attribute: "destination_region"},
		"destination that is the source": {
			value: `"cn-hangzhou"`, body: policyOf(`"pgm-demo"`, "null", output, "30"), attribute: "destination_region",
			refusal: "destination_region is cn-hangzhou, the region of the instance itself.",
		},
		"destination that does not exist": {
			value: `"cn-nowhere"`, body: policyOf(`"pgm-demo"`, "null", output, "30"), attribute: "destination_region",
			refusal: "cannot be copied to cn-nowhere.",
		},
		"destination that is not allowed": {
			value: `"cn-shanghai"`, body: policyOf(`"pgm-demo"`, "null", output, "30"), attribute: "destination_region",
			provider: `allowed_destination_regions = ["cn-beijing"]`, refusal: "allows only cn-beijing.",
		},
		"destination abroad with the checks off": {
			value: `"eu-central-1"`, body: policyOf(`"pgm-demo"`, "null", output, "30"), attribute: "destination_region",
			provider: "cross_border = \"DENY\"\n  plan_checks = \"OFF\"", refusal: "cn-hangzhou and eu-central-1 lie in different areas",
		},
		"region": {value: `"cn-hangzhou"`, body: policyOf(`"pgm-demo"`, output, `"cn-shanghai"`, "30"), attribute: "region"},
		"region that is the destination": {
			value: `"cn-shanghai"`, body: policyOf(`"pgm-demo"`, output, `"cn-shanghai"`, "30"), attribute: "region",
			refusal: "destination_region is cn-shanghai, the region of the instance itself.",
		},
		"retention": {value: "30", body: policyOf(`"pgm-demo"`, "null", `"cn-shanghai"`, output), attribute: "retention_days"},
		"retention out of range": {
			value: "6", body: policyOf(`"pgm-demo"`, "null", `"cn-shanghai"`, output), attribute: "retention_days",
			refusal: "retention_days is 6.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			step := resource.TestStep{
				Config:           testkit.ConfigWith(s, row.provider, later(row.value)+row.body),
				ConfigPlanChecks: planned(plancheck.ExpectUnknownValue(address, tfjsonpath.New(row.attribute))),
			}
			var want []string
			if row.refusal == "" {
				want = []string{written("pgm-demo", true, false, "cn-shanghai", 30)}
				step.Check = check(func() { requireWrites(t, s, want...) })
			} else {
				step.ExpectError = says(row.refusal)
			}
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s), Steps: []resource.TestStep{step},
				CheckDestroy: check(func() {
					if row.refusal != "" {
						requireWrites(t, s)
					}
				}),
			})
		})
	}
}

// Variables without a default are unknown while Terraform validates, and known in the plan, which refuses what is wrong.
func TestUnknown_requiredVariables(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := config(s, "variable \"instance_id\" {}\nvariable \"destination\" {}\nvariable \"days\" {}\n",
		policyOf("var.instance_id", "null", "var.destination", "var.days"))
	variables := func(instanceID, destination string, days int) tfconfig.Variables {
		return tfconfig.Variables{
			"instance_id": tfconfig.StringVariable(instanceID), "destination": tfconfig.StringVariable(destination), "days": tfconfig.IntegerVariable(days),
		}
	}
	testkit.Run(t, s,
		resource.TestStep{Config: body, ConfigVariables: variables("pgm-serverless", "cn-shanghai", 30), PlanOnly: true, ExpectError: says("Instance pgm-serverless is serverless")},
		resource.TestStep{Config: body, ConfigVariables: variables("pgm-demo", "cn-hangzhou", 30), PlanOnly: true, ExpectError: says("the region of the instance itself")},
		resource.TestStep{Config: body, ConfigVariables: variables("pgm-demo", "cn-shanghai", 6), PlanOnly: true, ExpectError: says("retention_days is 6.")},
		resource.TestStep{
			Config: body, ConfigVariables: variables("pgm-demo", "cn-shanghai", 30),
			Check: check(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30)) }),
		},
	)
}

// While the provider block is not known, reads keep the state, a plan works, and one warning says so for all policies.
func TestUnknown_providerBlockKeepsTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	imported := testkit.NewSession(t, s, nil).Import("pgm-console")
	s.ResetCalls()
	w := testkit.NewSession(t, s, attributes{"access_key": unknown{}})

	config := settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true})
	kept := w.Read(imported)
	if !kept.Object.Equal(imported.Object) {
		t.Errorf("the state has changed: %s", kept.Object)
	}
	again := w.Read(imported)
	if len(kept.Said.Texts()) != 1 || len(again.Said.Texts()) != 0 || !strings.HasPrefix(kept.Said.Texts()[0], "warning: Policies were not refreshed\n") || !strings.Contains(kept.Said.Texts()[0], ": access_key.") {
		t.Errorf("the reads said %q and %q", kept.Said.Texts(), again.Said.Texts())
	}
	for name, planned := range map[string]result{
		"no change": w.Plan(kept, config),
		"create":    w.Plan(result{}, settings("pgm-demo", "cn-shanghai", 30)),
	} {
		if len(planned.Said.Texts()) > 0 {
			t.Errorf("%s: said %q", name, planned.Said.Texts())
		}
	}
	if calls := actions(s); len(calls) > 0 {
		t.Errorf("called %q", calls)
	}
}

// An unknown region of the provider is not a missing one.
func TestUnknown_providerRegion(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	planned := testkit.NewSession(t, s, attributes{"region": unknown{}}).Plan(result{}, settings("pgm-demo", "cn-shanghai", 30))
	if len(planned.Said.Texts()) > 0 {
		t.Errorf("said %q", planned.Said.Texts())
	}
	if region, id := planned.Get(t, "region"), planned.Get(t, "id"); region != (unknown{}) || id != (unknown{}) {
		t.Errorf("region is %v and id %v, want both unknown", region, id)
	}
}

// A value of a released instance that may turn out unchanged is no change yet.
func TestUnknown_valuesOfAReleasedInstance(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-released")
	config := settings("pgm-released", "", 30, attributes{"destination_region": unknown{}})
	if said := testkit.NewSession(t, s, nil).Plan(state, config).Said.Texts(); len(said) != 1 || isError(said[0]) {
		t.Errorf("said %q, want only that the instance is released", said)
	}
	config["destination_region"] = "cn-beijing" // what apply may learn
	if said := testkit.NewSession(t, s, nil).Plan(state, config).Said.Texts(); len(said) != 1 || !strings.HasPrefix(said[0], "error on destination_region: Instance pgm-released is released\n") {
		t.Errorf("said %q", said)
	}
}
