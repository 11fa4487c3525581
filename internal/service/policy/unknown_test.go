// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	tfconfig "github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// policyOf is a resource block with expressions as values.
func policyOf(instanceID, destination, retentionDays string) string {
	return fmt.Sprintf("resource %q \"test\" {\n  instance_id = %s\n  destination_region = %s\n  retention_days = %s\n}\n",
		testkit.PolicyType, instanceID, destination, retentionDays)
}

// A value that is known only after apply, with a real Terraform: it passes the plan, and what is wrong is refused in
// apply.
func TestUnknown_withTerraform(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	later := func(instanceID string) string {
		return config(s, fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  input = %q\n}\n", instanceID),
			policyOf("terraform_data.later.output", `"cn-shanghai"`, "30"))
	}
	isUnknown := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectUnknownValue(address, tfjsonpath.New("instance_id")),
	}}
	testkit.Run(t, s,
		resource.TestStep{
			Config: later(
				"pgm-serverless",
			),
			ConfigPlanChecks: isUnknown,
			ExpectError:      says("Instance pgm-serverless is serverless"),
		},
		resource.TestStep{
			Config: later("pgm-demo"), ConfigPlanChecks: isUnknown,
			Check: then(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30)) }),
		},
	)
}

// Values that are unknown in the plan pass it, are checked in apply before anything is written, and then take effect.
func TestUnknown_valuesAreCheckedAtApply(t *testing.T) {
	t.Parallel()
	policy := func(name string, value any) attributes {
		return settings("pgm-demo", "cn-shanghai", 30, attributes{name: value})
	}
	for name, row := range map[string]struct {
		attribute string
		value     any
		provider  attributes
		refusal   string // "" is a success
	}{
		"instance":                    {"instance_id", "pgm-demo", nil, ""},
		"instance that is serverless": {"instance_id", "pgm-serverless", nil, "Instance pgm-serverless is serverless"},
		"instance that does not exist": {
			"instance_id", "pgm-nowhere", nil, "There is no instance pgm-nowhere in region cn-hangzhou",
		},
		"instance with other settings": {
			"instance_id", "pgm-console", nil, "Creating would overwrite settings that were not made here",
		},
		"destination": {"destination_region", "cn-shanghai", nil, ""},
		"destination that is the source": {
			"destination_region", "cn-hangzhou", nil, "cn-hangzhou, the region of the instance itself.",
		},
		"destination that does not exist": {"destination_region", "cn-nowhere", nil, "cannot be copied to cn-nowhere."},
		"destination that is not allowed": {
			"destination_region", "cn-shanghai",
			attributes{"allowed_destination_regions": []string{"cn-beijing"}},
			"allows only cn-beijing.",
		},
		"destination abroad with the checks off": {
			"destination_region", "eu-central-1",
			attributes{"cross_border": "DENY", "plan_checks": "OFF"},
			"cn-hangzhou and eu-central-1 lie in different areas",
		},
		"region":                         {"region", "cn-hangzhou", nil, ""},
		"region that is the destination": {"region", "cn-shanghai", nil, "cn-shanghai, the region of the instance itself."},
		"retention":                      {"retention_days", 30, nil, ""},
		"retention out of range":         {"retention_days", 6, nil, "retention_days is 6."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				session := func() *testkit.Session { return testkit.NewSession(t, s, row.provider, testkit.FakeTime(s)...) }
				planned := session().Plan(result{}, policy(row.attribute, unknown{}))
				if got := planned.Get(t, row.attribute); planned.Said.Failed() || got != (unknown{}) {
					t.Errorf("planned as %v, said:\n%s", got, planned.Said)
				}
				known := policy(row.attribute, row.value)
				w := session() // Terraform validates and plans anew with what has become known
				said := w.Validate(known)
				if !said.Failed() {
					said = append(said, w.Create(known).Said...)
				}
				if row.refusal == "" {
					if said.Failed() {
						t.Error(said)
					}
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
					return
				}
				said.Errors().Require(t, row.refusal)
				requireNoWriteTried(t, s)
			})
		})
	}
}

// Whether a change loses something is not known before its values are. The plan says so, with a code of a loss.
func TestUnknown_lossesAreNotKnown(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Create(settings("pgm-demo", "cn-shanghai", 30))
	for attribute, warns := range map[string]bool{
		"retention_days": true, "destination_region": true, "enabled": true, "log_backup_enabled": false, // it is off
	} {
		config := settings("pgm-demo", "cn-shanghai", 30, attributes{attribute: unknown{}})
		said := testkit.NewSession(t, s, nil).Plan(state, config).Said
		if said.Has("The apply decides the value of "+attribute, "(LOSSES_NOT_KNOWN)") != warns || said.Failed() {
			t.Errorf("%s: said %s", attribute, said)
		}
	}
}

// A retention that the plan does not know may turn out to be the one that somebody set elsewhere.
func TestUnknown_retentionThatWasSetElsewhere(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	later := func(days int) string {
		return config(s, fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  input = %d\n}\n", days),
			policyOf(`"pgm-demo"`, `"cn-shanghai"`, "terraform_data.later.output"))
	}
	elsewhere := func(days int) func() {
		return func() { changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = days }) }
	}
	testkit.Run(t, s,
		resource.TestStep{Config: later(30), Check: then(s.ResetCalls)},
		resource.TestStep{PreConfig: elsewhere(90), Config: later(90)},
		resource.TestStep{PreConfig: elsewhere(40), Config: later(40)},
		resource.TestStep{
			Config: later(40), Check: then(func() { requireNoWriteTried(t, s) }),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
	)
}

// Variables without a default are unknown while Terraform validates, and known in the plan, which refuses what is
// wrong.
func TestUnknown_requiredVariables(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := config(s, "variable \"instance_id\" {}\nvariable \"destination\" {}\nvariable \"days\" {}\n",
		policyOf("var.instance_id", "var.destination", "var.days"))
	good := tfconfig.Variables{
		"instance_id": tfconfig.StringVariable("pgm-demo"), "destination": tfconfig.StringVariable("cn-shanghai"),
		"days": tfconfig.IntegerVariable(30),
	}
	refused := func(name string, value tfconfig.Variable, refusal string) resource.TestStep {
		bad := maps.Clone(good)
		bad[name] = value
		return resource.TestStep{Config: body, ConfigVariables: bad, PlanOnly: true, ExpectError: says(refusal)}
	}
	testkit.Run(t, s,
		refused("instance_id", tfconfig.StringVariable("pgm-serverless"), "Instance pgm-serverless is serverless"),
		refused("destination", tfconfig.StringVariable("cn-hangzhou"), "the region of the instance itself"),
		refused("days", tfconfig.IntegerVariable(6), "retention_days is 6."),
		resource.TestStep{Config: body, ConfigVariables: good, Check: then(func() {
			requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
		})},
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
	if len(kept.Said.Texts()) != 1 || len(again.Said.Texts()) != 0 ||
		!strings.HasPrefix(kept.Said.Texts()[0], "warning: Policies were not refreshed\n") ||
		!strings.Contains(kept.Said.Texts()[0], ": access_key.") {
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
	planned := testkit.NewSession(
		t,
		s,
		attributes{"region": unknown{}},
	).Plan(
		result{},
		settings("pgm-demo", "cn-shanghai", 30),
	)
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
	if said := testkit.NewSession(
		t,
		s,
		nil,
	).Plan(
		state,
		config,
	).Said.Texts(); len(said) != 1 ||
		!strings.HasPrefix(said[0], "error on destination_region: Instance pgm-released is released\n") {
		t.Errorf("said %q", said)
	}
}
