// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Ids of the guesses that this package reads itself.
const (
	guessDisabledSpelling = "disabled-spelling"
	guessPolicyStatus     = "policy-status"
	guessEngineSpelling   = "engine-spelling"
	guessNeverEnabled     = "never-enabled-policy"
	guessListNever        = "list-never-enabled"
	guessListDisabled     = "list-disabled"
	guessListReleased     = "list-released"
	guessReleasedGetter   = "released-getter"
	guessReleasedInstance = "released-instance"
	guessReleasedNoCopies = "released-without-copies"
	guessRetentionDisable = "retention-in-disable"
	guessDisabledGetter   = "disabled-getter"
	guessGetterLag        = "getter-lag"
	guessListLag          = "list-lag"
	guessBusyAfterWrite   = "busy-after-write"
	guessBusyStatus       = "busy-status"
	guessBusyFlap         = "busy-flap"
	guessInstanceNotFound = "instance-not-found"
	guessOtherRegion      = "other-region"
	guessPartialDisable   = "partial-disable"
	guessDisableNever     = "disable-never-enabled"
	guessDestinations     = "destinations"
	guessRegionChangeTime = "region-change-enabled-time"
	guessRetentionApplies = "retention-applies"
	guessRecoveryTime     = "available-recovery-time"
	guessBlockedClass     = "blocked-class"
	guessSnapshotMethod   = "snapshot-method"
	guessLogRange         = "log-range"
)

// Guess is a statement about the real API that no document proves.
type Guess struct {
	ID string `json:"id"`
	// Sentence says what is guessed and what the values mean.
	Sentence string `json:"sentence"`
	Default  string `json:"default"`
	// Values are all values allowed; empty means free text of a Kind.
	Values []string `json:"values,omitempty"`
	// Kind of a free value: duration, text or regexp. Empty with Values.
	Kind string `json:"kind,omitempty"`
	// Source says what the default rests on.
	Source string `json:"source"`
}

// Guesses returns the guesses of this package, sorted by topic.
func Guesses() []Guess {
	return slices.Concat(policyGuesses(), listGuesses(), copyGuesses(), busyGuesses(), behaviorGuesses())
}

// SetGuess chooses the value of a guess. It fails on an unknown id or value.
func (f *Fleet) SetGuess(id, value string) error {
	return f.SetGuesses(map[string]string{id: value})
}

// SetGuesses chooses the values of guesses by id, or of none when one of them cannot be.
func (f *Fleet) SetGuesses(values map[string]string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.setGuesses(values)
}

// Guess returns the value in force, or "" for an unknown id.
func (f *Fleet) Guess(id string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.guesses[id]
}

// GuessValues returns the values in force by id.
func (f *Fleet) GuessValues() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.guesses)
}

func (f *Fleet) setGuesses(values map[string]string) error {
	for _, id := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(f.table, func(g Guess) bool { return g.ID == id })
		if i < 0 {
			return fmt.Errorf("unknown guess %q: use an id of the list of guesses", id)
		}
		if err := f.table[i].check(values[id]); err != nil {
			return fmt.Errorf("guess %s = %q: %w", id, values[id], err)
		}
	}
	maps.Copy(f.guesses, values)
	f.blocked = regexp.MustCompile(f.guesses[guessBlockedClass]) // check has compiled it
	return nil
}

// check refuses a value that the guess cannot have.
func (g Guess) check(value string) error {
	var err error
	switch {
	case len(g.Values) > 0:
		if !slices.Contains(g.Values, value) {
			err = fmt.Errorf("want one of %s", strings.Join(g.Values, ", "))
		}
	case g.Kind == "duration":
		var d time.Duration
		if d, err = time.ParseDuration(value); err == nil && d < 0 {
			err = errors.New("must not be negative")
		}
	case g.Kind == "regexp":
		_, err = regexp.Compile(value)
	case value == "":
		err = errors.New("must not be empty")
	}
	return err
}

// guessDuration reads a guess that setGuesses has checked.
func (f *Fleet) guessDuration(id string) time.Duration {
	d, _ := time.ParseDuration(f.guesses[id])
	return d
}

// retentionMoves reports whether a changed retention applies to existing sets.
func (f *Fleet) retentionMoves() bool { return f.guesses[guessRetentionApplies] == "existing" }
