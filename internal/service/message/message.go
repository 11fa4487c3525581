// SPDX-License-Identifier: MPL-2.0

// Package message has the one list of warnings and errors: a stable code, a headline, the cause and the remedy of each.
// It also makes the diagnostics, so that no diagnostic of this provider is without a code.
//
// The rows stand in the files table_*.go, by subject. Each row is
//
//	var DeclaredTwice = define("DECLARED_TWICE", "Policy of {instance} is declared twice",
//		"Why this happens.",
//		"What to do about it.")
//
// The page "Warnings and errors" is generated from them. The detail of a diagnostic is written where it is made: it
// says the same about one case.
package message

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// Message is a row of the list.
type Message struct {
	// Code ends the detail of the diagnostic, in brackets. It never changes: pipelines look for it.
	Code string
	// Headline is the summary of the diagnostic. Each "{word}" in it is a value of the case.
	Headline string
	// Shared is the headline for the instances of a fleet that are not named any more; "" where each is named.
	Shared string
	// Cause and Remedy are for the page.
	Cause, Remedy string
	// Loss says that copies, or coverage by copies, go away.
	Loss bool
}

var table []Message

func define(code, headline, cause, remedy string) Message {
	m := Message{Code: code, Headline: headline, Cause: cause, Remedy: remedy}
	table = append(table, m)
	return m
}

// defineShared is define for what many instances of a fleet may have: after some of them, the others share a headline.
func defineShared(code, headline, shared, cause, remedy string) Message {
	m := Message{Code: code, Headline: headline, Shared: shared, Cause: cause, Remedy: remedy}
	table = append(table, m)
	return m
}

// defineLoss is defineShared for what takes copies, or coverage by copies, away.
func defineLoss(code, headline, shared, cause, remedy string) Message {
	m := Message{Code: code, Headline: headline, Shared: shared, Cause: cause, Remedy: remedy, Loss: true}
	table = append(table, m)
	return m
}

// All returns the whole list.
func All() []Message { return slices.Clone(table) }

// Error makes an error that points to an attribute, or to none with path.Empty(). The values fill the headline, in
// its order.
func (m Message) Error(at path.Path, detail string, values ...string) diag.Diagnostic {
	summary, detail := m.headline(values), WithCode(detail, m.Code)
	if len(at.Steps()) == 0 {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail)
}

// Warning is Error for a warning.
func (m Message) Warning(at path.Path, detail string, values ...string) diag.Diagnostic {
	return m.warning(at, m.headline(values), detail)
}

// SharedWarning is Warning with the headline that the instances of a fleet share.
func (m Message) SharedWarning(at path.Path, detail string) diag.Diagnostic {
	return m.warning(at, m.Shared, detail)
}

func (m Message) warning(at path.Path, summary, detail string) diag.Diagnostic {
	detail = WithCode(detail, m.Code)
	if len(at.Steps()) == 0 {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}

// headline fills the values in. A wrong number of them is a defect that the tests of the texts show.
func (m Message) headline(values []string) string {
	filled := placeholder.ReplaceAllStringFunc(m.Headline, func(word string) string {
		if len(values) == 0 {
			return word
		}
		value := values[0]
		values = values[1:]
		return value
	})
	if len(values) > 0 {
		filled += fmt.Sprintf(" %q", values)
	}
	return filled
}

// Words are the values that the headline names, in its order.
func (m Message) Words() []string {
	words := placeholder.FindAllString(m.Headline, -1)
	for i, word := range words {
		words[i] = strings.Trim(word, "{}")
	}
	return words
}

// placeholder is a value of a headline. It also matches none in a value, since values are not looked at again.
var placeholder = regexp.MustCompile(`\{[a-z ]+\}`)

// WithCode appends a code to a detail: behind its last sentence, or below what can be copied out of it. One that has it
// stays as it is.
func WithCode(detail, code string) string {
	if strings.HasSuffix(detail, "("+code+")") {
		return detail
	}
	separator := "\n\n"
	if strings.HasSuffix(detail, ".") || strings.HasSuffix(detail, "?") {
		separator = " "
	}
	return detail + separator + "(" + code + ")"
}

// Also returns a diagnostic with one more paragraph, before its code.
func Also(d diag.Diagnostic, paragraph string) diag.Diagnostic {
	detail, code := d.Detail(), ""
	if found := codeAtEnd.FindStringSubmatch(detail); found != nil {
		code, detail = found[1], strings.TrimSpace(strings.TrimSuffix(detail, found[0]))
	}
	detail += "\n\n" + paragraph
	if code != "" {
		detail = WithCode(detail, code)
	}
	return rewritten(d, d.Summary(), detail)
}

// rewritten is a diagnostic with other words.
func rewritten(d diag.Diagnostic, summary, detail string) diag.Diagnostic {
	placed, at := path.Empty(), false
	if of, is := d.(diag.DiagnosticWithPath); is {
		placed, at = of.Path(), true
	}
	switch {
	case d.Severity() == diag.SeverityError && at:
		return diag.NewAttributeErrorDiagnostic(placed, summary, detail)
	case d.Severity() == diag.SeverityError:
		return diag.NewErrorDiagnostic(summary, detail)
	case at:
		return diag.NewAttributeWarningDiagnostic(placed, summary, detail)
	default:
		return diag.NewWarningDiagnostic(summary, detail)
	}
}

// codeAtEnd is the code of a detail.
var codeAtEnd = regexp.MustCompile(`\(([A-Z][A-Z0-9_]+)\)$`)

// Of returns the row of a diagnostic, if it is one of this provider's.
func Of(d diag.Diagnostic) (Message, bool) {
	found := codeAtEnd.FindStringSubmatch(d.Detail())
	if found == nil {
		return Message{}, false
	}
	i := slices.IndexFunc(table, func(m Message) bool { return m.Code == found[1] })
	if i < 0 {
		return Message{}, false
	}
	return table[i], true
}

// Shortened is a value of the configuration as a detail shows it: somebody may have pasted a whole file.
func Shortened(value string) string {
	const most = 80
	if shown := []rune(value); len(shown) > most {
		return string(shown[:most]) + "..."
	}
	return value
}
