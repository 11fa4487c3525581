// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDestroy_sendsWhatTheDeletionPolicySays(t *testing.T) {
	t.Parallel()
	off := func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false }
	longer := func(p *fleet.Policy) { p.RetentionDays = 90 }
	cases := map[string]struct {
		policy    string
		guesses   map[string]string
		elsewhere func(*fleet.Policy) // done in the console after the last refresh
		writes    []string
		enabled   bool
		days      int
	}{
		"DISABLE":                     {policy: "DISABLE", writes: []string{written("pgm-demo", false, false, "cn-shanghai", 30)}, days: 30},
		"DISABLE keeps the current":   {policy: "DISABLE", elsewhere: longer, writes: []string{written("pgm-demo", false, false, "cn-shanghai", 90)}, days: 90},
		"DISABLE, getter bare":        {policy: "DISABLE", guesses: map[string]string{"disabled-getter": "bare"}, writes: []string{written("pgm-demo", false, false, "cn-shanghai", 30)}, days: 30},
		"DISABLE needs all fields":    {policy: "DISABLE", guesses: map[string]string{"partial-disable": "internalerror"}, writes: []string{written("pgm-demo", false, false, "cn-shanghai", 30)}, days: 30},
		"DISABLE, off already":        {policy: "DISABLE", elsewhere: off, days: 30},
		"DISABLE_AND_EXPIRE":          {policy: "DISABLE_AND_EXPIRE", writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7)}, days: 7},
		"DISABLE_AND_EXPIRE, ignored": {policy: "DISABLE_AND_EXPIRE", guesses: map[string]string{"retention-in-disable": "ignored"}, writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7), retentionAlone("pgm-demo", 7)}, days: 7},
		"DISABLE_AND_EXPIRE, ignored and not shown": {
			policy: "DISABLE_AND_EXPIRE", guesses: map[string]string{"retention-in-disable": "ignored", "disabled-getter": "bare"},
			writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7), retentionAlone("pgm-demo", 7)}, days: 7,
		},
		"DISABLE_AND_EXPIRE, off already": {policy: "DISABLE_AND_EXPIRE", elsewhere: off, writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7)}, days: 7},
		"DISABLE_AND_EXPIRE, off already, not shown": {
			policy: "DISABLE_AND_EXPIRE", guesses: map[string]string{"disabled-getter": "bare", "busy-after-write": "0s"}, elsewhere: off,
			writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7), retentionAlone("pgm-demo", 7)}, days: 7,
		},
		"DISABLE_AND_EXPIRE, off and 7": {policy: "DISABLE_AND_EXPIRE", elsewhere: func(p *fleet.Policy) {
			off(p)
			p.RetentionDays = 7
		}, days: 7},
		"ABANDON": {policy: "ABANDON", enabled: true, days: 30},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, guesses(tt.guesses)...)
			factories, h := listen(s)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{{
					Config: config(s, block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "`+tt.policy+`"`)),
					Check: check(func() {
						s.ResetCalls()
						if tt.elsewhere != nil {
							changed(t, s, "pgm-demo", tt.elsewhere)
						}
					}),
					ExpectNonEmptyPlan: tt.elsewhere != nil,
				}},
				CheckDestroy: check(func() {
					requireWrites(t, s, tt.writes...)
					requirePolicy(t, s, "pgm-demo", tt.enabled, false, "cn-shanghai", tt.days)
					if in, _ := s.Fleet().Instance("pgm-demo"); len(tt.writes) > 0 && in.Status != "Running" {
						t.Errorf("the instance is %s when the destroy is done, want Running", in.Status)
					}
					if calls := h.appliedCalls(); tt.policy == "ABANDON" && len(calls) != 0 {
						t.Errorf("ABANDON called %v", calls)
					}
				}),
			})
		})
	}
}

func TestDestroy_ofAPolicyThatNeverWasOnSendsNothing(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"DISABLE", "DISABLE_AND_EXPIRE"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("never-enabled-policy", "internalerror"))
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				Steps: []resource.TestStep{{
					Config: config(s, block("pgm-demo", to("cn-shanghai", 30), "enabled = false", `deletion_policy = "`+policy+`"`)),
				}},
				CheckDestroy: check(func() { requireWrites(t, s) }),
			})
		})
	}
}

func TestDestroy_thatFailsKeepsTheStateAndSucceedsLater(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 30)))
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{Config: cfg, Check: check(s.ResetCalls)},
			{
				PreConfig:   func() { s.AddFault(emulator.Fault{Action: modify, Code: "Forbidden.RAM"}) },
				Config:      cfg,
				Destroy:     true,
				ExpectError: says("rds:ModifyInstanceCrossBackupPolicy"),
			},
			{
				PreConfig:         s.ClearFaults,
				Config:            cfg,
				ConfigStateChecks: state(values{"enabled": true}),
				Check: check(func() {
					requireWrites(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 30)
				}),
			},
		},
		CheckDestroy: check(func() {
			requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
			requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
		}),
	})
}

// The instance stays busy beyond the timeout: the policy is off, but the state remains until the instance runs again.
func TestDestroy_waitsForTheInstanceAfterwards(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	factories, h := listen(s)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 30), "timeouts {\n delete = \"2m\"\n }"))
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: cfg, Check: check(func() {
				s.ResetCalls()
				must(t, s.SetGuess("busy-after-write", "1h"))
			})},
			{Config: cfg, Destroy: true, ExpectError: says("Instance pgm-demo is still busy")},
		},
		CheckDestroy: check(func() {
			requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
			h.requireSaid(t, "apply ERROR: Instance pgm-demo is still busy: ", "was not seen Running again: its last status is Modifying. The time of this operation ran out.")
			if calls := h.appliedCalls(); slices.Contains(calls, modify) {
				t.Errorf("the second destroy wrote again: %v", calls)
			}
		}),
	})
}

func TestDestroy_ofAPolicyUnderPREVENTIsRefused(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := func(policy string) string {
		return config(s, block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "`+policy+`"`))
	}
	testkit.Run(t, s,
		resource.TestStep{Config: cfg("PREVENT"), Check: check(s.ResetCalls)},
		resource.TestStep{Config: cfg("PREVENT"), Destroy: true, ExpectError: says("Policy of pgm-demo is protected from destruction")},
		resource.TestStep{Config: config(s), ExpectError: says("Policy of pgm-demo is protected from destruction")},
		resource.TestStep{Config: cfg("DISABLE"), Check: check(func() {
			requireWrites(t, s)
			requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 30)
		})},
	)
}
