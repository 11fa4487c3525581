// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
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
		name:     "interrupt",
		promise:  "Ctrl-C once, in a wait of hours and in a slow call: silence, Terraform ends, the next apply converges",
		unit:     "interrupts",
		goal:     interrupts,
		minYield: 1,
		round:    interruptRound,
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
	// what listens for one (opApply in its backend/local). So what is interrupted here is the applying alone, or a plan
	// command.
	if in.command[0] == "apply" {
		if err := st.must(ctx, "plan", "-out="+savedPlan); err != nil {
			return score{}, err
		}
	}
	in.put(st)
	ran, err := st.interruptedRun(ctx, trigger{
		target: in.target,
		nth:    1 + random.IntN(5),
		moment: meanwhile,
		pause:  time.Duration(random.IntN(oneOf(random, 30, 1500))) * time.Millisecond,
	}, in.command...)
	if err != nil {
		return score{}, err
	}
	quiet := quietAfter(st.server.Calls(), ran.sent)
	note := fmt.Sprintf("Ctrl-C while %s: last call after %s, Terraform ended after %s", in.name, milliseconds(quiet),
		milliseconds(ran.ended))
	if quiet > silence || ran.ended > patience {
		return score{}, fmt.Errorf("%s; promised are %s and %s", note, silence, patience)
	}
	in.remove(st)
	if err := promised(brokenFleet(st.members, st.now())); err != nil {
		return score{}, err
	}
	err = errors.Join(st.converges(ctx), st.recordKept())
	return score{count: 1, calls: len(st.server.Calls()), note: note}, err
}

// interrupted is a run that got Ctrl-C.
type interrupted struct {
	sent  time.Time     // when the signal was sent
	ended time.Duration // how long after it Terraform ended
}

// interruptedRun runs a command, and sends what Ctrl-C sends when the trigger acts. A command that does not end
// afterwards is killed when patience and a grace are over, so that the failure shows where it hung and not how long the
// soak waited.
func (st *stage) interruptedRun(ctx context.Context, chosen trigger, args ...string) (interrupted, error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	process, err := st.launch(ctx, args...)
	if err != nil {
		return interrupted{}, err
	}
	var (
		ran       interrupted
		delivered bool
		sendErr   error
		overdue   *time.Timer
	)
	chosen.act = func() {
		ran.sent = time.Now()
		delivered, sendErr = process.Interrupt()
		overdue = time.AfterFunc(patience+silence, func() { _, _ = process.Kill() })
	}
	st.tap.arm(chosen)
	result, err := process.Wait()
	st.tap.disarm()
	if overdue != nil {
		overdue.Stop()
	}
	ran.ended = time.Since(ran.sent)
	heard := strings.Contains(result.Output, "Interrupt received.")
	about := fmt.Sprintf(", Ctrl-C at %s %d, pause %s", chosen.target, chosen.nth, chosen.pause)
	if delivered {
		about += fmt.Sprintf(", sent %s after the start, read by Terraform: %t",
			milliseconds(ran.sent.Sub(process.Started())), heard)
	}
	st.ended(result, about, args...)
	switch err := errors.Join(err, sendErr); {
	case err != nil:
		return ran, err
	case !delivered:
		return ran, fmt.Errorf("the command ended before %s %d", chosen.target, chosen.nth)
	case result.Code == 0:
		return ran, errors.New("the command succeeded, although it was interrupted")
	case !heard:
		return ran, fmt.Errorf("the interrupt was not read by Terraform, which ended after %s", milliseconds(ran.ended))
	}
	return ran, nil
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
		{
			"an apply waits for instances that are busy for hours",
			[]string{"apply", savedPlan},
			aWait,
			busyFor(5 * time.Hour),
			busyFor(0),
		},
		slow("the reads of an apply take minutes", emulator.ActionDescribeInstanceCrossBackupPolicy, emulator.BeforeCommit,
			slowRead, "apply", savedPlan),
		slow("the writes of an apply take minutes", emulator.ActionModifyInstanceCrossBackupPolicy, emulator.BeforeCommit,
			aWrite, "apply", savedPlan),
		slow("the writes of an apply are done and not answered", emulator.ActionModifyInstanceCrossBackupPolicy,
			emulator.AfterCommit, aWrite, "apply", savedPlan),
		slow("the reads of a plan take minutes", emulator.ActionDescribeInstanceCrossBackupPolicy, emulator.BeforeCommit,
			slowRead, "plan"),
	}
}
