// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

const (
	// killed is how many policies a killed apply or destroy has.
	killed = 30
	// killsARound is how often a command is killed in a round, if it does not end before. Each round costs three commands
	// more, so that more kills in one are more kills a minute.
	killsARound = 4
	// faulty is how many policies a round with random faults has. Every fifth round of the kill scene is one.
	faulty = 20
)

func killScene(goal int) scene {
	return scene{
		name: "kill",
		promise: fmt.Sprintf("kill -9 in an apply of %d policies, then apply: as configured, none off or shorter on the way",
			killed),
		unit:     "kills",
		goal:     goal,
		minYield: 2,
		every:    5,
		round:    killRound,
	}
}

func destroyScene(goal int) scene {
	return scene{
		name:     "destroy",
		promise:  fmt.Sprintf("kill -9 in a destroy of %d policies, then destroy: all off, retention kept", killed),
		unit:     "kills",
		goal:     goal,
		minYield: 2,
		every:    5,
		round:    destroyRound,
	}
}

// killRound kills an apply some times, and then applies in peace.
func killRound(ctx context.Context, st *stage, random *rand.Rand, number int) (score, error) {
	withFaults := number%5 == 0
	count := killed
	if withFaults {
		count = faulty
	}
	if err := st.begin(ctx, mixed(random, count), someGuesses(random)); err != nil {
		return score{}, err
	}
	if withFaults {
		st.server.SetRandomFaults(randomFaults(random.Uint64N(1_000_000)))
	}
	got, err := st.kills(ctx, random, withFaults, "apply", "-auto-approve")
	st.server.ClearRandomFaults()
	if err != nil {
		return got, err
	}
	err = errors.Join(st.converges(ctx), st.recordKept())
	got.calls = len(st.server.Calls())
	return got, err
}

// randomFaults strike a tenth of all calls, with every error that a retry fixes. Throttling is left out: an adaptive
// client slows down with each throttled call, as it should, and a round would take minutes.
func randomFaults(seed uint64) emulator.RandomFaults {
	faults := emulator.RandomFaults{Seed: seed, Rate: 0.1}
	for _, effect := range emulator.Effects() {
		if effect.Transient && !effect.Hangs &&
			!check.Throttled(emulator.Call{Code: effect.Fault.Code, Status: effect.Fault.Status}) {
			faults.Effects = append(faults.Effects, effect.Name)
		}
	}
	return faults
}

// destroyRound kills a destroy some times, and then destroys in peace.
func destroyRound(ctx context.Context, st *stage, random *rand.Rand, _ int) (score, error) {
	if err := st.begin(ctx, alike(random, doomed, killed), nil); err != nil {
		return score{}, err
	}
	// Everything stays configured: it is the command that ends it.
	before, err := policiesBefore(st.members)
	if err != nil {
		return score{}, err
	}
	if err := st.write("policies.json", before); err != nil {
		return score{}, err
	}
	got, err := st.kills(ctx, random, false, "destroy", "-auto-approve")
	if err != nil {
		return got, err
	}
	if err := st.must(ctx, "destroy", "-auto-approve"); err != nil {
		return got, err
	}
	got.calls = len(st.server.Calls())
	return got, errors.Join(st.asConfigured(), st.recordKept())
}

// kills runs a command, each time with a kill in the middle, and looks at the fleet after each. A run that reached its
// end before its kill was due ends the series. So does chance in one of five rounds, so that the first kill is followed
// by the peaceful end as well. A command may fail by itself where calls have random faults.
func (st *stage) kills(ctx context.Context, random *rand.Rand, mayFail bool, args ...string) (score, error) {
	got := score{tally: map[string]int{}}
	series := oneOf(random, 1, killsARound, killsARound, killsARound, killsARound)
	for number := range series {
		st.disturb(random)
		chosen := st.aim(random, series-number)
		run := killedRun{trigger: chosen, everything: random.IntN(5) == 0, mayFail: mayFail}
		hit, err := run.play(ctx, st, args...)
		if err != nil {
			return got, err
		}
		if err := promised(brokenFleet(st.members, st.now())); err != nil {
			return got, err
		}
		if !hit {
			got.tally["run that was over before its kill"]++
			break
		}
		mended, err := st.mendState()
		if err != nil {
			return got, err
		}
		if mended {
			got.tally["state restored from Terraform's backup"]++
		}
		got.count++
		got.tally[run.victim()]++
		got.tally[fmt.Sprintf("%s of a %s", chosen.moment, chosen.target)]++
	}
	return got, nil
}

// killedRun is a command that is killed, or whose provider alone is killed, when the trigger acts.
type killedRun struct {
	trigger    trigger
	everything bool
	mayFail    bool // without a kill
}

// play runs the command. It reports whether the kill ended it: one that comes after the command's work is none.
func (k killedRun) play(ctx context.Context, st *stage, args ...string) (hit bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	process, err := st.launch(ctx, args...)
	if err != nil {
		return false, err
	}
	var killErr error
	sent := false
	k.trigger.act = func() { sent, killErr = k.kill(ctx, process) }
	st.tap.arm(k.trigger)
	result, err := process.Wait()
	st.tap.disarm() // After it, nothing acts any more.
	hit = sent && result.Code != 0
	about := fmt.Sprintf(", over before %s %d", k.trigger.target, k.trigger.nth)
	if hit {
		about = fmt.Sprintf(", kill of %s %s of %s %d, pause %s", k.victim(), k.trigger.moment, k.trigger.target,
			k.trigger.nth, k.trigger.pause)
	}
	st.ended(result, about, args...)
	if err := errors.Join(err, killErr); err != nil {
		return hit, err
	}
	if !hit && result.Code != 0 && !k.mayFail {
		return false, fmt.Errorf("terraform %s ended with %d, and nobody killed it", args[0], result.Code)
	}
	return hit, nil
}

func (k killedRun) victim() string {
	if k.everything {
		return "Terraform and the provider"
	}
	return "the provider"
}

// kill ends Terraform and its providers, or these alone, and reports whether there was anything to end.
func (k killedRun) kill(ctx context.Context, process *sandbox.Process) (sent bool, err error) {
	if k.everything {
		return process.Kill()
	}
	count, err := process.KillProviders(ctx)
	return count > 0, err
}

// aim chooses the moment of a kill: mostly at a write that is still to come, and also at any call, at a read that
// follows a write, and while the provider waits for a busy instance. It leaves writes for the kills that follow in the
// series.
func (st *stage) aim(random *rand.Rand, left int) trigger {
	open := unfinished(st.members, st.now())
	count := len(open)
	chosen := trigger{
		target: aWrite,
		nth:    1 + random.IntN(max(1, 2*count/(left+1))),
		pause:  time.Duration(random.IntN(30)) * time.Millisecond,
		moment: oneOf(random, onArrival, beforeAnswer, afterAnswer, meanwhile),
	}
	switch chance := random.IntN(20); {
	case count == 0, chance < 2:
		chosen.target, chosen.nth = anyCall, 1+random.IntN(3+2*count)
	case chance < 5:
		chosen.target = aRead
	case chance < 8:
		chosen.target, chosen.nth, chosen.moment = aWait, 1+random.IntN(3), afterAnswer
		chosen.pause = time.Duration(random.IntN(900)) * time.Millisecond
		for range chosen.nth { // So that there is something to wait for.
			st.busy(open[random.IntN(count)].ID, 3*time.Second)
		}
	}
	return chosen
}

// disturb makes some instances busy, and decides how long a write keeps an instance busy.
func (st *stage) disturb(random *rand.Rand) {
	for range random.IntN(4) {
		st.busy(st.members[random.IntN(len(st.members))].ID, time.Duration(1+random.IntN(2000))*time.Millisecond)
	}
	st.guess("busy-after-write", oneOf(random, "0s", "0s", "1s", "2s"))
}

// busy makes an instance busy. The fleet is this program's own, so that a refusal is a mistake of this program.
func (st *stage) busy(id string, length time.Duration) {
	if err := st.server.Fleet().UpdateInstance(id, func(in *fleet.Instance) { in.BusyFor = length.String() }); err != nil {
		panic("soak: " + err.Error())
	}
}

func (st *stage) guess(id, value string) {
	if err := st.server.SetGuess(id, value); err != nil {
		panic("soak: " + err.Error())
	}
}

func oneOf[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

// someGuesses chooses how the API words what no document settles, and how long the getter lags. The provider has to
// hold under each. A lag that grew in the middle of a round would show settings of before the last apply, as if
// somebody had changed them.
func someGuesses(random *rand.Rand) map[string]string {
	return map[string]string{
		"disabled-spelling":    oneOf(random, "Disabled", "Disable"),
		"never-enabled-policy": oneOf(random, "disabled", "locknull", "notfound"),
		"list-disabled":        oneOf(random, "true", "false"),
		"list-never-enabled":   oneOf(random, "false", "true"),
		"partial-disable":      oneOf(random, "accepted", "internalerror"),
		"instance-not-found":   oneOf(random, "400", "404"),
		"getter-lag":           oneOf(random, "0s", "0s", "0s", "1s"),
	}
}
