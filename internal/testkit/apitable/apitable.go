// SPDX-License-Identifier: MPL-2.0

// Package apitable holds the names and types that the API's publishers list for each action, and compares requests and
// answers with them. The client and the emulator were written from one description of the API; this is another. The
// README says where the table comes from and how it is made again.
package apitable

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed actions/*.tsv
var files embed.FS

// Action is what is known of one action.
type Action struct {
	Product, Version, Name string
	// Request are the parameters, and Answer the fields by their dotted paths. [] stands after the name of a list.
	Request, Answer map[string]Field
}

// Field is a parameter of a request, or a field of an answer that holds a value.
type Field struct {
	Required bool
	// Kinds are the types that the sources give: string, integer, number, boolean or object.
	Kinds []string
}

// columns of a line of a file. One column for each source follows them.
const (
	columnPart = iota
	columnName
	columnRequired
	columnsOfSources
)

// Actions returns the table by the names of the actions.
func Actions() map[string]Action {
	names, err := fs.Glob(files, "actions/*.tsv")
	if err != nil {
		panic("apitable: " + err.Error())
	}
	found := map[string]Action{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic("apitable: " + err.Error())
		}
		found[strings.TrimSuffix(path.Base(name), ".tsv")] = parse(string(text))
	}
	return found
}

// parse reads a file: a comment that names product, version and action, a heading, and a line for each field.
func parse(text string) Action {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	about := strings.Fields(lines[0]) // # product version action. ...
	action := Action{
		Product: about[1], Version: about[2], Name: strings.TrimSuffix(about[3], "."),
		Request: map[string]Field{}, Answer: map[string]Field{},
	}
	for _, line := range lines[2:] {
		cells := strings.Split(line, "\t")
		field := Field{Required: cells[columnRequired] == "required"}
		for _, kind := range cells[columnsOfSources:] {
			if kind != "-" {
				field.Kinds = append(field.Kinds, kind)
			}
		}
		if cells[columnPart] == "request" {
			action.Request[cells[columnName]] = field
		} else {
			action.Answer[cells[columnName]] = field
		}
	}
	return action
}
