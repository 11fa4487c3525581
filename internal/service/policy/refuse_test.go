// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What Terraform itself refuses, or completes, before the provider sees it. What the provider refuses stands whole in
// plan_texts.golden.
func TestRefuse_wrongInputAtPlan(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	refused := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: config(s, body), PlanOnly: true, ExpectError: says(want)}
	}
	testkit.Run(t, s,
		refused(block("pgm-demo", `destination_region = "cn-shanghai"`), `The argument "retention_days" is required`),
		refused(block("pgm-demo", "retention_days = 30"), `The argument "destination_region" is required`),
		refused(block("pgm-demo", `destination_region = "cn-shanghai"`, "retention_days = 30.5"),
			"retention_days is 30.5. It takes a whole number from 7 to 1825."),
		refused(block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "DELETE"`),
			"takes DISABLE, DISABLE_AND_EXPIRE, ABANDON or PREVENT"),
		// A provider block without a resource calls nothing at all.
		resource.TestStep{Config: config(s, "output \"none\" {\n  value = \"\"\n}"), Check: then(func() {
			if called := actions(s); len(called) > 0 {
				t.Errorf("called %q", called)
			}
		})},
	)
}

// A plan that changes nothing asks the API for one policy each, and for nothing else; so does a change that the API
// does not see.
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
		{
			config: settings("pgm-basic", "eu-central-1", 30, attributes{"enabled": false}),
			state:  created(t, fresh, settings("pgm-basic", "eu-central-1", 30, attributes{"enabled": false})),
		},
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
		if got := actions(
			s,
		); !slices.Equal(
			got,
			[]string{"DescribeInstanceCrossBackupPolicy", "DescribeInstanceCrossBackupPolicy"},
		) {
			t.Errorf("%s: called %q", name, got)
		}
	}
}

// What the API does not report of an instance is no change that a plan could make.
func TestPlan_ofAFactThatTheAPIDoesNotReportIsEmpty(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console").With(t, attributes{"engine": nil, "engine_version": nil})
	planned := testkit.NewSession(
		t,
		s,
		nil,
	).Plan(
		state,
		settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true}),
	)
	if len(planned.Said.Texts()) > 0 || !planned.Object.Equal(state.Object) {
		t.Errorf("said %q, and plans a change: %s", planned.Said.Texts(), planned.Object)
	}
}
