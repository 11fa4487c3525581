// SPDX-License-Identifier: MPL-2.0

package e2e_test

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

// secretBook holds what must never show, and finds it in whatever spelling. It is safe for use by many goroutines.
type secretBook struct {
	mu     sync.Mutex
	values map[string]string                 // by value: its name
	pieces map[[pieceLength]byte]pieceOrigin // every piece of every spelling
}

// pieceOrigin says what a piece is a piece of.
type pieceOrigin struct{ name, spelling, value string }

func newSecretBook() *secretBook {
	return &secretBook{values: map[string]string{}, pieces: map[[pieceLength]byte]pieceOrigin{}}
}

// add remembers a value. What is shorter than a piece cannot be found, and is no secret.
func (b *secretBook) add(name, value string) {
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
				if _, known := b.pieces[piece]; !known && tells(text[i:i+pieceLength]) {
					b.pieces[piece] = pieceOrigin{name: name, spelling: spelling, value: value}
				}
			}
		}
	}
}

// escapes are what many texts have in common, such as %253D and \\u0026.
var escapes = regexp.MustCompile(`\\*u00[0-9a-f]{0,2}|%(25)*[0-9A-Fa-f]{0,2}`)

// tells reports whether a piece is more than escapes.
func tells(piece string) bool {
	return !strings.ContainsAny(piece, `%\u`) || len(escapes.ReplaceAllString(piece, "")) >= pieceLength/2
}

// all returns the values.
func (b *secretBook) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(maps.Keys(b.values))
}

// spellingsOf are the ways in which a value may be written, without those that are no different from others.
func spellingsOf(value string) map[string][]string {
	once := url.QueryEscape(value)
	spellings := map[string][]string{
		"as it is":                {value},
		"escaped for URLs":        {once, url.PathEscape(value), lowerEscapes(once), strings.ReplaceAll(once, "+", "%20")},
		"escaped for URLs twice":  {url.QueryEscape(once), url.PathEscape(url.PathEscape(value)), lowerEscapes(url.QueryEscape(once))},
		"escaped for JSON":        {inJSON(value), strings.ReplaceAll(inJSON(value), "/", `\/`)},
		"escaped for JSON twice":  {inJSON(inJSON(value))},
		"in hexadecimal":          {hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value)))},
		"quoted as by Go":         {strings.Trim(fmt.Sprintf("%q", value), `"`), fmt.Sprintf("%d", []byte(value))},
		"in base64":               base64Of(value, base64.StdEncoding),
		"in base64 for URLs":      base64Of(value, base64.URLEncoding),
		"in base64, URL-escaped":  {url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(value)))},
		"escaped for URLs inside": {url.QueryEscape("=" + inJSON(value))[3:]},
	}
	return spellings
}

// inJSON is a value between the quotes of a JSON text.
func inJSON(value string) string {
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

// base64Of is what is certain of a value in base64 when it begins anywhere in a longer text, such as a user with a password.
func base64Of(value string, encoding *base64.Encoding) []string {
	var texts []string
	for before := range 3 {
		whole := encoding.WithPadding(base64.NoPadding).EncodeToString(append(make([]byte, before), value...))
		begin, end := (before*8+5)/6, (before+len(value))*8/6
		texts = append(texts, whole[begin:end])
	}
	return texts
}

// leaks says which secrets a text holds, but for those of the names that may be there, and around which words. A secret is named once.
func (b *secretBook) leaks(text string, allowed ...string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []string
	seen := map[string]bool{}
	for i := 0; i+pieceLength <= len(text); i++ {
		origin, hit := b.pieces[[pieceLength]byte([]byte(text[i:i+pieceLength]))]
		if !hit || seen[origin.value] || slices.Contains(allowed, origin.name) {
			continue
		}
		seen[origin.value] = true
		found = append(found, fmt.Sprintf("%s, %s: ...%s...", origin.name, origin.spelling, text[max(0, i-200):min(len(text), i+80)]))
	}
	return found
}

// TestSecretBook_findsEachSpelling plants a secret in each way in which it could leak.
func TestSecretBook_findsEachSpelling(t *testing.T) {
	t.Parallel()
	const value = `Zk/8+v=T&q<R%w"7\uPd3 Ym`
	quoted, err := json.Marshal(map[string]string{"Message": value})
	if err != nil {
		t.Fatal(err)
	}
	for name, leak := range map[string]string{
		"raw":                     value,
		"escaped for URLs":        url.QueryEscape(value),
		"escaped, lower case":     lowerEscapes(url.QueryEscape(value)),
		"escaped for paths":       url.PathEscape(value),
		"escaped twice":           url.QueryEscape(url.QueryEscape(value)),
		"in a query":              url.Values{"a": {"b"}, "Secret": {value}}.Encode(),
		"in a user name":          url.UserPassword("user", value).String(),
		"in JSON":                 string(quoted),
		"in JSON, slashes too":    strings.ReplaceAll(string(quoted), "/", `\/`),
		"in JSON in JSON":         inJSON(string(quoted)),
		"quoted by Go":            fmt.Sprintf("%q", value),
		"as bytes":                fmt.Sprintf("%d", []byte(value)),
		"hexadecimal":             fmt.Sprintf("%x", value),
		"hexadecimal, upper case": fmt.Sprintf("%X", value),
		"base64":                  base64.StdEncoding.EncodeToString([]byte(value)),
		"base64 for URLs":         base64.RawURLEncoding.EncodeToString([]byte(value)),
		"basic authorization":     base64.StdEncoding.EncodeToString([]byte("user:" + value)),
		"basic, other user":       base64.StdEncoding.EncodeToString([]byte("root:" + value + ":x")),
		"the beginning":           value[:pieceLength],
		"the end":                 value[len(value)-pieceLength:],
		"the middle":              value[5 : 5+pieceLength],
		"wrapped over lines":      value[:pieceLength] + "\n│ " + value[pieceLength:],
	} {
		book := newSecretBook()
		book.add("the secret", value)
		text := "2026-01-15T08:00:00Z [TRACE] provider: something " + leak + " happened"
		if found := book.leaks(text); len(found) != 1 {
			t.Errorf("%s: found %q in %s", name, found, text)
		}
	}
}

func TestSecretBook_findsNothingElse(t *testing.T) {
	t.Parallel()
	const value = "CNRYaQ7vK2mXc9ZbN4hW"
	book := newSecretBook()
	book.add("key", value)
	book.add("too short to tell", "CNRY")
	for _, text := range []string{"", "CNRY", value[:pieceLength-1], strings.ToLower(value), "API call: action=DescribeRegions status=200"} {
		if found := book.leaks(text); len(found) > 0 {
			t.Errorf("found %q in %q", found, text)
		}
	}
	if found := book.leaks(value, "key"); len(found) > 0 {
		t.Errorf("found %q, which is allowed", found)
	}
}
