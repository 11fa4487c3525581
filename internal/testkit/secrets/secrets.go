// SPDX-License-Identifier: MPL-2.0

// Package secrets finds secrets in texts, in whatever spelling. It is the one detector of all tests.
package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// pieceLength is how many characters of a secret in a row are a leak. Fewer say too little, and turn up by chance.
const pieceLength = 8

// Book holds what must never show, and finds it in whatever spelling. It is safe for use by many goroutines.
type Book struct {
	mu     sync.Mutex
	values map[string]string                 // by value: its name
	pieces map[[pieceLength]byte]pieceOrigin // every piece of every spelling
}

// pieceOrigin says what a piece is a piece of.
type pieceOrigin struct{ name, spelling, value string }

// NewBook returns a book of these values by name.
func NewBook(values map[string]string) *Book {
	book := &Book{values: map[string]string{}, pieces: map[[pieceLength]byte]pieceOrigin{}}
	for name, value := range values {
		book.Add(name, value)
	}
	return book
}

// Add remembers a value. What is shorter than a piece cannot be found, and is no secret.
func (b *Book) Add(name, value string) {
	if len(value) < pieceLength {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.values[value]; known {
		return
	}
	b.values[value] = name
	written := map[string]bool{}
	all := spellingsOf(value)
	for _, spelling := range slices.Sorted(maps.Keys(all)) { // "as it is" first
		for _, text := range all[spelling] {
			if written[text] {
				continue
			}
			written[text] = true
			for i := 0; i+pieceLength <= len(text); i++ {
				piece := [pieceLength]byte([]byte(text[i : i+pieceLength]))
				if _, known := b.pieces[piece]; !known && tells(text[i:i+pieceLength]) &&
					(spelling != inHexadecimal || !isNumber(text[i:i+pieceLength])) {
					b.pieces[piece] = pieceOrigin{name: name, spelling: spelling, value: value}
				}
			}
		}
	}
}

// escapes are what many texts have in common, such as %253D and \\u0026.
var escapes = regexp.MustCompile(`\\*u00[0-9a-f]{0,2}|%(25)*[0-9A-Fa-f]{0,2}`)

// inHexadecimal is the spelling in which some pieces are numbers, such as the sizes and ids that many texts have.
const inHexadecimal = "in hexadecimal"

func isNumber(piece string) bool { return strings.Trim(piece, "0123456789") == "" }

// tells reports whether a piece is more than escapes.
func tells(piece string) bool {
	return !strings.ContainsAny(piece, `%\u`) || len(escapes.ReplaceAllString(piece, "")) >= pieceLength/2
}

// Clone returns a book with the same values, to which others can be added.
func (b *Book) Clone() *Book {
	b.mu.Lock()
	defer b.mu.Unlock()
	return &Book{values: maps.Clone(b.values), pieces: maps.Clone(b.pieces)}
}

// Require fails the test where a text holds a secret.
func (b *Book) Require(t testing.TB, where, text string) {
	t.Helper()
	for _, found := range b.Leaks(text) {
		t.Errorf("%s holds a secret: %s", where, found)
	}
}

// All returns the values.
func (b *Book) All() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(maps.Keys(b.values))
}

// spellingsOf are the ways in which a value may be written, without those that are no different from others.
func spellingsOf(value string) map[string][]string {
	once := url.QueryEscape(value)
	spellings := map[string][]string{
		"as it is":         {value},
		"escaped for URLs": {once, url.PathEscape(value), lowerEscapes(once), strings.ReplaceAll(once, "+", "%20")},
		"escaped for URLs twice": {
			url.QueryEscape(once), url.PathEscape(url.PathEscape(value)), lowerEscapes(url.QueryEscape(once)),
		},
		"escaped for JSON":        {JSON(value), strings.ReplaceAll(JSON(value), "/", `\/`)},
		"escaped for JSON twice":  {JSON(JSON(value))},
		inHexadecimal:             {hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value)))},
		"quoted as by Go":         {strings.Trim(fmt.Sprintf("%q", value), `"`), fmt.Sprintf("%d", []byte(value))},
		"in base64":               base64Of(value, base64.StdEncoding),
		"in base64 for URLs":      base64Of(value, base64.URLEncoding),
		"in base64, URL-escaped":  {url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(value)))},
		"escaped for URLs inside": {url.QueryEscape("=" + JSON(value))[3:]},
	}
	return spellings
}

// JSON is a value between the quotes of a JSON text.
func JSON(value string) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		return value
	}
	return string(encoded[1 : len(encoded)-1])
}

// lowerEscapes writes the escapes of a URL with lower-case digits.
func lowerEscapes(escaped string) string {
	text := []byte(escaped)
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '%' {
			copy(text[i+1:i+3], strings.ToLower(string(text[i+1:i+3])))
		}
	}
	return string(text)
}

// base64Of is what is certain of a value in base64 when it begins anywhere in a longer text, such as a user with a
// password.
func base64Of(value string, encoding *base64.Encoding) []string {
	var texts []string
	for before := range 3 {
		whole := encoding.WithPadding(base64.NoPadding).EncodeToString(append(make([]byte, before), value...))
		begin, end := (before*8+5)/6, (before+len(value))*8/6
		texts = append(texts, whole[begin:end])
	}
	return texts
}

// Leaks says which secrets a text holds, and around which words. A secret is named once.
func (b *Book) Leaks(text string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []string
	seen := map[string]bool{}
	for i := 0; i+pieceLength <= len(text); i++ {
		origin, hit := b.pieces[[pieceLength]byte([]byte(text[i:i+pieceLength]))]
		if !hit || seen[origin.value] {
			continue
		}
		seen[origin.value] = true
		around := text[max(0, i-200):min(len(text), i+80)]
		found = append(found, fmt.Sprintf("%s, %s: ...%s...", origin.name, origin.spelling, around))
	}
	return found
}
