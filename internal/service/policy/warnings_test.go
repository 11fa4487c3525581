// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// fleetOf is the emulator with n more eligible instances, changed as told. Their ids are pgm-00, pgm-01, ...
func fleetOf(t *testing.T, n int, change func(*fleet.Instance)) (*emulator.Server, []string) {
	t.Helper()
	s := emulator.Start(t)
	var ids []string
	for i := range n {
		instance, _ := s.Fleet().Instance("pgm-demo")
		instance.ID, instance.Policy = fmt.Sprintf("pgm-%02d", i), nil
		change(&instance)
		must(t, s.Fleet().AddInstance(instance))
		ids = append(ids, instance.ID)
	}
	return s, ids
}

// summaries counts the warnings by summary.
func summaries(texts []string) map[string]int {
	counts := map[string]int{}
	for _, text := range texts {
		head, _, _ := strings.Cut(text, "\n")
		_, summary, _ := strings.Cut(head, ": ")
		counts[summary]++
	}
	return counts
}

// Copies are counted for the first 20 policies of a walk; the others are warned of without a number.
func TestWarnings_countCopiesOfTheFirstTwentyPolicies(t *testing.T) {
	t.Parallel()
	const n = 25
	s, ids := fleetOf(t, n, func(in *fleet.Instance) {
		in.History, in.Policy = 40, &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
	})
	for name, config := range map[string]func(id string) attributes{
		"shorter retention": func(id string) attributes { return settings(id, "cn-beijing", 30) },
		"destroy":           func(string) attributes { return nil },
	} {
		var states []result
		for _, id := range ids {
			states = append(states, testkit.NewSession(t, s, nil).Import(id))
		}
		s.ResetCalls()
		w := testkit.NewSession(t, s, nil)
		counted := 0
		for i, id := range ids {
			said := w.Plan(w.Read(states[i]), config(id)).Said.Texts()
			if name == "destroy" && i >= 20 { // one warning stands for them
				continue
			}
			if len(said) != 1 || !strings.Contains(said[0], id) {
				t.Fatalf("%s of %s: said %q, want one warning that names it", name, id, said)
			}
			if named := strings.Contains(strings.Split(said[0], "\n")[0], id); named != (i < 20) {
				t.Errorf("%s of policy %d: the summary is %q", name, i, said[0])
			}
			if strings.Contains(said[0], "10 copies are older than 30 days") ||
				strings.Contains(said[0], "40 copies exist. They stay until 60 days") {
				counted++
			} else if !strings.Contains(said[0], "Not counted: a run counts the copies of at most 20 policies. ") ||
				strings.Contains(said[0], " will be lost") {
				t.Errorf("%s of %s: said %q, which neither counts nor says why not", name, id, said)
			}
		}
		if calls := len(s.Calls("DescribeCrossRegionBackups")); counted != 20 || calls != 20 {
			t.Errorf("%s: %d policies were counted with %d calls, want 20 with 20", name, counted, calls)
		}
	}
}

// The plans that an apply makes anew, which follow no read, count those of the first five. None of them reads as a
// certain loss.
func TestWarnings_countFewerCopiesWithoutARead(t *testing.T) {
	t.Parallel()
	s, ids := fleetOf(t, 29, func(in *fleet.Instance) {
		in.History, in.Policy = 40, &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
	})
	w := testkit.NewSession(t, s, nil)
	for i, id := range ids[:7] {
		state := testkit.NewSession(t, s, nil).Import(id)
		said := strings.Join(w.Plan(state, settings(id, "cn-beijing", 50)).Said.Texts(), "\n")
		want := "Copies of " + id + " will be kept for a shorter time"
		if i >= 5 {
			want = "Copies of " + id +
				" may be lost by shorter retention\nretention_days goes from 60 to 50. Copies older than 50 days are deleted, " +
				"if there are any. " +
				"Not counted: a run counts the copies of at most 5 policies. "
		}
		if !strings.Contains(said, want) {
			t.Errorf("said %q, want %q in it", said, want)
		}
	}
	for _, id := range ids[7:27] { // their look-ups are not used up by the ones above
		state := testkit.NewSession(t, s, nil).Import(id).With(t, attributes{"deletion_policy": "DISABLE_AND_EXPIRE"})
		said := strings.Join(w.Plan(state, nil).Said.Texts(), "\n")
		if want := "33 of the 40 copies are older than that and are deleted at once"; !strings.Contains(said, want) {
			t.Errorf("said %q, want %q in it", said, want)
		}
	}
}

// Advice has one summary, so that the CLI merges it, and at most 30 look-ups a walk.
func TestWarnings_encryptionIsLookedUpThirtyTimes(t *testing.T) {
	t.Parallel()
	s, ids := fleetOf(t, 35, func(in *fleet.Instance) { in.Encrypted = true })
	w := testkit.NewSession(t, s, nil)
	var said []string
	for _, id := range ids {
		said = append(said, w.Plan(result{}, settings(id, "cn-shanghai", 30)).Said.Texts()...)
	}
	if got, want := summaries(
		said,
	), map[string]int{
		"Encrypted disk needs an account that is active in the destination region": 30,
	}; !maps.Equal(
		got,
		want,
	) {
		t.Errorf("said %v, want %v", got, want)
	}
	if calls := len(s.Calls("DescribeDBInstanceEncryptionKey")); calls != 30 {
		t.Errorf("%d look-ups, want 30", calls)
	}
}

// What concerns the account is asked and said once a walk; a denied call is one warning that names its RAM action.
func TestWarnings_oncePerWalk(t *testing.T) {
	t.Parallel()
	const n = 3
	for name, row := range map[string]struct {
		prepare func(*testing.T, *emulator.Server)
		want    string
		calls   string
	}{
		"role": {func(t *testing.T, s *emulator.Server) {
			must(t, s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) { a.Roles = []string{"Other"} }))
		}, "Service-linked role is missing", "GetRole"},
		"role denied": {func(t *testing.T, s *emulator.Server) {
			must(t, s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) {
				a.DeniedActions = []string{"ram:GetRole"}
			}))
		}, "Plan check is not permitted: service-linked role", "GetRole"},
		"destinations denied": {func(t *testing.T, s *emulator.Server) {
			must(t, s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) {
				a.DeniedActions = []string{"rds:DescribeAvailableCrossRegion"}
			}))
		}, "Plan check is not permitted: destination regions", "DescribeAvailableCrossRegion"},
		"nothing": {func(*testing.T, *emulator.Server) {}, "", "DescribeAvailableCrossRegion"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ids := fleetOf(t, n, func(*fleet.Instance) {})
			row.prepare(t, s)
			w := testkit.NewSession(t, s, nil)
			var said []string
			for _, id := range ids {
				said = append(said, w.Plan(result{}, settings(id, "cn-shanghai", 30)).Said.Texts()...)
			}
			want := map[string]int{}
			if row.want != "" {
				want[row.want] = 1
			}
			if got := summaries(said); !maps.Equal(got, want) {
				t.Errorf("said %v, want %v", got, want)
			}
			if row.calls != "" && len(s.Calls(row.calls)) != 1 {
				t.Errorf("%s was called %d times, want once", row.calls, len(s.Calls(row.calls)))
			}
		})
	}
}

// Copies of MySQL on cloud disks are not listed, so that none in the list does not mean that none is lost.
func TestWarnings_doNotCountWhatTheAPIDoesNotList(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	must(
		t,
		s.Fleet().SetPolicy(
			"rm-mysql-cloud",
			fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60},
		),
	)
	state := testkit.NewSession(t, s, nil).Import("rm-mysql-cloud")
	for name, config := range map[string]attributes{
		"shorter": settings("rm-mysql-cloud", "cn-beijing", 7), "destroy": nil,
	} {
		said := strings.Join(testkit.NewSession(t, s, nil).Plan(state, config).Said.Texts(), "\n")
		if strings.Contains(said, "No cop") || !strings.Contains(said, "Copies") {
			t.Errorf("%s: said %q", name, said)
		}
	}
}

// Reads of a region that does not result keep the states, and are one problem as well.
func TestWarnings_aDeadRegionKeepsTheStates(t *testing.T) {
	t.Parallel()
	s, ids := fleetOf(t, 3, func(in *fleet.Instance) {
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}
	})
	states := make([]result, len(ids))
	for i, id := range ids {
		states[i] = testkit.NewSession(t, s, nil).Import(id)
	}
	s.AddFault(emulator.Fault{Drop: true})
	w := testkit.NewSession(t, s, attributes{"max_retry_timeout": 1})
	var said []string
	for i, id := range ids {
		kept := w.Read(states[i])
		if !kept.Object.Equal(states[i].Object) {
			t.Errorf("the state of %s has changed: %s", id, kept.Object)
		}
		said = append(said, kept.Said.Texts()...)
	}
	if len(said) != 1 || !isError(said[0]) {
		t.Errorf("said %q, want one error", said)
	}
}

// A region that does not result is one problem, however many policies are created or changed in it.
func TestWarnings_aDeadRegionIsOneProblem(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"create", "change"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ids := fleetOf(t, 3, func(in *fleet.Instance) {
				if name == "change" {
					in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}
				}
			})
			states := make([]result, len(ids))
			if name == "change" {
				for i, id := range ids {
					states[i] = testkit.NewSession(t, s, nil).Import(id)
				}
			}
			s.ResetCalls()
			s.AddFault(emulator.Fault{Drop: true})
			w := testkit.NewSession(t, s, attributes{"max_retry_timeout": 1})
			var said []string
			for i, id := range ids {
				said = append(said, w.Plan(states[i], settings(id, "cn-shanghai", 30)).Said.Texts()...)
			}
			if errors := slices.DeleteFunc(said, func(text string) bool { return !isError(text) }); len(errors) != 1 {
				t.Errorf("said %d errors, want 1: %q", len(errors), errors)
			}
			if called := slices.Compact(actions(s)); !slices.Equal(called, []string{"DescribeAvailableCrossRegion"}) {
				t.Errorf("called %q after the first call got no answer", called)
			}
		})
	}
}

// A reason that is ignored is not looked for.
func TestWarnings_ignoredReasonsCallNothing(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	w := testkit.NewSession(t, s, attributes{
		"ignore_checks": []string{"DISK_ENCRYPTED", "SERVICE_LINKED_ROLE_MISSING", "FIRST_BACKUP_STARTS"},
	})
	if said := w.Plan(result{}, settings("pgm-encrypted", "cn-shanghai", 30)).Said.Texts(); len(said) > 0 {
		t.Errorf("said %q", said)
	}
	if calls := s.Calls("DescribeDBInstanceEncryptionKey", "GetRole", "DescribeBackups"); len(calls) > 0 {
		t.Errorf("%d look-ups were made", len(calls))
	}
}
