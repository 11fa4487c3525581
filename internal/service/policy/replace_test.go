// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Replacement switches off and on again, and keeps the retention on the way.
func TestReplace_aTaintedPolicyKeepsItsRetention(t *testing.T) {
	t.Parallel()
	const days = 1825
	for name, destination := range map[string]string{"same settings": "cn-shanghai", "other settings": "cn-beijing"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			testkit.Run(t, s,
				resource.TestStep{Config: config(s, block("pgm-demo", to("cn-shanghai", days))), Check: check(s.ResetCalls)},
				resource.TestStep{
					Config:           config(s, block("pgm-demo", to(destination, days))),
					Taint:            []string{address},
					ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate)),
					Check: check(func() {
						requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", days), written("pgm-demo", true, false, destination, days))
						requirePolicy(t, s, "pgm-demo", true, false, destination, days)
					}),
				},
			)
		})
	}
}

// ABANDON ends nothing on the way, and the create half knows that the policy was ours: the difference is written.
func TestReplace_anAbandonedPolicyIsNeverSwitchedOff(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := func(destination string) string {
		return config(s, block("pgm-demo", to(destination, 1825), `deletion_policy = "ABANDON"`))
	}
	testkit.Run(t, s,
		resource.TestStep{Config: cfg("cn-shanghai"), Check: check(s.ResetCalls)},
		resource.TestStep{Config: cfg("cn-beijing"), Taint: []string{address}, Check: check(func() {
			requireWrites(t, s, written("pgm-demo", true, false, "cn-beijing", 1825))
			requirePolicy(t, s, "pgm-demo", true, false, "cn-beijing", 1825)
		})},
	)
}

// replace_triggered_by plans what -replace does: an update without a difference that is turned into a replacement.
func replaced(trigger, arguments string) string {
	return fmt.Sprintf("resource \"terraform_data\" \"trigger\" {\n  input = %q\n}\n", trigger) +
		block("pgm-demo", arguments, "lifecycle {\n    replace_triggered_by = [terraform_data.trigger]\n  }")
}

func TestReplace_aForcedReplacementKeepsTheRetention(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s,
		resource.TestStep{Config: config(s, replaced("a", to("cn-shanghai", 1825))), Check: check(s.ResetCalls)},
		resource.TestStep{
			Config:           config(s, replaced("b", to("cn-shanghai", 1825))),
			ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionDestroyBeforeCreate)),
			Check: check(func() {
				requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 1825), written("pgm-demo", true, false, "cn-shanghai", 1825))
				requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
			}),
		},
	)
}

// Neither PREVENT nor DISABLE_AND_EXPIRE may be undone by the way of a replacement.
func TestReplace_isRefusedWhereItWouldEndProtectionOrExpireCopies(t *testing.T) {
	t.Parallel()
	for policy, refusal := range map[string]string{
		"PREVENT":            "Policy of pgm-demo is protected from replacement",
		"DISABLE_AND_EXPIRE": "Replacing the policy of pgm-demo would delete copies",
	} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			deletion := fmt.Sprintf("\n  deletion_policy = %q", policy)
			testkit.Run(t, s,
				resource.TestStep{Config: config(s, replaced("a", to("cn-shanghai", 1825)+deletion)), Check: check(s.ResetCalls)},
				resource.TestStep{Config: config(s, replaced("b", to("cn-shanghai", 1825)+deletion)), ExpectError: says(refusal)},
				resource.TestStep{Config: config(s, replaced("a", to("cn-shanghai", 1825)+deletion)), Taint: []string{address}, ExpectError: says(refusal)},
				resource.TestStep{ // the way out, since a test cannot untaint: only forget, and adopt again
					Config: config(s, replaced("a", to("cn-shanghai", 1825)+"\n  deletion_policy = \"ABANDON\"")), Taint: []string{address}, ExpectError: says(refusal),
				},
				resource.TestStep{Config: config(s, forget), Check: check(func() {
					requireWrites(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
				})},
			)
		})
	}
}

// A plan without refresh has not read the policy, so only Delete itself can hold PREVENT.
func TestReplace_preventHoldsInDeleteWhereThePlanCouldNotSeeIt(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 1825), `deletion_policy = "PREVENT"`))
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
		Steps: []resource.TestStep{
			{Config: cfg, Check: check(s.ResetCalls)},
			{Config: cfg, Taint: []string{address}, ExpectError: says("Policy of pgm-demo is protected from destruction")},
			{Config: config(s, forget)},
		},
		CheckDestroy: check(func() {
			h.requireSaid(t, "apply ERROR: Policy of pgm-demo is protected from destruction: deletion_policy is PREVENT in the state.")
			requireWrites(t, s)
			requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
		}),
	})
}

// A plan without refresh has not read the policy, so that only the destroy half itself can tell that the policy is to come
// back. It must not shorten retention on the way; a destroy that is meant still does.
func TestReplace_neverExpiresCopiesWhereThePlanCouldNotSeeIt(t *testing.T) {
	t.Parallel()
	deletion := "\n  deletion_policy = \"DISABLE_AND_EXPIRE\""
	for name, step := range map[string]resource.TestStep{
		"taint":                {Config: replaced("a", to("cn-shanghai", 1825)+deletion), Taint: []string{address}},
		"replace_triggered_by": {Config: replaced("b", to("cn-shanghai", 1825)+deletion)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			step.Config, step.ExpectError = config(s, step.Config), says("Replacing the policy of pgm-demo would delete copies")
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
				Steps: []resource.TestStep{
					{Config: config(s, replaced("a", to("cn-shanghai", 1825)+deletion)), Check: check(s.ResetCalls)},
					step,
					{
						PreConfig: func() {
							requireWrites(t, s)
							requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
						},
						Config: config(s, ""),
						Check:  check(func() { requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 7)) }),
					},
				},
			})
		})
	}
}

// What the plan of a create leaves for the destroy half of a replacement is not kept: a destroy that some tool makes without
// a plan does what it says.
func TestReplace_aDestroyWithoutAPlanIsNoReplacement(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := created(t, func() *testkit.Session { return testkit.NewSession(t, s, nil) }, settings("pgm-demo", "cn-shanghai", 1825, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}))
	s.ResetCalls()
	w := testkit.NewSession(t, s, nil)
	after := w.Apply(state, nil, result{Object: tftypes.NewValue(state.Object.Type(), nil), Private: state.Private, Identity: state.Identity})
	if len(after.Said.Texts()) > 0 {
		t.Errorf("said %q", after.Said.Texts())
	}
	requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 7))
}

// The new object is made first: it adopts, and the end of the old one must not take that away.
func TestReplace_createBeforeDestroyNeverSwitchesOff(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 1825), "lifecycle {\n    create_before_destroy = true\n  }"))
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: cfg, Check: check(s.ResetCalls)},
			{
				Config: cfg, Taint: []string{address},
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreateBeforeDestroy)),
				Check: check(func() {
					requireWrites(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
					h.requireSaid(t, "apply WARNING: Policy of pgm-demo was not switched off:", "nothing was sent")
					s.ResetCalls()
				}),
			},
		},
		CheckDestroy: check(func() { // a later destroy is a destroy again
			requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 1825))
		}),
	})
}
