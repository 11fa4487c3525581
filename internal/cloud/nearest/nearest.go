// SPDX-License-Identifier: MPL-2.0

// Package nearest has the one rule for every "Did you mean": which of the accepted words a typing mistake meant.
package nearest

import (
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// The limits of the rule. A wrong proposal is worse than none, so they are narrow.
const (
	maxEdits       = 2 // letters that are wrong, missing or too many
	lettersAnEdit  = 4 // of the word, for each edit
	leastLetters   = 6 // of a word that may have an edit at all: mssql is not mysql
	maxLettersMore = 3 // behind a word, as in WARNING
)

// Word returns the word that was probably meant: the same one in other letters, or else the only one with the fewest
// mistakes, or else the only one that a part of it stands for, such as postgres for PostgreSQL.
func Word(got string, words []string) (string, bool) {
	got = normal(got)
	var near, part pick
	for _, word := range words {
		is := normal(word)
		if is == got {
			return word, got != ""
		}
		edits := distance(got, is)
		switch {
		case edits <= maxEdits && edits*lettersAnEdit <= len(is) && len(is) >= leastLetters:
			near.offer(word, edits)
		case isPart(got, is):
			part.offer(word, len(is)-len(got))
		case strings.HasPrefix(got, is) && len(got)-len(is) <= maxLettersMore && isPart(is, got):
			part.offer(word, len(got)-len(is))
		}
	}
	found := near
	if found.word == "" {
		found = part
	}
	if found.tie {
		return "", false
	}
	return found.word, found.word != ""
}

// isPart reports whether a text is more than half of a word.
func isPart(text, word string) bool { return strings.Contains(word, text) && 2*len(text) > len(word) }

// pick is the word with the fewest differences so far.
type pick struct {
	word   string
	fewest int
	tie    bool
}

func (p *pick) offer(word string, differences int) {
	switch {
	case p.word == "" || differences < p.fewest:
		*p = pick{word: word, fewest: differences}
	case differences == p.fewest:
		p.tie = true
	}
}

// distance is the number of edits between two words, or more than is accepted where their lengths already tell that.
func distance(a, b string) int {
	if more := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); more > maxEdits || -more > maxEdits {
		return maxEdits + 1
	}
	return levenshtein.Distance(a, b, nil)
}

// normal is a word without what people write differently.
func normal(word string) string {
	return strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(word)))
}
