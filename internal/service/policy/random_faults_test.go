// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Fifty policies change while faults meet calls at random. Faults that a retry overcomes cost time and nothing else.
// The others cost an apply, which later ones make good.
func TestRandomFaults_fiftyPoliciesEndAsConfigured(t *testing.T) {
	t.Parallel()
	for _, faults := range []emulator.RandomFaults{
		{Seed: 1, Rate: 0.05},
		{Seed: 2, Rate: 0.1},
		{Seed: 3, Rate: 0.2},
		{Seed: 4, Rate: 0.3},
		{Seed: 5, Rate: 0.4},
		{Seed: 6, Rate: 0.1, Permanent: true},
		{Seed: 7, Rate: 0.2, Permanent: true},
		{Seed: 8, Rate: 0.4, Permanent: true},
		{Seed: 1194363429805074993, Rate: 0.3, Permanent: true}, // met a key that ended between two writes
	} {
		t.Run(fmt.Sprintf("%+v", faults), func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				e := mixedFixture(t, s, 50)
				tf := e.applied(t, s, time.Hour)
				begun := time.Now()
				applies, injected := applyUnder(faults, tf, e)
				t.Logf("%d faults in %d calls, %d writes, %d applies, %s",
					injected, len(s.Calls()), len(s.Calls(modify)), applies, time.Since(begun).Round(time.Second))
				e.requireOnlyItsWrites(t, s)
				e.requireWanted(t, s)
				pass(time.Hour)
				tf.requireNothingToDo(e.after)
			})
		})
	}
}

// applyUnder applies under the faults, and without them in the end. Permanent faults meet applies alone: a plan in
// which one of fifty policies fails ends them all.
func applyUnder(faults emulator.RandomFaults, tf *fakeTerraform, e fixture) (applies, injected int) {
	s := tf.emulator
	calm := func() {
		injected += s.RandomFaultsState().Injected
		s.ClearRandomFaults()
	}
	if !faults.Permanent {
		s.SetRandomFaults(faults)
		defer calm()
		return tf.settle(e.after, 3), injected
	}
	tf.applying = func() func() {
		next := faults
		next.Seed += uint64(applies)
		s.SetRandomFaults(next)
		return calm
	}
	for failed := true; failed && applies < 6; applies++ {
		failed = len(tf.apply(e.after)) > 0
	}
	tf.applying = nil
	tf.settle(e.after, 1)
	return applies, injected
}
