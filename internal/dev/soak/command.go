// SPDX-License-Identifier: MPL-2.0

// Package soak kills and interrupts a real Terraform with the real provider, for minutes. It fails unless everything
// ends as configured, and no policy is switched off or shortened on the way.
//
// The emulator runs inside this process, behind a handler that counts calls. So a "random moment" is the n-th call,
// chosen by a seed that is printed: "-seed" repeats the choices, and "-scene" with "-round" repeats one round. How
// Terraform's own walk interleaves is not repeated.
//
// The last line is "RESULT: kept", "RESULT: broken" or "RESULT: unproven". Unproven means that the budget was over, or
// somebody interrupted the run, before enough was tried. Then it says what was proven, what was not, and what to do.
package soak

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// grace is what running rounds get after the budget. Then they are cut off, and count for nothing.
const grace = 2 * time.Minute

// Exit codes.
const (
	codeBroken   = 1 // a promise is broken, or the soak itself failed
	codeUnproven = 2 // nothing is broken as far as it went, and it did not go far enough
)

// options are the command line.
type options struct {
	seed     uint64
	budget   time.Duration
	workers  int
	scenes   string
	round    int
	kills    int
	destroys int
}

// Command is the command "soak".
func Command() command.Command {
	return command.Command{
		Name: "soak", Summary: "kill and interrupt a real Terraform for minutes; nothing may be lost",
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			var o options
			flags.Uint64Var(&o.seed, "seed", 0, "repeat the choices of a run; 0 takes a new seed")
			flags.DurationVar(&o.budget, "budget", 8*time.Minute, "start no new round after this time")
			flags.IntVar(&o.workers, "workers", 4, "rounds at a time; most of them wait more than they work")
			flags.StringVar(&o.scenes, "scene", "interrupt,destroy,kill", "which scenes to play")
			flags.IntVar(&o.round, "round", 0, "play only this round of each scene")
			flags.IntVar(&o.kills, "kills", 100, "how often an apply is killed")
			flags.IntVar(&o.destroys, "destroys", 20, "how often a destroy is killed")
			return func(ctx context.Context) error {
				if o.seed == 0 {
					o.seed = rand.Uint64N(1_000_000) + 1 // Short enough to be typed.
				}
				return conclude(os.Stdout, run(ctx, o))
			}
		},
	}
}

// conclude prints what went wrong and the last line, and returns the exit code that belongs to them.
func conclude(out io.Writer, err error) error {
	result, code := "kept", 0
	switch {
	case errors.As(err, new(*unproven)):
		result, code = "unproven", codeUnproven
	case err != nil:
		result, code = "broken", codeBroken
	}
	if err != nil {
		_, _ = fmt.Fprintln(out, "\n"+err.Error())
	}
	_, _ = fmt.Fprintln(out, "RESULT: "+result)
	if code == 0 {
		return nil
	}
	return &command.Exit{Code: code}
}

func run(ctx context.Context, o options) (err error) {
	start := time.Now()
	ctx, cancel := context.WithDeadlineCause(ctx, start.Add(o.budget+grace), errBudget)
	defer cancel()
	s := &soak{options: o, out: os.Stdout, stopAt: start.Add(o.budget)}
	chosen, err := s.choose(strings.Split(o.scenes, ","))
	if err != nil {
		return err
	}
	dir, remove, err := command.TempDir("soak")
	if err != nil {
		return err
	}
	defer remove(&err)
	s.sayf("Seed %d. Building the provider ...", o.seed)
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	if err := disableGC(); err != nil {
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

// disableGC turns off garbage collection in the child processes. It is a third of their CPU time, and each lives for
// seconds.
func disableGC() error {
	return errors.Join(os.Setenv("GOGC", "off"), os.Setenv("GOMEMLIMIT", "400MiB"))
}
