// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

const (
	// stormy is how many policies a storm meets.
	stormy = 50
	// fewApplies is how many applies a storm may cost. The one after it is the last.
	fewApplies = 4
)

func stormScene(goal int) scene {
	return scene{
		name: "storm", promise: fmt.Sprintf("applies of %d policies in a storm of faults: as configured after at most %d in it, no write twice without a read", stormy, fewApplies),
		unit: "storms", goal: goal, yield: 1, round: stormRound,
	}
}

// weather is a kind of storm.
type weather struct {
	name string
	rate float64 // the share of calls that are struck
	// calm are effects that are left out.
	calm func(emulator.Effect) bool
	// pace is max_requests_per_second. An adaptive client takes each throttled call for a word about its pace, as it should,
	// and so becomes very slow where a storm throttles at random: it gets a storm that does so rarely.
	pace string
}

func weathers() []weather {
	nothing := func(emulator.Effect) bool { return false }
	return []weather{
		{"every effect, pace of 200 a second", 0.3, nothing, "200"},
		{"every effect but throttling", 0.3, isThrottling, adaptive},
		{"every effect", 0.05, nothing, adaptive},
	}
}

func isThrottling(effect emulator.Effect) bool {
	return throttled(call{Code: effect.Fault.Code, Status: effect.Fault.Status})
}

// stormOf returns a storm with every passing effect, except those that are left out and those that hang.
func stormOf(w weather, seed uint64) emulator.RandomFaults {
	storm := emulator.RandomFaults{Seed: seed, Rate: w.rate}
	for _, effect := range emulator.Effects() {
		if effect.Transient && !effect.Hangs && !w.calm(effect) {
			storm.Effects = append(storm.Effects, effect.Name)
		}
	}
	return storm
}

// stormRound applies until it succeeds while a share of all calls fails, and then looks in calm weather.
func stormRound(ctx context.Context, st *stage, random *rand.Rand, number int) (score, error) {
	if err := st.begin(ctx, mixed(random, stormy), someGuesses(random)); err != nil {
		return score{}, err
	}
	in := weathers()[number%len(weathers())]
	if err := st.write("pace.json", []byte(in.pace)); err != nil {
		return score{}, err
	}
	storm := stormOf(in, random.Uint64N(1_000_000))
	st.guess("busy-after-write", oneOf(random, "0s", "1s"))
	st.server.SetRandomFaults(storm)
	start := time.Now()
	applies, err := st.untilApplied(ctx)
	if err != nil {
		return score{}, fmt.Errorf("storm %d (%s, rate %.2f): %w", storm.Seed, in.name, storm.Rate, err)
	}
	state := st.server.RandomFaultsState()
	got := score{count: 1, note: fmt.Sprintf("storm %d (%s, rate %.2f) struck %d of %d calls; applies: %d, in %s",
		storm.Seed, in.name, storm.Rate, state.Injected, state.Calls, applies, milliseconds(time.Since(start)))}
	st.server.ClearRandomFaults()
	err = errors.Join(st.asConfigured(), st.must(ctx, 0, "plan", "-detailed-exitcode"), st.recordKept())
	got.calls = len(st.tap.calls())
	return got, err
}

// untilApplied applies until that succeeds, and looks at the fleet each time. It returns how often it applied.
func (st *stage) untilApplied(ctx context.Context) (int, error) {
	for applies := 1; applies <= fewApplies; applies++ {
		result, err := st.run(ctx, "apply", "-auto-approve")
		if err == nil {
			err = promised(brokenFleet(st.members, st.now()))
		}
		if err != nil || result.Code == 0 {
			return applies, err
		}
	}
	return fewApplies, fmt.Errorf("%d applies failed", fewApplies)
}
