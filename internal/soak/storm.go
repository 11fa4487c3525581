// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

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
		unit: "storms", goal: goal, round: stormRound,
	}
}

// stormRound applies until it succeeds while a share of all calls fails, and then looks in calm weather.
func stormRound(ctx context.Context, st *stage, random *rand.Rand, _ int) (score, error) {
	if err := st.begin(ctx, mixed(random, stormy), someGuesses(random)); err != nil {
		return score{}, err
	}
	storm := emulator.Storm{Seed: random.Uint64N(1_000_000), Rate: oneOf(random, 0.1, 0.2, 0.3)}
	st.guess("busy-after-write", oneOf(random, "0s", "1s"))
	st.server.SetStorm(storm)
	applies := 0
	for code := 1; code != 0; applies++ {
		if applies == fewApplies {
			return score{}, fmt.Errorf("storm %d at rate %.1f: %d applies failed", storm.Seed, storm.Rate, applies)
		}
		result, err := st.run(ctx, "apply", "-auto-approve")
		if err == nil {
			err = promised(brokenFleet(st.members, st.now()))
		}
		if err != nil {
			return score{}, err
		}
		code = result.Code
	}
	state, _ := st.server.StormState()
	st.server.ClearStorm()
	err := errors.Join(st.asConfigured(), st.must(ctx, 0, "plan", "-detailed-exitcode"), st.recordKept())
	got := score{count: 1, calls: len(st.tap.calls())}
	got.note = fmt.Sprintf("storm %d at rate %.1f struck %d of %d calls; %d applies", storm.Seed, storm.Rate, state.Struck, state.Calls, applies)
	return got, err
}
