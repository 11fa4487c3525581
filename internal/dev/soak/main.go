// SPDX-License-Identifier: MPL-2.0

// Command soak kills, interrupts, throttles and disturbs a real Terraform with the real provider, for minutes, and fails
// unless everything ends as configured and no policy is switched off or shortened on the way. "make soak" starts it.
//
// The emulator runs inside this process, behind a handler that counts calls. So a "random moment" is the n-th call, chosen by
// a seed that is printed: "-seed" repeats the choices, and "-scene" with "-round" repeats one round. How Terraform's own
// walk interleaves is not repeated.
//
// It ends with 0 where every promise was kept, with 1 where one is broken, and with 2 where the budget was over, or somebody interrupted it, before enough
// was tried: then it says what was proven, what was not, and what to do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// grace is what running rounds get after the budget. Then they are cut off, and count for nothing.
const grace = 2 * time.Minute

// Exit codes.
const (
	exitBroken   = 1 // a promise is broken, or the soak itself failed
	exitUnproven = 2 // nothing is broken as far as it went, and it did not go far enough
)

// options are the command line.
type options struct {
	seed     uint64
	budget   time.Duration
	workers  int
	scenes   []string
	round    int
	kills    int
	destroys int
	storms   int
	policies int
}

func parse() options {
	var o options
	flag.Uint64Var(&o.seed, "seed", 0, "repeat the choices of a run; 0 takes a new seed")
	flag.DurationVar(&o.budget, "budget", 12*time.Minute, "start no new round after this time")
	flag.IntVar(&o.workers, "workers", 4, "rounds at a time; most of them wait more than they work")
	scenes := flag.String("scene", "quota,interrupt,storm,destroy,kill", "which scenes to play")
	flag.IntVar(&o.round, "round", 0, "play only this round of each scene")
	flag.IntVar(&o.kills, "kills", 100, "how often an apply is killed")
	flag.IntVar(&o.destroys, "destroys", 20, "how often a destroy is killed")
	flag.IntVar(&o.storms, "storms", 6, "how many storms are sat out")
	flag.IntVar(&o.policies, "policies", 300, "how many policies the quota is tried with")
	flag.Parse()
	o.scenes = strings.Split(*scenes, ",")
	if o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000) + 1 // Short enough to be typed.
	}
	return o
}

func main() {
	o := parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, o)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "\n"+err.Error())
	if errors.As(err, new(*unproven)) {
		os.Exit(exitUnproven)
	}
	os.Exit(exitBroken)
}

func run(ctx context.Context, o options) (err error) {
	start := time.Now()
	dir, err := os.MkdirTemp("", "apsaradb-soak-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithDeadlineCause(ctx, start.Add(o.budget+grace), errBudget)
	defer cancel()
	s := &soak{options: o, out: os.Stdout, stopAt: start.Add(o.budget)}
	chosen, err := s.choose()
	if err != nil {
		return err
	}
	s.sayf("Seed %d. Building the provider ...", o.seed)
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	if err := thrifty(); err != nil {
		return err
	}
	for number := range o.workers {
		st, err := newStage(ctx, box, fmt.Sprintf("%s/stage-%d", box.Dir, number+1))
		if err != nil {
			return err
		}
		defer st.close()
		s.stages = append(s.stages, st)
	}
	return s.play(ctx, chosen)
}

// thrifty spares the commands their garbage collection, a third of their work: each lives for seconds, and there are hundreds.
func thrifty() error {
	return errors.Join(os.Setenv("GOGC", "off"), os.Setenv("GOMEMLIMIT", "400MiB"))
}
