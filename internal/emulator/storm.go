// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
)

// Storm strikes calls at random with effects. Which call is struck, and how, depends on the seed and on how many calls of
// the same action and instance came before, so a seed repeats a storm as long as each instance's calls come in one order.
// Faults go first: a call that one strikes does not count.
type Storm struct {
	// Seed chooses among all storms.
	Seed uint64 `json:"seed"`
	// Rate is the share of calls to strike, more than 0 and at most 1.
	Rate float64 `json:"rate"`
	// Final lets in effects after which the same call cannot succeed.
	Final bool `json:"final,omitempty"`
	// Actions are struck alone. Empty means all.
	Actions []string `json:"actions,omitempty"`
	// Effects are used alone, by name. Empty means every passing one, and with Final every one, but those that hang.
	Effects []string `json:"effects,omitempty"`
	// MaxInARow is how many calls in a row of one action and instance are struck, so that progress stays possible.
	// 0 means 3.
	MaxInARow int `json:"max_in_a_row,omitempty"`
}

const defaultMaxInARow = 3

func (s *Server) checkStorm(storm Storm) error {
	if !(storm.Rate > 0 && storm.Rate <= 1) {
		return fmt.Errorf("rate is %v: use more than 0 and at most 1", storm.Rate)
	}
	if storm.MaxInARow < 0 {
		return fmt.Errorf("max_in_a_row is %d: it may not be negative", storm.MaxInARow)
	}
	for _, action := range storm.Actions {
		if err := s.checkAction(action); err != nil {
			return err
		}
	}
	all := Effects()
	for _, name := range storm.Effects {
		if effect, ok := findEffect(all, name); !ok {
			return fmt.Errorf("there is no effect %q: GET /_emulator/effects lists them", name)
		} else if !effect.Passing && !storm.Final {
			return fmt.Errorf("effect %q is final: set final too", name)
		}
	}
	return nil
}

// effects are those that the storm chooses from for calls that only read, and for those that change something.
func (storm Storm) effects() (reads, writes []Effect) {
	for _, effect := range Effects() {
		wanted := slices.Contains(storm.Effects, effect.Name)
		if len(storm.Effects) == 0 {
			wanted = !effect.Hangs && (effect.Passing || storm.Final)
		}
		if !wanted {
			continue
		}
		effect.Fault.Effect = effect.Name
		if effect.Fault.When == OnArrival {
			effect.Fault.When = BeforeCommit // a storm strikes only what would be carried out
		}
		writes = append(writes, effect)
		if !effect.WritesOnly {
			reads = append(reads, effect)
		}
	}
	return reads, writes
}

// SetStorm lets a storm begin, in place of one that blows. It panics when the storm makes no sense, because that is a
// mistake of the test.
func (s *Server) SetStorm(storm Storm) {
	if err := s.putStorm(storm); err != nil {
		panic("emulator: " + err.Error())
	}
}

func (s *Server) putStorm(storm Storm) error {
	if err := s.checkStorm(storm); err != nil {
		return err
	}
	s.storm.set(storm)
	return nil
}

// ClearStorm ends the storm.
func (s *Server) ClearStorm() { s.storm.clear() }

// StormState is a storm and what it has done so far.
type StormState struct {
	Storm
	// Calls is how many calls it could have struck, Struck how many it did.
	Calls  int `json:"calls"`
	Struck int `json:"struck"`
}

// StormState returns the storm that blows; false when there is none.
func (s *Server) StormState() (StormState, bool) { return s.storm.get() }

// stormBook is the storm in force.
type stormBook struct {
	mu     sync.Mutex
	blows  bool
	state  StormState
	reads  []Effect
	writes []Effect
	paths  map[stormKey]stormPath
}

type stormKey struct{ action, instanceID string }

// stormPath counts the calls of one action and instance, and the strikes since the last call that was let through.
type stormPath struct{ calls, inARow int }

func (b *stormBook) set(storm Storm) {
	storm.Actions, storm.Effects = slices.Clone(storm.Actions), slices.Clone(storm.Effects)
	if storm.MaxInARow == 0 {
		storm.MaxInARow = defaultMaxInARow
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blows, b.state, b.paths = true, StormState{Storm: storm}, map[stormKey]stormPath{}
	b.reads, b.writes = storm.effects()
}

func (b *stormBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blows = false
}

func (b *stormBook) get() (StormState, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	state := b.state
	state.Actions, state.Effects = slices.Clone(state.Actions), slices.Clone(state.Effects)
	return state, b.blows
}

// strike draws for one call.
func (b *stormBook) strike(action, instanceID string, writes bool) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	storm := b.state.Storm
	effects := b.reads
	if writes {
		effects = b.writes
	}
	if !b.blows || len(effects) == 0 || len(storm.Actions) > 0 && !slices.Contains(storm.Actions, action) {
		return Fault{}, false
	}
	key := stormKey{action, instanceID}
	path := b.paths[key]
	draw := storm.draw(key, path.calls)
	struck := draw.Float64() < storm.Rate && path.inARow < storm.MaxInARow
	path.calls++
	path.inARow++
	if !struck {
		path.inARow = 0
	}
	b.paths[key] = path
	b.state.Calls++
	if !struck {
		return Fault{}, false
	}
	b.state.Struck++
	return effects[draw.IntN(len(effects))].Fault, true
}

// draw is the source of chance for the nth call of an action and instance.
func (storm Storm) draw(key stormKey, nth int) *rand.Rand {
	hash := fnv.New64a()
	_, _ = fmt.Fprintf(hash, "%s %s %d", key.action, key.instanceID, nth) // a hash takes everything
	return rand.New(rand.NewPCG(storm.Seed, hash.Sum64()))
}
