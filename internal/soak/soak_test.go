// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

// rehearsed is a soak whose rounds run nothing.
func rehearsed(o options, budget time.Duration) (*soak, *strings.Builder) {
	var out strings.Builder
	return &soak{options: o, out: &out, stages: []*stage{{}, {}}, stopAt: time.Now().Add(budget)}, &out
}

func yields(count int, err error) func(context.Context, *stage, *rand.Rand, int) (score, error) {
	return func(context.Context, *stage, *rand.Rand, int) (score, error) { return score{count: count}, err }
}

func TestPlay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		round  func(context.Context, *stage, *rand.Rand, int) (score, error)
		budget time.Duration
		want   string // in the error; empty: none
	}{
		"reaches its goal":   {yields(2, nil), time.Hour, ""},
		"a broken promise":   {yields(2, errors.New("it is off")), time.Hour, "it is off"},
		"says how to repeat": {yields(2, errors.New("it is off")), time.Hour, "-seed 42 -scene kill -round "},
		"no time":            {yields(2, nil), -time.Hour, "the budget of 12m0s was over after 0 of the 9 kills that are promised"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, out := rehearsed(options{seed: 42, budget: 12 * time.Minute}, test.budget)
			err := s.play(t.Context(), []scene{{name: "kill", unit: "kills", goal: 9, yield: 1, round: test.round}})
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			verdict := "kept"
			if test.want != "" {
				verdict = "BROKEN"
			}
			if !strings.Contains(out.String(), verdict) || !strings.Contains(out.String(), "Seed 42") {
				t.Errorf("the table does not say %q:\n%s", verdict, out)
			}
		})
	}
}

func TestPlay_repeatsOneRoundWithItsChoices(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	draw := func(o options) map[int]int {
		drawn := map[int]int{}
		s, _ := rehearsed(o, time.Hour)
		err := s.play(t.Context(), []scene{{name: "kill", goal: 6, yield: 1, round: func(_ context.Context, _ *stage, random *rand.Rand, number int) (score, error) {
			mu.Lock()
			defer mu.Unlock()
			drawn[number] = random.IntN(1_000_000)
			return score{count: 1}, nil
		}}})
		if err != nil {
			t.Error(err)
		}
		return drawn
	}
	all, one, other := draw(options{seed: 1}), draw(options{seed: 1, round: 4}), draw(options{seed: 2})
	if len(all) != 6 || len(one) != 1 || one[4] != all[4] || other[4] == all[4] || all[3] == all[4] {
		t.Errorf("all %v, one %v, another seed %v", all, one, other)
	}
}

func TestChoose_refusesWhatIsNoScene(t *testing.T) {
	t.Parallel()
	s, _ := rehearsed(options{scenes: []string{"kill", "rain"}}, time.Hour)
	if _, err := s.choose(); err == nil || !strings.Contains(err.Error(), "rain") {
		t.Errorf("got %v", err)
	}
}
