// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// The guesses about the wire itself. Those about instances and policies are the fleet's.
const (
	guessDefaultFormat = "default-format"
	guessPastLastPage  = "past-last-page"
)

func wireGuesses() []fleet.Guess {
	return []fleet.Guess{
		{
			ID: guessDefaultFormat, Default: "xml", Values: []string{"xml", "json"},
			Source:   "General habit of the gateway; no page of the product says so.",
			Sentence: "Without the parameter Format the gateway answers XML.",
		},
		{
			ID: guessPastLastPage, Default: "empty", Values: []string{"empty", "notfound"},
			Source:   "InvalidPage.notFound is documented without saying when it is answered.",
			Sentence: "A page behind the last one is empty, and is not refused with InvalidPage.notFound.",
		},
	}
}

// Guesses returns every statement about the real API that nobody has proven, with its switch, sorted by id.
func Guesses() []fleet.Guess {
	guesses := append(fleet.Guesses(), wireGuesses()...)
	slices.SortFunc(guesses, func(a, b fleet.Guess) int { return strings.Compare(a.ID, b.ID) })
	return guesses
}

// guessBook holds the settings of the wire's own guesses.
type guessBook struct {
	mu     sync.Mutex
	values map[string]string
}

func newGuessBook() guessBook {
	values := map[string]string{}
	for _, guess := range wireGuesses() {
		values[guess.ID] = guess.Default
	}
	return guessBook{values: values}
}

// guess returns the setting of a guess.
func (s *Server) guess(id string) string {
	s.guesses.mu.Lock()
	defer s.guesses.mu.Unlock()
	if value, ok := s.guesses.values[id]; ok {
		return value
	}
	return s.fleet.Guess(id)
}

// SetGuess switches a guess from now on. It fails for an id or a value that [Guesses] does not list.
func (s *Server) SetGuess(id, value string) error {
	return s.setGuesses(map[string]string{id: value})
}

// setGuesses switches all of the guesses, or none when one of them cannot be.
func (s *Server) setGuesses(values map[string]string) error {
	for _, id := range slices.Sorted(maps.Keys(values)) {
		if err := fleet.CheckGuess(Guesses(), id, values[id]); err != nil {
			return err
		}
	}
	for id, value := range values {
		if !s.setWireGuess(id, value) {
			if err := s.fleet.SetGuess(id, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// setWireGuess reports whether the guess is one of the wire's.
func (s *Server) setWireGuess(id, value string) bool {
	s.guesses.mu.Lock()
	defer s.guesses.mu.Unlock()
	_, wire := s.guesses.values[id]
	if wire {
		s.guesses.values[id] = value
	}
	return wire
}

// GuessValues returns the setting of every guess by id.
func (s *Server) GuessValues() map[string]string {
	values := s.fleet.GuessValues()
	s.guesses.mu.Lock()
	defer s.guesses.mu.Unlock()
	all := maps.Clone(s.guesses.values)
	maps.Copy(all, values)
	return all
}
