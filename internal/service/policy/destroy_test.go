// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"maps"
	"regexp"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDestroy_sendsWhatTheDeletionPolicySays(t *testing.T) {
	t.Parallel()
	off := func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false }
	longer := func(p *fleet.Policy) { p.RetentionDays = 90 }
	offAnd7 := func(p *fleet.Policy) { p.Enabled, p.LogEnabled, p.RetentionDays = false, false, 7 }
	disable := written("pgm-demo", false, false, "cn-shanghai", 30)
	expire, again := written("pgm-demo", false, false, "cn-shanghai", 7), retentionAlone("pgm-demo", 7)
	bare := map[string]string{"disabled-getter": "bare"}
	ignored := map[string]string{"retention-in-disable": "ignored"}
	ignoredAndBare := map[string]string{"retention-in-disable": "ignored", "disabled-getter": "bare"}
	bareAndQuick := map[string]string{"disabled-getter": "bare", "busy-after-write": "0s"}
	for name, tt := range map[string]struct {
		policy    string
		guesses   map[string]string
		elsewhere func(*fleet.Policy) // done in the console after the last refresh
		writes    []string
		days      int
	}{
		"DISABLE keeps the retention": {"DISABLE", nil, nil, []string{disable}, 30},
		"DISABLE keeps the current one": {
			"DISABLE", nil, longer, []string{written("pgm-demo", false, false, "cn-shanghai", 90)}, 90,
		},
		"DISABLE where off is not reported": {"DISABLE", bare, nil, []string{disable}, 30},
		"DISABLE sends all fields": {
			"DISABLE", map[string]string{"partial-disable": "internalerror"}, nil, []string{disable}, 30,
		},
		"DISABLE what is off already":           {"DISABLE", nil, off, nil, 30},
		"EXPIRE in one write":                   {"DISABLE_AND_EXPIRE", nil, nil, []string{expire}, 7},
		"EXPIRE where the retention is ignored": {"DISABLE_AND_EXPIRE", ignored, nil, []string{expire, again}, 7},
		"EXPIRE where that is not shown either": {"DISABLE_AND_EXPIRE", ignoredAndBare, nil, []string{expire, again}, 7},
		"EXPIRE what is off already":            {"DISABLE_AND_EXPIRE", nil, off, []string{expire}, 7},
		"EXPIRE what is off and not shown":      {"DISABLE_AND_EXPIRE", bareAndQuick, off, []string{expire, again}, 7},
		"EXPIRE what is off and at 7 days":      {"DISABLE_AND_EXPIRE", nil, offAnd7, nil, 7},
		"ABANDON sends nothing":                 {"ABANDON", nil, nil, nil, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": tt.policy}))
				tf.applying = func() func() {
					s.ResetCalls()
					if tt.elsewhere != nil {
						changed(t, s, "pgm-demo", tt.elsewhere)
					}
					return func() {}
				}
				tf.mustApply()
				requireWrites(t, s, tt.writes...)
				requirePolicy(t, s, "pgm-demo", tt.policy == "ABANDON", false, "cn-shanghai", tt.days)
				if in, _ := s.Fleet().Instance("pgm-demo"); len(tt.writes) > 0 && in.Status != "Running" {
					t.Errorf("the instance is %s when the destroy is done, want Running", in.Status)
				}
				if calls := actions(s); tt.policy == "ABANDON" && len(calls) != 0 {
					t.Errorf("ABANDON called %v", calls)
				}
			}, guesses(tt.guesses)...)
		})
	}
}

func TestDestroy_ofAPolicyThatNeverWasOnSendsNothing(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"DISABLE", "DISABLE_AND_EXPIRE"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"enabled": false, "deletion_policy": policy}))
				tf.mustApply()
				requireNoWriteTried(t, s)
			}, emulator.WithGuess("never-enabled-policy", "internalerror"))
		})
	}
}

func TestDestroy_thatFailsKeepsTheStateAndSucceedsLater(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		s.ResetCalls()
		s.AddFault(emulator.Fault{Action: modify, Code: "Forbidden.RAM"})
		tf.apply(nil).Require(t, "rds:ModifyInstanceCrossBackupPolicy")
		tf.requireState("pgm-demo", values{"enabled": true})
		s.ClearFaults()
		tf.mustApply()
		requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
		requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
	})
}

// The instance stays busy beyond the timeout: the policy is off, but the state remains until the instance runs again.
func TestDestroy_waitsForTheInstanceAfterwards(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, attributes{"timeouts": attributes{"delete": "2m"}}))
		pass(time.Hour)
		s.ResetCalls()
		must(t, s.SetGuess("busy-after-write", "1h"))
		tf.apply(
			nil,
		).Require(
			t,
			"Instance pgm-demo is still busy\n",
			"was not seen Running again: its last status is Modifying. "+
				"The time of this operation ran out.",
		)
		tf.requireState("pgm-demo", values{"instance_id": "pgm-demo"})
		pass(time.Hour)
		tf.mustApply()
		if sent := s.Calls(modify); len(sent) != 1 {
			t.Errorf("%d writes were sent, want none by the second destroy", len(sent))
		}
	})
}

// PREVENT counts in the state. Every end of protection is refused, also where deletion_policy is changed along with it.
// It can be changed alone, and then the end goes through.
func TestPrevent_wayOutIsAnApplyOfItsOwn(t *testing.T) {
	t.Parallel()
	prevent, logs := attributes{"deletion_policy": "PREVENT"}, attributes{"log_backup_enabled": true}
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 60, prevent, logs))
		s.ResetCalls()
		for want, config := range map[string]map[string]attributes{
			"retention_days goes from 60 to 30, which deletes older copies.": only(
				settings("pgm-demo", "cn-shanghai", 30, prevent, logs)),
			"enabled goes from true to false, which ends protection.": only(
				settings("pgm-demo", "cn-shanghai", 60, prevent, attributes{"enabled": false})),
			"log_backup_enabled goes from true to false, so a restore": only(
				settings("pgm-demo", "cn-shanghai", 60, prevent, attributes{"log_backup_enabled": false})),
			`destination_region goes from "cn-shanghai" to "cn-beijing"`: only(
				settings("pgm-demo", "cn-beijing", 60, prevent, logs)),
			"Policy of pgm-demo is protected from destruction": nil,
			`set retention_days = 60 and deletion_policy = "DISABLE", and apply. Then set retention_days = 30`: only(
				settings("pgm-demo", "cn-shanghai", 30, logs)),
		} {
			tf.apply(config).Require(t, want)
		}
		requireNoWriteTried(t, s)

		tf.mustApply(settings("pgm-demo", "cn-shanghai", 90, prevent, logs)) // longer: nothing ends
		requireWrites(t, s, written("pgm-demo", true, true, "cn-shanghai", 90))
		s.ResetCalls()
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 90, logs))
		requireNoWriteTried(t, s)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
		tf.mustApply()
		requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
	})
}

// Where a plan would lose several things, each error names them all, so that its first step is not refused for the
// next.
func TestPrevent_wayOutOfSeveralLosses(t *testing.T) {
	t.Parallel()
	prevent, logs := attributes{"deletion_policy": "PREVENT"}, attributes{"log_backup_enabled": true}
	assignment := regexp.MustCompile(`(enabled|destination_region|retention_days|log_backup_enabled) = ([^ ,]+)`)
	steps := regexp.MustCompile(`To do it on purpose: set (.*) and deletion_policy = "DISABLE", and apply\. ` +
		`Then put the new values back, and apply\.`)
	for name, lossy := range map[string]attributes{
		"all":                settings("pgm-demo", "cn-beijing", 7, attributes{"enabled": false}),
		"off, logs included": settings("pgm-demo", "cn-shanghai", 60, attributes{"enabled": false}),
		"all but off":        settings("pgm-demo", "cn-beijing", 7),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 60, prevent, logs))
				back := maps.Clone(lossy)
				maps.Copy(back, prevent)
				found := steps.FindStringSubmatch(tf.apply(only(back)).String())
				if found == nil {
					t.Fatal("no error says what to do")
				}
				kept := maps.Clone(lossy)
				for _, one := range assignment.FindAllStringSubmatch(found[1], -1) {
					kept[one[1]] = map[string]any{
						"true": true, "60": 60, `"cn-shanghai"`: "cn-shanghai",
					}[one[2]]
				}
				tf.mustApply(kept)
				tf.mustApply(lossy)
				tf.mustApply(back)
			})
		})
	}
}

// What somebody changed outside Terraform: a destination is set back, and what was switched on is kept.
func TestPrevent_ofWhatWasChangedElsewhere(t *testing.T) {
	t.Parallel()
	prevent := attributes{"deletion_policy": "PREVENT"}
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		config := settings("pgm-demo", "cn-shanghai", 60, prevent)
		tf.mustApply(config)
		changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.DestinationRegion = "cn-chengdu" })
		tf.mustApply(config)
		requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 60)

		changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.LogEnabled = true })
		tf.apply(only(config)).Require(t, "error on log_backup_enabled",
			"It was switched on outside Terraform. To keep that, set log_backup_enabled = true and apply.")
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 60, prevent, attributes{"log_backup_enabled": true}))
		requirePolicy(t, s, "pgm-demo", true, true, "cn-shanghai", 60)
	})
}

// An import leaves DISABLE in the state. PREVENT in the configuration holds already, whichever plan comes first.
func TestPrevent_holdsFromTheConfigurationOn(t *testing.T) {
	t.Parallel()
	logs, off := attributes{"log_backup_enabled": true}, attributes{"enabled": false}
	for want, config := range map[string]attributes{
		"retention_days goes from 1825 to 30":          settings("pgm-console", "cn-beijing", 30, logs),
		"log_backup_enabled goes from true to false":   settings("pgm-console", "cn-beijing", 1825),
		"enabled goes from true to false":              settings("pgm-console", "cn-beijing", 1825, off),
		`destination_region goes from "cn-beijing" to`: settings("pgm-console", "cn-shanghai", 1825, logs),
	} {
		s := emulator.Start(t)
		state := testkit.NewSession(t, s, nil).Import("pgm-console")
		config["deletion_policy"] = "PREVENT"
		testkit.NewSession(t, s, nil).Plan(state, config).Said.Require(t, "error", want,
			"PREVENT in the configuration. To keep what there is, set ",
			`To do it on purpose: set deletion_policy = "DISABLE", and apply. Then set deletion_policy = "PREVENT" again.`)
		config["deletion_policy"] = "DISABLE"
		if said := testkit.NewSession(t, s, nil).Plan(state, config).Said; said.Failed() {
			t.Errorf("%s, as told: %s", want, said)
		}
	}
}

// Terraform plans the destroy of a resource without a block before it refreshes it. What the plan says is what the API
// has now, not what the state of the last apply has.
func TestDestroy_saysWhatTheAPIHasNow(t *testing.T) {
	t.Parallel()
	longer := func(p *fleet.Policy) { p.RetentionDays = 400 }
	for name, tt := range map[string]struct {
		deletionPolicy string
		elsewhere      func(*fleet.Policy)
		says           []string
	}{
		"longer":  {"DISABLE", longer, []string{"warning", "stay until 400 days after they were made"}},
		"shorter": {"DISABLE", func(p *fleet.Policy) { p.RetentionDays = 20 }, []string{"stay until 20 days after"}},
		"another destination": {
			"DISABLE", func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" }, []string{"backups to cn-beijing ends"},
		},
		"longer, to expire": {"DISABLE_AND_EXPIRE", longer, []string{
			"error", "lengthened outside Terraform", "Terraform last set 30 days; the API now reports 400",
			"If the block was removed already, put it back", "(RETENTION_LENGTHENED)",
		}},
		"shorter, to expire": {
			"DISABLE_AND_EXPIRE", func(p *fleet.Policy) { p.RetentionDays = 20 }, []string{"Retention goes from 20 to 7 days"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			state := testkit.NewSession(t, s, nil).Create(
				settings("pgm-demo", "cn-shanghai", 30, attributes{"deletion_policy": tt.deletionPolicy}))
			s.Fleet().Advance(40 * 24 * time.Hour)
			changed(t, s, "pgm-demo", tt.elsewhere)
			testkit.NewSession(t, s, nil).Plan(state, nil).Said.Require(t, tt.says...)
		})
	}
}

// What this run has created or adopted is declared, so its destroy sends nothing, whichever address it comes from.
func TestDestroy_ofWhatThisRunCreatedSendsNothing(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		config := settings("pgm-demo", "cn-shanghai", 1825)
		w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
		made := w.Create(config)
		s.ResetCalls()
		after := w.Apply(made, nil, result{})
		after.Said.Require(t, "warning", "Policy of pgm-demo was not switched off\n", "nothing was sent")
		requireNoWriteTried(t, s)
		requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 1825)
	})
}
