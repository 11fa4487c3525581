// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The columns of a table, one for each source.
const (
	columnMeta   = "meta"
	columnFirst  = "sdk1"
	columnSecond = "sdk2"
	columnOld    = "sdk2-2020"
)

func columns() []string { return []string{columnMeta, columnFirst, columnSecond, columnOld} }

// row is one parameter or field.
type row struct {
	kinds    map[string]string // by column
	required bool
}

// table is what the sources say about one action.
type table struct {
	product product
	action  string
	request map[string]*row
	answer  map[string]*row
	missing []string // columns of sources that do not have the action
}

func newTable(p product, action string) *table {
	return &table{product: p, action: action, request: map[string]*row{}, answer: map[string]*row{}}
}

// listIndex is the number of an item in a parameter that is a list. The first SDK spells out each: Tag.1.key.
var listIndex = regexp.MustCompile(`\.[0-9]+\b`)

func add(rows map[string]*row, column string, found leaf) {
	found.name = listIndex.ReplaceAllString(found.name, ".N")
	if rows[found.name] == nil {
		rows[found.name] = &row{kinds: map[string]string{}}
	}
	rows[found.name].kinds[column] = found.kind
	rows[found.name].required = rows[found.name].required || found.required
}

func (t *table) addMetadata(folder string) error {
	found, ok, err := readMetadata(folder, t.product.name, t.action)
	if err != nil {
		return fmt.Errorf("metadata of %s: %w", t.action, err)
	}
	if !ok {
		t.missing = append(t.missing, columnMeta)
	}
	for _, parameter := range found.Parameters {
		about := parameter.typed
		if about.Type == "" {
			about = parameter.Schema
		}
		add(t.request, columnMeta, leaf{name: parameter.Name, kind: kindNamed(about.Type), required: about.Required})
	}
	return nil
}

// addSecond reads a release of the second SDK, in which every action has types of its own.
func (t *table) addSecond(column string, second types, answer string) {
	if column == columnSecond && second[t.action+answer] == nil {
		t.missing = append(t.missing, column)
	}
	for _, found := range second.walk(t.action+"Request", "json", ".N", "") {
		add(t.request, column, found)
	}
	for _, found := range second.walk(t.action+answer, "json", "[]", "") {
		add(t.answer, column, found)
	}
}

// dropShared drops the nested fields that the first SDK has alone. It shares nested types between actions, so that such
// a field may be another action's.
func (t *table) dropShared() {
	maps.DeleteFunc(t.answer, func(name string, r *row) bool {
		return len(r.kinds) == 1 && r.kinds[columnFirst] != "" && strings.ContainsAny(name, ".[")
	})
}

func (t *table) addFirst(first types) {
	if first[t.action+"Response"] == nil {
		t.missing = append(t.missing, columnFirst)
	}
	for _, found := range first.walk(t.action+"Request", "name", ".N", "") {
		add(t.request, columnFirst, found)
	}
	for _, found := range first.walk(t.action+"Response", "json", "[]", "") {
		add(t.answer, columnFirst, found)
	}
}

func (t *table) render() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s %s %s. Written by internal/tools/apitable.\n", t.product.name, t.product.version, t.action)
	fmt.Fprintf(&out, "part\tname\trequired\t%s\n", strings.Join(columns(), "\t"))
	for _, part := range []struct {
		name string
		rows map[string]*row
	}{{"request", t.request}, {"answer", t.answer}} {
		for _, name := range slices.Sorted(maps.Keys(part.rows)) {
			found := part.rows[name]
			required := "-"
			if found.required {
				required = "required"
			}
			fmt.Fprintf(&out, "%s\t%s\t%s", part.name, name, required)
			for _, column := range columns() {
				kind := found.kinds[column]
				if kind == "" {
					kind = "-"
				}
				out.WriteString("\t" + kind)
			}
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

// remarks are what a maintainer should look at: sources that lack the action, and types that differ.
func (t *table) remarks() []string {
	var found []string
	for _, column := range t.missing {
		found = append(found, column+" does not have it")
	}
	for _, rows := range []map[string]*row{t.request, t.answer} {
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			kinds := slices.Sorted(maps.Values(rows[name].kinds))
			if kinds = slices.Compact(kinds); len(kinds) > 1 {
				found = append(found, fmt.Sprintf("%s is %s", name, strings.Join(kinds, " or ")))
			}
		}
	}
	return found
}
