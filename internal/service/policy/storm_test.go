// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// weather is one storm.
type weather struct {
	seed  uint64
	rate  float64
	final bool
}

func (w weather) String() string {
	return fmt.Sprintf("seed %d, rate %v, final %v", w.seed, w.rate, w.final)
}

func storms() []weather {
	all := []weather{{1, 0.05, false}, {2, 0.1, false}, {3, 0.2, false}, {4, 0.3, false}, {5, 0.4, false}, {rand.Uint64(), 0.25, false}}
	return append(all, weather{6, 0.1, true}, weather{7, 0.2, true}, weather{8, 0.4, true}, weather{rand.Uint64(), 0.3, true})
}

// What passes costs time and nothing else. What is final costs an apply, which later ones make good.
func TestStorm_fiftyPoliciesEndAsConfigured(t *testing.T) {
	t.Parallel()
	for _, sky := range storms() {
		t.Run(sky.String(), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, s *emulator.Server) {
				e := mixedEstate(t, s, 50)
				ws := e.settled(t, s, time.Hour)
				begun := time.Now()
				applies, struck, looks := 0, 0, answered
				if sky.final {
					applies, struck = sky.blowOverApplies(ws, e)
					looks = func(emulator.Call) bool { return true } // whatever it was told
				} else {
					s.SetRandomFaults(emulator.RandomFaults{Seed: sky.seed, Rate: sky.rate})
					applies = ws.settle(e.after, 3)
					struck = calm(s)
				}
				t.Logf("%v: %d of %d calls struck, %d writes, %d applies, %s", sky, struck, len(s.Calls()), len(s.Calls(modify)), applies, time.Since(begun).Round(time.Second))
				e.requireOnlyItsWrites(t, s, looks)
				e.requireWanted(t, s)
				pass(time.Hour)
				ws.requireNothingToDo(e.after)
			})
		})
	}
}

// blowOverApplies lets the storm blow while the first applies carry out what was planned. Plans are made in good weather, since
// one of fifty that fails ends them all.
func (w weather) blowOverApplies(ws *workspace, e estate) (applies, struck int) {
	ws.applying = func() func() {
		ws.emulator.SetRandomFaults(emulator.RandomFaults{Seed: w.seed + uint64(applies), Rate: w.rate, Permanent: true})
		return func() { struck += calm(ws.emulator) }
	}
	for failed := true; failed && applies < 6; applies++ {
		failed = len(ws.apply(e.after)) > 0
	}
	ws.applying = nil
	ws.settle(e.after, 1)
	return applies, struck
}

// calm ends the storm and returns how many calls it has struck.
func calm(s *emulator.Server) int {
	state := s.RandomFaultsState()
	s.ClearRandomFaults()
	return state.Injected
}
