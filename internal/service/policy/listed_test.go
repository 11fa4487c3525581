// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// elsewhere are changes that are made outside Terraform, by name.
func elsewhere() map[string]func(*testing.T, *emulator.Server, string) {
	edit := func(change func(*fleet.Policy)) func(*testing.T, *emulator.Server, string) {
		return func(t *testing.T, s *emulator.Server, id string) { changed(t, s, id, change) }
	}
	return map[string]func(*testing.T, *emulator.Server, string){
		"shortened":     edit(func(p *fleet.Policy) { p.RetentionDays = 7 }),
		"lengthened":    edit(func(p *fleet.Policy) { p.RetentionDays = 1825 }),
		"redirected":    edit(func(p *fleet.Policy) { p.DestinationRegion = "cn-beijing" }),
		"without logs":  edit(func(p *fleet.Policy) { p.LogEnabled = false }),
		"switched off":  edit(func(p *fleet.Policy) { p.Enabled, p.LogEnabled = false, false }),
		"off and on":    edit(func(p *fleet.Policy) { p.EnabledTime = p.EnabledTime.Add(time.Hour) }),
		"released":      func(t *testing.T, s *emulator.Server, id string) { must(t, s.Fleet().Release(id)) },
		"gone":          func(t *testing.T, s *emulator.Server, id string) { must(t, s.Fleet().Delete(id)) },
		"left as it is": func(*testing.T, *emulator.Server, string) {},
	}
}

// listForms are the forms that lists and getters may have, as settings of guesses.
func listForms() map[string]map[string]string {
	return map[string]map[string]string{
		"default":                     {},
		"no row for what is off":      {"list-disabled": "false"},
		"bare when off":               {"disabled-getter": "bare"},
		"no row for what is released": {"list-released": "false", "released-getter": "notfound"},
		"a row for each instance":     {"list-never-enabled": "true"},
		"another spelling":            {"disabled-spelling": "Disable", "engine-spelling": "attribute"},
	}
}

// Ninety policies are refreshed together, some of them changed elsewhere, and then many in walks of their own, which
// have no use for lists: there is no difference.
func TestListed_aReadSeesWhatASingleReadSees(t *testing.T) {
	t.Parallel()
	for name, guesses := range listForms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				for id, value := range guesses {
					must(t, s.SetGuess(id, value))
				}
				tf := newTerraform(t, s, nil)
				ids := slices.Sorted(maps.Keys(standingPolicies(tf, manyInstances(t, s, 90, protected))))
				number := 0
				for _, change := range elsewhere() {
					for range 2 {
						change(t, s, ids[number*5])
						number++
					}
				}
				s.ResetCalls()
				w := tf.session()
				together := tf.each(ids, func(id string) result { return w.Read(tf.state[id]) })
				calls, byAction := tally(s)
				t.Logf("%d calls, %v", calls, byAction)
				if byAction[getter] > 20 {
					t.Errorf("%d of 90 policies were read singly", byAction[getter])
				}
				differs := 0
				for number, id := range ids {
					if number%5 != 0 && number > 20 {
						continue
					}
					alone := tf.session().Read(tf.state[id])
					if !alone.Object.Equal(tf.state[id].Object) {
						differs++
					}
					if diff := cmp.Diff(
						alone.Said.Texts(),
						together[id].Said.Texts(),
					); diff != "" || !alone.Object.Equal(together[id].Object) ||
						string(alone.Private) != string(together[id].Private) {
						t.Errorf("%s alone:    %s\ntogether: %s\n%s", id, alone.Object, together[id].Object, diff)
					}
				}
				if want := 2 * (len(elsewhere()) - 1); differs != want {
					t.Errorf("%d policies differ from their states, want %d", differs, want)
				}
			})
		})
	}
}

// beforehand are the things that a plan of a create may meet.
func beforehand() map[string]func(*fleet.Instance) {
	return map[string]func(*fleet.Instance){
		"nothing":      func(*fleet.Instance) {},
		"the same":     protected,
		"another":      func(in *fleet.Instance) { protected(in); in.Policy.RetentionDays = 7 },
		"switched off": switchedOff,
		"locked":       func(in *fleet.Instance) { in.LockMode = "ManualLock" },
		"read-only":    func(in *fleet.Instance) { in.Role = "Readonly" },
		"suspicious":   func(in *fleet.Instance) { in.Class = "pg.n2e.2c.1m" },
		"no lock mode": func(in *fleet.Instance) { in.LockMode = "Other" },
		"unlisted fact": func(in *fleet.Instance) {
			in.Engine, in.EngineVersion, in.ClassType = "SQLServer", "2019_std_ha", "s"
		},
	}
}

// switchedOff is an instance with copies that are kept for five years, of a policy that is off.
func switchedOff(in *fleet.Instance) {
	in.Policy = &fleet.Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 1825}
}

// Sixty creates are planned together, where each kind of obstacle is met twice, and then each in a walk of its own.
// Only what no list shows may go unsaid, and that is what TestListed_noCopyIsLostThatNoListShows is about.
func TestListed_aPlanOfACreateSaysWhatASingleOneSays(t *testing.T) {
	t.Parallel()
	for name, guesses := range listForms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				for id, value := range guesses {
					must(t, s.SetGuess(id, value))
				}
				kinds := slices.Sorted(maps.Keys(beforehand()))
				ids := addInstances(t, s, 60, func(number int, in *fleet.Instance) {
					if number%3 == 0 && number/3 < 2*len(kinds) {
						beforehand()[kinds[number/3%len(kinds)]](in)
					}
				})
				must(
					t,
					s.Fleet().SetPolicy(ids[58], fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}),
				)
				must(t, s.Fleet().Release(ids[58]))
				must(t, s.Fleet().Delete(ids[59]))
				s.ResetCalls()
				config := func(id string) attributes {
					return settings(id, "cn-shanghai", 365, attributes{"log_backup_enabled": true})
				}
				w := testkit.NewSession(t, s, attributes{"ignore_checks": []string{"DISK_ENCRYPTED"}}, testkit.FakeTime(s)...)
				together := newTerraform(t, s, nil).each(ids, func(id string) result { return w.Plan(result{}, config(id)) })
				calls, byAction := tally(s)
				t.Logf("%d calls, %v", calls, byAction)
				if byAction[getter] > 20 {
					t.Errorf("%d of 60 policies were looked at singly", byAction[getter])
				}
				unsaid := 0
				for _, id := range ids {
					alone := testkit.NewSession(
						t,
						s,
						attributes{"ignore_checks": []string{"DISK_ENCRYPTED"}},
						testkit.FakeTime(s)...).Plan(
						result{},
						config(id),
					)
					if policy, _ := s.Fleet().Policy(id); guesses["list-disabled"] == "false" && policy.RetentionDays == 1825 {
						unsaid++
						continue
					}
					if diff := cmp.Diff(
						alone.Said.Texts(),
						together[id].Said.Texts(),
					); diff != "" ||
						!alone.Object.Equal(together[id].Object) {
						t.Errorf("%s (-alone +together):\n%s", id, diff)
					}
				}
				if want := 2; guesses["list-disabled"] == "false" && unsaid != want {
					t.Errorf("%d policies are in no list, want %d", unsaid, want)
				}
			})
		})
	}
}

// Lists that are denied, fail or hang cost calls or time, and nothing else.
func TestListed_withoutListsEverythingIsAskedSingly(t *testing.T) {
	t.Parallel()
	const instanceList = "DescribeDBInstances"
	for name, fault := range map[string]emulator.Fault{
		"denied":          {Code: "Forbidden.RAM"},
		"not supported":   {Code: "InvalidAction.NotFound", Status: 404},
		"failing":         {Code: "InternalError"},
		"without answers": {Drop: true},
		"truncated":       {Truncate: true},
		"hanging":         {Effect: "hang-before-commit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				ids := manyInstances(t, s, 60, protected)
				config := standingPolicies(tf, ids)
				changed(t, s, ids[7], func(p *fleet.Policy) { p.RetentionDays = 7 })
				for _, action := range []string{policyList, instanceList} {
					fault.Action = action
					s.AddFault(fault)
				}
				s.ResetCalls()
				_, changes, failed := tf.plan(config)
				if len(failed) > 0 || len(changes) != 1 || changes[ids[7]].planned.Object.Type() == nil {
					t.Errorf("changes of %v, errors %q", slices.Sorted(maps.Keys(changes)), failed)
				}
				for _, id := range ids {
					config[id] = settings(id, "cn-beijing", 730)
				}
				tf.settle(config, 1)
				for _, id := range ids {
					requirePolicy(t, s, id, true, false, "cn-beijing", 730)
				}
				calls, byAction := tally(s)
				t.Logf("%d calls, %v", calls, byAction)
				// Three walks read pages of policies, and two of them pages of instances: each fails twice, with four
				// attempts, and some others are under way meanwhile.
				if lists := byAction[policyList] + byAction[instanceList]; lists > (3*2+2)*(2+1)*4 {
					t.Errorf("%d list calls although none succeeds", lists)
				}
			})
		})
	}
}

// A list that lags hides a change for as long, and nothing follows from it: an apply looks at the instance itself, and
// refuses to write over what no plan has shown.
func TestListed_aListThatLagsCostsNoPolicy(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		ids := manyInstances(t, s, 40, protected)
		config := standingPolicies(tf, ids)
		must(t, s.SetGuess("list-lag", "1h"))
		last := ids[len(ids)-1] // not one of the first, which are read by themselves
		changed(t, s, last, func(p *fleet.Policy) { p.RetentionDays = 1825 })
		for _, id := range ids {
			config[id] = settings(id, "cn-beijing", 365, attributes{"log_backup_enabled": true})
		}
		s.ResetCalls()
		failed := tf.apply(config)
		if len(failed) != 1 {
			t.Errorf("the apply said %q, want one error, about %s", failed, last)
		}
		if n := len(writesSent(s)); n != len(ids)-1 {
			t.Errorf("%d writes for %d policies", n, len(ids))
		}
		requirePolicy(t, s, last, true, true, "cn-shanghai", 1825)
		pass(2 * time.Hour)
		shorter := config[last]
		config[last] = settings(last, "cn-beijing", 1825, attributes{"log_backup_enabled": true})
		tf.settle(config, 1)
		config[last] = shorter
		tf.settle(config, 1)
		tf.requireNothingToDo(config)
	})
}

// A region that stops answering is one problem also for those who wait for a list: they read no more, and keep their
// states.
func TestListed_aDeadRegionIsOneProblem(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]int{
		"from the beginning": 0, "while the first page is read": 4, "once pages are read": 20,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				ids := slices.Sorted(maps.Keys(standingPolicies(tf, manyInstances(t, s, 250, protected))))
				w := tf.session()
				tf.each(ids[:before], func(id string) result { return w.Read(tf.state[id]) })
				s.AddFault(emulator.Fault{Drop: true})
				read := tf.each(ids[before:], func(id string) result { return w.Read(tf.state[id]) })
				errors := 0
				for id, got := range read {
					errors += len(got.Said.Errors().Texts())
					if !got.Object.Equal(tf.state[id].Object) {
						t.Errorf("the state of %s has changed: %s", id, got.Object)
					}
				}
				if errors != 1 {
					t.Errorf("%d errors, want one", errors)
				}
			})
		})
	}
}

// In an apply each plan is made anew, for its own resource alone. A region that does not result these is told of in
// full once, but none of the changes that it left unchecked is carried out, also where the region is back by then.
func TestListed_whatADeadRegionLeftUncheckedIsNotWritten(t *testing.T) {
	t.Parallel()
	for name, standing := range map[string]bool{"creates": false, "changes": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				tf := newTerraform(t, s, nil)
				ids := addInstances(t, s, 40, func(_ int, in *fleet.Instance) {
					if standing {
						protected(in)
					}
				})
				if standing {
					standingPolicies(tf, ids)
				}
				config := func(id string) attributes { return settings(id, "cn-beijing", 730) }
				w := tf.session()
				s.AddFault(emulator.Fault{Drop: true})
				planned := tf.each(ids, func(id string) result { return w.Plan(tf.state[id], config(id)) })
				s.ClearFaults()
				failed := 0
				for _, id := range ids {
					told := planned[id].Said.Errors().Texts()
					failed += len(told)
					if len(told) > 0 {
						continue
					}
					after := w.Apply(tf.state[id], config(id), planned[id])
					told = after.Said.Errors().Texts()
					if len(told) != 1 || !strings.Contains(told[0], "another error of this run explains") {
						t.Errorf("the apply of %s says %q", id, told)
					}
				}
				if sent := writesSent(s); failed != 1 || len(sent) != 0 {
					t.Errorf("the plans tell of %d errors, want one, and sent is %q", failed, sent)
				}
			})
		})
	}
}
