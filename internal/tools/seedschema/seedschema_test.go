// SPDX-License-Identifier: MPL-2.0

// Package seedschema_test holds the JSON schema of the emulator's seed files against a validator that others wrote.
package seedschema_test

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const folder = "../../emulator/"

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(folder + "seed.schema.json") // this checks the schema, too
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func check(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	seed, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(seed)
}

// The seed of the manual, and the built-in one as the emulator shows it, are valid.
func TestSchema_takesSeeds(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	manual, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(manual), "<!-- seed begin -->\n```json\n")
	example, _, found := strings.Cut(rest, "```\n<!-- seed end -->")
	if !found {
		t.Fatal("the manual has no seed")
	}
	state, err := os.ReadFile(folder + "testdata/state.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{example, string(state), `{}`, `{"$schema":"x","instances":[]}`} {
		if err := check(t, schema, text); err != nil {
			t.Errorf("%.80s: %v", text, err)
		}
	}
}

// What the emulator refuses for its form is refused by an editor already.
func TestSchema_refusesMistakes(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	const good = `"id":"x","region":"cn-hangzhou","engine":"MySQL","engine_version":"8.0"`
	instance := func(more string) string { return `{"instances":[{` + good + `,` + more + `}]}` }
	if err := check(t, schema, instance(`"history":3,"busy_for":"1h30m"`)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"unknown field of the seed": `{"fleet":1}`, "unknown field": instance(`"enigne":"y"`),
		"no engine": `{"instances":[{"id":"x","region":"cn-hangzhou","engine_version":"8.0"}]}`,
		"empty id":  `{"accounts":[{"id":""}]}`, "unknown guess": `{"guesses":{"page-size":"any"}}`,
		"value of a guess": `{"guesses":{"page-sizes":"all"}}`, "role": instance(`"role":"Main"`),
		"region":       strings.Replace(instance(`"tde":true`), "cn-hangzhou", "mars", 1),
		"long history": instance(`"history":3651`), "day": instance(`"backup_days":["Mon"]`),
		"retention":   instance(`"policy":{"enabled":false,"retention_days":6}`),
		"destination": instance(`"policy":{"enabled":false,"destination_region":"mars"}`),
		"busy_for":    instance(`"busy_for":"long"`), "time": instance(`"created_time":"yesterday"`),
		"number as a text": instance(`"storage_gb":"20"`),
		"session":          `{"accounts":[{"id":"1","role_rules":{"r":{"max_session_seconds":60}}}]}`,
	} {
		if check(t, schema, text) == nil {
			t.Errorf("%s: %s is accepted", name, text)
		}
	}
}
