// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// writing are the fates that need a write.
var writing = map[string]fate{
	"create": isNew, "longer retention": isKeptLonger, "another destination": isMovedElsewhere, "switch off": isSwitchedOff, "switch on": isSwitchedOn, "destroy": isDestroyed,
}

// eachWrite runs a test for each fate that needs a write, at the moment right before the apply.
func eachWrite(t *testing.T, opts []emulator.Option, test func(t *testing.T, s *emulator.Server, ws *workspace, e estate)) {
	t.Helper()
	for name, f := range writing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, s *emulator.Server) {
				e := newEstate(t, s, f)
				ws := e.settled(t, s, time.Hour)
				test(t, s, ws, e)
				e.requireOnlyItsWrites(t, s, answered)
				e.requireWanted(t, s)
				pass(24 * time.Hour)
				ws.requireNothingToDo(e.after)
			}, opts...)
		})
	}
}

// makeBusy gives all instances of the estate something to do.
func (e estate) makeBusy(t *testing.T, s *emulator.Server, status string, d time.Duration) {
	t.Helper()
	for id := range e.wanted {
		must(t, s.Fleet().UpdateInstance(id, func(in *fleet.Instance) { in.Status, in.BusyFor = status, d.String() }))
	}
}

// Each code that says "busy" is waited out, however often it comes while the instance reads as Running.
func TestWaits_busyCodesAreWaitedOut(t *testing.T) {
	t.Parallel()
	for _, effect := range emulator.Effects() {
		if !effect.WritesOnly || !effect.Transient {
			continue
		}
		t.Run(effect.Name, func(t *testing.T) {
			t.Parallel()
			eachWrite(t, nil, func(t *testing.T, s *emulator.Server, ws *workspace, e estate) {
				s.AddFault(emulator.Fault{Action: modify, Effect: effect.Name, Times: 5})
				ws.settle(e.after, 1)
				if n := len(s.Calls(modify)); n != 6 {
					t.Errorf("%d writes were sent, want 6", n)
				}
			})
		})
	}
}

// A status other than Running is waited out in as much time as it takes, and one write is enough in the end.
func TestWaits_statusNotRunning(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"Rebooting", "DBInstanceClassChanging", "BACKUP_RECOVERING"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			const busy = 7 * time.Minute
			eachWrite(t, nil, func(t *testing.T, s *emulator.Server, ws *workspace, e estate) {
				e.makeBusy(t, s, status, busy)
				begun := time.Now()
				ws.settle(e.after, 1)
				if took := time.Since(begun); took < busy || took > busy+time.Minute {
					t.Errorf("it took %s, want little more than %s", took, busy)
				}
				if n := len(s.Calls(modify)); n > 2 {
					t.Errorf("%d writes were sent, want one that is refused and one that counts", n)
				}
			})
		})
	}
}

// A Delete that has returned leaves an instance that can be deleted, also where the status reads Running in between.
func TestWaits_aDestroyOutlastsAStatusThatFlaps(t *testing.T) {
	t.Parallel()
	for _, flaps := range []string{"0", "1", "2"} {
		for _, busy := range []time.Duration{0, 2 * time.Second, 20 * time.Second, 4 * time.Minute} {
			t.Run(fmt.Sprintf("%s times, busy for %s", flaps, busy), func(t *testing.T) {
				t.Parallel()
				bubble(t, func(t *testing.T, s *emulator.Server) {
					e := newEstate(t, s, isDestroyed)
					ws := e.settled(t, s, time.Hour)
					ws.settle(e.after, 1)
					for id := range e.wanted {
						if in, _ := s.Fleet().Instance(id); in.BusyFor != "" || in.Status != "Running" {
							t.Errorf("the instance is %s for another %s", in.Status, in.BusyFor)
						}
					}
					requireWrites(t, s, e.lines()...)
					e.requireWanted(t, s)
				}, guesses(map[string]string{"busy-flap": flaps, "busy-after-write": busy.String()})...)
			})
		}
	}
}

// lines are the writes of the whole estate.
func (e estate) lines() []string {
	var all []string
	for _, line := range e.writes {
		all = append(all, line)
	}
	return all
}

// An enabling, or a change, keeps the instance busy for hours. It is done when the values read back.
func TestWaits_successIsTheReadBackAndNotTheStatus(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 10 * time.Second} {
		t.Run("read back after "+lag.String(), func(t *testing.T) {
			t.Parallel()
			opts := guesses(map[string]string{"busy-after-write": "5h", "getter-lag": lag.String(), "list-lag": lag.String()})
			for name, f := range writing {
				if f == isDestroyed {
					continue // waits for Running
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					bubble(t, func(t *testing.T, s *emulator.Server) {
						e := newEstate(t, s, f)
						ws := e.settled(t, s, 6*time.Hour)
						begun := time.Now()
						ws.settle(e.after, 1)
						if took := time.Since(begun); took > lag+10*time.Second {
							t.Errorf("it took %s, want little more than %s", took, lag)
						}
						requireWrites(t, s, e.lines()...)
						e.requireWanted(t, s)
						ws.requireNothingToDo(e.after) // at once, and while the instance is still busy
					}, opts...)
				})
			}
		})
	}
}

// requireSays fails unless one of the texts has all the parts.
func requireSays(t *testing.T, said []string, parts ...string) {
	t.Helper()
	for _, text := range said {
		missing := 0
		for _, part := range parts {
			if !strings.Contains(text, part) {
				missing++
			}
		}
		if missing == 0 {
			return
		}
	}
	t.Errorf("nothing said has all of %q; said:\n%s", parts, strings.Join(said, "\n---\n"))
}
