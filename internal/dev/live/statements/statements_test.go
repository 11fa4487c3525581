// SPDX-License-Identifier: MPL-2.0

package statements_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/statements"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

// settings returns, for a guess, the settings to test and what the probe has to see: the values of the table, and two
// each where the value is free.
func settings(t *testing.T, id string, values []string) map[string]string {
	t.Helper()
	free := map[string]map[string]string{
		"busy-after-write": {"0s": "0s", "20s": "20s", "3m": "3m"},
		"busy-status":      {"Modifying": "Modifying", "BACKUP_RECOVERING": "BACKUP_RECOVERING"},
		"getter-lag":       {"0s": "0s", "45s": "45s", "3m": "3m"},
		"list-lag":         {"0s": "0s", "40s": "40s"},
		// The probe sees which classes are refused, not the rule behind them.
		"blocked-class": {
			`^pg\.n[12]e\..*\.1m$`: `^pg\.n[12]e\..*\.1m$`,
			`^pg\.n4\.`:            `^pg\.n4\.2c\.2m$`,
			`^mysql\.`:             "none",
		},
		// Only a source in the finance cloud tells "finance" from "all".
		"destinations": {"short2020": "short2020", "all": "all", "finance": "all"},
	}
	if known, ok := free[id]; ok {
		return known
	}
	if len(values) == 0 {
		t.Fatalf("guess %s has free values, and this test knows none of them", id)
	}
	same := map[string]string{}
	for _, value := range values {
		same[value] = value
	}
	return same
}

// target starts an emulator with a guess set.
func target(t *testing.T, options ...emulator.Option) statements.Target {
	t.Helper()
	on, _ := watched(t, options...)
	return on
}

// watched is target for tests that look at what the emulator was sent.
func watched(t *testing.T, options ...emulator.Option) (statements.Target, *emulator.Server) {
	t.Helper()
	target, server, stop, err := emulated(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return target, server
}

func statement(t *testing.T, guess string) statements.Statement {
	t.Helper()
	all := statements.Statements()
	i := slices.IndexFunc(all, func(s statements.Statement) bool { return s.Guess == guess })
	if i < 0 {
		t.Fatalf("no statement looks at guess %s", guess)
	}
	return all[i]
}

// Each guess is set to each of its values, and the probe names that value.
func TestStatements_nameTheValueInForce(t *testing.T) {
	t.Parallel()
	for _, guess := range emulator.Guesses() {
		for value, want := range settings(t, guess.ID, guess.Values) {
			t.Run(guess.ID+"="+value, func(t *testing.T) {
				t.Parallel()
				on := target(t, emulator.WithGuess(guess.ID, value))
				seen := statements.Run(t.Context(), on, []statements.Statement{statement(t, guess.ID)})[0].Seen
				if !seen.Is(want) || seen.Note == "" {
					t.Errorf("saw %q within %s, want %q (%s)", seen.Value, seen.Within, want, seen.Note)
				}
			})
		}
	}
}

// Every guess has a statement, and nothing else is in the table.
func TestStatements_coverEveryGuess(t *testing.T) {
	t.Parallel()
	var guesses, known []string
	for _, guess := range emulator.Guesses() {
		guesses = append(guesses, guess.ID)
	}
	for _, s := range statements.Statements() {
		known = append(known, s.Guess)
		if s.Needs == "" {
			t.Errorf("%s does not say what it needs", s.Guess)
		}
	}
	slices.Sort(known)
	if slices.Sort(guesses); !slices.Equal(guesses, known) {
		t.Errorf("guesses %v\nstatements %v", guesses, known)
	}
}

// All together on one emulator, as the command runs them, with everything at its default.
func TestStatements_allHoldOnAFreshEmulator(t *testing.T) {
	t.Parallel()
	defaults := map[string]string{}
	for _, guess := range emulator.Guesses() {
		defaults[guess.ID] = guess.Default
	}
	for _, finding := range statements.Run(t.Context(), target(t), statements.Statements()) {
		if !finding.Is(defaults[finding.Guess]) {
			t.Errorf("%s: saw %q, want %q (%s)", finding.Guess, finding.Value, defaults[finding.Guess], finding.Note)
		}
	}
}

// A statement that reads sends no change, and without a writable instance nothing does.
func TestStatements_onlyWritingOnesWrite(t *testing.T) {
	t.Parallel()
	on, server := watched(t)
	on.Writable, on.Expiring = nil, nil
	for _, finding := range statements.Run(t.Context(), on, statements.Statements()) {
		if finding.Writes && (finding.Told() || finding.Note != "it changes a policy, and no instance may be changed") {
			t.Errorf("%s: saw %q (%s) without an instance to change", finding.Guess, finding.Value, finding.Note)
		}
	}
	reading := slices.DeleteFunc(statements.Statements(), func(s statements.Statement) bool { return s.Writes })
	on.Writable, on.Expiring = []string{"pgm-demo"}, []string{"pgm-console"}
	statements.Run(t.Context(), on, reading)
	if calls := server.Calls("ModifyInstanceCrossBackupPolicy"); len(calls) != 0 || len(server.Calls()) == 0 {
		t.Errorf("%d changes in %d calls", len(calls), len(server.Calls()))
	}
}

// What a probe sends is in the lists of the API's publishers.
func TestStatements_sendWhatThePublishersList(t *testing.T) {
	t.Parallel()
	on, server := watched(t)
	statements.Run(t.Context(), on, statements.Statements())
	actions := apitable.Actions()
	var found []apitable.Difference
	for _, call := range server.Calls() {
		found = append(found, apitable.Request(actions, call.Params)...)
	}
	unexplained, _ := apitable.Compare(found, apitable.OfTheClient())
	for _, difference := range unexplained {
		t.Error(difference)
	}
}

// Where the account has no instance that suits, a probe says what it needs.
func TestStatements_sayWhatTheyNeed(t *testing.T) {
	t.Parallel()
	on := target(t)
	on.Instances, on.Released, on.Writable, on.Expiring = []string{
		"pgm-nowhere",
	}, nil, []string{
		"pgm-console",
	}, []string{
		"pgm-console",
	}
	on.Ended, on.Patience = nil, time.Minute
	told := []string{"default-format", "destinations", "instance-not-found", "list-page-sizes"}
	for _, finding := range statements.Run(t.Context(), on, statements.Statements()) {
		if finding.Told() != slices.Contains(told, finding.Guess) || finding.Note == "" {
			t.Errorf("%s: saw %q (%s)", finding.Guess, finding.Value, finding.Note)
		}
	}
}

// The sequence never touches a policy that is on, and ends where it is interrupted.
func TestSequence_keepsOffWhatIsOn(t *testing.T) {
	t.Parallel()
	on, server := watched(t)
	on.Writable, on.Expiring = []string{"pgm-console"}, nil
	before, _ := server.Fleet().Policy("pgm-console")
	statements.Run(t.Context(), on, statements.Statements())
	if after, _ := server.Fleet().Policy("pgm-console"); after != before ||
		len(server.Calls("ModifyInstanceCrossBackupPolicy")) != 0 {
		t.Errorf("the policy is %+v, was %+v", after, before)
	}
}

func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	on := target(t)
	ctx, cancel := context.WithCancel(t.Context())
	on.Wait = func(context.Context, time.Duration) error {
		cancel()
		return errors.New("interrupted")
	}
	findings := statements.Run(ctx, on, statements.Statements())
	last := findings[len(findings)-1]
	if len(findings) != len(statements.Statements()) || last.Told() || last.Note != "the run was ended before" {
		t.Errorf("last finding %+v", last.Seen)
	}
}

// An account whose only instance never had the feature can still be asked what a policy looks like that was switched
// off.
func TestRun_looksAgainAtWhatTheSequenceLeaves(t *testing.T) {
	t.Parallel()
	on := target(t, emulator.WithGuess("disabled-getter", "bare"), emulator.WithGuess("list-disabled", "false"))
	on.Instances, on.Writable = []string{"pgm-demo"}, []string{"pgm-demo"}
	seen := map[string]string{}
	for _, finding := range statements.Run(t.Context(), on, statements.Statements()) {
		seen[finding.Guess] = finding.Value
	}
	if seen["disabled-getter"] != "bare" || seen["list-disabled"] != "false" ||
		seen["never-enabled-policy"] != "disabled" {
		t.Errorf("saw %v", seen)
	}
}
