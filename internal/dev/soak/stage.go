// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// commandLimit bounds one Terraform command. A command that takes longer hangs.
const commandLimit = 4 * time.Minute

// savedPlan is the file of a plan that is applied later.
const savedPlan = "saved.tfplan"

// stage is a folder with a configuration, and an emulator of this process that is replaced in every round.
type stage struct {
	box    *sandbox.Sandbox
	dir    string
	server *emulator.Running
	tap    *tap

	members []member
	// history is what was run in this round, and how it ended.
	history []string
	last    sandbox.Result
	// commands is how many commands were run in all rounds, and wall how long they took together.
	commands int
	wall     time.Duration
}

// newStage makes the folder. The provider is installed once, for every round.
func newStage(ctx context.Context, box *sandbox.Sandbox, dir string) (*stage, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	st := &stage{box: box, dir: dir}
	if err := st.write("main.tf", []byte(configuration)); err != nil {
		return nil, err
	}
	if err := st.write("policies.json", []byte("{}")); err != nil {
		return nil, err
	}
	return st, st.must(ctx, "init")
}

func (st *stage) write(name string, text []byte) error {
	if err := os.WriteFile(filepath.Join(st.dir, name), text, 0o600); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	return nil
}

// begin replaces the emulator, brings the state to where the round starts, and writes the configuration of the round.
func (st *stage) begin(ctx context.Context, members []member, guesses map[string]string) error {
	st.history, st.members = nil, members
	for _, name := range []string{"terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info"} {
		if err := os.Remove(filepath.Join(st.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("begin a round: %w", err)
		}
	}
	if err := st.serve(ctx, members, guesses); err != nil {
		return err
	}
	before, err := policiesBefore(members)
	if err != nil {
		return err
	}
	if len(before) > len("{}") {
		if err := st.write("policies.json", before); err != nil {
			return err
		}
		if err := st.must(ctx, "apply", "-auto-approve"); err != nil {
			return fmt.Errorf("prepare the round: %w", err)
		}
	}
	after, err := policiesAfter(members)
	if err != nil {
		return err
	}
	st.server.ResetCalls()
	return st.write("policies.json", after)
}

// serve starts an emulator with a fleet of its own. Its clock is the real one.
func (st *stage) serve(ctx context.Context, members []member, guesses map[string]string) error {
	st.close()
	options := []emulator.Option{
		emulator.WithSeed(seed(members)),
		emulator.WithSpeed(1),
		emulator.WithGuess("busy-after-write", "0s"),
	}
	for id, value := range guesses {
		options = append(options, emulator.WithGuess(id, value))
	}
	st.tap = &tap{}
	options = append(options, emulator.WithMiddleware(st.tap.before))
	server, err := emulator.Serve(context.WithoutCancel(ctx), "127.0.0.1:0", options...)
	if err != nil {
		return err
	}
	st.server = server
	return nil
}

// close ends the emulator.
func (st *stage) close() {
	if st.server != nil {
		_ = st.server.Stop()
		st.server = nil
	}
}

// launch starts a Terraform command.
func (st *stage) launch(ctx context.Context, args ...string) (*sandbox.Process, error) {
	var address *sandbox.Emulator // nil for "init", which comes first
	if st.server != nil {
		address = sandbox.Attach(st.server.URL())
	}
	return st.box.Launch(ctx, st.dir, address, append(args, "-no-color")...)
}

// ended keeps how a command ended, for the report of a failure.
func (st *stage) ended(result sandbox.Result, about string, args ...string) {
	st.last = result
	st.commands, st.wall = st.commands+1, st.wall+result.Wall
	st.history = append(
		st.history,
		fmt.Sprintf("terraform %s: exit code %d after %s%s", strings.Join(args, " "), result.Code,
			result.Wall.Round(time.Millisecond), about),
	)
}

// run runs a Terraform command to its end.
func (st *stage) run(ctx context.Context, args ...string) (sandbox.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	process, err := st.launch(ctx, args...)
	if err != nil {
		return sandbox.Result{}, err
	}
	result, err := process.Wait()
	st.ended(result, "", args...)
	return result, err
}

// must runs a Terraform command that has to end with 0.
func (st *stage) must(ctx context.Context, args ...string) error {
	result, err := st.run(ctx, args...)
	if err == nil && result.Code != 0 {
		err = fmt.Errorf("terraform %s ended with %d instead of 0", args[0], result.Code)
	}
	return err
}

// now returns what the fleet holds.
func (st *stage) now() map[string]settings {
	now := map[string]settings{}
	for _, m := range st.members {
		if policy, ok := st.server.Fleet().Policy(m.ID); ok {
			now[m.ID] = settingsOf(policy)
		}
	}
	return now
}

// converges applies once more, without any disturbance, and fails unless everything is as configured then.
func (st *stage) converges(ctx context.Context) error {
	if err := st.must(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	if err := st.must(ctx, "plan", "-detailed-exitcode"); err != nil {
		return err
	}
	return st.asConfigured()
}

// asConfigured fails unless the fleet holds what is configured.
func (st *stage) asConfigured() error {
	now := st.now()
	return promised(left(unfinished(st.members, now), now))
}

// recordKept fails if the emulator's record shows a write that must not be. It also fails if the emulator panicked: the
// provider takes that for an error of the API, and tries again.
func (st *stage) recordKept() error {
	if mistakes := st.server.Violations(); len(mistakes) > 0 {
		return fmt.Errorf("the emulator made a mistake, so this round proves nothing: %s", mistakes[0])
	}
	if dropped := st.server.DroppedCalls(); dropped > 0 {
		return fmt.Errorf("the emulator did not record %d calls", dropped)
	}
	calls := st.server.Calls()
	return promised(append(brokenWrites(calls, st.members), check.BlindWrites(calls)...))
}

// promised turns broken promises into an error.
func promised(broken []string) error {
	const shown = 10
	if len(broken) == 0 {
		return nil
	}
	text := strings.Join(broken[:min(shown, len(broken))], "\n  ")
	if len(broken) > shown {
		text += fmt.Sprintf("\n  and %d more", len(broken)-shown)
	}
	return brokenError(text)
}

// brokenError is a promise that was seen to be broken, whatever else went wrong.
type brokenError string

// Error lists what is broken.
func (e brokenError) Error() string { return "broken:\n  " + string(e) }

// mendState does what a user does when Terraform was killed in the middle of writing its state: it takes Terraform's
// own backup. Terraform empties the file before it writes it anew, and does so after each resource, so this is no rare
// case. It reports whether that was necessary.
func (st *stage) mendState() (bool, error) {
	path := filepath.Join(st.dir, "terraform.tfstate")
	text, err := fs.ReadFile(os.DirFS(st.dir), "terraform.tfstate")
	if errors.Is(err, fs.ErrNotExist) || err == nil && json.Valid(text) {
		return false, nil
	}
	st.history = append(st.history, fmt.Sprintf("the state was torn: %d bytes", len(text)))
	if err == nil {
		err = os.Rename(path+".backup", path)
	}
	if errors.Is(err, fs.ErrNotExist) { // The first state of all: nothing is lost with it but what can be adopted.
		err = os.Remove(path)
	}
	return true, err
}

// report adds what was run to an error.
func (st *stage) report(err error) error {
	var shown []string
	for line := range strings.Lines(st.last.Output) {
		if !strings.Contains(line, ": Refreshing state...") {
			shown = append(shown, line)
		}
	}
	const enough = 80
	shown = shown[max(0, len(shown)-enough):]
	return fmt.Errorf("%w\nRun in this round:\n  %s\nThe end of the last output:\n%s", err,
		strings.Join(st.history, "\n  "), strings.Join(shown, ""))
}
