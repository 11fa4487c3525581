// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// writing are the changes that need a write.
var writing = map[string]plannedChange{
	"create": toCreate, "longer retention": toLengthen, "another destination": toRedirect, "switch off": toSwitchOff,
	"switch on": toSwitchOn, "destroy": toDestroy,
}

// eachWrite runs a test for each change that needs a write, at the moment right before the apply.
func eachWrite(
	t *testing.T, opts []emulator.Option, test func(t *testing.T, s *emulator.Server, tf *fakeTerraform, e fixture),
) {
	t.Helper()
	for name, f := range writing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := newFixture(t, s, f)
				tf := e.applied(t, s, time.Hour)
				test(t, s, tf, e)
				e.requireOnlyItsWrites(t, s)
				e.requireWanted(t, s)
				pass(24 * time.Hour)
				tf.requireNothingToDo(e.after)
			}, opts...)
		})
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
			eachWrite(t, nil, func(t *testing.T, s *emulator.Server, tf *fakeTerraform, e fixture) {
				s.AddFault(emulator.Fault{Action: modify, Effect: effect.Name, Times: 5})
				tf.settle(e.after, 1)
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
			eachWrite(t, nil, func(t *testing.T, s *emulator.Server, tf *fakeTerraform, e fixture) {
				e.makeBusy(t, s, status, busy)
				begun := time.Now()
				tf.settle(e.after, 1)
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
				inFakeTime(t, func(t *testing.T, s *emulator.Server) {
					e := newFixture(t, s, toDestroy)
					tf := e.applied(t, s, time.Hour)
					tf.settle(e.after, 1)
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

// An enabling, or a change, keeps the instance busy for hours. It is done when the values read back.
func TestWaits_successIsTheReadBackAndNotTheStatus(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 10 * time.Second} {
		t.Run("read back after "+lag.String(), func(t *testing.T) {
			t.Parallel()
			opts := guesses(map[string]string{"busy-after-write": "5h", "getter-lag": lag.String(), "list-lag": lag.String()})
			for name, f := range writing {
				if f == toDestroy {
					continue // waits for Running
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					inFakeTime(t, func(t *testing.T, s *emulator.Server) {
						e := newFixture(t, s, f)
						tf := e.applied(t, s, 6*time.Hour)
						begun := time.Now()
						tf.settle(e.after, 1)
						if took := time.Since(begun); took > lag+10*time.Second {
							t.Errorf("it took %s, want little more than %s", took, lag)
						}
						requireWrites(t, s, e.lines()...)
						e.requireWanted(t, s)
						tf.requireNothingToDo(e.after) // at once, and while the instance is still busy
					}, opts...)
				})
			}
		})
	}
}
