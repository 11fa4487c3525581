// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"strings"
	"unicode"
)

// Trim removes what files, shells and copied text leave around a value: blanks, line ends and invisible characters.
func Trim(value string) string {
	return strings.TrimFunc(value, func(c rune) bool { return unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) })
}

// Clean trims a key, a token, an id, an ARN, a region or an address, and refuses what can only be a mistake of copying.
// It is the one rule for all of them, wherever they come from. None of them has a blank, a control character, or one
// outside of ASCII. The error completes "it ..." and holds nothing of the value.
func Clean(value string) (string, error) {
	value = Trim(value)
	if len(value) > 1 && strings.ContainsRune(`"'`, rune(value[0])) && value[0] == value[len(value)-1] {
		return "", errors.New("has quotes around it; remove them")
	}
	for _, c := range value {
		switch {
		case c == '\n' || c == '\r':
			return "", errors.New("has a line end inside; remove it")
		case unicode.IsSpace(c):
			return "", errors.New("has a blank inside; remove it")
		case c < ' ' || c == 0x7f:
			return "", errors.New("has a control character inside; remove it")
		case c > unicode.MaxASCII:
			return "", errors.New("has a character outside of ASCII, such as a typographic quote; remove it")
		}
	}
	return value, nil
}
