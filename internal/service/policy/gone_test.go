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

// The three actions that must all say absent before a policy leaves the state.
const (
	getter       = "DescribeInstanceCrossBackupPolicy"
	policyList   = "DescribeCrossRegionBackupDBInstance"
	instanceRead = "DescribeDBInstanceAttribute"
)

func TestGone_onlyWhenAllThreeSaySoUnderTheSameAccount(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"400", "404"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("instance-not-found", code))
			cfg := config(s, block("pgm-demo", to("cn-shanghai", 30)))
			testkit.Run(t, s,
				resource.TestStep{Config: cfg},
				resource.TestStep{
					PreConfig: func() {
						must(t, s.Fleet().Delete("pgm-demo"))
						s.ResetCalls()
					},
					Config: cfg, ExpectError: says("Instance pgm-demo is not found"), // it is read as gone, and so planned anew
				},
				resource.TestStep{
					Config:           config(s),
					ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan()),
					Check: check(func() {
						requireWrites(t, s)
						for _, action := range []string{getter, policyList, instanceRead, "GetCallerIdentity"} {
							if len(s.Calls(action)) == 0 {
								t.Errorf("%s was not asked", action)
							}
						}
					}),
				},
			)
		})
	}
}

// A resource without a block is planned for destruction before Terraform refreshes it. What is long gone neither is protected
// by PREVENT nor keeps copies.
func TestGone_isNotPlannedAsAnEnd(t *testing.T) {
	t.Parallel()
	for _, deletionPolicy := range []string{"PREVENT", "DISABLE"} {
		t.Run(deletionPolicy, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			testkit.Run(t, s,
				resource.TestStep{Config: config(s, block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "`+deletionPolicy+`"`))},
				resource.TestStep{
					PreConfig:        func() { must(t, s.Fleet().Delete("pgm-demo")) },
					Config:           config(s),
					ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan()),
				},
			)
			walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			must(t, s.Fleet().AddInstance(demo()))
			state := created(t, walk, settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": deletionPolicy}))
			must(t, s.Fleet().Delete("pgm-demo"))
			if said := walk().Plan(state, nil).Said.Texts(); len(said) > 0 {
				t.Errorf("said %q", said)
			}
		})
	}
}

// demo is the instance pgm-demo of the default fleet.
func demo() fleet.Instance {
	for _, instance := range fleet.DefaultSeed().Instances {
		if instance.ID == "pgm-demo" {
			return instance
		}
	}
	return fleet.Instance{}
}

// forget is a configuration that takes the resource out of the state and ends nothing.
const forget = "removed {\n  from = " + address + "\n  lifecycle {\n    destroy = false\n  }\n}"

// The instance is gone in truth, and one of the three fails to say so: the policy stays, and the user gets an error.
func TestGone_aFailureOfAnyWitnessKeepsThePolicy(t *testing.T) {
	t.Parallel()
	for action, codes := range map[string][]string{
		getter:       {"InternalError", "Forbidden.RAM", "InvalidClusterKms", "NeverHeardOf", "InvalidAccessKeyId.NotFound"},
		policyList:   {"InternalError", "Forbidden.RAM", "NeverHeardOf"},
		instanceRead: {"InternalError", "Forbidden.RAM", "NeverHeardOf"},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			cfg := config(s, block("pgm-demo", to("cn-shanghai", 30)))
			steps := []resource.TestStep{{Config: cfg, PostApplyFunc: func() { must(t, s.Fleet().Delete("pgm-demo")) }}}
			for _, code := range codes {
				status := 404
				if code == "InternalError" {
					status = 500
				}
				steps = append(steps, resource.TestStep{
					PreConfig: func() {
						s.ClearFaults()
						s.AddFault(emulator.Fault{Action: action, Code: code, Status: status})
					},
					Config: cfg, PlanOnly: true, ExpectError: says("Cannot read the cross-region backup policy"),
				})
			}
			steps = append(steps, resource.TestStep{
				PreConfig: s.ClearFaults, Config: config(s), ConfigPlanChecks: planned(plancheck.ExpectEmptyPlan()),
			})
			testkit.Run(t, s, steps...)
		})
	}
}

func TestGone_underAnotherAccountIsAnErrorThatNamesBoth(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	factories, h := listen(s)
	resourceBlock := block("pgm-demo", to("cn-shanghai", 30))
	other := testkit.ConfigWith(s, "access_key = \"other-key\"\n  secret_key = \"other-secret\"", resourceBlock)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config(s, resourceBlock), Check: check(s.ResetCalls)},
			{Config: other, PlanOnly: true, ExpectError: says("Wrong account or region")},
			{Config: other, Destroy: true, ExpectError: says("Wrong account or region")},
			{
				Config:           config(s, resourceBlock),
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop)),
				Check: check(func() {
					h.requireSaid(t, "read ERROR: Wrong account or region: Instance pgm-demo is not found in region cn-hangzhou under account 6543210987654321. "+
						"Its policy was made with account 1234567890123456.")
					requireWrites(t, s)
				}),
			},
		},
	})
}

// Without refresh the destroy is the first to notice; it must not take "not found" of another account for done.
func TestGone_destroyUnderAnotherAccountKeepsTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	resourceBlock := block("pgm-demo", to("cn-shanghai", 30))
	other := testkit.ConfigWith(s, "access_key = \"other-key\"\n  secret_key = \"other-secret\"", "")
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
		Steps: []resource.TestStep{
			{Config: config(s, resourceBlock), Check: check(s.ResetCalls)},
			{Config: other, ExpectError: says("Wrong account or region")},
			{Config: config(s, resourceBlock), Check: check(func() {
				requireWrites(t, s)
				h.requireSaid(t, "apply ERROR: Wrong account or region:", "6543210987654321", "1234567890123456")
				must(t, s.Fleet().Delete("pgm-demo"))
			})},
		},
		CheckDestroy: check(func() { requireWrites(t, s) }), // gone under its own account: nothing to end
	})
}

// Without the account that the policy was made with, or the account that asks, nothing confirms that a policy is gone.
func TestGone_withoutBothAccountsIsAnError(t *testing.T) {
	t.Parallel()
	denied := emulator.Fault{Action: "GetCallerIdentity", Code: "Forbidden.RAM"}
	for name, tt := range map[string]struct {
		whenMade, whenGone []emulator.Fault
		says               string
	}{
		"not recorded":      {whenMade: []emulator.Fault{denied}, says: "does not say which account the policy was made with"},
		"now not permitted": {whenGone: []emulator.Fault{denied}, says: "the account of the credentials could not be learned"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			for _, fault := range tt.whenMade {
				s.AddFault(fault)
			}
			cfg := config(s, block("pgm-demo", to("cn-shanghai", 30)))
			factories, h := listen(s)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{
					{Config: cfg},
					{
						PreConfig: func() {
							s.ClearFaults()
							for _, fault := range tt.whenGone {
								s.AddFault(fault)
							}
							must(t, s.Fleet().Delete("pgm-demo"))
						},
						Config: cfg, PlanOnly: true, ExpectError: says("Cannot tell whether the policy is gone"),
					},
					{
						PreConfig: func() {
							s.ClearFaults()
							must(t, s.Fleet().AddInstance(demo()))
						},
						Config: config(s),
					},
				},
			})
			h.requireSaid(t, "read ERROR: Cannot tell whether the policy is gone: Instance pgm-demo is not found", tt.says, "The policy stays in the state.", "terraform state rm")
		})
	}
}
