// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fuzzFields has one field of each lenient type.
type fuzzFields struct {
	Text    text
	Number  number
	Flag    flag
	Moment  moment
	Decimal decimal
}

// decodeAs decodes one JSON value as one of the lenient types, and returns nil where it does not fit.
func decodeAs(raw []byte) [5]any {
	var got [5]any
	var f fuzzFields
	for i, target := range []any{&f.Text, &f.Number, &f.Flag, &f.Moment, &f.Decimal} {
		if json.Unmarshal(raw, target) == nil {
			got[i] = [5]any{f.Text, f.Number, f.Flag, f.Moment, f.Decimal}[i]
		}
	}
	return got
}

// FuzzFields checks that the spelling of a value does not change it: a number or truth value means the same within
// quotes, and an object or array is never a value.
func FuzzFields(f *testing.F) {
	for _, raw := range []string{
		`15`, `"15"`, `15.0`, `1e3`, `-1`, `9007199254740993`, `"Enable"`, `"disabled"`, `true`, `"on"`, `null`, `"null"`,
		`""`, `" "`, `"2019-06-12T05:44:21Z"`, `"2019-06-12T05:44Z"`, `"2019-06-12 05:44:21"`, `1560318261`, `1560318261000`,
		`"0x10"`, `{}`, `[]`, `"\u0031"`,
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		got := decodeAs(raw)
		written := strings.TrimSpace(string(raw))
		switch written[0] {
		case '{', '[':
			if got != [5]any{} {
				t.Errorf("%s decodes as %v", written, got)
			}
			return
		case '"':
			return
		}
		if quoted := decodeAs([]byte(strconv.Quote(written))); written != "null" && quoted != got {
			t.Errorf("%s decodes as %v, and as %v within quotes", written, got, quoted)
		}
		if whole, err := strconv.ParseInt(written, 10, 64); err == nil && got[1] != number(whole) {
			t.Errorf("%s decodes as the number %v", written, got[1])
		}
	})
}

// FuzzTimes checks that every time survives the spelling of this package and the others of the API, and that any text
// decodes to a time that Terraform can write, or to an error without the text.
func FuzzTimes(f *testing.F) {
	for text, seconds := range map[string]int64{
		"2019-06-12T05:44:21Z":        1560318261,
		"2019-06-12T05:44Z":           0,
		"2019-06-12T13:44:21.5+08:00": 253402300799,
		"2019-06-12 05:44:21":         -62135596800,
		"1560318261000":               1,
		"1560318261":                  100_000_000_000,
		"0":                           951782400,
		"null":                        -1,
		"2019-02-30T00:00:00Z":        68169600,
		"2016-12-31T23:59:60Z":        1483228799,
	} {
		f.Add(text, seconds)
	}
	const first, last = -62135596800, 253402300799 // years 1 to 9999
	f.Fuzz(func(t *testing.T, written string, seconds int64) {
		at := time.Unix(first+(seconds%(last-first)+last-first)%(last-first), 0).UTC()
		for _, layout := range timeLayouts() {
			want := at
			if !strings.Contains(layout, "05:") && !strings.HasSuffix(layout, ":05") && !strings.Contains(layout, ":05") {
				want = at.Truncate(time.Minute)
			}
			if got, err := parseTime(at.Format(layout)); err != nil || !got.Equal(want) {
				t.Errorf("%s becomes %s, %v", at.Format(layout), got, err)
			}
		}
		if got, err := parseTime(formatTime(at)); err != nil || !got.Equal(at) {
			t.Errorf("%s is written as %s and read as %s, %v", at, formatTime(at), got, err)
		}
		got, err := parseTime(written)
		switch {
		case err != nil:
			if len(written) > 4 && strings.Contains(err.Error(), written) {
				t.Errorf("the error quotes %q: %v", written, err)
			}
		case got.IsZero():
		default:
			if _, err := got.MarshalText(); err != nil || got.Location() != time.UTC {
				t.Errorf("%q becomes %s, which cannot be written in RFC 3339: %v", written, got, err)
			}
			if again, err := parseTime(got.Format(time.RFC3339Nano)); err != nil || !again.Equal(got) {
				t.Errorf("%q becomes %s and then %s, %v", written, got, again, err)
			}
		}
	})
}

// FuzzDecode checks what the decoder of answers promises of any bytes: a foreign body is told from an answer, the error
// quotes nothing of it, and a decoded list is independent of how it was wrapped.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"RequestId":"x","TotalRecordCount":"1","Items":{"Item":[{"CrossBackupId":1,
"ConsistentTime":1560318261}]}}`))
	f.Add([]byte(`{"Items":""}`))
	f.Add([]byte(`{"Items":{"A":["a"],"B":{}}}`))
	f.Add([]byte(`{"Items":[{"CrossBackupDownloadLink":"https://oss/x?Signature=secret","CrossBackupSetSize":"many"}]}`))
	f.Add([]byte("\xef\xbb\xbf{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var answer backupSetAnswer
		if err := decode(body, &answer); err != nil {
			if !errors.Is(err, errEmptyBody) && !errors.As(err, new(foreignBody)) {
				t.Errorf("the error is of no kind: %v", err)
			}
			return
		}
		for _, item := range answer.Items {
			if set := item.backupSet(backupSetWords()); set.Type != strings.ToUpper(set.Type) {
				t.Errorf("type %q is not in upper case", set.Type)
			}
		}
		var raw struct{ Items json.RawMessage }
		if json.Unmarshal(body, &raw) != nil || len(raw.Items) == 0 || raw.Items[0] != '[' {
			return
		}
		var wrapped backupSetAnswer
		err := decode([]byte(`{"Items":{"Item":`+string(raw.Items)+`}}`), &wrapped)
		if err != nil || len(wrapped.Items) != len(answer.Items) {
			t.Errorf("%d items bare, %d wrapped, %v", len(answer.Items), len(wrapped.Items), err)
		}
	})
}
