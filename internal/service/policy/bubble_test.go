// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	// parallelism is how many resources Terraform works on together.
	parallelism = 10
	// restart is how long Terraform takes from the last read of a plan to the first call of its apply, at least: it ends the
	// provider and starts it anew.
	restart = time.Second
)

// bubble runs a test in fake time: waits of the provider and of the emulator take none, and the order of events is theirs.
func bubble(t *testing.T, test func(t *testing.T, s *emulator.Server), opts ...emulator.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, emulator.StartInMemory(t, append([]emulator.Option{emulator.WithSpeed(1)}, opts...)...))
	})
}

// inBubble is what a provider in such a test needs: the bubble's own clock, and no sockets.
func inBubble(s *emulator.Server) []provider.Option {
	return []provider.Option{provider.WithSleep(nil), provider.WithNow(nil), testkit.InMemory(s)}
}

// pass lets fake time go by.
func pass(d time.Duration) { <-time.After(d) }

// workspace is what Terraform keeps: a state for each instance. An apply uses it as Terraform does, ten resources at a time.
type workspace struct {
	t        *testing.T
	emulator *emulator.Server
	provider attributes
	state    map[string]result
	// applying, when set, runs when an apply is about to carry out what was planned, and returns what is to run after it.
	applying func() (done func())
	// latest is the walk under way, and stopped says that it is to begin nothing more.
	latest  *testkit.Session
	stopped atomic.Bool
}

func newWorkspace(t *testing.T, s *emulator.Server, arguments attributes) *workspace {
	return &workspace{t: t, emulator: s, provider: arguments, state: map[string]result{}}
}

// walk begins a walk with a provider of its own.
func (ws *workspace) walk() *testkit.Session {
	ws.stopped.Store(false)
	ws.latest = testkit.NewSession(ws.t, ws.emulator, ws.provider, inBubble(ws.emulator)...)
	return ws.latest
}

// stop does what Terraform does at Ctrl-C.
func (ws *workspace) stop() {
	ws.stopped.Store(true)
	ws.latest.Stop()
}

// change is what Terraform is about to do to one resource.
type change struct{ prior, planned result }

// plan refreshes and plans everything. A resource without a configuration is to be destroyed. What does not change is left out.
func (ws *workspace) plan(config map[string]attributes) (refreshed map[string]result, changes map[string]change, errors []string) {
	w := ws.walk()
	refreshed, changes = map[string]result{}, map[string]change{}
	ids := maps.Clone(config)
	for id := range ws.state {
		ids[id] = config[id]
	}
	var mu sync.Mutex
	ws.together(slices.Sorted(maps.Keys(ids)), func(id string) {
		prior, exists := ws.state[id]
		if exists {
			prior = w.Read(prior)
		}
		planned := prior
		if failed := prior.Said.Errors().Texts(); len(failed) == 0 {
			if exists && prior.Object.IsNull() {
				prior, exists = result{}, false
			}
			if exists || config[id] != nil {
				planned = w.Plan(prior, config[id])
			}
		}
		mu.Lock()
		defer mu.Unlock()
		errors = append(errors, planned.Said.Errors().Texts()...)
		if exists {
			refreshed[id] = prior
		}
		if planned.Object.Type() != nil && !planned.Object.Equal(prior.Object) {
			changes[id] = change{prior, planned}
		}
	})
	return refreshed, changes, errors
}

// apply plans, and carries out what was planned where nothing is wrong with it. It keeps the state, and returns the errors.
func (ws *workspace) apply(config map[string]attributes) []string {
	refreshed, changes, errors := ws.plan(config)
	if len(errors) > 0 {
		return errors // and the state stays as it was
	}
	ws.state = refreshed
	pass(restart)
	w := ws.walk()
	if ws.applying != nil {
		defer ws.applying()()
	}
	var mu sync.Mutex
	ws.together(slices.Sorted(maps.Keys(changes)), func(id string) {
		c := changes[id]
		if config[id] != nil { // Terraform makes these plans anew, with what has become known
			c.planned = w.Plan(c.prior, config[id])
			if failed := c.planned.Said.Errors().Texts(); len(failed) > 0 || ws.stopped.Load() {
				mu.Lock()
				defer mu.Unlock()
				errors = append(errors, failed...)
				return
			}
		}
		after := w.Apply(c.prior, config[id], c.planned)
		mu.Lock()
		defer mu.Unlock()
		ws.keepLocked(id, c, after)
		errors = append(errors, after.Said.Errors().Texts()...)
	})
	return errors
}

// keepLocked keeps what an apply returned. A create that failed and returned a state would be destroyed by the next apply.
func (ws *workspace) keepLocked(id string, c change, after result) {
	failed := len(after.Said.Errors().Texts()) > 0
	if failed && c.prior.Object.Type() == nil && !after.Object.IsNull() {
		ws.t.Errorf("the create of %s failed and left a state", id)
	}
	if failed && c.prior.Object.Type() != nil && !after.Object.Equal(c.prior.Object) {
		ws.t.Errorf("the failed change of %s changed its state", id)
	}
	delete(ws.state, id)
	if !after.Object.IsNull() {
		ws.state[id] = after
	}
}

// together does the work for all ids, ten at a time, until it is stopped.
func (ws *workspace) together(ids []string, work func(id string)) {
	var group sync.WaitGroup
	free := make(chan struct{}, parallelism)
	for _, id := range ids {
		free <- struct{}{}
		if ws.stopped.Load() {
			break
		}
		group.Go(func() {
			defer func() { <-free }()
			work(id)
		})
	}
	group.Wait()
}

// each does the work for all ids as together does, and returns what came of it.
func (ws *workspace) each(ids []string, work func(id string) result) map[string]result {
	var mu sync.Mutex
	done := map[string]result{}
	ws.together(ids, func(id string) {
		got := work(id)
		mu.Lock()
		defer mu.Unlock()
		done[id] = got
	})
	return done
}

// failures are the errors among texts.
func failures(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return !isError(text) })
}

// settle applies again until nothing fails, and then makes sure that nothing is left to do. It returns how many applies that took.
func (ws *workspace) settle(config map[string]attributes, limit int) int {
	ws.t.Helper()
	applies, failed := 1, ws.apply(config)
	for ; len(failed) > 0; applies++ {
		if applies == limit {
			ws.t.Fatalf("after %d applies:\n%s", applies, strings.Join(failed, "\n"))
		}
		failed = ws.apply(config)
	}
	return applies
}

// requireNothingToDo fails unless the plan is empty.
func (ws *workspace) requireNothingToDo(config map[string]attributes) {
	ws.t.Helper()
	if _, changes, failed := ws.plan(config); len(changes)+len(failed) > 0 {
		ws.t.Errorf("the plan is not empty: changes of %v, errors %q", slices.Sorted(maps.Keys(changes)), failed)
	}
}

// addInstances adds eligible instances named after a number from 0, and returns their ids.
func addInstances(t *testing.T, s *emulator.Server, n int, edit func(number int, in *fleet.Instance)) []string {
	t.Helper()
	template, _ := s.Fleet().Instance("pgm-demo")
	ids := make([]string, n)
	for i := range n {
		instance := template
		instance.ID, instance.Policy = fmt.Sprintf("pgm-many-%03d", i), nil
		if edit != nil {
			edit(i, &instance)
		}
		must(t, s.Fleet().AddInstance(instance))
		ids[i] = instance.ID
	}
	return ids
}
