// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
)

// RandomFaults injects effects into calls at random. The seed, and the number of earlier calls of the same action and
// instance, decide which calls fail and how. So a seed repeats as long as each instance's calls come in one order.
// Faults that were added by AddFault go first, and the calls that they match do not count.
type RandomFaults struct {
	// Seed chooses which calls fail, and how.
	Seed uint64 `json:"seed"`
	// Rate is the share of calls that fail, more than 0 and at most 1.
	Rate float64 `json:"rate"`
	// Permanent also injects effects after which the same call cannot succeed.
	Permanent bool `json:"permanent,omitempty"`
	// Actions are the actions that can fail. Empty means all.
	Actions []string `json:"actions,omitempty"`
	// Effects are the effects to choose from, by name. Empty means every transient one, and with Permanent every one,
	// without those that hang.
	Effects []string `json:"effects,omitempty"`
	// MaxInARow is how many calls in a row of one action and instance may fail, so that progress stays possible.
	// 0 means 3.
	MaxInARow int `json:"max_in_a_row,omitempty"`
}

const defaultMaxInARow = 3

// SetRandomFaults starts random faults and replaces those that run. It panics when they make no sense, because that is
// a mistake of the test.
func (s *Server) SetRandomFaults(faults RandomFaults) {
	if err := s.startRandomFaults(faults); err != nil {
		panic("emulator: " + err.Error())
	}
}

// ClearRandomFaults stops random faults.
func (s *Server) ClearRandomFaults() { s.random.clear() }

// RandomFaultsState is the random faults in force, or the last ones, and what they have done.
type RandomFaultsState struct {
	Active bool `json:"active"`
	RandomFaults
	// Calls is how many calls could have failed, Injected how many did.
	Calls    int `json:"calls"`
	Injected int `json:"injected"`
}

// RandomFaultsState returns the state of the random faults.
func (s *Server) RandomFaultsState() RandomFaultsState { return s.random.get() }

func (s *Server) startRandomFaults(faults RandomFaults) error {
	if err := s.checkRandomFaults(faults); err != nil {
		return err
	}
	s.random.set(faults)
	return nil
}

func (s *Server) checkRandomFaults(faults RandomFaults) error {
	if !(faults.Rate > 0 && faults.Rate <= 1) {
		return fmt.Errorf("rate is %v: use more than 0 and at most 1", faults.Rate)
	}
	if faults.MaxInARow < 0 {
		return fmt.Errorf("max_in_a_row is %d: it may not be negative", faults.MaxInARow)
	}
	for _, action := range faults.Actions {
		if err := s.checkAction(action); err != nil {
			return err
		}
	}
	for _, name := range faults.Effects {
		effect, err := findEffect(name)
		if err != nil {
			return err
		}
		if !effect.Transient && !faults.Permanent {
			return fmt.Errorf("effect %q is permanent: set permanent too", name)
		}
	}
	return nil
}

// effects are those to choose from for calls that only read, and for those that change something.
func (r RandomFaults) effects() (reads, writes []Effect) {
	for _, effect := range Effects() {
		wanted := slices.Contains(r.Effects, effect.Name)
		if len(r.Effects) == 0 {
			wanted = !effect.Hangs && (effect.Transient || r.Permanent)
		}
		if !wanted {
			continue
		}
		effect.Fault.Effect = effect.Name
		if effect.Fault.When == OnArrival {
			effect.Fault.When = BeforeCommit // only calls that pass the checks fail at random
		}
		writes = append(writes, effect)
		if !effect.WritesOnly {
			reads = append(reads, effect)
		}
	}
	return reads, writes
}

// randomFaults are the random faults in force.
type randomFaults struct {
	mu     sync.Mutex
	state  RandomFaultsState
	reads  []Effect
	writes []Effect
	counts map[callKey]callCount
}

type callKey struct{ action, instanceID string }

// callCount counts the calls of one action and instance, and the failures since the last call that was let through.
type callCount struct{ calls, inARow int }

func (r *randomFaults) set(faults RandomFaults) {
	faults.Actions, faults.Effects = slices.Clone(faults.Actions), slices.Clone(faults.Effects)
	if faults.MaxInARow == 0 {
		faults.MaxInARow = defaultMaxInARow
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state, r.counts = RandomFaultsState{Active: true, RandomFaults: faults}, map[callKey]callCount{}
	r.reads, r.writes = faults.effects()
}

func (r *randomFaults) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Active = false
}

func (r *randomFaults) get() RandomFaultsState {
	r.mu.Lock()
	defer r.mu.Unlock()
	state := r.state
	state.Actions, state.Effects = slices.Clone(state.Actions), slices.Clone(state.Effects)
	return state
}

// next decides about one call, and returns its fault if it is to fail.
func (r *randomFaults) next(action, instanceID string, writes bool) (Fault, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	faults, effects := r.state.RandomFaults, r.reads
	if writes {
		effects = r.writes
	}
	if !r.state.Active || len(effects) == 0 || len(faults.Actions) > 0 && !slices.Contains(faults.Actions, action) {
		return Fault{}, false
	}
	key := callKey{action, instanceID}
	count := r.counts[key]
	random := faults.random(key, count.calls)
	fails := random.Float64() < faults.Rate && count.inARow < faults.MaxInARow
	count.calls++
	count.inARow++
	if !fails {
		count.inARow = 0
	}
	r.counts[key] = count
	r.state.Calls++
	if !fails {
		return Fault{}, false
	}
	r.state.Injected++
	return effects[random.IntN(len(effects))].Fault, true
}

// random is the source of chance for the nth call of an action and instance.
func (r RandomFaults) random(key callKey, nth int) *rand.Rand {
	hash := fnv.New64a()
	_, _ = fmt.Fprintf(hash, "%s %s %d", key.action, key.instanceID, nth) // a hash takes everything
	return rand.New(rand.NewPCG(r.Seed, hash.Sum64()))
}
