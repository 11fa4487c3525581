// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// blow sends calls through a storm in fake time, and returns what struck them.
func blow(t *testing.T, storm emulator.Storm, rounds int) []string {
	t.Helper()
	var names []string
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t, emulator.WithStorm(storm), emulator.WithGuess("busy-after-write", "0s"))
		c := newMemoryCaller(t, s)
		for range rounds {
			for _, id := range []string{"pgm-demo", "pgm-console"} {
				_, _ = c.try("2014-08-15", modifyAction, enable(id)...)
				_, _ = c.try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", id)
			}
		}
		names = namesOf(s.Calls())
		state, blows := s.StormState()
		struck := len(names) - count(names, "")
		if !blows || state.Calls != len(names) || state.Struck != struck {
			t.Errorf("the storm counts %+v, the calls %d of %d", state, struck, len(names))
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

func TestStorm_repeatsByItsSeed(t *testing.T) {
	t.Parallel()
	first := blow(t, emulator.Storm{Seed: 1, Rate: 0.5}, 40)
	if again := blow(t, emulator.Storm{Seed: 1, Rate: 0.5}, 40); !slices.Equal(first, again) {
		t.Errorf("one seed made two storms:\n%v\n%v", first, again)
	}
	if other := blow(t, emulator.Storm{Seed: 2, Rate: 0.5}, 40); slices.Equal(first, other) {
		t.Error("two seeds made one storm")
	}
}

func TestStorm_usesEveryPassingEffectAndNoOther(t *testing.T) {
	t.Parallel()
	names := blow(t, emulator.Storm{Seed: 7, Rate: 0.6}, 160)
	for i, name := range names {
		effect, passes := passingNames()[name]
		if name != "" && (!passes || effect.Hangs) {
			t.Errorf("%s struck", name)
		}
		if reads := i%2 == 1; reads && effect.WritesOnly {
			t.Errorf("%s struck a reading", name)
		}
	}
	for name, effect := range passingNames() {
		if !effect.Hangs && !slices.Contains(names, name) {
			t.Errorf("%s never struck", name)
		}
	}
	if share := float64(len(names)-count(names, "")) / float64(len(names)); share < 0.45 || share > 0.6 {
		t.Errorf("%v of the calls were struck, want a little less than 0.6", share)
	}
	final := blow(t, emulator.Storm{Seed: 7, Rate: 1, Final: true}, 20)
	if !slices.ContainsFunc(final, func(name string) bool { _, passes := passingNames()[name]; return name != "" && !passes }) {
		t.Error("no final effect struck")
	}
}

// TestStorm_leavesRoomForProgress strikes with the highest rate: every fourth call of an action and instance is let through.
func TestStorm_leavesRoomForProgress(t *testing.T) {
	t.Parallel()
	for most, want := range map[int]int{0: 3, 1: 1, 5: 5} {
		names := blow(t, emulator.Storm{Rate: 1, MaxInARow: most}, 24)
		for path := range 4 {
			row := 0
			for i := path; i < len(names); i += 4 {
				if row++; names[i] == "" {
					row = 0
				} else if row > want {
					t.Fatalf("%d strikes in a row, want at most %d", row, want)
				}
			}
		}
		if let := count(names, ""); let != 4*(24/(want+1)) {
			t.Errorf("%d calls were let through with at most %d strikes in a row", let, want)
		}
	}
}

func TestStorm_strikesOnlyWhatItNames(t *testing.T) {
	t.Parallel()
	struck := map[string]bool{}
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t)
		s.SetStorm(emulator.Storm{Rate: 1, Actions: []string{modifyAction}, Effects: []string{"cut", "LockTimeout"}})
		s.AddFault(emulator.Fault{Code: "InternalError", Action: modifyAction, Times: 1})
		c := newMemoryCaller(t, s)
		wantCode(t, c.modify("pgm-console", "Retention", "30"), 500, "InternalError") // faults go first
		for range 20 {
			wantOK(t, c.policy("pgm-console"))
			_, _ = c.try("2014-08-15", modifyAction, enable("pgm-demo")...)
		}
		for _, call := range s.Calls(modifyAction)[1:] {
			struck[call.Fault] = true
		}
		s.ClearStorm()
		if _, blows := s.StormState(); blows {
			t.Error("the storm still blows")
		}
		before := len(s.Calls())
		wantOK(t, c.policy("pgm-console"))
		if last := s.Calls()[before]; last.Fault != "" {
			t.Errorf("%s struck after the storm", last.Fault)
		}
	})
	if got := fmt.Sprint(struck); got != "map[:true LockTimeout:true cut:true]" {
		t.Errorf("got %s, want the two effects, and calls that were let through", got)
	}
}

func TestStorm_refusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for name, storm := range map[string]emulator.Storm{
		"no rate":        {},
		"high rate":      {Rate: 1.1},
		"negative row":   {Rate: 1, MaxInARow: -1},
		"unknown action": {Rate: 1, Actions: []string{"DescribeNothing"}},
		"unknown effect": {Rate: 1, Effects: []string{"hail"}},
		"final effect":   {Rate: 1, Effects: []string{"Forbidden.RAM"}},
	} {
		if _, err := emulator.New(emulator.WithStorm(storm)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestControl_storm(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	var state struct {
		Blows  bool
		Calls  int
		Struck int
		Seed   uint64
		Most   int `json:"max_in_a_row"`
	}
	if control(t, s, http.MethodGet, "storm", "", &state); state.Blows {
		t.Error("a storm blows from the start")
	}
	if status, raw := control(t, s, http.MethodPut, "storm", `{"seed":7,"rate":1,"effects":["InternalError"]}`, &state); status != http.StatusOK || !state.Blows || state.Seed != 7 || state.Most != 3 {
		t.Errorf("got %d %s", status, raw)
	}
	c := newCaller(t, s)
	for _, want := range []int{500, 500, 500, 200} {
		if got := c.policy("pgm-console"); got.status != want {
			t.Errorf("got %d, want %d", got.status, want)
		}
	}
	if status, raw := control(t, s, http.MethodDelete, "storm", "", &state); status != http.StatusOK || state.Blows || state.Struck != 3 || state.Calls != 4 {
		t.Errorf("got %d %s", status, raw)
	}
	wantOK(t, c.policy("pgm-console"))
	if status, raw := control(t, s, http.MethodPut, "storm", `{"rate":2}`, nil); status != http.StatusBadRequest || !strings.Contains(raw, "rate is 2") {
		t.Errorf("got %d %s", status, raw)
	}
	for body, want := range map[string]string{
		`{"rate":"x"}`:      "rate is a string, and has to be a number",
		`{"effects":"cut"}`: "effects is a string, and has to be a list",
		`{"seed":-1}`:       "seed is a number -1, and has to be a whole number, not negative",
	} {
		if _, raw := control(t, s, http.MethodPut, "storm", body, nil); !strings.Contains(raw, want) {
			t.Errorf("%s: got %s, want %q", body, raw, want)
		}
	}
}
