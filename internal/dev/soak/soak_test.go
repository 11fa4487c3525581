// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
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
		round   func(context.Context, *stage, *rand.Rand, int) (score, error)
		budget  time.Duration
		want    string // in the error; empty: none
		verdict string
	}{
		"reaches its goal":   {yields(2, nil), time.Hour, "", "kept"},
		"a broken promise":   {yields(2, errors.New("it is off")), time.Hour, "it is off", "BROKEN"},
		"says how to repeat": {yields(2, errors.New("it is off")), time.Hour, "-seed 42 -scene kill -round ", "BROKEN"},
		"no time": {
			yields(2, nil), -time.Hour,
			"NOT PROVEN, because the budget of 12m0s was over before enough was tried:\n  kill: 0 of 9 kills\n", "NOT PROVEN",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, out := rehearsed(options{seed: 42, budget: 12 * time.Minute}, test.budget)
			err := s.play(t.Context(), []scene{{name: "kill", unit: "kills", goal: 9, minYield: 1, round: test.round}})
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if errors.As(err, new(*unproven)) != (test.verdict == "NOT PROVEN") {
				t.Errorf("the exit code does not tell what is broken from what is not proven: %v", err)
			}
			if !strings.Contains(out.String(), test.verdict+"\n") || !strings.Contains(out.String(), "Seed 42") {
				t.Errorf("the table does not say %q:\n%s", test.verdict, out)
			}
		})
	}
}

// A budget that ends in the middle leaves what was proven, what was not, and what to do. What is cut off is no broken
// promise, unless one was seen.
func TestPlay_theEndOfTheBudgetIsAResult(t *testing.T) {
	t.Parallel()
	untilCutOff := func(seen error) func(context.Context, *stage, *rand.Rand, int) (score, error) {
		return func(ctx context.Context, st *stage, _ *rand.Rand, number int) (score, error) {
			st.commands, st.wall = st.commands+1, st.wall+5*time.Second
			if number == 1 {
				return score{count: 1}, nil
			}
			<-ctx.Done()
			return score{}, errors.Join(errors.New("terraform apply ended with -1"), seen)
		}
	}
	play := func(cause, seen error) (string, error) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(10*time.Millisecond, func() { cancel(cause) })
		s, out := rehearsed(options{seed: 42, budget: 12 * time.Minute}, time.Hour)
		err := s.play(ctx, []scene{
			{name: "interrupt", unit: "interrupts", goal: 2, minYield: 2, round: yields(2, nil)},
			{name: "kill", unit: "kills", goal: 9, minYield: 1, round: untilCutOff(seen)},
		})
		return out.String(), err
	}
	const want = `NOT PROVEN, because the budget of 12m0s was over before enough was tried:
  kill: 1 of 9 kills
Proven:
  interrupt: 2 of 2 interrupts
Nothing that was tried broke a promise.
Try the rest with more time: make soak ARGS="-seed 42 -scene kill -budget 24m0s"
A Terraform command took 5s on average, and takes about 1s on a machine that is idle: stop what else runs here.`
	said, err := play(errBudget, nil)
	if err == nil || err.Error() != want || !errors.As(err, new(*unproven)) {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if !strings.Contains(said, "kill, round 2: cut off\n") || !strings.Contains(said, "1 of 9 kills") ||
		!strings.Contains(said, "NOT PROVEN\n") ||
		strings.Contains(said, "BROKEN") {
		t.Errorf("said\n%s", said)
	}
	if _, err := play(nil, nil); err == nil ||
		!strings.HasPrefix(err.Error(), "NOT PROVEN, because it was interrupted before") {
		t.Errorf("after Ctrl-C: %v", err)
	}
	if said, err := play(errBudget,
		brokenError("pgm-1 was on and is off")); err == nil || errors.As(err, new(*unproven)) ||
		!strings.Contains(said, "BROKEN") {
		t.Errorf("a broken promise that was seen: %v\n%s", err, said)
	}
}

func TestPlay_repeatsOneRoundWithItsChoices(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	draw := func(o options) map[int]int {
		drawn := map[int]int{}
		s, _ := rehearsed(o, time.Hour)
		err := s.play(
			t.Context(),
			[]scene{
				{
					name:     "kill",
					goal:     6,
					minYield: 1,
					round: func(_ context.Context, _ *stage, random *rand.Rand, number int) (score, error) {
						mu.Lock()
						defer mu.Unlock()
						drawn[number] = random.IntN(1_000_000)
						return score{count: 1}, nil
					},
				},
			},
		)
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
	s, _ := rehearsed(options{}, time.Hour)
	if _, err := s.choose([]string{"kill", "rain"}); err == nil || !strings.Contains(err.Error(), "rain") {
		t.Errorf("got %v", err)
	}
}

// The exit code and the last line say the same.
func TestConclude(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		code int
		last string
	}{
		"kept":     {nil, 0, "RESULT: kept\n"},
		"unproven": {&unproven{"too slow"}, 2, "\ntoo slow\nRESULT: unproven\n"},
		"broken":   {brokenError("pgm-1 is off"), 1, "\nbroken:\n  pgm-1 is off\nRESULT: broken\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := conclude(&out, test.err)
			var exit *command.Exit
			if errors.As(err, &exit) != (test.code != 0) || exit != nil && exit.Code != test.code || out.String() != test.last {
				t.Errorf("ended with %v, printed %q", err, out.String())
			}
		})
	}
}
