// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// The guesses about the protocol itself. Those about instances and policies are the fleet's.
const (
	guessDefaultFormat = "default-format"
	guessListEdition   = "list-edition"
	guessMethodShown   = "backup-method-shown"
	guessNumberTypes   = "number-types"
	guessPastLastPage  = "past-last-page"
)

// typesDeclared is the value of number-types that changes nothing.
const typesDeclared = "declared"

func protocolGuesses() []fleet.Guess {
	return []fleet.Guess{
		{
			ID: guessDefaultFormat, Default: "xml", Values: []string{"xml", "json"},
			Source:   "General habit of the gateway; no page of the product says so.",
			Sentence: "Without the parameter Format the gateway answers XML.",
		},
		{
			ID: guessMethodShown, Default: "sqlserver-cloud", Values: []string{"sqlserver-cloud", "always"},
			Source: "The note on the field says so.",
			Sentence: "DescribeBackupPolicy shows BackupMethod only of SQL Server on cloud disks, or of every instance " +
				"(always).",
		},
		{
			ID: guessListEdition, Default: "asked", Values: []string{"asked", "always"},
			Source: "The Chinese text of the parameter and three fields of the answer say so; its English text says the " +
				"opposite. Rows that people published without it have no Category.",
			Sentence: "DescribeDBInstances shows Category only where InstanceLevel is 1 (asked), or always.",
		},
		{
			ID: guessNumberTypes, Default: typesDeclared, Values: []string{typesDeclared, "numbers", "texts"},
			Source: "The samples of the newest pages have numbers where both SDKs have texts. The SDKs differ in " +
				"ServerlessConfig.",
			Sentence: "Numbers and texts come as the newest SDK declares them (declared), or every text that is a number " +
				"comes as one (numbers), or every number comes as a text (texts).",
		},
		{
			ID: guessPastLastPage, Default: "empty", Values: []string{"empty", "notfound"},
			Source:   "InvalidPage.notFound is documented without saying when it is answered.",
			Sentence: "A page after the last one is empty, and is not refused with InvalidPage.notFound.",
		},
	}
}

// Guesses returns every statement about the real API that nobody has proven, with its switch, sorted by id.
func Guesses() []fleet.Guess {
	guesses := append(fleet.Guesses(), protocolGuesses()...)
	slices.SortFunc(guesses, func(a, b fleet.Guess) int { return strings.Compare(a.ID, b.ID) })
	return guesses
}

// SetGuess switches a guess from now on. It fails for an id or a value that [Guesses] does not list.
func (s *Server) SetGuess(id, value string) error {
	return s.fleet.SetGuesses(map[string]string{id: value})
}

// GuessValues returns the setting of every guess by id.
func (s *Server) GuessValues() map[string]string { return s.fleet.GuessValues() }

func (s *Server) guess(id string) string { return s.fleet.Guess(id) }
