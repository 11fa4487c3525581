// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Where no list shows a policy that is off, the plan of a create passes it for one that never was on. Then nothing may
// be sent that deletes copies. An import shows the loss, and after that the apply does what its plan says.
func TestListed_noCopyIsLostThatNoListShows(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		guess, value string
		enabled      bool
		told         bool // by the plan
	}{
		"not listed":                   {"list-disabled", "false", true, false},
		"not listed, and stays off":    {"list-disabled", "false", false, false},
		"list that lags":               {"list-lag", "24h", true, false},
		"listed, so that plans refuse": {"list-disabled", "true", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				must(t, s.SetGuess(tt.guess, tt.value))
				ids := addInstances(t, s, 40, nil)
				hidden := ids[12:]
				for _, id := range hidden {
					must(
						t,
						s.Fleet().SetPolicy(id, fleet.Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 1825}),
					)
				}
				pass(time.Hour)
				config := func(id string) attributes {
					return settings(id, "cn-shanghai", 7, attributes{"enabled": tt.enabled})
				}
				tf := newTerraform(t, s, nil)
				w := tf.session()
				tf.each(ids[:12], func(id string) result { return w.Plan(result{}, config(id)) }) // from here on lists are used
				planned := tf.each(hidden, func(id string) result { return w.Plan(result{}, config(id)) })
				said := planned
				if !tt.told {
					said = tf.each(hidden, func(id string) result { return w.Apply(result{}, config(id), planned[id]) })
				}
				for _, id := range hidden {
					refused := strings.Join(said[id].Said.Errors().Texts(), "\n")
					if tellsOfLoss(planned[id]) != tt.told || !strings.Contains(refused, "    id = \"cn-hangzhou:"+id+"\"") {
						t.Errorf("%s: the plan says %q, refused is %q", id, planned[id].Said.Texts(), refused)
					}
				}
				if sent := len(writesSent(s)); sent != 0 {
					t.Fatalf("%d writes were sent", sent)
				}
				tf.requireTakenOver(hidden, config)
			})
		})
	}
}

// requireTakenOver imports policies, and fails unless the plan tells of each loss before the apply does what is
// configured.
func (tf *fakeTerraform) requireTakenOver(ids []string, config func(id string) attributes) {
	tf.t.Helper()
	w := tf.session()
	tf.state = tf.each(ids, func(id string) result { return w.Import("cn-hangzhou:" + id) })
	configs := map[string]attributes{}
	w = tf.session() // the plan that imports shortens nothing
	for id, imported := range tf.state {
		configs[id] = config(id)
		days, _ := tf.emulator.Fleet().Policy(id)
		if told := tellsOfLoss(w.Plan(imported, config(id))); told != (days.RetentionDays == 1825) {
			tf.t.Errorf("the plan after the import of %s tells of a loss: %t", id, told)
		}
	}
	tf.settle(configs, 1)
	for _, id := range ids {
		enabled, _ := configs[id]["enabled"].(bool)
		requirePolicy(tf.t, tf.emulator, id, enabled, false, "cn-shanghai", 7)
	}
}

// tellsOfLoss reports whether the user reads that the retention gets shorter.
func tellsOfLoss(planned result) bool {
	said := strings.Join(planned.Said.Texts(), "\n")
	return strings.Contains(said, "lost by shorter retention") || strings.Contains(said, "kept for a shorter time") ||
		strings.Contains(said, "(CREATE_SHORTENS)")
}

// The plan of a create has warned of nothing, or of less: somebody lengthens the retention before the apply. The apply
// plans anew and cannot know what the first plan said.
func TestCreate_shortensNoRetention(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		planned, applied int // the retention that each of them finds
		refused          string
	}{
		"lengthened after the plan":  {30, 1825, "kept for 1825 days. The configuration has 60 days"},
		"longer already in the plan": {365, 365, "kept for 365 days. The configuration has 60 days"},
		"the same":                   {60, 60, ""},
		"shorter":                    {30, 30, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				found := func(days int) {
					must(t, s.Fleet().SetPolicy("pgm-demo",
						fleet.Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: days}))
				}
				found(tt.planned)
				tf := newTerraform(t, s, nil)
				tf.applying = func() func() {
					found(tt.applied)
					return func() {}
				}
				failed := tf.apply(only(settings("pgm-demo", "cn-shanghai", 60)))
				if tt.refused == "" {
					failed.RequireNone(t)
					requirePolicy(t, s, "pgm-demo", true, false, "cn-shanghai", 60)
					return
				}
				failed.Require(t, tt.refused, "import {")
				requireNoWriteTried(t, s)
			})
		})
	}
}
