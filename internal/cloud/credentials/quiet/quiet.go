// SPDX-License-Identifier: MPL-2.0

package quiet

import (
	"os"
	"slices"
	"strings"
)

const variable, word = "DEBUG", "credential"

var _ = silence()

// silence takes the word out of the variable and leaves other tools' words in it.
func silence() error {
	words := strings.Split(os.Getenv(variable), ",")
	if !slices.Contains(words, word) {
		return nil
	}
	return os.Setenv(variable, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == word }), ","))
}
