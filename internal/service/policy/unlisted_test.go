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
		told         bool
	}{
		"not listed":                   {"list-disabled", "false", true, false},
		"not listed, and stays off":    {"list-disabled", "false", false, false},
		"list that lags":               {"list-lag", "24h", true, false},
		"listed, so that plans do say": {"list-disabled", "true", true, true},
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
				created := tf.each(hidden, func(id string) result { return w.Apply(result{}, config(id), planned[id]) })
				for _, id := range hidden {
					told, refused := tellsOfLoss(planned[id]), strings.Join(created[id].Said.Texts(), "\n")
					if told != tt.told || !tt.told && !strings.Contains(refused, "    id = \"cn-hangzhou:"+id+"\"") ||
						tt.told && refused != "" {
						t.Errorf("%s: the plan says %q, the apply %q", id, planned[id].Said.Texts(), refused)
					}
				}
				if sent := len(writesSent(s)); !tt.told && sent != 0 {
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
	return strings.Contains(said, "lost by shorter retention") || strings.Contains(said, "kept for a shorter time")
}

// A list that fails is no list that lacks the policy: the error is that of the call, and nothing is sent.
func TestListed_aListThatFailsIsNotCalledOneThatLacksThePolicy(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		must(
			t,
			s.Fleet().SetPolicy(
				"pgm-demo",
				fleet.Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 1825},
			),
		)
		s.AddFault(emulator.Fault{Action: "DescribeCrossRegionBackupDBInstance", Code: "InternalError", Status: 500})
		said := strings.Join(
			newTerraform(t, s, nil).session().Plan(result{}, settings("pgm-demo", "cn-shanghai", 7)).Said.Texts(),
			"\n",
		)
		if strings.Contains(said, "does not show") || !strings.Contains(said, "DescribeCrossRegionBackupDBInstance") {
			t.Errorf("the plan says %q", said)
		}
	})
}
