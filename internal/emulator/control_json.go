// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
)

// readBody reads the body of a control call, which has to be a JSON object.
func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if text := bytes.TrimSpace(body); len(text) == 0 || text[0] != '{' {
		return nil, errors.New(`the body is not a JSON object: send one such as {"advance":"24h"}`)
	}
	return body, nil
}

// readJSON reads the request's body into target.
func readJSON(r *http.Request, target any) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	return decode(body, target)
}

// decode reads a JSON object. It refuses unknown fields and anything after the object.
func decode(body []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		return fmt.Errorf("reading the JSON body: %w", plainJSON(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("reading the JSON body: there is something after the closing brace")
	}
	return nil
}

// patch returns current with a JSON merge patch applied (RFC 7396): objects are merged, any other value is replaced,
// and null removes. A field that the type does not have is refused.
func patch[T any](body []byte, current T) (T, error) {
	var changed, check T
	if err := decode(body, &check); err != nil {
		return changed, err
	}
	text, err := merge(marshal(current), body, reflect.TypeFor[T](), "")
	if err != nil {
		return changed, fmt.Errorf("reading the JSON body: %w", err)
	}
	return changed, decode(text, &changed)
}

// merge lays the object over over the JSON value below. Kind is the type that both describe: names of a struct's
// fields are compared exactly, since encoding/json would take "Tags" for "tags".
func merge(below, over []byte, kind reflect.Type, path string) ([]byte, error) {
	fields, isObject := object(over)
	if !isObject {
		return over, nil
	}
	merged, _ := object(below)
	for name, value := range fields {
		fieldType, ok := typeOfField(kind, name)
		if !ok {
			return nil, fmt.Errorf("unknown field %q", path+name)
		}
		if string(value) == "null" {
			delete(merged, name)
			continue
		}
		var err error
		if merged[name], err = merge(merged[name], value, fieldType, path+name+"."); err != nil {
			return nil, err
		}
	}
	return marshal(merged), nil
}

// object reads a JSON object; any other value has no fields.
func object(text []byte) (fields map[string]json.RawMessage, ok bool) {
	if json.Unmarshal(text, &fields) != nil || fields == nil {
		return map[string]json.RawMessage{}, false
	}
	return fields, true
}

// typeOfField is the type of a struct's field by its JSON name, or of a map's values.
func typeOfField(kind reflect.Type, name string) (reflect.Type, bool) {
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if kind.Kind() == reflect.Map {
		return kind.Elem(), true
	}
	if kind.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range kind.NumField() {
		if tag, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ","); tag == name {
			return kind.Field(i).Type, true
		}
	}
	return nil, false
}

// plainJSON words a problem of JSON without the names of our types.
func plainJSON(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s is a %s, and has to be %s", wrong.Field, wrong.Value, plainKind(wrong.Type.Kind()))
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// plainKind names the JSON type that a field needs.
func plainKind(kind reflect.Kind) string {
	switch kind {
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint64:
		return "a whole number, not negative"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	default:
		return "a " + kind.String()
	}
}
