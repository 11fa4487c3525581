// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// eachNeverEnabled runs a test under every way in which the API may answer about a policy that never was on.
func eachNeverEnabled(t *testing.T, run func(t *testing.T, s *emulator.Server)) {
	t.Helper()
	for _, getter := range []string{"disabled", "locknull", "notfound", "internalerror"} {
		for _, listed := range []string{"false", "true"} {
			t.Run("the getter answers "+getter+", listed "+listed, func(t *testing.T) {
				t.Parallel()
				inFakeTime(t, run, guesses(map[string]string{"never-enabled-policy": getter, "list-never-enabled": listed})...)
			})
		}
	}
}

func TestCreate_enablesWhateverTheAPISaysOfANeverEnabledPolicy(t *testing.T) {
	t.Parallel()
	eachNeverEnabled(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		var applied int
		tf.applying = func() func() {
			s.ResetCalls()
			return func() { applied++ }
		}
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		tf.saidInApply.RequireNone(t)
		tf.requireState("pgm-demo", values{
			"enabled": true, "destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": false,
			"engine": "PostgreSQL", "engine_version": "16.0", "log_backup_enabled_time": nil, "instance_released": false,
		})
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
		requireLooksBeforeAndAfterTheWrite(t, s)

		tf.mustApply()
		requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
		requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
	})
}

// requireLooksBeforeAndAfterTheWrite fails unless the policy was read before the only write, and again after it.
func requireLooksBeforeAndAfterTheWrite(t *testing.T, s *emulator.Server) {
	t.Helper()
	var before, after, writes int
	for _, call := range s.Calls(modify, getter) {
		switch {
		case call.Action == modify:
			writes++
		case writes == 0:
			before++
		default:
			after++
		}
	}
	if before == 0 || writes != 1 || after == 0 {
		t.Errorf("the apply does not read, write and read back: %v", actions(s))
	}
}

func TestCreate_switchedOffOnANeverEnabledPolicyWritesNothing(t *testing.T) {
	t.Parallel()
	off := attributes{"enabled": false}
	eachNeverEnabled(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, off))
		tf.requireState("pgm-demo", values{
			"enabled": false, "destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": false,
			"engine": "PostgreSQL", "engine_version": "16.0", "enabled_time": nil, "instance_released": false,
		})
		tf.mustApply(settings("pgm-demo", "cn-beijing", 60, off))
		tf.requireState("pgm-demo", values{"enabled": false, "destination_region": "cn-beijing", "retention_days": 60})
		tf.mustApply()
		requireNoWriteTried(t, s)
		requirePolicy(t, s, "pgm-demo", false, false, "", 0)
	})
}

// What is off already is compared with the configuration where the API reports it.
func TestCreate_overAPolicyThatIsOff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		getter string // how the API reports a policy that is off
		config attributes
		writes []string
	}{
		"enabling is one write": {
			"full", settings("pgm-disabled", "cn-beijing", 60, attributes{"log_backup_enabled": true}),
			[]string{written("pgm-disabled", true, true, "cn-beijing", 60)},
		},
		"enabling is one write where nothing is reported": {
			"bare", settings("pgm-disabled", "cn-beijing", 60, attributes{"log_backup_enabled": true}),
			[]string{written("pgm-disabled", true, true, "cn-beijing", 60)},
		},
		"off and equal is no write": {
			"full", settings("pgm-disabled", "cn-shanghai", 30, attributes{"enabled": false}), nil,
		},
		"off is no write where nothing is reported": {
			"bare", settings("pgm-disabled", "cn-shanghai", 30, attributes{"enabled": false}), nil,
		},
		"longer retention is one write": {
			"full", settings("pgm-disabled", "cn-shanghai", 90, attributes{"enabled": false}),
			[]string{written("pgm-disabled", false, false, "cn-shanghai", 90)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(tt.config)
				if tf.saidInPlan.Has("shorter retention") {
					t.Errorf("the plan said:\n%s", tf.saidInPlan)
				}
				tf.requireState("pgm-disabled", values(tt.config))
				requireWrites(t, s, tt.writes...)
			}, emulator.WithGuess("disabled-getter", tt.getter))
		})
	}
}

func TestAdopt_anEqualPolicyIsTakenOverWithoutAWriteAndWithAWarning(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		config := settings(
			"pgm-console",
			"cn-beijing",
			1825,
			attributes{"log_backup_enabled": true, "deletion_policy": "ABANDON"},
		)
		tf.mustApply(config)
		tf.saidInPlan.Require(t, "warning", "Existing policy is adopted\n", "instance pgm-console", "without a write")
		tf.requireState("pgm-console", values(config))
		tf.mustApply()
		requireNoWriteTried(t, s)
		requirePolicy(t, s, "pgm-console", true, true, "cn-beijing", 1825)
	})
}

func TestAdopt_aDifferentPolicyIsRefusedWithAnImportBlock(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]attributes{
		"destination": settings("pgm-console", "cn-shanghai", 1825, attributes{"log_backup_enabled": true}),
		"retention":   settings("pgm-console", "cn-beijing", 30, attributes{"log_backup_enabled": true}),
		"log copy":    settings("pgm-console", "cn-beijing", 1825),
		"off":         settings("pgm-console", "cn-beijing", 1825, attributes{"enabled": false}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.apply(only(config)).Require(t, "Instance pgm-console has cross-region backup with other settings\n"+
					"What differs, as found -> as configured:\n\n  ",
					"import {\n    to = apsaradb_rds_cross_region_backup_policy.<name>\n    id = \"cn-hangzhou:pgm-console\"\n  }")
				tf.requireGone()
				requireNoWriteTried(t, s)
			})
		})
	}
}

// Somebody switches the feature on in the console after the plan: while it waits for approval, or right before the
// write.
func TestAdopt_looksAgainRightBeforeTheWrite(t *testing.T) {
	t.Parallel()
	config := settings("pgm-demo", "cn-shanghai", 30)
	for name, days := range map[string]int{"equal is adopted": 30, "different is refused and leaves no state": 365} {
		for _, moment := range []string{"before the plan inside the apply", "after the plan inside the apply"} {
			t.Run(name+", "+moment, func(t *testing.T) {
				t.Parallel()
				inFakeTime(t, func(t *testing.T, s *emulator.Server) {
					console := func() {
						must(
							t,
							s.Fleet().SetPolicy(
								"pgm-demo",
								fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: days},
							),
						)
					}
					planned := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...).Plan(result{}, config)
					planned.Said.RequireNone(t)
					w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
					if moment == "before the plan inside the apply" {
						console()
						planned = w.Plan(result{}, config)
					} else {
						planned = w.Plan(result{}, config)
						console()
					}
					said, after := planned.Said, result{}
					if !said.Failed() {
						after = w.Apply(result{}, config, planned)
						said = append(said, after.Said...)
					}
					if days == 30 {
						said.Require(t, "warning", "Existing policy is adopted\n")
						requireValues(t, after, values{"enabled": true, "retention_days": 30})
					} else {
						said.Require(t, "error", "Instance pgm-demo has cross-region backup with other settings\n")
						if after.Exists() {
							t.Errorf("the state holds %s", after.Object)
						}
					}
					requireNoWriteTried(t, s)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", days)
				})
			})
		}
	}
}
