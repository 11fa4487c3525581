// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What is wrong is refused by terraform plan, before anything is written. The texts stand whole in the golden table; here
// a real Terraform shows them, with the attribute that they are about.
func TestRefuse_wrongInputAtPlan(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	refused := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: config(s, body), PlanOnly: true, ExpectError: says(want)}
	}
	steps := []resource.TestStep{
		refused(block("pgm-demo", `destination_region = "cn-shanghai"`), `The argument "retention_days" is required`),
		refused(block("pgm-demo", "retention_days = 30"), `The argument "destination_region" is required`),
		refused(block("pgm-demo", to("cn-hangzhou", 30)), "destination_region is cn-hangzhou, the region of the instance itself."),
		refused(block("pgm-demo", to("cn-nowhere", 30)), "Backups of instances in cn-hangzhou cannot be copied to cn-nowhere."),
		refused(block("pgm-demo", to("cn-shangai", 30)), `cannot be copied to cn-shangai. Did you mean "cn-shanghai"?`),
		refused(block("pgm-demo", to("cn-shanghai", 6)), "retention_days is 6. Cross-region copies are kept for 7 to 1825 days."),
		refused(block("pgm-demo", to("cn-shanghai", 1826)), "retention_days is 1826."),
		refused(block("pgm-demo", `destination_region = "cn-shanghai"`, "retention_days = 30.5"), "retention_days is 30.5. It must be a whole number from 7 to 1825."),
		refused(block("pgm-demo", to("cn-shanghai", 30), "enabled = false", "log_backup_enabled = true"), "log_backup_enabled is true and enabled is false."),
		refused(block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "DELETE"`), `value must be one of: ["DISABLE" "DISABLE_AND_EXPIRE" "ABANDON" "PREVENT"]`),
		refused(block("pgm-nowhere", to("cn-shanghai", 30)), "There is no instance pgm-nowhere in region cn-hangzhou"),
		refused(block("pgm-shanghai", to("cn-beijing", 30)), "If the instance is in another region, set region to that"),
		refused(block("pgm-serverless", to("cn-shanghai", 30)), "Instance pgm-serverless is serverless"),
		refused(block("pgm-readonly", to("cn-shanghai", 30)), "Instance pgm-readonly is a read-only instance of pgm-demo."),
		refused(block("pgm-old", to("cn-shanghai", 30)), "Instance pgm-old runs PostgreSQL 9.4 on cloud disks"),
		refused(block("pgm-local12", to("cn-shanghai", 30)), "for versions 9.4 and 10 only."),
		refused(block("pgm-local-basic", to("cn-shanghai", 30)), "on the High-availability Edition only."),
		refused(block("rm-mariadb", to("cn-shanghai", 30)), "Instance rm-mariadb runs MariaDB."),
		refused(block("rds-mssql-snapshot", to("cn-shanghai", 30)), "its backup method is Snapshot."),
		refused(block("rds-mssql-shared", to("cn-shanghai", 30)), "is of the shared instance type"),
		refused(block("pgm-locked", to("cn-shanghai", 30)), "Instance pgm-locked is locked (LockByExpiration)."),
		refused(block("pgm-released", to("cn-beijing", 30)), "A released instance makes no backups"),
		refused(block("pgm-console", to("cn-shanghai", 30)), "Found: on, to cn-beijing, kept for 1825 days, with log copy."),
	}
	steps = append(steps, resource.TestStep{Config: config(s, ""), Check: check(func() { requireWrites(t, s) })})
	testkit.Run(t, s, steps...)
}

// A provider block without a resource calls nothing at all.
func TestPlan_withoutAResourceCallsNothing(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{Config: config(s, "output \"none\" {\n  value = \"\"\n}")})
	if called := actions(s); len(called) > 0 {
		t.Errorf("called %q", called)
	}
}

// A plan that changes nothing asks the API for one policy each, and for nothing else; so does a change that the API does
// not see.
func TestPlan_withoutChangeCallsNothingButTheReads(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	fresh := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	plain := settings("pgm-demo", "cn-shanghai", 30)
	policies := []struct {
		config attributes
		state  result
	}{
		{config: plain, state: created(t, fresh, plain)},
		{config: settings("pgm-basic", "eu-central-1", 30, attributes{"enabled": false}), state: created(t, fresh, settings("pgm-basic", "eu-central-1", 30, attributes{"enabled": false}))},
	}
	for name, more := range map[string]attributes{
		"unchanged":       nil,
		"deletion policy": {"deletion_policy": "ABANDON"},
		"timeouts":        {"timeouts": attributes{"create": "10m"}},
	} {
		s.ResetCalls()
		w := fresh()
		for _, p := range policies {
			before := w.Read(p.state)
			config := settings("", "", 0, p.config, more)
			after := w.Plan(before, config)
			if len(before.Said.Texts())+len(after.Said.Texts()) > 0 {
				t.Errorf("%s: said %q", name, append(before.Said.Texts(), after.Said.Texts()...))
			}
			if more == nil && !after.Object.Equal(before.Object) {
				t.Errorf("%s: plans a change: %s", name, after.Object)
			}
			if applied := fresh().Apply(before, config, after); len(applied.Said.Texts()) > 0 {
				t.Errorf("%s: apply said %q", name, applied.Said.Texts())
			}
		}
		if got := actions(s); !slices.Equal(got, []string{"DescribeInstanceCrossBackupPolicy", "DescribeInstanceCrossBackupPolicy"}) {
			t.Errorf("%s: called %q", name, got)
		}
	}
}

// What the API does not report of an instance is no change that a plan could make.
func TestPlan_ofAFactThatTheAPIDoesNotReportIsEmpty(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console").With(t, attributes{"engine": nil, "engine_version": nil})
	planned := testkit.NewSession(t, s, nil).Plan(state, settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true}))
	if len(planned.Said.Texts()) > 0 || !planned.Object.Equal(state.Object) {
		t.Errorf("said %q, and plans a change: %s", planned.Said.Texts(), planned.Object)
	}
}

// actions lists the calls since the last reset.
func actions(s *emulator.Server) []string {
	var names []string
	for _, call := range s.Calls() {
		names = append(names, call.Action)
	}
	return names
}
