// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// soak is a whole run.
type soak struct {
	options options
	stages  []*stage
	stopAt  time.Time

	mu  sync.Mutex
	out io.Writer
}

// scene is one promise, tried in rounds.
type scene struct {
	name string
	// promise is what the table says of it.
	promise string
	// unit is what is counted, and goal how many are promised.
	unit string
	goal int
	// minYield is what one round normally adds to the goal, at least.
	minYield int
	// every is after how many rounds a line is printed.
	every int
	// round plays one round.
	round func(ctx context.Context, st *stage, random *rand.Rand, number int) (score, error)
}

// score is what a round, or a scene, comes to.
type score struct {
	count int // of the scene's unit
	calls int
	note  string         // shown with the round
	tally map[string]int // shown when the scene ends
}

// outcome is how a scene ended.
type outcome struct {
	scene  scene
	score  score
	rounds int
	wall   time.Duration
	tally  map[string]int
	// open says that the goal was not reached.
	open bool
	err  error
}

// verdict is what an outcome means.
func (o outcome) verdict() string {
	switch {
	case o.err != nil:
		return "BROKEN"
	case o.open:
		return "NOT PROVEN"
	}
	return "kept"
}

func (s *soak) scenes() []scene {
	return []scene{
		interruptScene(), destroyScene(s.options.destroys), killScene(s.options.kills),
	}
}

func (s *soak) choose(names []string) ([]scene, error) {
	var chosen []scene
	for _, name := range names {
		all := s.scenes()
		at := slices.IndexFunc(all, func(sc scene) bool { return sc.name == name })
		if at < 0 {
			return nil, fmt.Errorf("-scene %s: the scenes are interrupt, destroy and kill", name)
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// sayf prints a line.
func (s *soak) sayf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = fmt.Fprintf(s.out, format+"\n", args...)
}

// play plays the scenes, prints what they came to, and returns what was broken. A worker goes on to the next scene when
// no round of this one is left to start: most scenes wait more than they work, so that they fill each other's pauses.
func (s *soak) play(ctx context.Context, chosen []scene) error {
	start := time.Now()
	var all []*running
	for _, sc := range chosen {
		all = append(all,
			&running{soak: s, scene: sc, next: max(1, s.options.round), outcome: outcome{tally: map[string]int{}}})
	}
	var workers sync.WaitGroup
	for _, st := range s.stages {
		workers.Go(func() {
			for _, run := range all {
				for number, ok := run.start(); ok; number, ok = run.start() {
					s.oneRound(ctx, run, st, number)
				}
			}
		})
	}
	workers.Wait()
	var outcomes []outcome
	var broken []error
	for _, run := range all {
		outcomes = append(outcomes, run.end())
		broken = append(broken, outcomes[len(outcomes)-1].err)
	}
	if err := summary(s.out, outcomes); err != nil {
		return err
	}
	count, average := s.commands()
	s.sayf("\nSeed %d, %s in all. %d Terraform commands took %s each on average.", s.options.seed,
		time.Since(start).Round(time.Second), count, average)
	if err := errors.Join(broken...); err != nil {
		return err
	}
	return unprovenOf(ctx, s.options, outcomes, average)
}

// commands returns how many Terraform commands were run, and how long one took on average.
func (s *soak) commands() (count int, average time.Duration) {
	var wall time.Duration
	for _, st := range s.stages {
		count, wall = count+st.commands, wall+st.wall
	}
	return count, (wall / time.Duration(max(1, count))).Round(10 * time.Millisecond)
}

func (s *soak) oneRound(ctx context.Context, run *running, st *stage, number int) {
	got, err := run.scene.round(ctx, st, s.random(run.scene.name, number), number)
	if err != nil && ctx.Err() != nil && !errors.As(err, new(brokenError)) {
		run.cutOff(number)
		return
	}
	if err != nil {
		err = fmt.Errorf("%s, round %d: %w\nRepeat it with: make soak ARGS=\"-seed %d -scene %s -round %d\"",
			run.scene.name, number, st.report(err), s.options.seed, run.scene.name, number)
	}
	run.ended(number, got, err)
}

// random returns the source of everything that a round chooses.
func (s *soak) random(scene string, round int) *rand.Rand {
	hash := fnv.New64a()
	_, _ = fmt.Fprintf(hash, "%s %d", scene, round)
	return rand.New(rand.NewPCG(s.options.seed, hash.Sum64()))
}

// running is a scene while it is tried.
type running struct {
	soak  *soak
	scene scene

	mu      sync.Mutex
	next    int
	playing int
	over    bool // a round was cut off
	begun   time.Time
	outcome outcome
}

// start returns the number of the next round, unless there is to be none.
func (r *running) start() (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	only := r.soak.options.round
	switch {
	case r.outcome.err != nil, r.over, time.Now().After(r.soak.stopAt):
		return 0, false
	case only > 0 && r.next > only, only == 0 && r.outcome.score.count+r.playing*r.scene.minYield >= r.scene.goal:
		return 0, false // What is still playing may yield nothing, and is then followed by another round of its worker.
	}
	if r.begun.IsZero() {
		r.begun = time.Now()
	}
	r.next++
	r.playing++
	return r.next - 1, true
}

func (r *running) ended(number int, got score, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.playing--
	o := &r.outcome
	o.wall = time.Since(r.begun)
	if err != nil {
		o.err = errors.Join(o.err, err)
		return
	}
	o.rounds++
	o.score.count += got.count
	o.score.calls += got.calls
	for what, count := range got.tally {
		o.tally[what] += count
	}
	if got.note != "" {
		r.soak.sayf("%s, round %d: %s", r.scene.name, number, got.note)
	}
	if r.scene.every > 0 && o.rounds%r.scene.every == 0 {
		r.soak.sayf("%s: %d rounds, %d %s, %d API calls", r.scene.name, o.rounds, o.score.count, r.scene.unit, o.score.calls)
	}
}

// cutOff ends a scene whose time is over in the middle of a round, which then shows nothing.
func (r *running) cutOff(number int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.playing--
	r.over = true
	r.outcome.wall = time.Since(r.begun)
	r.soak.sayf("%s, round %d: cut off", r.scene.name, number)
}

// end returns how the scene ended.
func (r *running) end() outcome {
	o := r.outcome
	o.scene = r.scene
	o.open = r.over || r.soak.options.round == 0 && o.score.count < r.scene.goal
	return o
}

// summary prints what was counted in each scene, and the table.
func summary(out io.Writer, outcomes []outcome) error {
	for _, o := range outcomes {
		if len(o.tally) > 0 {
			_, _ = fmt.Fprintf(out, "\n%s:\n", o.scene.name)
		}
		for _, what := range slices.Sorted(maps.Keys(o.tally)) {
			_, _ = fmt.Fprintf(out, "%6d %s\n", o.tally[what], what)
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "\nSCENE\tPROMISE\tDONE\tROUNDS\tAPI CALLS\tWALL\t")
	for _, o := range outcomes {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d of %d %s\t%d\t%d\t%s\t%s\n", o.scene.name, o.scene.promise, o.score.count,
			o.scene.goal, o.scene.unit, o.rounds, o.score.calls, o.wall.Round(time.Second), o.verdict())
	}
	return w.Flush()
}
