// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	// parallelism is how many resources Terraform works on together.
	parallelism = 10
	// restart is how long Terraform takes from the last read of a plan to the first call of its apply, at least: it ends
	// the provider and starts it anew.
	restart = time.Second
)

// inFakeTime runs a test in fake time: waits of the provider and of the emulator take none.
func inFakeTime(t *testing.T, test func(t *testing.T, s *emulator.Server), opts ...emulator.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, emulator.StartInMemory(t, append([]emulator.Option{emulator.WithSpeed(1)}, opts...)...))
	})
}

// pass lets fake time go by.
func pass(d time.Duration) { <-time.After(d) }

// fakeTerraform does with the provider what Terraform does, in the test's own process. It keeps a state for each
// instance, plans with one session, applies with the next, and works on ten resources at a time.
type fakeTerraform struct {
	t        *testing.T
	emulator *emulator.Server
	provider attributes
	state    map[string]result
	// applying, when set, runs when an apply is about to carry out what was planned, and returns what is to run after it.
	applying func() (done func())
	// latest is the session under way, and stopped says that it is to begin nothing more.
	latest  *testkit.Session
	stopped atomic.Bool

	mu                      sync.Mutex
	saidInPlan, saidInApply testkit.Diagnostics // of the latest plan and apply; reads belong to the plan
}

func newTerraform(t *testing.T, s *emulator.Server, arguments attributes) *fakeTerraform {
	return &fakeTerraform{t: t, emulator: s, provider: arguments, state: map[string]result{}}
}

// session starts a provider.
func (tf *fakeTerraform) session() *testkit.Session {
	tf.stopped.Store(false)
	tf.latest = testkit.NewSession(tf.t, tf.emulator, tf.provider, testkit.FakeTime(tf.emulator)...)
	return tf.latest
}

// stop does what Terraform does at Ctrl-C.
func (tf *fakeTerraform) stop() {
	tf.stopped.Store(true)
	tf.latest.Stop()
}

// only is the configuration of these policies and no others.
func only(policies ...attributes) map[string]attributes {
	config := map[string]attributes{}
	for _, one := range policies {
		config[one["instance_id"].(string)] = one
	}
	return config
}

// with returns a configuration in which every policy has some other arguments.
func with(config map[string]attributes, more attributes) map[string]attributes {
	changed := map[string]attributes{}
	for address, arguments := range config {
		changed[address] = maps.Clone(arguments)
		maps.Copy(changed[address], more)
	}
	return changed
}

// change is what Terraform is about to do to one resource.
type change struct{ prior, planned result }

// plan refreshes and plans everything. A resource without a configuration is to be destroyed. What does not change is
// left out.
func (tf *fakeTerraform) plan(
	config map[string]attributes,
) (refreshed map[string]result, changes map[string]change, errors testkit.Diagnostics) {
	w := tf.session()
	refreshed, changes = map[string]result{}, map[string]change{}
	tf.saidInPlan = nil
	ids := maps.Clone(config)
	if ids == nil {
		ids = map[string]attributes{}
	}
	for id := range tf.state {
		ids[id] = config[id]
	}
	tf.together(slices.Sorted(maps.Keys(ids)), func(id string) {
		prior, exists := tf.state[id]
		if exists {
			prior = w.Read(prior)
		}
		said, planned := prior.Said, prior
		if !prior.Said.Failed() {
			if !prior.Exists() {
				prior, planned, exists = result{}, result{}, false
			}
			if exists || config[id] != nil {
				planned = w.Plan(prior, config[id])
				said = append(slices.Clone(said), planned.Said...)
			}
		}
		tf.mu.Lock()
		defer tf.mu.Unlock()
		tf.saidInPlan = append(tf.saidInPlan, said...)
		if exists {
			refreshed[id] = prior
		}
		if planned.Object.Type() != nil && !planned.Object.Equal(prior.Object) {
			changes[id] = change{prior, planned}
		}
	})
	return refreshed, changes, tf.saidInPlan.Errors()
}

// apply plans, and carries out what was planned where nothing is wrong with it. It keeps the state, and returns the
// errors.
func (tf *fakeTerraform) apply(config map[string]attributes) testkit.Diagnostics {
	tf.saidInApply = nil
	refreshed, changes, errors := tf.plan(config)
	if len(errors) > 0 {
		return errors // and the state stays as it was
	}
	tf.state = refreshed
	pass(restart)
	w := tf.session()
	if tf.applying != nil {
		defer tf.applying()()
	}
	tf.together(slices.Sorted(maps.Keys(changes)), func(id string) {
		c := changes[id]
		if config[id] != nil { // Terraform makes these plans anew, with what has become known
			c.planned = w.Plan(c.prior, config[id])
			if c.planned.Said.Failed() || tf.stopped.Load() {
				tf.mu.Lock()
				defer tf.mu.Unlock()
				tf.saidInApply = append(tf.saidInApply, c.planned.Said...)
				return
			}
		}
		after := w.Apply(c.prior, config[id], c.planned)
		tf.mu.Lock()
		defer tf.mu.Unlock()
		tf.keepLocked(id, c, after)
		tf.saidInApply = append(tf.saidInApply, after.Said...)
	})
	return tf.saidInApply.Errors()
}

// keepLocked keeps what an apply returned. A create that failed and returned a state would be destroyed by the next
// apply.
func (tf *fakeTerraform) keepLocked(id string, c change, after result) {
	failed := after.Said.Failed()
	if failed && c.prior.Object.Type() == nil && after.Exists() {
		tf.t.Errorf("the create of %s failed and left a state", id)
	}
	if failed && c.prior.Object.Type() != nil && !after.Object.Equal(c.prior.Object) {
		tf.t.Errorf("the failed change of %s changed its state", id)
	}
	delete(tf.state, id)
	if after.Exists() {
		tf.state[id] = after
	}
}

// together does the work for all ids, ten at a time, until it is stopped.
func (tf *fakeTerraform) together(ids []string, work func(id string)) {
	var group errgroup.Group
	group.SetLimit(parallelism)
	for _, id := range ids {
		group.Go(func() error {
			if !tf.stopped.Load() {
				work(id)
			}
			return nil
		})
	}
	_ = group.Wait()
}

// each does the work for all ids as together does, and returns what came of it.
func (tf *fakeTerraform) each(ids []string, work func(id string) result) map[string]result {
	done := map[string]result{}
	tf.together(ids, func(id string) {
		got := work(id)
		tf.mu.Lock()
		defer tf.mu.Unlock()
		done[id] = got
	})
	return done
}

// settle applies again until nothing fails, and returns how many applies that took.
func (tf *fakeTerraform) settle(config map[string]attributes, limit int) int {
	tf.t.Helper()
	applies, failed := 1, tf.apply(config)
	for ; len(failed) > 0; applies++ {
		if applies == limit {
			tf.t.Fatalf("after %d applies:\n%s", applies, failed)
		}
		failed = tf.apply(config)
	}
	return applies
}

// mustApply applies these policies, and destroys all others in the state.
func (tf *fakeTerraform) mustApply(policies ...attributes) {
	tf.t.Helper()
	tf.settle(only(policies...), 1)
}

// requireNothingToDo fails unless the plan is empty.
func (tf *fakeTerraform) requireNothingToDo(config map[string]attributes) {
	tf.t.Helper()
	if _, changes, failed := tf.plan(config); len(changes)+len(failed) > 0 {
		tf.t.Errorf("the plan is not empty: changes of %v, errors %s", slices.Sorted(maps.Keys(changes)), failed)
	}
}

// requireState fails unless the state of a policy has these values.
func (tf *fakeTerraform) requireState(id string, want values) {
	tf.t.Helper()
	requireValues(tf.t, tf.state[id], want)
}

// requireValues fails unless an object has these values.
func requireValues(t *testing.T, got result, want values) {
	t.Helper()
	if !got.Exists() {
		t.Errorf("there is no object, want %v", want)
		return
	}
	for name, value := range want {
		if have := got.Get(t, name); fmt.Sprint(have) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v", name, have, value)
		}
	}
}

// requireGone fails unless nothing is in the state.
func (tf *fakeTerraform) requireGone() {
	tf.t.Helper()
	if len(tf.state) > 0 {
		tf.t.Errorf("%d policies are in the state, want none", len(tf.state))
	}
}

// created plans and applies a create in sessions of their own, and fails the test where that fails.
func created(t *testing.T, newSession func() *testkit.Session, config attributes) result {
	t.Helper()
	planned := newSession().Plan(result{}, config)
	after := newSession().Create(config)
	if said := append(planned.Said, after.Said...); said.Failed() {
		t.Fatal(said)
	}
	return after
}

func isError(text string) bool { return len(text) >= 5 && text[:5] == "error" }
