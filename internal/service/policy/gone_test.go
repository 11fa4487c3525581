// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// otherAccount are the keys of an account that has none of the instances.
func otherAccount() attributes {
	return attributes{"access_key": "other-key", "secret_key": "other-secret"}
}

func TestGone_onlyWhenAllThreeSaySoUnderTheSameAccount(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"400", "404"} {
		t.Run("absent is HTTP "+code, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := settings("pgm-demo", "cn-shanghai", 30)
				tf := newTerraform(t, s, nil)
				tf.mustApply(config)
				must(t, s.Fleet().Delete("pgm-demo"))
				s.ResetCalls()
				tf.apply(only(config)).Require(t, "Instance pgm-demo is not found") // read as gone, and so planned anew
				tf.mustApply()
				tf.requireGone()
				requireNoWriteTried(t, s)
				for _, action := range []string{getter, policyList, instanceRead, emulator.ActionGetCallerIdentity} {
					if len(s.Calls(action)) == 0 {
						t.Errorf("%s was not asked", action)
					}
				}
			}, emulator.WithGuess("instance-not-found", code))
		})
	}
}

// A resource without a block is planned for destruction before Terraform refreshes it. What is long gone neither is
// protected by PREVENT nor keeps copies.
func TestGone_isNotPlannedAsAnEnd(t *testing.T) {
	t.Parallel()
	for _, deletionPolicy := range []string{"PREVENT", "DISABLE"} {
		t.Run(deletionPolicy, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			session := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			state := created(t, session, settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": deletionPolicy}))
			must(t, s.Fleet().Delete("pgm-demo"))
			session().Plan(state, nil).Said.RequireNone(t)
		})
	}
}

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
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := settings("pgm-demo", "cn-shanghai", 30)
				tf := newTerraform(t, s, nil)
				tf.mustApply(config)
				must(t, s.Fleet().Delete("pgm-demo"))
				for _, code := range codes {
					status := 404
					if code == "InternalError" {
						status = 500
					}
					s.AddFault(emulator.Fault{Action: action, Code: code, Status: status})
					tf.apply(only(config)).Require(t, "Cannot read the cross-region backup policy")
					tf.requireState("pgm-demo", values{"retention_days": 30})
					s.ClearFaults()
				}
				tf.mustApply()
				tf.requireGone()
			})
		})
	}
}

func TestGone_underAnotherAccountIsAnErrorThatNamesBoth(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 30)
		tf := newTerraform(t, s, nil)
		tf.mustApply(config)
		s.ResetCalls()
		tf.provider = otherAccount()
		for _, other := range []map[string]attributes{only(config), nil} {
			tf.apply(
				other,
			).Require(
				t,
				"Wrong account or region\nInstance pgm-demo is not found in region cn-hangzhou under account "+
					"6543210987654321. Its policy was made with account 1234567890123456.",
			)
		}
		tf.provider = nil
		tf.requireNothingToDo(only(config))
		requireNoWriteTried(t, s)
	})
}

// Without refresh the destroy is the first to notice. It must not take "not found" of another account for done.
func TestGone_destroyUnderAnotherAccountKeepsTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	policy := block("pgm-demo", to("cn-shanghai", 30))
	other := testkit.ConfigWith(s, "access_key = \"other-key\"\n  secret_key = \"other-secret\"", "")
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		AdditionalCLIOptions:     &resource.AdditionalCLIOptions{Plan: resource.PlanOptions{NoRefresh: true}},
		Steps: []resource.TestStep{
			{Config: config(s, policy), Check: then(s.ResetCalls)},
			{Config: other, ExpectError: says("Wrong account or region")},
			{Config: config(s, policy), Check: then(func() {
				requireWrites(t, s)
				must(t, s.Fleet().Delete("pgm-demo"))
			})},
		},
		CheckDestroy: then(func() { requireWrites(t, s) }), // gone under its own account: nothing to end
	})
}

// Without the account that the policy was made with, or the account that asks, nothing confirms that a policy is gone.
func TestGone_withoutBothAccountsIsAnError(t *testing.T) {
	t.Parallel()
	denied := emulator.Fault{Action: emulator.ActionGetCallerIdentity, Code: "Forbidden.RAM"}
	for name, tt := range map[string]struct {
		whenMade, whenGone bool // the account cannot be learned
		says               string
	}{
		"not recorded":      {whenMade: true, says: "does not say which account the policy was made with"},
		"now not permitted": {whenGone: true, says: "the account of the credentials could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := settings("pgm-demo", "cn-shanghai", 30)
				tf := newTerraform(t, s, nil)
				if tt.whenMade {
					s.AddFault(denied)
				}
				tf.mustApply(config)
				s.ClearFaults()
				if tt.whenGone {
					s.AddFault(denied)
				}
				must(t, s.Fleet().Delete("pgm-demo"))
				tf.apply(only(config)).Require(t, "Cannot tell whether the policy is gone\nInstance pgm-demo is not found", tt.says,
					"The policy stays in the state.", "terraform state rm")
				tf.requireState("pgm-demo", values{"retention_days": 30})
				s.ClearFaults()
				must(t, s.Fleet().AddInstance(fleet.PostgreSQL(testkit.Region, "pgm-demo")))
				tf.mustApply()
			})
		})
	}
}
