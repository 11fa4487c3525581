// SPDX-License-Identifier: MPL-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// mostRows is how many instances a comment of a pull request shows. GitHub takes 65,536 characters.
const mostRows = 50

// markdown is short: counts, and then only what needs action.
func (r *report) markdown() string {
	var text strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&text, format+"\n", values...) }
	line("### Cross-region backup\n")
	line("| instances | protected | unprotected | released | need action |\n|---|---|---|---|---|")
	line("| %d | %d | %d | %d | %d |", len(r.rows), r.counts[stateProtected], r.counts[stateUnprotected],
		r.counts[stateReleased], r.action)
	if facts := r.facts(); facts != "" {
		line("\n%s", facts)
	}
	if r.action == 0 {
		line("\nNothing needs action.")
		return text.String()
	}
	line("\n| instance | state | problem | next |\n|---|---|---|---|")
	shown := 0
	urgent := slices.Clone(r.rows)
	slices.SortStableFunc(urgent, func(a, b *row) int { return cmp.Compare(a.urgency(), b.urgency()) })
	for _, row := range urgent {
		if len(row.tasks) == 0 {
			continue
		}
		if shown++; shown > mostRows {
			line("\n%d more instances need action. The other formats of the report list all.", r.action-mostRows)
			break
		}
		var problems, next []string
		for _, task := range row.tasks {
			problems, next = append(problems, task.problem), append(next, task.next)
		}
		for _, reason := range row.reasons {
			problems = append(problems, reason.code+": "+reason.message)
		}
		line("| %s | %s | %s | %s |", row.markdownName(), row.state, cell(problems), cell(next))
	}
	return text.String()
}

// facts are the sentences below the counts.
func (r *report) facts() string {
	var facts []string
	if r.withStatus > 0 {
		facts = append(facts, fmt.Sprintf("RPO: %d met, %d missed, %d not known.",
			r.rpo[rpoMet], r.rpo[rpoMissed], r.rpo[rpoUnknown]))
	}
	if r.withCost > 0 {
		facts = append(facts, fmt.Sprintf("Storage costs about %s a month (known of %s).",
			dollars(r.monthlyUSD), counted(r.withCost, "instance", "instances")))
	}
	if !r.asOf.IsZero() {
		facts = append(facts, "Data as of "+minute(r.asOf)+".")
	}
	return strings.Join(facts, " ")
}

func (w *row) markdownName() string {
	name := "**" + escapeMarkdown(cmp.Or(w.description, w.id)) + "**"
	if w.description != "" {
		name += "<br>" + escapeMarkdown(w.id)
	}
	return name + "<br>" + escapeMarkdown(w.region)
}

func cell(sentences []string) string {
	escaped := make([]string, 0, len(sentences))
	for _, sentence := range sentences {
		escaped = append(escaped, escapeMarkdown(sentence))
	}
	return strings.Join(escaped, "<br>")
}

// escapeMarkdown makes text that no Markdown gives a meaning: no syntax, no HTML, no end of a table cell, no link. What
// could have one becomes a character reference, which stands for the character alone. References of people and issues
// are looked for in the finished page, so an invisible character that is no part of a name stands behind their signs.
func escapeMarkdown(text string) string {
	const wordJoiner = '\u2060'
	var escaped strings.Builder
	chars := []rune(text)
	for i, char := range chars {
		before, after := ' ', ' '
		if i > 0 {
			before = chars[i-1]
		}
		if i < len(chars)-1 {
			after = chars[i+1]
		}
		if char > unicode.MaxASCII || alphanumeric(char) || harmless(before, char, after) {
			escaped.WriteRune(char)
		} else {
			fmt.Fprintf(&escaped, "&#%d;", char)
		}
		if strings.ContainsRune("@#!~%$&", char) {
			escaped.WriteRune(wordJoiner)
		}
	}
	return escaped.String()
}

// harmless reports whether a sign between two characters is no syntax: within a word, within a number, or at the end
// of a part of a sentence. In a link, dots and colons stand between other characters.
func harmless(before, char, after rune) bool {
	switch char {
	case ' ', ',', ';', '\'', '(', ')':
		return true
	case '-', '_':
		return alphanumeric(before) && alphanumeric(after)
	case '.', ':':
		return before != ' ' && (after == ' ' || unicode.IsDigit(before) && unicode.IsDigit(after))
	}
	return false
}

func alphanumeric(char rune) bool {
	return char <= unicode.MaxASCII && (unicode.IsLetter(char) || unicode.IsDigit(char))
}
