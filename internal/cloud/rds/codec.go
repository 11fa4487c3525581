// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of this file are the one place where decoding is lenient. Documented types, published samples and real
// answers of this API differ: numbers come as strings and strings as numbers, switches have eight spellings, times come
// with and without seconds, and lists come wrapped or not.

// text is a string field; numbers and truth values are taken as they are written, null is empty.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	*t = text(value)
	return err
}

// loose is a text of an error body. It takes anything: an error must never fail to decode.
type loose string

func (l *loose) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	if err != nil {
		value = ""
	}
	*l = loose(value)
	return nil
}

// number is an integer field; numeric strings are numbers, an empty string and null are 0.
type number int64

func (n *number) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	if err != nil {
		return err
	}
	parsed, err := parseNumber(value)
	*n = number(parsed)
	return err
}

// flag is a switch field.
type flag bool

func (f *flag) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	if err != nil {
		return err
	}
	parsed, err := parseFlag(value)
	*f = flag(parsed)
	return err
}

// moment is a time field; zero where the API reports none.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(raw []byte) error {
	value, err := scalar(raw)
	if err != nil {
		return err
	}
	m.Time, err = parseTime(value)
	return err
}

// list is a list field: {"Item":[...]} as documented, a bare array, or nothing as null, "" or {}.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	*l = nil
	switch {
	case len(raw) > 0 && raw[0] == '[':
		return json.Unmarshal(raw, (*[]T)(l))
	case len(raw) > 0 && raw[0] == '{':
		return l.unwrap(raw)
	}
	if value, err := scalar(raw); err != nil || nullText(value) != "" {
		return errors.New("a list is neither an array nor an object")
	}
	return nil
}

// unwrap reads the one array inside the wrapper, whatever the API calls it.
func (l *list[T]) unwrap(raw []byte) error {
	var wrapper map[string]json.RawMessage
	if err := json.Unmarshal(raw, &wrapper); err != nil {
		return err
	}
	found := false
	for _, inner := range wrapper {
		inner = bytes.TrimSpace(inner)
		switch {
		case len(inner) > 0 && inner[0] == '[' && found:
			return errors.New("a list wrapper holds more than one array")
		case len(inner) > 0 && inner[0] == '[':
			found = true
			if err := json.Unmarshal(inner, (*[]T)(l)); err != nil {
				return err
			}
		case len(inner) > 0 && inner[0] == '{':
			return errors.New("a list wrapper holds an object")
		}
	}
	return nil
}

// scalar returns a JSON string, number, truth value or null as text.
func scalar(raw []byte) (string, error) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0, bytes.Equal(raw, []byte("null")):
		return "", nil
	case raw[0] == '"':
		if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
			return string(inner), nil // nothing to unescape, as in nearly every field
		}
		var value string
		err := json.Unmarshal(raw, &value)
		return value, err
	case raw[0] == '{', raw[0] == '[':
		return "", errors.New("an object or array stands where a value was expected")
	}
	return string(raw), nil
}

// nullText maps the literal text "null", which some fields carry, to nothing.
func nullText(value string) string {
	value = strings.TrimSpace(value)
	if strings.EqualFold(value, "null") {
		return ""
	}
	return value
}

func parseNumber(value string) (int64, error) {
	value = nullText(value)
	if value == "" {
		return 0, nil
	}
	if parsed, err := strconv.ParseInt(value, 10, 64); err == nil {
		return parsed, nil
	}
	parsed, err := strconv.ParseFloat(value, 64)
	if err != nil || parsed != math.Trunc(parsed) || math.Abs(parsed) > 1<<53 {
		return 0, errors.New("a field is not a whole number")
	}
	return int64(parsed), nil
}

func parseFlag(value string) (bool, error) {
	switch strings.ToLower(nullText(value)) {
	case "enable", "enabled", "1", "true", "on":
		return true, nil
	case "disable", "disabled", "0", "false", "off", "":
		return false, nil
	}
	return false, errors.New("a switch is neither on nor off")
}

// timeLayouts are the layouts the API has been seen to use, the most frequent first.
func timeLayouts() [4]string {
	return [4]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05"}
}

// milliseconds is where an epoch number stops being seconds: as seconds it would lie beyond the year 5000.
const milliseconds = 100_000_000_000

func parseTime(value string) (time.Time, error) {
	value = nullText(value)
	if value == "" || value == "0" {
		return time.Time{}, nil
	}
	for _, layout := range timeLayouts() {
		if parsed, err := time.Parse(layout, value); err == nil {
			return writable(parsed)
		}
	}
	epoch, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil || epoch < 0:
		return time.Time{}, errNoTime
	case epoch >= milliseconds:
		return writable(time.UnixMilli(epoch))
	}
	return writable(time.Unix(epoch, 0))
}

var errNoTime = errors.New("a field is not a time")

// writable refuses a time that RFC 3339 has no spelling for, since a state could not hold it.
func writable(at time.Time) (time.Time, error) {
	if at = at.UTC(); at.Year() < 1 || at.Year() > 9999 {
		return time.Time{}, errNoTime
	}
	return at, nil
}

// formatTime is the spelling the API documents for its parameters.
func formatTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// engineName maps the spellings of an engine to the one of DescribeDBInstanceAttribute; an unknown engine keeps its
// spelling.
func engineName(value string) string {
	switch strings.ToLower(nullText(value)) {
	case "mysql":
		return EngineMySQL
	case "pgsql", "postgres", "postgresql":
		return EnginePostgreSQL
	case "mssql", "sqlserver", "sql server":
		return EngineSQLServer
	case "mariadb":
		return EngineMariaDB
	}
	return nullText(value)
}

// word maps the codes and spellings of an enumeration to one upper-case word; an unknown value is kept in upper case.
func word(value string, words map[string]string) string {
	key := strings.ToUpper(nullText(value))
	if known, ok := words[key]; ok {
		return known
	}
	return key
}

// decode reads the body of a successful answer. Its errors never quote the body, which may hold download URLs.
func decode(body []byte, answer any) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return errEmptyBody
	}
	if body[0] != '{' {
		return foreignBody("it is no JSON object")
	}
	if err := json.Unmarshal(body, answer); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return foreignBody(fmt.Sprintf("it ends or breaks at byte %d", syntax.Offset))
		}
		return foreignBody(fieldError(err))
	}
	return nil
}

// fieldError keeps the texts of this file and hides those of encoding/json, which may quote values.
func fieldError(err error) string {
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return "field " + mismatch.Field + " has another type"
	}
	return err.Error()
}

var (
	errEmptyBody   = errors.New("the answer is empty")
	errNoRequestID = errors.New("the request id is missing, which every answer has")
)

// foreignBody says why a body is not one of this API.
type foreignBody string

func (f foreignBody) Error() string { return string(f) }
