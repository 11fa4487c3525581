// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Somebody lengthened the retention to keep copies. No plan shortens it before the longer value was applied once, and
// each way out works when it is followed as it is printed.
func TestLengthened_isShortenedOnlyAfterItWasApplied(t *testing.T) {
	t.Parallel()
	kept := attributes{"retention_days": 400}
	for name, tt := range map[string]struct {
		policy    attributes // of the resource before
		elsewhere func(*fleet.Policy)
		refused   attributes // what the configuration has in place of that; nil is a destroy
		says      string
		steps     []attributes // the way out that the error prints; nil is a destroy
		writes    []string
	}{
		"the configuration as it was": {
			refused: attributes{},
			says:    "set retention_days = 400 and apply; then set retention_days = 30 and apply.",
			steps:   []attributes{kept, {}},
			writes:  []string{written("pgm-demo", true, false, "cn-shanghai", 30)},
		},
		"a value between the two": {
			refused: attributes{"retention_days": 100},
			says:    "set retention_days = 400 and apply; then set retention_days = 100 and apply.",
			steps:   []attributes{kept, {"retention_days": 100}},
			writes:  []string{written("pgm-demo", true, false, "cn-shanghai", 100)},
		},
		"under PREVENT": {
			policy:  attributes{"deletion_policy": "PREVENT"},
			refused: attributes{"deletion_policy": "PREVENT"},
			says: `set retention_days = 400 and deletion_policy = "DISABLE" and apply; ` +
				`then set retention_days = 30 and apply. Then set deletion_policy = "PREVENT" again.`,
			steps: []attributes{
				{"retention_days": 400, "deletion_policy": "DISABLE"}, {}, {"deletion_policy": "PREVENT"},
			},
			writes: []string{written("pgm-demo", true, false, "cn-shanghai", 30)},
		},
		"PREVENT and its way out at once": {
			policy:  attributes{"deletion_policy": "PREVENT"},
			refused: attributes{"deletion_policy": "DISABLE"},
			says:    `set retention_days = 400 and deletion_policy = "DISABLE" and apply`,
		},
		"off as well": {
			elsewhere: func(p *fleet.Policy) { p.Enabled = false },
			refused:   attributes{},
			says:      "set retention_days = 400 and apply; then set retention_days = 30 and apply.",
			steps:     []attributes{kept, {}},
			writes: []string{
				written("pgm-demo", true, false, "cn-shanghai", 400), written("pgm-demo", true, false, "cn-shanghai", 30),
			},
		},
		"switched off by the configuration": {
			refused: attributes{"enabled": false},
			says:    "set retention_days = 400 and apply",
		},
		"a destroy that lets copies expire": {
			policy: attributes{"deletion_policy": "DISABLE_AND_EXPIRE"},
			says:   "set retention_days = 400 and apply; then destroy.",
			steps:  []attributes{{"retention_days": 400, "deletion_policy": "DISABLE_AND_EXPIRE"}, nil},
			writes: []string{written("pgm-demo", false, false, "cn-shanghai", 7)},
		},
		"the same, to keep the copies": {
			policy: attributes{"deletion_policy": "DISABLE_AND_EXPIRE"},
			says:   `set retention_days = 400 and deletion_policy = "DISABLE", and apply; then destroy.`,
			steps:  []attributes{{"retention_days": 400, "deletion_policy": "DISABLE"}, nil},
			writes: []string{written("pgm-demo", false, false, "cn-shanghai", 400)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, tt.policy))
				changed(t, s, "pgm-demo", func(p *fleet.Policy) {
					p.RetentionDays = 400
					if tt.elsewhere != nil {
						tt.elsewhere(p)
					}
				})
				s.ResetCalls()
				configured := func(more attributes) map[string]attributes {
					if more == nil {
						return nil
					}
					return only(settings("pgm-demo", "cn-shanghai", 30, more))
				}
				for range 2 { // also after the refresh was kept
					tf.apply(configured(tt.refused)).Require(t, "was lengthened outside Terraform", "the API now reports 400", tt.says)
				}
				requireNoWriteTried(t, s)
				for _, step := range tt.steps {
					tf.settle(configured(step), 1)
				}
				requireWrites(t, s, tt.writes...)
			})
		})
	}
}

// The record of a longer retention is one apply, and nothing is sent for it.
func TestLengthened_acceptedIsNotPlannedAgain(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30))
		changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 400 })
		s.ResetCalls()
		longer := only(settings("pgm-demo", "cn-shanghai", 400))
		tf.settle(longer, 1)
		requireNoWriteTried(t, s)
		tf.requireNothingToDo(longer)
		p, _ := s.Fleet().Policy("pgm-demo")
		since := p.EnabledTime.Format("2006-01-02T15:04:05Z")
		tf.requireState("pgm-demo", values{"retention_days": 400, "enabled_time": since})
	})
}

// A retention that was shortened elsewhere, and that the configuration took over, counts as applied: lengthening it
// again afterwards is somebody's decision too.
func TestLengthened_afterAShorterRetentionWasTakenOver(t *testing.T) {
	t.Parallel()
	for name, longer := range map[string]int{"to the value before": 400, "less": 300, "more": 500} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				tf.mustApply(settings("pgm-demo", "cn-shanghai", 400))
				changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = 30 })
				s.ResetCalls()
				shorter := only(settings("pgm-demo", "cn-shanghai", 30))
				tf.settle(shorter, 1)
				requireNoWriteTried(t, s)
				tf.requireNothingToDo(shorter)
				changed(t, s, "pgm-demo", func(p *fleet.Policy) { p.RetentionDays = longer })
				tf.apply(shorter).Require(t, "Terraform last set 30 days", fmt.Sprintf("the API now reports %d", longer))
				requireNoWriteTried(t, s)
			})
		})
	}
}

// What somebody switched on elsewhere is taken back with a warning that says so.
func TestDrift_whatWasSwitchedOnElsewhereIsNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config    attributes
		elsewhere func(*fleet.Policy)
		says      string
	}{
		"log copy": {nil, func(p *fleet.Policy) { p.LogEnabled = true }, "Copying of logs of pgm-demo will end"},
		"copying": {
			attributes{"enabled": false}, func(p *fleet.Policy) { p.Enabled = true }, "Copying of backups of pgm-demo will end",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			walk := func() *testkit.Session { return testkit.NewSession(t, s, nil) }
			state := created(t, walk, settings("pgm-demo", "cn-shanghai", 30))
			config := settings("pgm-demo", "cn-shanghai", 30, tt.config)
			w := walk()
			state = w.Apply(state, config, w.Plan(w.Read(state), config))
			changed(t, s, "pgm-demo", tt.elsewhere)
			w = walk()
			w.Plan(w.Read(state), config).Said.Require(t, "warning", tt.says, "It was switched on outside Terraform")
		})
	}
}

// An import and a shorter retention in one plan are refused, under every deletion_policy. The way out: import with the
// retention that the API has, and shorten it then.
func TestImport_shortensNothing(t *testing.T) {
	t.Parallel()
	for _, keeps := range []string{"DISABLE", "DISABLE_AND_EXPIRE", "ABANDON", "PREVENT"} {
		t.Run(keeps, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			config := func(days int) attributes {
				return settings("pgm-console", "cn-beijing", days, attributes{
					"log_backup_enabled": true, "deletion_policy": keeps,
				})
			}
			run := func(days int) (imported, planned result) { // of one plan, whose walk imports
				w := testkit.NewSession(t, s, nil)
				imported = w.Read(w.Import("pgm-console"))
				return imported, w.Plan(imported, config(days))
			}
			_, refused := run(30)
			refused.Said.Require(t, "error on retention_days", "Import of pgm-console would shorten its retention",
				"Set retention_days = 1825 and apply", "(IMPORT_SHORTENS)")
			if keeps == "PREVENT" {
				refused.Said.Require(t, `set retention_days = 1825 and deletion_policy = "DISABLE" and apply; then set `+
					`retention_days = 30 and apply. Then set deletion_policy = "PREVENT" again.`)
			}
			imported, planned := run(1825)
			if planned.Said.Failed() {
				t.Errorf("with the retention that the API has: %s", planned.Said)
			}
			later := testkit.NewSession(t, s, nil)
			state := later.Read(imported)
			if said := later.Plan(state, config(30)).Said; keeps != "PREVENT" && said.Failed() {
				t.Errorf("after the import: %s", said)
			}
		})
	}
}
