// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// latency is how long each call takes while operations are canceled, so that every call is under way for a while.
const latency = 100 * time.Millisecond

// obstacle makes an operation wait in one way or another.
type obstacle struct {
	guesses map[string]string
	faults  []emulator.Fault
	busy    time.Duration
	// reads says that it is in the way of steps that only read, too.
	reads bool
}

func obstacles() map[string]obstacle {
	modifying := func(f emulator.Fault) []emulator.Fault {
		f.Action = modify
		return []emulator.Fault{f}
	}
	return map[string]obstacle{
		"none":           {reads: true},
		"busy":           {busy: 30 * time.Second},
		"read back late": {guesses: map[string]string{"getter-lag": "30s", "list-lag": "30s"}},
		"throttled": {
			faults: []emulator.Fault{{Code: "Throttling.User", Times: 4, Delay: latency.String()}},
			reads:  true,
		},
		"answers lost": {
			faults: modifying(emulator.Fault{Drop: true, When: emulator.AfterCommit, Times: 1, Delay: latency.String()}),
		},
		"calls lost": {faults: modifying(emulator.Fault{Drop: true, Times: 2, Delay: latency.String()})},
		"looks fail": {
			faults: []emulator.Fault{{Action: getter, Code: "ServiceUnavailable", Times: 3, Delay: latency.String()}},
			reads:  true,
		},
		"write hangs": {faults: modifying(emulator.Fault{Effect: "hang-after-commit", Times: 1})},
		"look hangs":  {faults: []emulator.Fault{{Action: getter, Effect: "hang-before-commit", Times: 1}}, reads: true},
	}
}

// put puts the obstacle, and the latency of every call, in the way.
func (o obstacle) put(t *testing.T, s *emulator.Server, e fixture) {
	t.Helper()
	for id, value := range o.guesses {
		must(t, s.SetGuess(id, value))
	}
	if o.busy > 0 {
		e.makeBusy(t, s, "Rebooting", o.busy)
	}
	for _, fault := range o.faults {
		s.AddFault(fault)
	}
	s.AddFault(emulator.Fault{Delay: latency.String()})
}

// step is one call of Terraform to the provider.
type step struct {
	change plannedChange
	// applies says that the step is planned first, and that its result is the new state.
	applies bool
	call    func(w *testkit.Session, c change, config attributes) result
}

func steps() map[string]step {
	refresh := func(w *testkit.Session, c change, _ attributes) result { return w.Read(c.prior) }
	plan := func(w *testkit.Session, c change, config attributes) result { return w.Plan(c.prior, config) }
	apply := func(w *testkit.Session, c change, config attributes) result {
		return w.Apply(c.prior, config, c.planned)
	}
	return map[string]step{
		"refresh":        {toRedirect, false, refresh},
		"plan a create":  {toCreate, false, plan},
		"plan a change":  {toRedirect, false, plan},
		"plan a destroy": {toDestroy, false, plan},
		"create":         {toCreate, true, apply},
		"update":         {toRedirect, true, apply},
		"switch off":     {toSwitchOff, true, apply},
		"destroy":        {toDestroy, true, apply},
	}
}

// underway is a step that has begun.
type underway struct {
	fixture fixture
	tf      *fakeTerraform
	walk    *testkit.Session
	id      string
	pending change
	cancel  context.CancelFunc
	done    chan result
	// begun is when it began, and before how many calls there were then.
	begun  time.Time
	before int
}

// begin begins a step before the obstacle.
func (st step) begin(t *testing.T, s *emulator.Server, o obstacle) *underway {
	t.Helper()
	e := newFixture(t, s, st.change)
	tf := e.applied(t, s, time.Hour)
	u := &underway{
		fixture: e,
		tf:      tf,
		walk:    tf.session(),
		id:      slices.Collect(maps.Keys(e.wanted))[0],
		done:    make(chan result, 1),
	}
	u.pending.prior = tf.state[u.id]
	if st.applies {
		if u.pending.prior.Object.Type() != nil {
			u.pending.prior = u.walk.Read(u.pending.prior)
		}
		u.pending.planned = u.walk.Plan(u.pending.prior, e.after[u.id])
	}
	o.put(t, s, e)
	ctx, cancel := context.WithCancel(t.Context())
	u.cancel = cancel
	t.Cleanup(cancel)
	u.begun, u.before = time.Now(), len(s.Calls())
	go func() { u.done <- st.call(u.walk.Within(ctx), u.pending, e.after[u.id]) }()
	return u
}

// moments runs the step to its end, and returns the middles of all its calls and of its longer waits.
func (st step) moments(t *testing.T, o obstacle) (found []time.Duration) {
	t.Helper()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		u := st.begin(t, s, o)
		<-u.done
		ends, calls := time.Now(), s.Calls()[u.before:]
		for i, call := range calls {
			next := ends
			if i+1 < len(calls) {
				next = calls[i+1].Received
			}
			at := call.Received.Sub(u.begun)
			found = append(found, at+latency/2)
			if gap := next.Sub(call.Received) - latency; gap > latency {
				found = append(found, at+latency+gap/2)
			}
		}
	})
	return found
}

// cancelAfter cancels the step some time after it began, by StopProvider as Terraform does, or by the context of the
// call. It reports whether the step was still under way.
func (st step) cancelAfter(t *testing.T, o obstacle, at time.Duration, stop bool) (canceled bool) {
	t.Helper()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		u := st.begin(t, s, o)
		pass(at)
		synctest.Wait()
		if len(u.done) > 0 {
			return
		}
		canceled = true
		sent := len(s.Calls())
		if stop {
			u.walk.Stop()
		} else {
			u.cancel()
		}
		synctest.Wait() // until nothing more can happen unless time goes by
		if len(u.done) == 0 {
			t.Fatalf("canceled after %s: the provider works on", at)
		}
		if got := <-u.done; st.applies {
			u.tf.keepLocked(u.id, u.pending, got)
		}
		pass(10 * time.Minute)
		if n := len(s.Calls()) - sent; n > 0 {
			t.Errorf("canceled after %s: %d calls were sent afterwards", at, n)
		}
		u.goOn(t, s)
	})
	return canceled
}

// goOn lets the next apply do what is left.
func (u *underway) goOn(t *testing.T, s *emulator.Server) {
	t.Helper()
	s.ClearFaults()
	must(t, s.SetGuess("getter-lag", "0s"))
	must(t, s.SetGuess("list-lag", "0s"))
	u.tf.settle(u.fixture.after, 1)
	u.fixture.requireOnlyItsWrites(t, s)
	u.fixture.requireWanted(t, s)
	u.tf.requireNothingToDo(u.fixture.after)
}

// Every step is canceled in the middle of each of its calls and waits. It ends in no time, and the next apply goes on.
func TestInterrupt_inTheMiddleOfEachCallAndWait(t *testing.T) {
	t.Parallel()
	for obstacleName, o := range obstacles() {
		for stepName, st := range steps() {
			if !st.applies && !o.reads {
				continue
			}
			t.Run(stepName+", obstacle: "+obstacleName, func(t *testing.T) {
				t.Parallel()
				moments, canceled := st.moments(t, o), 0
				for i, at := range moments {
					if st.cancelAfter(t, o, at, i%2 == 0) {
						canceled++
					}
				}
				t.Logf("canceled %d times at %v", canceled, moments)
				if canceled == 0 {
					t.Error("the step was never canceled")
				}
			})
		}
	}
}

// Thirty policies are being applied, ten at a time and most of them waiting for their turn, when Terraform is told to
// stop.
func TestInterrupt_stopsAllThatIsUnderWay(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{50 * time.Millisecond, time.Second, 2500 * time.Millisecond, 7 * time.Second} {
		t.Run(at.String(), func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := mixedFixture(t, s, 30)
				tf := e.applied(t, s, time.Hour)
				s.AddFault(emulator.Fault{Delay: latency.String()})
				s.SetQuota(emulator.Quota{PerAccount: 5})
				var stopped time.Time
				tf.applying = func() func() {
					time.AfterFunc(at, func() {
						stopped = time.Now()
						tf.stop()
					})
					return func() {}
				}
				failed := tf.apply(e.after)
				if late := time.Since(stopped); late != 0 || len(failed) == 0 {
					t.Errorf("the apply ended %s after it was stopped, with %d errors", late, len(failed))
				}
				sent := len(s.Calls())
				pass(10 * time.Minute)
				if n := len(s.Calls()) - sent; n > 0 {
					t.Errorf("%d calls were sent afterwards", n)
				}
				tf.applying = nil
				tf.settle(e.after, 1)
				e.requireOnlyItsWrites(t, s)
				e.requireWanted(t, s)
			})
		})
	}
}

// A call that is canceled does not mean that the region is silent, which would end the checks of all other policies in
// it.
func TestInterrupt_saysNothingAboutTheRegion(t *testing.T) {
	t.Parallel()
	for name, plan := range map[string]func(w *testkit.Session, id string) result{
		"plan": func(w *testkit.Session, id string) result { return w.Plan(result{}, settings(id, "cn-shanghai", 365)) },
		"read": func(w *testkit.Session, _ string) result { return w.Import("pgm-console") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				ids := addInstances(t, s, 2, nil)
				w := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...)
				s.AddFault(emulator.Fault{Delay: latency.String()})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(latency/2, cancel)
				if !plan(w.Within(ctx), ids[0]).Said.Failed() {
					t.Error("a call that was canceled succeeded")
				}
				s.ResetCalls()
				if said := w.Plan(result{}, settings(ids[1], "cn-shanghai", 365)).Said.Texts(); len(said) > 0 {
					t.Errorf("said %q", said)
				}
				if len(s.Calls(getter)) == 0 {
					t.Error("the next policy was not looked at")
				}
			})
		})
	}
}
