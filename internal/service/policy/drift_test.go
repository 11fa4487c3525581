// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDrift_ofEachSettingIsShownAndRepairedByOneWrite(t *testing.T) {
	t.Parallel()
	for _, spelling := range []map[string]string{
		{"disabled-spelling": "Disabled", "disabled-getter": "full", "engine-spelling": "lower"},
		{"disabled-spelling": "Disable", "disabled-getter": "bare", "engine-spelling": "attribute"},
	} {
		t.Run(spelling["disabled-spelling"]+" "+spelling["disabled-getter"], func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, guesses(spelling)...)
			cfg := config(s, block("pgm-demo", to("cn-shanghai", 30), "log_backup_enabled = true"))
			all := values{"enabled": true, "destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": true, "engine": "PostgreSQL"}
			steps := []resource.TestStep{{Config: cfg, ConfigStateChecks: state(all)}}
			drift := func(seen drifted, change func(*fleet.Policy)) {
				steps = append(steps, resource.TestStep{
					PreConfig: func() {
						s.Fleet().Advance(24 * time.Hour)
						s.ResetCalls()
						changed(t, s, "pgm-demo", change)
					},
					Config:            cfg,
					ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), seen),
					ConfigStateChecks: state(all),
					Check:             check(func() { requireWrites(t, s, written("pgm-demo", true, true, "cn-shanghai", 30)) }),
				})
			}
			drift(drifted{"destination_region": "cn-beijing", "enabled": true}, func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" })
			drift(drifted{"retention_days": 90}, func(p *fleet.Policy) { p.RetentionDays = 90 })
			drift(drifted{"log_backup_enabled": false}, func(p *fleet.Policy) { p.LogEnabled = false })
			drift(drifted{"enabled": false, "log_backup_enabled": false, "destination_region": "cn-shanghai", "retention_days": 30},
				func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false })
			testkit.Run(t, s, steps...)
		})
	}
}

// Off is drift for a policy that should be on, and on is drift for one that should be off.
func TestDrift_switchedOnElsewhereIsSwitchedOffAgain(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 30), "enabled = false"))
	testkit.Run(t, s,
		resource.TestStep{Config: cfg},
		resource.TestStep{
			PreConfig: func() {
				must(t, s.Fleet().SetPolicy("pgm-demo", fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}))
			},
			Config:            cfg,
			ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), drifted{"enabled": true}),
			ConfigStateChecks: state(values{"enabled": false, "destination_region": "cn-shanghai", "retention_days": 30}),
			Check:             check(func() { requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30)) }),
		},
	)
}

func TestDrift_anEngineUpgradeChangesNothingButTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cfg := func(days int) string { return config(s, block("pgm-demo", to("cn-shanghai", days))) }
	upgrade := func(version string) func() {
		return func() {
			must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.EngineVersion = version }))
			s.ResetCalls()
		}
	}
	testkit.Run(t, s,
		resource.TestStep{Config: cfg(30), ConfigStateChecks: state(values{"engine_version": "16.0"})},
		resource.TestStep{
			PreConfig:         upgrade("17.0"),
			Config:            cfg(30),
			ConfigPlanChecks:  planned(plancheck.ExpectEmptyPlan()),
			ConfigStateChecks: state(values{"engine_version": "17.0"}),
			Check:             check(func() { requireWrites(t, s) }),
		},
		resource.TestStep{ // the upgrade ends between plan and apply
			Config:            cfg(60),
			ConfigPlanChecks:  planned(meanwhile(upgrade("18.0"))),
			ConfigStateChecks: state(values{"engine_version": "17.0", "retention_days": 60}),
			Check:             check(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 60)) }),
		},
	)
}

// What the getter shows late must neither end up in the state nor in an endless plan.
func TestDrift_aLaggingGetterOrListIsNoDrift(t *testing.T) {
	t.Parallel()
	for name, guess := range map[string]map[string]string{
		"getter 2 minutes": {"getter-lag": "2m"},
		"list 1 day":       {"list-lag": "24h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, guesses(guess)...)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				Steps: []resource.TestStep{
					{
						Config:            config(s, block("pgm-demo", to("cn-shanghai", 30))),
						ConfigStateChecks: state(values{"enabled": true, "retention_days": 30}),
					},
					{
						Config:            config(s, block("pgm-demo", to("cn-beijing", 60), "log_backup_enabled = true")),
						ConfigStateChecks: state(values{"enabled": true, "destination_region": "cn-beijing", "retention_days": 60, "log_backup_enabled": true}),
					},
				},
				CheckDestroy: check(func() {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30), written("pgm-demo", true, true, "cn-beijing", 60),
						written("pgm-demo", false, false, "cn-beijing", 60))
				}),
			})
		})
	}
}

// Somebody changes the policy between the plan and its apply, as they can where a plan is kept in a file.
func TestDrift_afterThePlanIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change  func(*fleet.Policy)
		refused bool
		writes  int
	}{
		"not at all":                 {func(*fleet.Policy) {}, false, 1},
		"retention is longer now":    {func(p *fleet.Policy) { p.RetentionDays = 1825 }, true, 0},
		"logs are copied now":        {func(p *fleet.Policy) { p.LogEnabled = true }, true, 0},
		"to another region now":      {func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" }, true, 0},
		"off now":                    {func(p *fleet.Policy) { p.Enabled = false }, true, 0},
		"somebody was quicker":       {func(p *fleet.Policy) { p.RetentionDays = 730 }, false, 0},
		"the instance is gone":       {nil, true, 0},
		"the same change, then back": {func(p *fleet.Policy) { p.RetentionDays = 365 }, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, s *emulator.Server) {
				e := newEstate(t, s, isKeptLonger)
				ws := e.settled(t, s, time.Hour)
				ws.applying = func() func() {
					for id := range e.wanted {
						if tt.change == nil {
							must(t, s.Fleet().Delete(id))
						} else {
							changed(t, s, id, tt.change)
						}
					}
					return func() {}
				}
				failed := ws.apply(e.after)
				if len(failed) > 0 != tt.refused {
					t.Errorf("said %q, want refused: %v", failed, tt.refused)
				}
				if tt.refused && tt.change != nil {
					requireSays(t, failed, "was changed after the plan", "Found: ", "Plan again")
				}
				if n := len(s.Calls(modify)); n != tt.writes {
					t.Errorf("%d writes were sent, want %d", n, tt.writes)
				}
				if tt.change != nil {
					ws.applying = nil
					ws.settle(e.after, 1)
					e.requireWanted(t, s)
				}
			})
		})
	}
}
