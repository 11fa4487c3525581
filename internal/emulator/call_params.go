// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// maxBody bounds what one request may send. The API's own limit is not published; no documented call comes near it.
const maxBody = 1 << 20

// The two time formats of the API. Current pages show seconds, pages of 2019 show minutes, and the real API takes both.
const (
	secondsFormat = "2006-01-02T15:04:05Z"
	minutesFormat = "2006-01-02T15:04Z"
)

// readParams returns the parameters of query and form, with "+" read as a space in both, and the body as it was sent.
// A name in both places keeps both values, the query's first, because the signature covers both.
func readParams(r *http.Request) (params url.Values, body []byte, refused *apiError) {
	params, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return params, nil, refuse("InvalidParameter", "query")
	}
	body, err = io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		return params, nil, refuse("InvalidParameter", "body")
	}
	if r.Method == http.MethodGet || !isForm(r) {
		return params, body, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return params, body, refuse("InvalidParameter", "body")
	}
	for name, values := range form {
		params[name] = append(params[name], values...)
	}
	return params, body, nil
}

func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-www-form-urlencoded"
}

// paramKind says which values a parameter takes.
type paramKind int

const (
	kindText   paramKind = iota // any text; an empty one counts as not sent
	kindInt                     // a whole number from min to max
	kindEnum                    // one of values
	kindTime                    // a time of the API, with or without seconds
	kindMinute                  // a time of the API without seconds
	kindRegion                  // the id of a region of the cloud
	kindPage                    // a page size: one of 30, 50 and 100 while the guess that the rule names says "enum"
)

// param is one row of an action's documented parameter table.
type param struct {
	name     string
	kind     paramKind
	required bool
	min, max int64
	values   []string
	guess    string // kindPage: the guess that switches between the enumeration and any number
	code     string // the code for a bad value, when it is not the action's
}

// named returns the row under another name.
func (p param) named(name string) param {
	p.name = name
	return p
}

// rules is how an action names its refusals. The cross-region actions document codes of their own.
type rules struct {
	missing string // code for an absent required parameter; its argument is the parameter's name
	invalid string // code for a bad value
}

// checkParams applies the rows in their order and returns the first refusal. Parameters without a row are ignored:
// official clients send some that no page documents.
func (s *Server) checkParams(params url.Values, rows []param, r rules) *apiError {
	for _, row := range rows {
		value := params.Get(row.name)
		if value == "" {
			if row.required {
				return refuse(r.missing, row.name)
			}
			// An empty text is dropped by clients and ignored here. An empty number or word is a client's mistake.
			if row.kind == kindText || !params.Has(row.name) {
				continue
			}
		}
		if !s.validParam(row, value) {
			code := row.code
			if code == "" {
				code = r.invalid
			}
			return refuse(code, row.name)
		}
	}
	return nil
}

func (s *Server) validParam(row param, value string) bool {
	switch row.kind {
	case kindInt:
		return intBetween(value, row.min, row.max)
	case kindEnum:
		return slices.Contains(row.values, value)
	case kindTime:
		_, ok := parseTime(value)
		return ok
	case kindMinute:
		_, ok := parseExactly(minutesFormat, value)
		return ok
	case kindRegion:
		return s.regions[value]
	case kindPage:
		if s.guess(row.guess) == "enum" {
			return slices.Contains([]string{"30", "50", "100"}, value)
		}
		return intBetween(value, 1, 100)
	default:
		return true
	}
}

// intBetween takes digits only: no sign and no zero in front.
func intBetween(value string, low, high int64) bool {
	number, err := strconv.ParseInt(value, 10, 64)
	return err == nil && number >= low && number <= high && strconv.FormatInt(number, 10) == value
}

// parseTime reads a time of the API in either of its two precisions.
func parseTime(value string) (time.Time, bool) {
	for _, format := range []string{secondsFormat, minutesFormat} {
		if at, ok := parseExactly(format, value); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// parseExactly refuses what time.Parse takes beyond the format: fractions of a second and an hour of one digit.
func parseExactly(format, value string) (time.Time, bool) {
	at, err := time.Parse(format, value)
	if err != nil || at.Format(format) != value {
		return time.Time{}, false
	}
	return at, true
}

// formatTime writes a time as the API does: UTC with seconds, and "" for never.
func formatTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(secondsFormat)
}

// number returns a checked whole-number parameter, or def when it was not sent.
func number(params url.Values, name string, def int) int {
	value, err := strconv.Atoi(params.Get(name))
	if err != nil {
		return def
	}
	return value
}
