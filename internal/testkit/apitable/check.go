// SPDX-License-Identifier: MPL-2.0

package apitable

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The kinds of a difference.
const (
	Unknown  = "no source has it"
	Absent   = "a source requires it"
	Demanded = "no source requires it"
	OtherWay = "the type is another one"
)

// Difference is one place where a request or an answer is not as the table says.
type Difference struct {
	Action string
	// Name is that of a parameter, or the path of a field.
	Name string
	Kind string
	// Detail says more, for a person.
	Detail string
}

func (d Difference) String() string {
	return strings.TrimSuffix(fmt.Sprintf("%s: %s: %s: %s", d.Action, d.Name, d.Kind, d.Detail), ": ")
}

// envelope are the parameters of every call, which no list of an action has.
func envelope() []string {
	return []string{
		"Action", "Version", "Format", "Timestamp", "AccessKeyId", "SecurityToken", "Signature", "SignatureMethod",
		"SignatureNonce", "SignatureType", "SignatureVersion",
	}
}

// Request returns how the parameters of a call differ from the table. An empty parameter counts as not sent.
func Request(actions map[string]Action, sent url.Values) []Difference {
	name := sent.Get("Action")
	action, ok := actions[name]
	if !ok {
		return []Difference{{Action: name, Name: "Action", Kind: Unknown}}
	}
	var found []Difference
	if version := sent.Get("Version"); version != action.Version {
		found = append(found, Difference{name, "Version", OtherWay, version + " was sent"})
	}
	for _, parameter := range slices.Sorted(maps.Keys(sent)) {
		value := sent.Get(parameter)
		if value == "" || slices.Contains(envelope(), parameter) {
			continue
		}
		field, ok := action.Request[generic(parameter)]
		if !ok {
			found = append(found, Difference{name, parameter, Unknown, ""})
			continue
		}
		for _, kind := range field.Kinds {
			if !fits(value, kind) {
				found = append(found, Difference{name, parameter, OtherWay, fmt.Sprintf("%q is no %s", value, kind)})
				break
			}
		}
	}
	for _, parameter := range slices.Sorted(maps.Keys(action.Request)) {
		if action.Request[parameter].Required && sent.Get(parameter) == "" {
			found = append(found, Difference{name, parameter, Absent, ""})
		}
	}
	return found
}

var listIndex = regexp.MustCompile(`\.[0-9]+\b`)

// generic replaces the numbers of a parameter in a list: Filter.2.Key is Filter.N.Key.
func generic(parameter string) string { return listIndex.ReplaceAllString(parameter, ".N") }

// fits reports whether a text can be read as a type.
func fits(value, kind string) bool {
	var err error
	switch kind {
	case "integer":
		_, err = strconv.ParseInt(value, 10, 64)
	case "number":
		_, err = strconv.ParseFloat(value, 64)
	case "boolean":
		_, err = strconv.ParseBool(value)
	}
	return err == nil
}

// Answer returns how the body of an answer differs from the table, each difference once.
func Answer(actions map[string]Action, name string, body []byte) []Difference {
	action, ok := actions[name]
	if !ok {
		return []Difference{{Action: name, Name: "Action", Kind: Unknown}}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var answer any
	if err := decoder.Decode(&answer); err != nil {
		return []Difference{{name, "", OtherWay, "the body is no JSON"}}
	}
	found := map[Difference]bool{}
	action.compare("", answer, found)
	byText := func(a, b Difference) int { return strings.Compare(a.String(), b.String()) }
	return slices.SortedFunc(maps.Keys(found), byText)
}

// compare looks at one value of an answer and at what is inside.
func (a Action) compare(path string, value any, found map[Difference]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			a.compare(strings.TrimPrefix(path+"."+name, "."), inner, found)
		}
	case []any:
		for _, inner := range value {
			a.compare(path+"[]", inner, found)
		}
	}
	if path == "" {
		return
	}
	kind := kindOf(value)
	field, isLeaf := a.Answer[path]
	switch {
	case isLeaf && !slices.ContainsFunc(field.Kinds, func(want string) bool {
		return want == kind || want == "number" && kind == "integer"
	}):
		detail := fmt.Sprintf("it is %s, and the sources say %s", kind, strings.Join(field.Kinds, ", "))
		found[Difference{a.Name, path, OtherWay, detail}] = true
	case isLeaf:
	case kind == "list" && a.holds(path+"[]"), kind == "object" && a.holds(path+"."):
	case a.holds(path + "["), a.holds(path + "."):
		found[Difference{a.Name, path, OtherWay, "it is " + kind + ", and the sources say that fields are inside"}] = true
	default:
		found[Difference{a.Name, path, Unknown, ""}] = true
	}
}

// holds reports whether a field's path begins with a text.
func (a Action) holds(prefix string) bool {
	for path := range a.Answer {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// kindOf names the type of a decoded value.
func kindOf(value any) string {
	switch value := value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		if _, err := value.Int64(); err == nil {
			return "integer"
		}
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return "null"
}
