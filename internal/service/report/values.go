// SPDX-License-Identifier: MPL-2.0

package report

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// membersOf returns the members of an object or a map.
func membersOf(value tftypes.Value) (map[string]tftypes.Value, bool) {
	if kind := value.Type(); !kind.Is(tftypes.Object{}) && !kind.Is(tftypes.Map{}) {
		return nil, false
	}
	var members map[string]tftypes.Value
	err := value.As(&members)
	return members, err == nil
}

// elementsOf returns the elements of a list, a set or a tuple.
func elementsOf(value tftypes.Value) ([]tftypes.Value, bool) {
	if kind := value.Type(); !kind.Is(tftypes.List{}) && !kind.Is(tftypes.Set{}) && !kind.Is(tftypes.Tuple{}) {
		return nil, false
	}
	var elements []tftypes.Value
	err := value.As(&elements)
	return elements, err == nil
}

// kindOf names the kind of a value, in a sentence.
func kindOf(value tftypes.Value) string {
	kind := value.Type()
	switch {
	case value.IsNull():
		return "null"
	case kind.Is(tftypes.String):
		return "a text"
	case kind.Is(tftypes.Number):
		return "a number"
	case kind.Is(tftypes.Bool):
		return "true or false"
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		return "an object"
	}
	return "a list"
}

func sorted[T any](members map[string]T) []string { return slices.Sorted(maps.Keys(members)) }

// clean makes one line of a text, of a length that a table can hold. Characters that change the direction of what
// follows them are removed, since they could make a report show something else than it says.
func clean(text string) string {
	const most = 300
	text = strings.Map(func(char rune) rune {
		switch {
		case unicode.IsControl(char), char == '\u2028', char == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, char):
			return -1
		}
		return char
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	if chars := []rune(text); len(chars) > most {
		return string(chars[:most]) + "…"
	}
	return text
}
