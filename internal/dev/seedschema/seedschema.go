// SPDX-License-Identifier: MPL-2.0

// Package seedschema makes the JSON schema of the emulator's seed files, from the Go types and their comments.
package seedschema

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// typesFile declares the types of seeds, from the root of the repository.
const typesFile = "internal/emulator/fleet/types.go"

// duration is a text that time.ParseDuration takes, and that is not negative.
const duration = `^\+?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$|^0$`

// Command is the command "seed-schema".
func Command() command.Command {
	return command.Command{
		Name: "seed-schema", Summary: "print the JSON schema of the emulator's seed files",
		Setup: func(*flag.FlagSet) func(context.Context) error {
			return func(context.Context) error {
				text, err := Write(".")
				if err == nil {
					_, err = os.Stdout.Write(text)
				}
				return err
			}
		},
	}
}

// Write makes the schema. Root is the folder of the repository.
func Write(root string) ([]byte, error) {
	comments, err := readComments(filepath.Join(root, typesFile))
	if err != nil {
		return nil, err
	}
	g := generator{comments: comments, rules: fleet.SeedRules(), names: map[string]string{}, definitions: object{}}
	g.collectNames(reflect.TypeFor[fleet.Seed]())
	schema := g.object(reflect.TypeFor[fleet.Seed]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "Seed of the emulator of ApsaraDB RDS"
	schema["$defs"] = g.definitions
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return text.Bytes(), nil
}

// object is a JSON object; encoding/json sorts its keys.
type object map[string]any

type generator struct {
	comments    map[string]string // by type and Go name of a field, or by type
	rules       map[string]fleet.Rule
	names       map[string]string // JSON names by Go names
	definitions object
}

// collectNames notes how the fields of a type, and of the types below it, are called in JSON.
func (g *generator) collectNames(kind reflect.Type) {
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		g.collectNames(kind.Elem())
	case reflect.Struct:
		if kind == reflect.TypeFor[time.Time]() {
			return
		}
		for _, field := range reflect.VisibleFields(kind) {
			g.names[field.Name] = jsonName(field)
			g.collectNames(field.Type)
		}
	default:
	}
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// object describes a struct. An unknown field is a mistake.
func (g *generator) object(kind reflect.Type) object {
	properties, required := object{}, []string{}
	for _, field := range reflect.VisibleFields(kind) {
		name := jsonName(field)
		rule := g.rules[kind.Name()+"."+name]
		property := g.value(field.Type, rule)
		if text := g.describe(kind.Name() + "." + field.Name); text != "" {
			property["description"] = text
		}
		if name == "guesses" {
			property["properties"], property["additionalProperties"] = guesses(), false
		}
		if rule.Required {
			required = append(required, name)
			property["minLength"] = 1
		}
		properties[name] = property
	}
	described := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		described["required"] = required
	}
	if text := g.describe(kind.Name()); text != "" {
		described["description"] = text
	}
	return described
}

// value describes what a field can be.
func (g *generator) value(kind reflect.Type, rule fleet.Rule) object {
	switch {
	case kind == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case kind.Kind() == reflect.Pointer:
		return g.value(kind.Elem(), rule)
	case kind.Kind() == reflect.Slice:
		return object{"type": []string{"array", "null"}, "items": g.value(kind.Elem(), rule)}
	case kind.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": g.value(kind.Elem(), fleet.Rule{})}
	case kind.Kind() == reflect.Struct:
		if _, known := g.definitions[kind.Name()]; !known {
			g.definitions[kind.Name()] = g.object(kind)
		}
		return object{"$ref": "#/$defs/" + kind.Name()}
	case kind.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	case kind.Kind() == reflect.String && len(rule.Values) > 0:
		return object{"type": "string", "enum": rule.Values}
	case kind.Kind() == reflect.String && rule.Duration:
		return object{"type": "string", "pattern": duration}
	case kind.Kind() == reflect.String:
		return object{"type": "string"}
	case rule.Max != 0:
		return object{"type": "integer", "minimum": rule.Min, "maximum": rule.Max}
	default:
		return object{"type": "integer"}
	}
}

// describe is the comment of a type or field, with the names of JSON in place of those of Go.
func (g *generator) describe(key string) string {
	return regexp.MustCompile(`\b[A-Z]\w*\b`).ReplaceAllStringFunc(g.comments[key], func(word string) string {
		_, own, _ := strings.Cut(key, ".")
		// A word of one part may be any word. The comment of a field begins with its name.
		if name, known := g.names[word]; known && (strings.Contains(name, "_") || word == own) {
			return name
		}
		return word
	})
}

// guesses describes the switches of guesses.
func guesses() object {
	properties := object{}
	for _, guess := range emulator.Guesses() {
		property := object{"type": "string", "description": guess.Sentence, "default": guess.Default}
		switch {
		case len(guess.Values) > 0:
			property["enum"] = slices.Clone(guess.Values)
		case guess.Kind == "duration":
			property["pattern"] = duration
		default:
			property["minLength"] = 1
		}
		properties[guess.ID] = property
	}
	return properties
}
