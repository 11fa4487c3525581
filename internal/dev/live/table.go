// SPDX-License-Identifier: MPL-2.0

package live

import (
	"fmt"
	"io"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/statements"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// printTable prints each guess with its sentence and what was seen.
func printTable(out io.Writer, findings []statements.Finding) {
	byID := map[string]statements.Finding{}
	for _, finding := range findings {
		byID[finding.Guess] = finding
	}
	var hold, differ, unknown int
	for _, guess := range emulator.Guesses() {
		finding, asked := byID[guess.ID]
		verdict := "holds"
		switch {
		case !asked || !finding.Told():
			verdict = "cannot tell"
			unknown++
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
			fmt.Fprintf(out, "             the run ended before\n")
		}
	}
	fmt.Fprintf(out, "\n%d guesses: %d hold, %d differ, %d not observable with this account.\n", hold+differ+unknown, hold,
		differ, unknown)
}
