// SPDX-License-Identifier: MPL-2.0

package secrets

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// TestBook_findsEachSpelling plants a secret in each way in which it could leak.
func TestBook_findsEachSpelling(t *testing.T) {
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
		"in JSON in JSON":         JSON(string(quoted)),
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
		book := NewBook(map[string]string{"the secret": value})
		text := "2026-01-15T08:00:00Z [TRACE] provider: something " + leak + " happened"
		if found := book.Leaks(text); len(found) != 1 {
			t.Errorf("%s: found %q in %s", name, found, text)
		}
	}
}

func TestBook_findsNothingElse(t *testing.T) {
	t.Parallel()
	const value = "CNRYaQ7vK2mXc9ZbN4hW"
	book := NewBook(map[string]string{"key": value, "too short to tell": "CNRY"})
	for _, text := range []string{
		"", "CNRY", value[:pieceLength-1], strings.ToLower(value), "API call: action=DescribeRegions status=200",
		"size_bytes:52596151", // the letters RYaQ in hexadecimal
	} {
		if found := book.Leaks(text); len(found) > 0 {
			t.Errorf("found %q in %q", found, text)
		}
	}
}
