// SPDX-License-Identifier: MPL-2.0

package report

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// errUnknown says that a part of an argument is known after apply.
var errUnknown = errors.New("a part of the arguments is not known yet")

// inputError is what is wrong with an argument.
type inputError struct {
	argument int64
	message  message.Message
	detail   string
}

func (e *inputError) Error() string { return e.detail }

func (e *inputError) functionError() *function.FuncError {
	return e.message.FunctionError(e.argument, e.detail)
}

// argument is one of the two arguments that hold objects.
type argument struct {
	position int64
	name     string
	source   string // what returns such objects
}

func instancesArgument() argument {
	return argument{argumentInstances, "instances", "apsaradb_rds_cross_region_backup_coverage"}
}

func statusesArgument() argument {
	return argument{argumentStatuses, "statuses", "apsaradb_rds_cross_region_backup_status"}
}

// refuse makes an error. place is a part of the argument, such as "[3].state"; "" for the whole.
func (a argument) refuse(place, format string, values ...any) error {
	return &inputError{a.position, message.NotAReportInput, a.name + place + " " + fmt.Sprintf(format, values...)}
}

// objects returns the members of an argument: of a list, a set or a map, or the argument itself if it is one object.
func (a argument) objects(ctx context.Context, value types.Dynamic) ([]object, error) {
	whole, err := value.ToTerraformValue(ctx)
	switch {
	case err != nil:
		return nil, err
	case !whole.IsFullyKnown():
		return nil, errUnknown
	case whole.IsNull():
		return nil, nil
	}
	if members, ok := membersOf(whole); ok {
		if _, single := members["instance_id"]; single {
			return []object{{a, "", members}}, nil
		}
		if _, dataSource := members["import_config"]; dataSource {
			return nil, a.refuse("", "is the whole data source. Pass its attribute instances.")
		}
		var all []object
		for _, key := range sorted(members) {
			if all, err = a.appendObject(all, fmt.Sprintf("[%q]", key), members[key]); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
	elements, ok := elementsOf(whole)
	if !ok {
		return nil, a.refuse("", "is %s, and not a list of objects. Pass what %s returns.", kindOf(whole), a.source)
	}
	var all []object
	for i, element := range elements {
		if all, err = a.appendObject(all, fmt.Sprintf("[%d]", i), element); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (a argument) appendObject(all []object, place string, value tftypes.Value) ([]object, error) {
	members, ok := membersOf(value)
	if !ok || value.IsNull() {
		return nil, a.refuse(place, "is %s, and not an object. Pass what %s returns.", kindOf(value), a.source)
	}
	return append(all, object{a, place, members}), nil
}

// object is one member of an argument.
type object struct {
	argument argument
	place    string
	members  map[string]tftypes.Value
}

// reader reads attributes of an object and keeps the first error.
type reader struct {
	object
	err error
}

// value returns an attribute that is neither absent nor null.
func (r *reader) value(name string) (tftypes.Value, bool) {
	value, exists := r.members[name]
	return value, exists && !value.IsNull() && r.err == nil
}

func as[T any](r *reader, name, kind string) (target T, given bool) {
	value, given := r.value(name)
	if !given {
		return target, false
	}
	if err := value.As(&target); err != nil {
		r.err = r.argument.refuse(r.place+"."+name, "is %s, and not %s.", kindOf(value), kind)
		return target, false
	}
	return target, true
}

// text returns "" for what is absent.
func (r *reader) text(name string) string {
	text, _ := as[string](r, name, "a text")
	return clean(text)
}

// need is text that must not be empty.
func (r *reader) need(name string) string {
	text := r.text(name)
	if text == "" && r.err == nil {
		r.err = r.argument.refuse(r.place+"."+name, "is missing, null or empty. Pass what %s returns.", r.argument.source)
	}
	return text
}

// word is text that is one of the words, or absent.
func (r *reader) word(name string, words ...string) string {
	text := r.text(name)
	for _, word := range words {
		if text == word || text == "" {
			return text
		}
	}
	if r.err == nil {
		r.err = r.argument.refuse(r.place+"."+name, "is %q. It takes %s.", text, strings.Join(words, ", "))
	}
	return ""
}

// number returns nil for what is absent. No number of a report is negative, and none has more digits than a column.
func (r *reader) number(name string) *float64 {
	const most = 1e15
	number, given := as[big.Float](r, name, "a number")
	if !given {
		return nil
	}
	value, _ := number.Float64()
	if !(value >= 0 && value <= most) {
		r.err = r.argument.refuse(r.place+"."+name, "is %s. It takes a number from 0 to %.0e.", number.Text('g', 10), most)
		return nil
	}
	return &value
}

func (r *reader) flag(name string) *bool {
	flag, given := as[bool](r, name, "true or false")
	if !given {
		return nil
	}
	return &flag
}

// time returns the zero time for what is absent.
func (r *reader) time(name string) time.Time {
	text := r.text(name)
	if text == "" {
		return time.Time{}
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil && r.err == nil {
		r.err = r.argument.refuse(r.place+"."+name, "is %q, and not a time such as 2026-11-30T08:00:00Z.", text)
	}
	return parsed.UTC()
}

// list returns the objects of an attribute that is a list of objects.
func (r *reader) list(name string) []*reader {
	value, given := r.value(name)
	if !given {
		return nil
	}
	elements, ok := elementsOf(value)
	if !ok {
		r.err = r.argument.refuse(r.place+"."+name, "is %s, and not a list.", kindOf(value))
		return nil
	}
	var all []*reader
	for i, element := range elements {
		place := fmt.Sprintf("%s.%s[%d]", r.place, name, i)
		members, ok := membersOf(element)
		if !ok || element.IsNull() {
			r.err = r.argument.refuse(place, "is %s, and not an object.", kindOf(element))
			return nil
		}
		all = append(all, &reader{object: object{r.argument, place, members}})
	}
	return all
}
