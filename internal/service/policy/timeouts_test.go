// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Timeouts are the resource's own: they reach no API, and text that is no duration is refused at plan.
func TestTimeouts_changeNothingButTheState(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	with := func(timeouts string) string {
		return config(s, block("pgm-demo", to("cn-shanghai", 30), "timeouts {\n    "+timeouts+"\n  }"))
	}
	testkit.Run(t, s,
		resource.TestStep{Config: with(`create = "soon"`), ExpectError: says(`"soon"`)},
		resource.TestStep{Config: with(`update = "-5m"`), ExpectError: says("update is -5m0s, so the operation would end before it began.")},
		resource.TestStep{Config: with(`create = "45m"`), Check: check(func() {
			requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
			s.ResetCalls()
		})},
		resource.TestStep{
			Config:           with("create = \"45m\"\n    read = \"1m\"\n    update = \"2h\"\n    delete = \"2h\""),
			ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)),
			Check:            check(func() { requireWrites(t, s) }),
		},
		resource.TestStep{
			Config: config(s, block("pgm-demo", to("cn-shanghai", 30))), Check: check(func() { requireWrites(t, s) }),
		},
	)
}

// limit is the timeout of the operations that overrun. It is less than the client waits for an answer.
const limit = 50 * time.Second

// overrun is an operation whose time is up before it is done.
type overrun struct {
	fate     fate
	timeouts attributes
	guesses  map[string]string
	injure   func(t *testing.T, s *emulator.Server, e estate)
	says     []string
}

func overruns() map[string]overrun {
	busy := func(t *testing.T, s *emulator.Server, e estate) { e.makeBusy(t, s, "Rebooting", 5*time.Hour) }
	fault := func(f emulator.Fault) func(*testing.T, *emulator.Server, estate) {
		return func(_ *testing.T, s *emulator.Server, _ estate) { s.AddFault(f) }
	}
	late := map[string]string{"getter-lag": "5h", "list-lag": "5h", "busy-after-write": "5h"}
	refused := []string{"Nothing was changed", "Instance status: Rebooting.", "The time of this operation ran out.", "Run the same command again", "timeouts block"}
	unconfirmed := []string{"could not be confirmed", "Last seen: ", "Instance status: Modifying.", "The change may still take effect.", "Run the same command again", "timeouts block"}
	create, update, remove, read := attributes{"create": "50s"}, attributes{"update": "50s"}, attributes{"delete": "50s"}, attributes{"read": "50s"}
	return map[string]overrun{
		"create, busy":              {isNew, create, nil, busy, append(refused, "Cannot enable")},
		"create, read back late":    {isNew, create, late, nil, append(unconfirmed, "Cannot enable")},
		"create, look hangs":        {isNew, create, nil, fault(emulator.Fault{Action: getter, Nth: 3, Effect: "hang-before-commit"}), []string{"Cannot enable", "timeouts block"}},
		"create, write hangs":       {isNew, create, nil, fault(emulator.Fault{Action: modify, Effect: "hang-before-commit"}), []string{"Cannot enable", "could not be confirmed", "timeouts block"}},
		"create, executed and hung": {isNew, create, nil, fault(emulator.Fault{Action: modify, Effect: "hang-after-commit"}), []string{"Cannot enable", "could not be confirmed", "timeouts block"}},
		"create, throttled":         {isNew, create, nil, fault(emulator.Fault{Action: modify, Code: "Throttling.User"}), []string{"Cannot enable", "Throttling.User", "gave up, because the time of the operation ran out", "then run the same command again"}},
		"update, busy":              {isKeptLonger, update, nil, busy, append(refused, "Cannot change")},
		"update, read back late":    {isMovedElsewhere, update, late, nil, append(unconfirmed, "Cannot change")},
		"destroy, busy":             {isDestroyed, remove, nil, busy, append(refused, "Cannot end")},
		"destroy, read back late":   {isDestroyed, remove, late, nil, append(unconfirmed, "Cannot end")},
		"destroy, then busy": {
			isDestroyed, remove,
			map[string]string{"busy-after-write": "5h"},
			nil,
			[]string{"is still busy", "its last status is Modifying", "Destroy again later, or set a longer delete in the timeouts block."},
		},
		"refresh hangs": {isKeptLonger, read, nil, fault(emulator.Fault{Action: getter, Effect: "hang-before-commit"}), []string{"Cannot read", "timeouts block"}},
	}
}

// The error names what was last seen and what to do, the state is as if nothing had been tried, and the next apply goes on.
func TestTimeouts_theNextApplyGoesOn(t *testing.T) {
	t.Parallel()
	for name, tt := range overruns() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, s *emulator.Server) {
				e := newEstate(t, s, tt.fate)
				for _, configs := range []map[string]attributes{e.before, e.after} {
					for _, config := range configs {
						config["timeouts"] = tt.timeouts
					}
				}
				ws := e.settled(t, s, 6*time.Hour)
				for id, value := range tt.guesses {
					must(t, s.SetGuess(id, value))
				}
				if tt.injure != nil {
					tt.injure(t, s, e)
				}
				before, begun := ws.state, time.Now()
				requireSays(t, ws.apply(e.after), tt.says...)
				if took := time.Since(begun); took > limit+5*time.Second || took < limit-16*time.Second {
					t.Errorf("it took %s, want about %s", took, limit)
				}
				for id, state := range ws.state {
					if !state.Object.Equal(before[id].Object) {
						t.Errorf("the state of %s has changed", id)
					}
				}
				if len(ws.state) != len(before) {
					t.Errorf("%d policies are in the state, want %d as before", len(ws.state), len(before))
				}
				s.ClearFaults()
				pass(24 * time.Hour)
				ws.settle(e.after, 1)
				e.requireOnlyItsWrites(t, s, answered)
				e.requireWanted(t, s)
				if n := len(writesSent(s)); n > 1 {
					t.Errorf("%d writes were accepted, want one at most, beside one whose result was lost", n)
				}
			})
		})
	}
}

// What lasts is planned as it is, and only what a write changes is left open.
func TestPlan_leavesOpenOnlyWhatAWriteChanges(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	state := testkit.NewSession(t, s, nil).Import("pgm-console")
	planned := testkit.NewSession(t, s, nil).Plan(state, settings("pgm-console", "cn-beijing", 1825, attributes{"log_backup_enabled": true, "retention_days": 1000}))
	for name, want := range map[string]any{
		"id": "cn-hangzhou:pgm-console", "region": "cn-hangzhou", "engine": "PostgreSQL", "engine_version": "16.0", "instance_released": false,
		"deletion_policy": "DISABLE", "enabled": true, "enabled_time": unknown{}, "log_backup_enabled_time": unknown{},
	} {
		if got := planned.Get(t, name); got != want {
			t.Errorf("%s is planned as %v, want %v", name, got, want)
		}
	}
}
