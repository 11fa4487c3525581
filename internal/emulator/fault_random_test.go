// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// failures sends calls while random faults are on, in fake time, and returns the effect of each.
func failures(t *testing.T, faults emulator.RandomFaults, rounds int) []string {
	t.Helper()
	var names []string
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t, emulator.WithRandomFaults(faults), emulator.WithGuess("busy-after-write", "0s"))
		c := newMemoryCaller(t, s)
		for range rounds {
			for _, id := range []string{"pgm-demo", "pgm-console"} {
				_, _ = c.try("2014-08-15", modifyAction, enable(id)...)
				_, _ = c.try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", id)
			}
		}
		names = namesOf(s.Calls())
		state, failed := s.RandomFaultsState(), len(names)-count(names, "")
		if !state.Active || state.Calls != len(names) || state.Injected != failed {
			t.Errorf("the state is %+v, but %d of %d calls failed", state, failed, len(names))
		}
	})
	return names
}

func count(names []string, name string) int {
	n := 0
	for _, have := range names {
		if have == name {
			n++
		}
	}
	return n
}

func TestRandomFaults_repeatByTheirSeed(t *testing.T) {
	t.Parallel()
	first := failures(t, emulator.RandomFaults{Seed: 1, Rate: 0.5}, 40)
	if again := failures(t, emulator.RandomFaults{Seed: 1, Rate: 0.5}, 40); !slices.Equal(first, again) {
		t.Errorf("one seed gave two results:\n%v\n%v", first, again)
	}
	if other := failures(t, emulator.RandomFaults{Seed: 2, Rate: 0.5}, 40); slices.Equal(first, other) {
		t.Error("two seeds gave one result")
	}
}

func TestRandomFaults_useEveryTransientEffectAndNoOther(t *testing.T) {
	t.Parallel()
	names := failures(t, emulator.RandomFaults{Seed: 7, Rate: 0.6}, 160)
	for i, name := range names {
		effect, transient := transientEffects()[name]
		if name != "" && (!transient || effect.Hangs) {
			t.Errorf("%s was injected", name)
		}
		if reads := i%2 == 1; reads && effect.WritesOnly {
			t.Errorf("%s was injected into a read", name)
		}
	}
	for name, effect := range transientEffects() {
		if !effect.Hangs && !slices.Contains(names, name) {
			t.Errorf("%s was never injected", name)
		}
	}
	if share := float64(len(names)-count(names, "")) / float64(len(names)); share < 0.45 || share > 0.6 {
		t.Errorf("%v of the calls failed, want a little less than 0.6", share)
	}
	isPermanent := func(name string) bool {
		_, transient := transientEffects()[name]
		return name != "" && !transient
	}
	if !slices.ContainsFunc(failures(t, emulator.RandomFaults{Seed: 7, Rate: 1, Permanent: true}, 20), isPermanent) {
		t.Error("no permanent effect was injected")
	}
}

// At the highest rate, every fourth call of an action and instance is let through.
func TestRandomFaults_leaveRoomForProgress(t *testing.T) {
	t.Parallel()
	for most, want := range map[int]int{0: 3, 1: 1, 5: 5} {
		names := failures(t, emulator.RandomFaults{Rate: 1, MaxInARow: most}, 24)
		for path := range 4 {
			row := 0
			for i := path; i < len(names); i += 4 {
				if row++; names[i] == "" {
					row = 0
				} else if row > want {
					t.Fatalf("%d failures in a row, want at most %d", row, want)
				}
			}
		}
		if let := count(names, ""); let != 4*(24/(want+1)) {
			t.Errorf("%d calls were let through with at most %d failures in a row", let, want)
		}
	}
}

func TestRandomFaults_affectOnlyWhatTheyName(t *testing.T) {
	t.Parallel()
	injected := map[string]bool{}
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t)
		s.SetRandomFaults(emulator.RandomFaults{
			Rate: 1, Actions: []string{modifyAction}, Effects: []string{"cut", "LockTimeout"},
		})
		s.AddFault(emulator.Fault{Code: "InternalError", Action: modifyAction, Times: 1})
		c := newMemoryCaller(t, s)
		wantCode(t, c.modify("pgm-console", "Retention", "30"), 500, "InternalError") // faults go first
		for range 20 {
			wantOK(t, c.policy("pgm-console"))
			_, _ = c.try("2014-08-15", modifyAction, enable("pgm-demo")...)
		}
		for _, call := range s.Calls(modifyAction)[1:] {
			injected[call.Fault] = true
		}
		s.ClearRandomFaults()
		if s.RandomFaultsState().Active {
			t.Error("random faults are still active")
		}
		before := len(s.Calls())
		wantOK(t, c.policy("pgm-console"))
		if last := s.Calls()[before]; last.Fault != "" {
			t.Errorf("%s was injected after the end", last.Fault)
		}
	})
	if got := fmt.Sprint(injected); got != "map[:true LockTimeout:true cut:true]" {
		t.Errorf("got %s, want the two effects, and calls that were let through", got)
	}
}

func TestRandomFaults_refuseWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]emulator.RandomFaults{
		"no rate":          {},
		"high rate":        {Rate: 1.1},
		"negative row":     {Rate: 1, MaxInARow: -1},
		"unknown action":   {Rate: 1, Actions: []string{"DescribeNothing"}},
		"unknown effect":   {Rate: 1, Effects: []string{"no-such-effect"}},
		"permanent effect": {Rate: 1, Effects: []string{"Forbidden.RAM"}},
	} {
		if _, err := emulator.New(emulator.WithRandomFaults(faults)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestControl_randomFaults(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var state emulator.RandomFaultsState
	if control(t, s, http.MethodGet, "random-faults", "", &state); state.Active {
		t.Error("random faults are active from the start")
	}
	control(t, s, http.MethodPut, "random-faults", `{"seed":7,"rate":1,"effects":["InternalError"]}`, &state)
	if !state.Active || state.Seed != 7 || state.MaxInARow != 3 {
		t.Errorf("got %+v", state)
	}
	c := newCaller(t, s)
	for _, want := range []int{500, 500, 500, 200} {
		if got := c.policy("pgm-console"); got.status != want {
			t.Errorf("got %d, want %d", got.status, want)
		}
	}
	control(t, s, http.MethodDelete, "random-faults", "", &state)
	if state.Active || state.Injected != 3 || state.Calls != 4 {
		t.Errorf("got %+v", state)
	}
	wantOK(t, c.policy("pgm-console"))
}
