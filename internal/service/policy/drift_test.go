// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestDrift_ofEachSettingIsShownAndRepairedByOneWrite(t *testing.T) {
	t.Parallel()
	config := settings("pgm-demo", "cn-shanghai", 30, attributes{"log_backup_enabled": true})
	for name, tt := range map[string]struct {
		change func(*fleet.Policy)
		seen   values // the refreshed state
	}{
		"redirected": {
			func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" },
			values{"destination_region": "cn-beijing", "enabled": true},
		},
		"shortened":        {func(p *fleet.Policy) { p.RetentionDays = 7 }, values{"retention_days": 7}},
		"without log copy": {func(p *fleet.Policy) { p.LogEnabled = false }, values{"log_backup_enabled": false}},
		"switched off": {
			func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false },
			values{"enabled": false, "log_backup_enabled": false, "destination_region": "cn-shanghai", "retention_days": 30},
		},
	} {
		for form, spelling := range map[string]map[string]string{
			"reported in full":    {"disabled-spelling": "Disabled", "disabled-getter": "full", "engine-spelling": "lower"},
			"off is not reported": {"disabled-spelling": "Disable", "disabled-getter": "bare", "engine-spelling": "attribute"},
		} {
			t.Run(name+", "+form, func(t *testing.T) {
				t.Parallel()
				inFakeTime(t, func(t *testing.T, s *emulator.Server) {
					tf := newTerraform(t, s, nil)
					tf.mustApply(config)
					pass(24 * time.Hour)
					s.ResetCalls()
					changed(t, s, "pgm-demo", tt.change)
					refreshed, changes, _ := tf.plan(only(config))
					requireValues(t, refreshed["pgm-demo"], tt.seen)
					if len(changes) != 1 {
						t.Error("the plan is empty")
					}
					tf.mustApply(config)
					tf.requireState("pgm-demo", values(config))
					requireWrites(t, s, written("pgm-demo", true, true, "cn-shanghai", 30))
				}, guesses(spelling)...)
			})
		}
	}
}

// Off is drift for a policy that should be on, and on is drift for one that should be off.
func TestDrift_switchedOnElsewhereIsSwitchedOffAgain(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false})
		tf := newTerraform(t, s, nil)
		tf.mustApply(config)
		must(
			t,
			s.Fleet().SetPolicy("pgm-demo", fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}),
		)
		refreshed, _, _ := tf.plan(only(config))
		requireValues(t, refreshed["pgm-demo"], values{"enabled": true})
		tf.mustApply(config)
		tf.requireState("pgm-demo", values(config))
		requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
	})
}

func TestDrift_anEngineUpgradeChangesNothingButTheState(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 30)
		upgrade := func(version string) {
			must(t, s.Fleet().UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.EngineVersion = version }))
			s.ResetCalls()
		}
		tf := newTerraform(t, s, nil)
		tf.mustApply(config)
		tf.requireState("pgm-demo", values{"engine_version": "16.0"})

		upgrade("17.0")
		tf.requireNothingToDo(only(config))
		tf.mustApply(config)
		tf.requireState("pgm-demo", values{"engine_version": "17.0"})
		requireNoWriteTried(t, s)

		tf.applying = func() func() { // the upgrade ends between plan and apply
			upgrade("18.0")
			return func() {}
		}
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 60))
		tf.requireState("pgm-demo", values{"engine_version": "17.0", "retention_days": 60})
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 60))
	})
}

// What the getter shows late must neither end up in the state nor in an endless plan.
func TestDrift_aLaggingGetterOrListIsNoDrift(t *testing.T) {
	t.Parallel()
	for guess, lag := range map[string]string{"getter-lag": "2m", "list-lag": "24h"} {
		t.Run(guess, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				for _, config := range []attributes{
					settings("pgm-demo", "cn-shanghai", 30),
					settings("pgm-demo", "cn-beijing", 60, attributes{"log_backup_enabled": true}),
				} {
					tf.mustApply(config)
					tf.requireState("pgm-demo", values(config))
					tf.requireNothingToDo(only(config))
				}
				tf.mustApply()
				requireWrites(
					t,
					s,
					written("pgm-demo", true, false, "cn-shanghai", 30),
					written("pgm-demo", true, true, "cn-beijing", 60),
					written("pgm-demo", false, false, "cn-beijing", 60),
				)
			}, emulator.WithGuess(guess, lag))
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
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := newFixture(t, s, toLengthen)
				tf := e.applied(t, s, time.Hour)
				tf.applying = func() func() {
					for id := range e.wanted {
						if tt.change == nil {
							must(t, s.Fleet().Delete(id))
						} else {
							changed(t, s, id, tt.change)
						}
					}
					return func() {}
				}
				failed := tf.apply(e.after)
				if len(failed) > 0 != tt.refused {
					t.Errorf("said %q, want refused: %v", failed, tt.refused)
				}
				if tt.refused && tt.change != nil {
					failed.Require(t, "was changed after the plan", "as found -> as configured", "Plan again")
				}
				if n := len(s.Calls(modify)); n != tt.writes {
					t.Errorf("%d writes were sent, want %d", n, tt.writes)
				}
				if tt.change != nil {
					tf.applying = nil
					if name == "retention is longer now" { // a decision to keep copies, which has to be applied once
						tf.settle(with(e.after, attributes{"retention_days": 1825}), 1)
					}
					tf.settle(e.after, 1)
					e.requireWanted(t, s)
				}
			})
		})
	}
}

// Of a released instance only the retention can change, and nobody's longer one is shortened unseen.
func TestDrift_ofAReleasedInstanceAfterThePlanIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		days    int // found by the apply, after a plan from 365 to 730
		refused bool
		writes  int
	}{
		"not at all":           {365, false, 1},
		"longer now":           {1825, true, 0},
		"shorter now":          {7, true, 0},
		"somebody was quicker": {730, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachReleased(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 365))
				release(t, s)
				tf.applying = func() func() {
					changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = tt.days })
					return func() {}
				}
				config := only(settings("pgm-demo", "cn-shanghai", 730))
				failed := tf.apply(config)
				if len(failed) > 0 != tt.refused {
					t.Errorf("said %q, want refused: %v", failed, tt.refused)
				}
				if tt.refused {
					differs := fmt.Sprintf(":\n\n  retention_days = %d -> 730\n\nThe plan", tt.days)
					failed.Require(t, "was changed after the plan", differs, "Plan again")
				}
				if n := len(s.Calls(modify)); n != tt.writes {
					t.Errorf("%d writes were sent, want %d", n, tt.writes)
				}
				tf.applying = nil
				if tt.days > 730 { // a decision to keep copies, which has to be applied once
					tf.settle(with(config, attributes{"retention_days": tt.days}), 1)
				}
				tf.settle(config, 1)
				if p, _ := s.Fleet().Policy("pgm-demo"); p.RetentionDays != 730 {
					t.Errorf("retention is %d days, want 730", p.RetentionDays)
				}
			})
		})
	}
}

// A getter that answers oddly does not turn a policy that was on once into one that never was, which has no copies.
func TestDrift_isNotHiddenByAnOddAnswer(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		on := settings("pgm-demo", "cn-shanghai", 30)
		tf.mustApply(on)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false}))
		s.ResetCalls()
		tf.applying = func() func() {
			changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 1825 })
			s.AddFault(emulator.Fault{Action: getter, Code: "InternalError", Status: 500})
			return s.ClearFaults
		}
		tf.apply(only(on)).Require(t, "Cannot change cross-region backup")
		requireNoWriteTried(t, s)
		requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 1825)
	}, guesses(map[string]string{"list-disabled": "false"})...)
}
