// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/assumptions"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// printTable prints each guess with its sentence and what was seen, and returns how many were seen to be otherwise.
func printTable(out io.Writer, findings []assumptions.Finding) (differ int) {
	byID := map[string]assumptions.Finding{}
	for _, finding := range findings {
		byID[finding.Guess] = finding
	}
	var hold, untold int
	for _, guess := range emulator.Guesses() {
		finding, asked := byID[guess.ID]
		verdict := "holds"
		switch {
		case !asked || !finding.Told():
			verdict = "cannot tell"
			untold++
		case finding.Is(guess.Default):
			hold++
		default:
			verdict = "DIFFERS"
			differ++
		}
		fmt.Fprintf(out, "%-12s %s = %s\n             %s\n", verdict, guess.ID, guess.Default, guess.Sentence)
		switch {
		case finding.Told():
			fmt.Fprintf(out, "             seen: %s (%s)\n", finding.Value, finding.Note)
		case asked:
			fmt.Fprintf(out, "             %s\n", finding.Note)
		default:
			fmt.Fprintf(out, "             %s\n", unasked(guess.ID))
		}
	}
	fmt.Fprintf(out, "\n%d guesses: %d hold, %d differ, %d cannot be told from here.\n", hold+differ+untold, hold, differ, untold)
	return differ
}

// unasked says why no statement looks at a guess.
func unasked(guess string) string {
	if reason := assumptions.Unobservable()[guess]; reason != "" {
		return reason
	}
	return "the run ended before"
}
