// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What a replacement is, Terraform decides: each test here runs a real one.

// noRefresh makes plans that have not read the policy, so that only the apply can tell what is to be done.
var noRefresh = &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}}

// replaced is a policy under replace_triggered_by. Another trigger plans what -replace does: an update without a
// difference that is turned into a replacement.
func replaced(trigger string, arguments ...string) string {
	arguments = append(arguments, "lifecycle {\n    replace_triggered_by = [terraform_data.trigger]\n  }")
	return fmt.Sprintf(
		"resource \"terraform_data\" \"trigger\" {\n  input = %q\n}\n",
		trigger,
	) + block(
		"pgm-demo",
		arguments...)
}

func deletes(policy string) string { return fmt.Sprintf("deletion_policy = %q", policy) }

// A replacement of a policy by itself never switches it off, under any deletion_policy that allows it. Only what
// differs is written. Terraform shows no warning of -replace, so there must be nothing to warn of.
func TestReplace_neverSwitchesOff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, after string
		taint         []string
		writes        []string
	}{
		"tainted": {
			replaced("a", to("cn-shanghai", 1825)), replaced("a", to("cn-shanghai", 1825)), []string{address}, nil,
		},
		"with -replace": {replaced("a", to("cn-shanghai", 1825)), replaced("b", to("cn-shanghai", 1825)), nil, nil},
		"tainted, with another destination": {
			replaced("a", to("cn-shanghai", 1825)), replaced("a", to("cn-beijing", 1825)),
			[]string{address},
			[]string{written("pgm-demo", true, false, "cn-beijing", 1825)},
		},
		"DISABLE_AND_EXPIRE, tainted": {
			replaced("a", to("cn-shanghai", 1825), deletes("DISABLE_AND_EXPIRE")),
			replaced("a", to("cn-shanghai", 1825), deletes("DISABLE_AND_EXPIRE")),
			[]string{address},
			nil,
		},
		"DISABLE_AND_EXPIRE, with -replace": {
			replaced("a", to("cn-shanghai", 1825), deletes("DISABLE_AND_EXPIRE")),
			replaced("b", to("cn-shanghai", 1825), deletes("DISABLE_AND_EXPIRE")), nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			testkit.Run(t, s,
				resource.TestStep{Config: config(s, tt.before), Check: then(s.ResetCalls)},
				resource.TestStep{
					Config: config(s, tt.after), Taint: tt.taint,
					ConfigPlanChecks: expect(plancheck.ResourceActionDestroyBeforeCreate),
					Check:            then(func() { requireWrites(t, s, tt.writes...) }),
				})
		})
	}
}

// The plan after a taint says that its destroy switches nothing off. After -replace, Terraform shows no such warning.
func TestReplace_saysThatNothingIsSwitchedOff(t *testing.T) {
	t.Parallel()
	for _, keeps := range []string{"DISABLE", "DISABLE_AND_EXPIRE", "ABANDON"} {
		t.Run(keeps, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			session := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			config := settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": keeps})
			state := created(t, session, config)
			w := session()
			w.Read(state)
			said := w.Plan(result{}, config).Said
			if !said.Has("warning", "Replacing does not switch cross-region backup off") {
				t.Errorf("said:\n%s", said)
			}
		})
	}
}

// ABANDON ends nothing on the way, and the create half knows that the policy was ours: the difference is written.
func TestReplace_anAbandonedPolicyIsNeverSwitchedOff(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := func(destination string) string {
		return config(s, block("pgm-demo", to(destination, 1825), deletes("ABANDON")))
	}
	testkit.Run(t, s,
		resource.TestStep{Config: body("cn-shanghai"), Check: then(s.ResetCalls)},
		resource.TestStep{Config: body("cn-beijing"), Taint: []string{address}, Check: then(func() {
			requireWrites(t, s, written("pgm-demo", true, false, "cn-beijing", 1825))
		})},
	)
}

// PREVENT refuses a replacement, since it refuses every destroy.
func TestReplace_isRefusedUnderPrevent(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	refused := func(body string, taint ...string) resource.TestStep {
		return resource.TestStep{
			Config: config(s, body), Taint: taint, ExpectError: says("Policy of pgm-demo is protected from replacement"),
		}
	}
	arguments := []string{to("cn-shanghai", 1825), deletes("PREVENT")}
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, replaced("a", arguments...)), Check: then(s.ResetCalls)},
		refused(replaced("b", arguments...)),
		refused(replaced("a", arguments...), address),
		refused(replaced("a", to("cn-shanghai", 1825), deletes("ABANDON")), address), // what counts is in the state
		resource.TestStep{Config: config(s, forget), Check: then(func() { // a test cannot untaint
			requireWrites(t, s)
			requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
		})},
	)
}

// A plan without refresh has not read the policy, so only the destroy half itself can tell that the policy is to come
// back. It neither ends protection nor shortens the retention on the way.
func TestReplace_holdsWhereThePlanCouldNotSeeIt(t *testing.T) {
	t.Parallel()
	before := func(policy string) string { return replaced("a", to("cn-shanghai", 1825), deletes(policy)) }
	forced := func(policy string) string { return replaced("b", to("cn-shanghai", 1825), deletes(policy)) }
	for name, tt := range map[string]struct {
		policy, after, refusal string
		taint                  []string
	}{
		"DISABLE, tainted":            {"DISABLE", before("DISABLE"), "", []string{address}},
		"DISABLE, forced":             {"DISABLE", forced("DISABLE"), "", nil},
		"DISABLE_AND_EXPIRE, tainted": {"DISABLE_AND_EXPIRE", before("DISABLE_AND_EXPIRE"), "", []string{address}},
		"DISABLE_AND_EXPIRE, forced":  {"DISABLE_AND_EXPIRE", forced("DISABLE_AND_EXPIRE"), "", nil},
		"PREVENT, tainted": {
			"PREVENT", before("PREVENT"), "deletion_policy is PREVENT in the state.", []string{address},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			step := resource.TestStep{Config: config(s, tt.after), Taint: tt.taint}
			if tt.refusal != "" {
				step.ExpectError = says(tt.refusal)
			}
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				AdditionalCLIOptions:     noRefresh,
				Steps: []resource.TestStep{
					{Config: config(s, before(tt.policy)), Check: then(s.ResetCalls)},
					step,
					{
						PreConfig: func() {
							requireWrites(t, s)
							requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
						},
						Config: config(s, forget),
					},
				},
			})
		})
	}
}

// afterThePlan does something between a plan and its apply.
type afterThePlan func()

func (do afterThePlan) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	do()
}

// The create half would shorten a retention that somebody lengthened after the plan, so the destroy half refuses.
func TestReplace_shortensNothingThatThePlanHasNotShown(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	lengthen := afterThePlan(func() { changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 1825 }) })
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, replaced("a", to("cn-shanghai", 30))), Check: then(s.ResetCalls)},
		resource.TestStep{
			Config:           config(s, replaced("b", to("cn-shanghai", 30))),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{lengthen}},
			ExpectError:      says("Policy of pgm-demo was changed after the plan"),
		},
		resource.TestStep{
			PreConfig: func() {
				requireWrites(t, s)
				requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
			},
			Config: config(s, forget),
		},
	)
}

// Somebody lengthened the retention before the plan of a replacement, whose create half would shorten it again.
func TestReplace_shortensNothingThatWasLengthenedElsewhere(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, replaced("a", to("cn-shanghai", 30))), Check: then(s.ResetCalls)},
		resource.TestStep{
			PreConfig:   func() { changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 1825 }) },
			Config:      config(s, replaced("a", to("cn-shanghai", 30))),
			Taint:       []string{address},
			ExpectError: says("Replacing the policy of pgm-demo would delete copies"),
		},
		resource.TestStep{
			PreConfig: func() {
				requireWrites(t, s)
				requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
			},
			Config: config(s, forget),
		},
	)
}

// What the plan of a create leaves for the destroy half of a replacement is not kept: a destroy that some tool makes
// without a plan does what it says.
func TestReplace_aDestroyWithoutAPlanIsNoReplacement(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	session := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
	state := created(
		t,
		session,
		settings("pgm-demo", "cn-shanghai", 1825, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}),
	)
	s.ResetCalls()
	session().Apply(state, nil, result{Private: state.Private, Identity: state.Identity}).Said.RequireNone(t)
	requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 7))
}

// The new object is made first: it adopts, and the end of the old one must not take that away.
func TestReplace_createBeforeDestroyNeverSwitchesOff(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := config(s, block("pgm-demo", to("cn-shanghai", 1825), "lifecycle {\n    create_before_destroy = true\n  }"))
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{Config: body, Check: then(s.ResetCalls)},
			{
				Config: body, Taint: []string{address},
				ConfigPlanChecks: expect(plancheck.ResourceActionCreateBeforeDestroy),
				Check: then(func() {
					requireNoWriteTried(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
				}),
			},
		},
		CheckDestroy: then(func() { // a later destroy is a destroy again
			requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 1825))
		}),
	})
}
