// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

const (
	// interrupts is how many rounds there are: each obstacle once.
	interrupts = 5
	// silence is how soon after Ctrl-C the last call has to be. The promise is one second; the rest is for a machine that
	// has other things to do, and the measured time is printed.
	silence = 5 * time.Second
	// patience is how soon after Ctrl-C Terraform has to end by itself.
	patience = 30 * time.Second
)

func interruptScene() scene {
	return scene{
		name: "interrupt", promise: "Ctrl-C once, in a wait of hours and in a slow call: silence, Terraform ends, the next apply converges",
		unit: "interrupts", goal: interrupts, yield: 1, round: interruptRound,
	}
}

// interruptRound interrupts an apply that would hang for hours, removes what it hung at, and applies again.
func interruptRound(ctx context.Context, st *stage, random *rand.Rand, number int) (score, error) {
	if err := st.begin(ctx, alike(random, fresh, killed), nil); err != nil {
		return score{}, err
	}
	all := obstacles()
	in := all[(number-1)%len(all)]
	// An apply without a saved plan begins with a plan of which Terraform tells its providers no interrupt: it runs beside
	// what listens for one (opApply in its backend/local). So what is interrupted here is the applying alone, or a plan command.
	if in.command[0] == "apply" {
		if err := st.must(ctx, 0, "plan", "-out="+savedPlan); err != nil {
			return score{}, err
		}
	}
	in.put(st)
	at, ended, err := st.interruptedRun(ctx, trigger{
		target: in.target, nth: 1 + random.IntN(5), moment: meanwhile, pause: time.Duration(random.IntN(1500)) * time.Millisecond,
	}, in.command...)
	if err != nil {
		return score{}, err
	}
	quiet := quietAfter(st.tap.calls(), at)
	note := fmt.Sprintf("Ctrl-C while %s: last call after %s, Terraform ended after %s", in.name, milliseconds(quiet), milliseconds(ended))
	if quiet > silence || ended > patience {
		return score{}, fmt.Errorf("%s; promised are %s and %s", note, silence, patience)
	}
	in.remove(st)
	if err := promised(brokenFleet(st.members, st.now())); err != nil {
		return score{}, err
	}
	err = errors.Join(st.converges(ctx), st.recordKept())
	return score{count: 1, calls: len(st.tap.calls()), note: note}, err
}

// interruptedRun runs a command, and sends what Ctrl-C sends when the trigger acts. It returns when that was, and how long after it
// Terraform ended.
func (st *stage) interruptedRun(ctx context.Context, chosen trigger, args ...string) (at time.Time, ended time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	process, err := st.launch(ctx, args...)
	if err != nil {
		return at, 0, err
	}
	var interruptErr error
	chosen.act = func() { at, interruptErr = time.Now(), process.Interrupt() }
	st.tap.arm(chosen)
	result, err := process.Wait()
	st.tap.disarm()
	st.ended(result, fmt.Sprintf(", Ctrl-C at %s %d, pause %s", chosen.target, chosen.nth, chosen.pause), args...)
	switch err := errors.Join(err, interruptErr); {
	case err != nil:
		return at, 0, err
	case at.IsZero():
		return at, 0, fmt.Errorf("the command ended before %s %d", chosen.target, chosen.nth)
	case result.Code == 0:
		return at, 0, errors.New("the command succeeded, although it was interrupted")
	}
	return at, time.Since(at), nil
}

func milliseconds(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// obstacle is what an apply hangs at when Ctrl-C comes.
type obstacle struct {
	name        string
	command     []string
	target      target
	put, remove func(st *stage)
}

func obstacles() []obstacle {
	busyFor := func(length time.Duration) func(*stage) {
		return func(st *stage) {
			for _, m := range st.members {
				st.busy(m.ID, length)
			}
		}
	}
	slow := func(name, action, when string, target target, command ...string) obstacle {
		return obstacle{
			name: name, target: target, command: command,
			put:    func(st *stage) { st.server.AddFault(emulator.Fault{Action: action, When: when, Delay: "10m"}) },
			remove: func(st *stage) { st.server.ClearFaults() },
		}
	}
	return []obstacle{
		{"an apply waits for instances that are busy for hours", []string{"apply", savedPlan}, aWait, busyFor(5 * time.Hour), busyFor(0)},
		slow("the reads of an apply take minutes", actionGetter, emulator.BeforeCommit, slowRead, "apply", savedPlan),
		slow("the writes of an apply take minutes", actionModify, emulator.BeforeCommit, aWrite, "apply", savedPlan),
		slow("the writes of an apply are done and not answered", actionModify, emulator.AfterCommit, aWrite, "apply", savedPlan),
		slow("the reads of a plan take minutes", actionGetter, emulator.BeforeCommit, slowRead, "plan"),
	}
}
