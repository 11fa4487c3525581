// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Timeouts are the resource's own: they reach no API, and text that is no duration is refused at plan.
func TestTimeouts_changeNothingButTheState(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		with := func(timeouts attributes) attributes {
			return settings("pgm-demo", "cn-shanghai", 30, attributes{"timeouts": timeouts})
		}
		tf := newTerraform(t, s, nil)
		for value, says := range map[string]string{
			"soon":   `create is "soon". A length of time is a number with a unit: s, m or h`,
			"30":     `Write "30m" for minutes, or "30s" for seconds. (INVALID_DURATION)`,
			"2 days": `Did you mean "48h"?`, "90 Minutes": `Did you mean "90m"?`, "1 month": `"1h30m". (INVALID_DURATION)`,
			"-5m": `create is "-5m", so the operation would end before it began.`, "0s": "before it began", "": `create is "".`,
			strings.Repeat("9", 100_000): `999...". A length of time`,
		} {
			tf.session().Validate(with(attributes{"create": value})).Require(t, "error on create: ", says)
		}
		tf.mustApply(with(attributes{"create": "45m"}))
		s.ResetCalls()
		for _, config := range []attributes{
			with(attributes{"create": "45m", "read": "1m", "update": "2h", "delete": "2h"}),
			settings("pgm-demo", "cn-shanghai", 30),
		} {
			if _, changes, _ := tf.plan(only(config)); len(changes) != 1 {
				t.Error("the plan is empty")
			}
			tf.mustApply(config)
			tf.requireNothingToDo(only(config))
		}
		requireNoWriteTried(t, s)
	})
}

// limit is the timeout of the operations that overrun. It is less than the client waits for an answer.
const limit = 50 * time.Second

// overrun is an operation whose time is up before it is done.
type overrun struct {
	change   plannedChange
	timeouts attributes
	guesses  map[string]string
	prepare  func(t *testing.T, s *emulator.Server, e fixture)
	says     []string
}

func overruns() map[string]overrun {
	busy := func(t *testing.T, s *emulator.Server, e fixture) { e.makeBusy(t, s, "Rebooting", 5*time.Hour) }
	fault := func(f emulator.Fault) func(*testing.T, *emulator.Server, fixture) {
		return func(_ *testing.T, s *emulator.Server, _ fixture) { s.AddFault(f) }
	}
	late := map[string]string{"getter-lag": "5h", "list-lag": "5h", "busy-after-write": "5h"}
	refused := []string{
		"Nothing was changed",
		"Instance status: Rebooting.",
		"The time of this operation ran out.",
		"Run the same command again",
		"timeout of 50s ran out",
	}
	unconfirmed := []string{
		"could not be confirmed",
		"Last seen: ",
		"Instance status: Modifying.",
		"The change may still take effect.",
		"Run the same command again",
		"timeout of 50s ran out",
	}
	create, update, remove, read := attributes{
		"create": "50s",
	}, attributes{
		"update": "50s",
	}, attributes{
		"delete": "50s",
	}, attributes{
		"read": "50s",
	}
	return map[string]overrun{
		"create, busy":           {toCreate, create, nil, busy, append(refused, "Cannot enable")},
		"create, read back late": {toCreate, create, late, nil, append(unconfirmed, "Cannot enable")},
		"create, look hangs": {
			toCreate,
			create,
			nil,
			fault(emulator.Fault{Action: getter, Nth: 3, Effect: "hang-before-commit"}),
			[]string{"Cannot enable", "The create timeout of 50s ran out", `set timeouts { create = "1m40s" }.`},
		},
		"create, write hangs": {
			toCreate,
			create,
			nil,
			fault(emulator.Fault{Action: modify, Effect: "hang-before-commit"}),
			[]string{"Cannot enable", "could not be confirmed", "The create timeout of 50s ran out"},
		},
		"create, executed and hung": {
			toCreate,
			create,
			nil,
			fault(emulator.Fault{Action: modify, Effect: "hang-after-commit"}),
			[]string{"Cannot enable", "could not be confirmed", "The create timeout of 50s ran out"},
		},
		"create, throttled": {
			toCreate,
			create,
			nil,
			fault(emulator.Fault{Action: modify, Code: "Throttling.User"}),
			[]string{
				"Cannot enable",
				"Throttling.User",
				"gave up, because the time of the operation ran out",
				"then run the same command again",
			},
		},
		"update, busy":            {toLengthen, update, nil, busy, append(refused, "Cannot change")},
		"update, read back late":  {toRedirect, update, late, nil, append(unconfirmed, "Cannot change")},
		"destroy, busy":           {toDestroy, remove, nil, busy, append(refused, "Cannot end")},
		"destroy, read back late": {toDestroy, remove, late, nil, append(unconfirmed, "Cannot end")},
		"destroy, then busy": {
			toDestroy,
			remove,
			map[string]string{"busy-after-write": "5h"},
			nil,
			[]string{
				"is still busy",
				"its last status is Modifying",
				"Destroy again later.",
				"The delete timeout of 50s ran out. To wait longer, set " +
					"timeouts { delete = \"1m40s\" } and apply that first: a destroy goes by the value in the state.",
			},
		},
		"refresh hangs": {
			toLengthen,
			read,
			nil,
			fault(emulator.Fault{Action: getter, Effect: "hang-before-commit"}),
			[]string{
				"Cannot read", "The read timeout of 50s ran out.",
				`To wait longer, set timeouts { read = "1m40s" } and apply with -refresh=false`,
			},
		},
	}
}

// The error names what was last seen and what to do, the state is as if nothing had been tried, and the next apply goes
// on.
func TestTimeouts_theNextApplyGoesOn(t *testing.T) {
	t.Parallel()
	for name, tt := range overruns() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := newFixture(t, s, tt.change)
				for _, configs := range []map[string]attributes{e.before, e.after} {
					for _, config := range configs {
						config["timeouts"] = tt.timeouts
					}
				}
				tf := e.applied(t, s, 6*time.Hour)
				for id, value := range tt.guesses {
					must(t, s.SetGuess(id, value))
				}
				if tt.prepare != nil {
					tt.prepare(t, s, e)
				}
				before, begun := tf.state, time.Now()
				tf.apply(e.after).Require(t, tt.says...)
				if took := time.Since(begun); took > limit+5*time.Second || took < limit-16*time.Second {
					t.Errorf("it took %s, want about %s", took, limit)
				}
				for id, state := range tf.state {
					if !state.Object.Equal(before[id].Object) {
						t.Errorf("the state of %s has changed", id)
					}
				}
				if len(tf.state) != len(before) {
					t.Errorf("%d policies are in the state, want %d as before", len(tf.state), len(before))
				}
				s.ClearFaults()
				pass(24 * time.Hour)
				tf.settle(e.after, 1)
				e.requireOnlyItsWrites(t, s)
				e.requireWanted(t, s)
				if n := len(writesSent(s)); n > 1 {
					t.Errorf("%d writes were accepted, want one at most, beside one whose result was lost", n)
				}
			})
		})
	}
}

// What lasts is planned as it is, and a time is left open only where something is switched on or goes
// elsewhere.
func TestPlan_leavesOpenOnlyWhatAWriteChanges(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console")
	since, logsSince := state.Get(t, "enabled_time"), state.Get(t, "log_backup_enabled_time")
	for name, tt := range map[string]struct {
		from, change    attributes
		enabled, logged any
	}{
		"retention":       {nil, attributes{"retention_days": 1000}, since, logsSince},
		"log copy":        {nil, attributes{"log_backup_enabled": false}, since, unknown{}},
		"destination":     {nil, attributes{"destination_region": "cn-shanghai"}, unknown{}, logsSince},
		"off":             {nil, attributes{"enabled": false, "log_backup_enabled": false}, since, logsSince},
		"deletion policy": {nil, attributes{"deletion_policy": "ABANDON"}, since, logsSince},
		"ignored checks":  {nil, ignoring("SERVERLESS"), since, logsSince},
		"timeouts":        {nil, attributes{"timeouts": attributes{"read": "1m"}}, since, logsSince},
		"on, without log copy": {
			attributes{"enabled": false, "log_backup_enabled": false},
			attributes{"log_backup_enabled": false},
			unknown{},
			logsSince,
		},
		"on, with log copy": {
			attributes{"enabled": false, "log_backup_enabled": false}, nil, unknown{}, unknown{},
		},
		"perhaps on": {
			attributes{"enabled": false, "log_backup_enabled": false},
			attributes{"enabled": unknown{}, "log_backup_enabled": false},
			unknown{},
			logsSince,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planned := testkit.NewSession(t, s, nil).Plan(state.With(t, tt.from),
				settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true}, tt.change))
			for name, want := range map[string]any{
				"id": "cn-hangzhou:pgm-console", "region": "cn-hangzhou", "engine": "PostgreSQL", "engine_version": "16.0",
				"instance_released": false,
				"enabled_time":      tt.enabled, "log_backup_enabled_time": tt.logged,
			} {
				if got := planned.Get(t, name); got != want {
					t.Errorf("%s is planned as %v, want %v", name, got, want)
				}
			}
		})
	}
}
