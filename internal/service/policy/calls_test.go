// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// manyPolicies are fewer than the thousand among 1,200 of a region that the budgets are about, so that the tests stay
// short: what grows with the number is bounded by it, and what does not has the same bound as for a thousand.
const manyPolicies = 150

// manyInstances adds instances, the first of which are to be managed. The others are in the same region, with policies
// that nobody manages.
func manyInstances(t *testing.T, s *emulator.Server, managed int, edit func(in *fleet.Instance)) []string {
	t.Helper()
	ids := addInstances(t, s, managed+managed/5, func(number int, in *fleet.Instance) {
		if edit != nil {
			edit(in)
		}
		if number%6 == 5 { // every sixth
			in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}
		}
	})
	number := -1
	return slices.DeleteFunc(ids, func(string) bool { number++; return number%6 == 5 })
}

// protected is an instance with a policy. Fake time begins at a whole minute, of which a list may have left the seconds
// out.
func protected(in *fleet.Instance) {
	since := time.Now().UTC().Truncate(time.Minute).Add(-30 * time.Second)
	in.Policy = &fleet.Policy{
		Enabled:           true,
		LogEnabled:        true,
		DestinationRegion: "cn-shanghai",
		RetentionDays:     365,
		EnabledTime:       since,
		LogEnabledTime:    since,
	}
}

// standingPolicies imports the policies of instances, and returns what they are configured to.
func standingPolicies(tf *fakeTerraform, ids []string) map[string]attributes {
	tf.t.Helper()
	config, w := map[string]attributes{}, tf.session()
	for _, id := range ids {
		config[id] = settings(id, "cn-shanghai", 365, attributes{"log_backup_enabled": true})
	}
	for id, imported := range tf.each(ids, func(id string) result { return w.Import("cn-hangzhou:" + id) }) {
		if failed := imported.Said.Errors().Texts(); len(failed) > 0 {
			tf.t.Fatalf("import of %s: %q", id, failed)
		}
		tf.state[id] = imported
	}
	return config
}

// tally counts the calls since the last reset by action.
func tally(s *emulator.Server) (total int, byAction map[string]int) {
	byAction = map[string]int{}
	for _, call := range s.Calls() {
		total++
		byAction[call.Action]++
	}
	return total, byAction
}

// TestCalls_ofAPlanWithoutChanges holds the budget of a refresh of a thousand policies, and that latency hardly
// matters.
func TestCalls_ofAPlanWithoutChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		policies int
		latency  time.Duration
		calls    int
		took     time.Duration
	}{
		{1, 0, 2, 0},
		{1, 200 * time.Millisecond, 2, 200 * time.Millisecond},
		{5, 200 * time.Millisecond, 7, 410 * time.Millisecond},
		{1_000, 0, 40, 50 * time.Millisecond},
		{1_000, 200 * time.Millisecond, 40, 850 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%d policies, %s", tt.policies, tt.latency), func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				config := standingPolicies(tf, manyInstances(t, s, tt.policies, protected))
				importing, byAction := tally(s)
				t.Logf("import: %d calls, %v", importing, byAction)
				if importing > tt.calls+1 {
					t.Errorf("import made %d calls, want at most %d", importing, tt.calls+1)
				}
				s.ResetCalls()
				if tt.latency > 0 {
					s.AddFault(emulator.Fault{Delay: tt.latency.String()})
				}
				begun := time.Now()
				tf.requireNothingToDo(config)
				took := time.Since(begun)
				calls, byAction := tally(s)
				t.Logf("plan: %d calls in %s, %v", calls, took, byAction)
				if calls > tt.calls || took > tt.took {
					t.Errorf("%d calls in %s, want at most %d in %s", calls, took, tt.calls, tt.took)
				}
			})
		})
	}
}

// TestCalls_ofAFirstApply holds the budget of creating: a look, a write and a read-back for each policy, the rest
// shared.
func TestCalls_ofAFirstApply(t *testing.T) {
	t.Parallel()
	for _, latency := range []time.Duration{0, 200 * time.Millisecond} {
		t.Run(latency.String(), func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				config := map[string]attributes{}
				for _, id := range manyInstances(t, s, manyPolicies, nil) {
					config[id] = settings(id, "cn-shanghai", 365)
				}
				if latency > 0 {
					s.AddFault(emulator.Fault{Delay: latency.String()})
				}
				tf := newTerraform(t, s, nil)
				tf.settle(config, 1)
				calls, byAction := tally(s)
				t.Logf("%d calls, %v", calls, byAction)
				// A thousand share what is not counted by policies: 30 look-ups of encryption, 20 of backups and
				// a few lists in each of two walks.
				const shared, lists = 2 * (30 + 20 + 10), 2 * (12 + 6)
				if most := manyPolicies*3 + shared + lists; calls > most {
					t.Errorf("%d calls, want at most %d", calls, most)
				}
				if most := 1_000*3 + shared + lists; most > 3_200 {
					t.Errorf("that is %d for a thousand policies, want at most 3200", most)
				}
				if byAction[modify] != manyPolicies || byAction[getter] > 2*manyPolicies+10 { // a look and a read-back
					t.Errorf("%d writes and %d getters for %d policies", byAction[modify], byAction[getter], manyPolicies)
				}
			})
		})
	}
}

// TestCalls_ofWarnings holds the budget of what only serves a warning when everything is changed, or destroyed.
func TestCalls_ofWarnings(t *testing.T) {
	t.Parallel()
	const most = 60
	for name, after := range map[string]func(id string) attributes{
		"shorter retention": func(id string) attributes {
			return settings(id, "cn-shanghai", 30, attributes{"log_backup_enabled": true})
		},
		"log copy off": func(id string) attributes { return settings(id, "cn-shanghai", 365) },
		"switched off": func(id string) attributes { return settings(id, "cn-shanghai", 365, attributes{"enabled": false}) },
		"destroyed":    func(string) attributes { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				config := standingPolicies(tf, manyInstances(t, s, manyPolicies, protected))
				ids := slices.Collect(maps.Keys(config))
				for _, id := range ids {
					if config[id] = after(id); config[id] == nil {
						delete(config, id)
					}
				}
				s.ResetCalls()
				tf.settle(config, 1)
				calls, byAction := tally(s)
				t.Logf("%d calls, %v", calls, byAction)
				extra := byAction["DescribeCrossRegionBackups"] + byAction["DescribeDBInstances"] +
					byAction["DescribeBackupPolicy"] +
					byAction["DescribeDBInstanceEncryptionKey"] + byAction["GetRole"] + byAction["DescribeAvailableCrossRegion"]
				if name != "destroyed" && name != "switched off" { // where the wait for Running reads instances, too
					extra += byAction[instanceRead]
				}
				// The list of instances of a thousand policies has ten pages more than that of these, in each of two walks.
				if extra += 2 * 10; extra > most {
					t.Errorf("%d calls for warnings, want at most %d", extra, most)
				}
				if byAction[modify] != manyPolicies {
					t.Errorf("%d writes for %d policies", byAction[modify], manyPolicies)
				}
			})
		})
	}
}

// The account is learned beside the first read, which takes one latency and not two.
func TestCalls_theAccountIsAskedBesideTheFirstRead(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		must(
			t,
			s.Fleet().SetPolicy("pgm-demo", fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}),
		)
		s.AddFault(emulator.Fault{Delay: "200ms"})
		begun := time.Now()
		if said := newTerraform(t, s, nil).session().Import("pgm-demo").Said.Texts(); len(said) > 0 {
			t.Errorf("said %q", said)
		}
		took := time.Since(begun)
		if calls, byAction := tally(s); calls != 2 || byAction["GetCallerIdentity"] != 1 || took != 200*time.Millisecond {
			t.Errorf("%d calls, %v, in %s", calls, byAction, took)
		}
	})
}

// A refused destroy of many policies asks hardly more than a plan without changes: that they are there, their rows
// show. The first three are asked about singly, by the read and by the plan.
func TestCalls_ofARefusedDestroy(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		ids := manyInstances(t, s, manyPolicies, protected)
		config := standingPolicies(tf, ids)
		for _, id := range ids {
			config[id]["deletion_policy"] = "PREVENT"
		}
		tf.settle(config, 1)
		s.ResetCalls()
		_, _, refused := tf.plan(map[string]attributes{})
		calls, byAction := tally(s)
		if len(refused) != len(ids) || byAction["DescribeInstanceCrossBackupPolicy"] > 6 || calls > 20 {
			t.Errorf("%d calls, %v, for %d refusals of %d", calls, byAction, len(refused), len(ids))
		}
	})
}
