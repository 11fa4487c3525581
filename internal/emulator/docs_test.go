// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

var update = flag.Bool("update", false, "write the generated lists of README.md")

// Not parallel: with -update it writes the page that the other tests read.
func TestDocs_listsAreUpToDate(t *testing.T) { //nolint:paralleltest // see above
	path := "README.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for name, list := range map[string]string{"guesses": guessList(), "effects": effectList()} {
		begin, end := "<!-- "+name+" begin -->\n", "<!-- "+name+" end -->\n"
		before, rest, begins := strings.Cut(want, begin)
		_, after, ends := strings.Cut(rest, end)
		if !begins || !ends {
			t.Fatalf("%s lacks the lines around the list of %s", path, name)
		}
		want = before + begin + list + end + after
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Errorf("%s differs from the code: go test ./internal/emulator -run TestDocs -update", path)
	}
}

// The seed file of the page is one that works, as it is.
func TestDocs_seedFileWorks(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begins := strings.Cut(string(text), "<!-- seed begin -->\n```json\n")
	example, _, ends := strings.Cut(rest, "```\n<!-- seed end -->")
	if !begins || !ends {
		t.Fatal("the page has no seed file")
	}
	seed, err := fleet.ReadSeed(strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	s := emulator.Start(t, emulator.WithSeed(seed))
	c := newCaller(t, s).with(func(c *caller) { c.key, c.secret = "my-key", "my-secret" })
	if got := c.policy("pgm-mine"); got.text("Retention") != "90" {
		t.Errorf("got %s", got.raw)
	}
}

// effectList has an item for each effect that is not a code, and one for the codes that are transient.
func effectList() string {
	var list strings.Builder
	var codes []string
	for _, effect := range emulator.Effects() {
		lasts := "permanent"
		if effect.Transient {
			lasts = "transient"
		}
		if effect.Fault.Code != effect.Name {
			item(&list, fmt.Sprintf("`%s` (%s): %s", effect.Name, lasts, effect.Sentence))
		} else if effect.Transient {
			codes = append(codes, "`"+effect.Name+"`")
		}
	}
	item(&list, "Error codes that are transient: "+strings.Join(codes, ", ")+".")
	item(&list, "Any other error code, such as `Forbidden.RAM` (permanent).")
	return list.String()
}

func guessList() string {
	var list strings.Builder
	for _, guess := range emulator.Guesses() {
		values := []string{"`" + guess.Default + "`"}
		for _, value := range guess.Values {
			if value != guess.Default {
				values = append(values, "`"+value+"`")
			}
		}
		if len(guess.Values) == 0 {
			values = append(values, "any "+guess.Kind)
		}
		item(&list,
			fmt.Sprintf("`%s`: %s. %s Source: %s", guess.ID, strings.Join(values, ", "), guess.Sentence, guess.Source))
	}
	return list.String()
}

// item writes an item of a list, in lines of at most 120 columns.
func item(list *strings.Builder, text string) {
	line := "-"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > 120 {
			list.WriteString(line + "\n")
			line = " "
		}
		line += " " + word
	}
	list.WriteString(line + "\n")
}

// The page names every action, and every field that a seed file may have.
func TestDocs_namesActionsAndFields(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := append(slices.Collect(maps.Keys(valid)), "GetCallerIdentity", "AssumeRole", "AssumeRoleWithOIDC", "GetRole")
	for _, kind := range []any{
		fleet.Seed{}, fleet.Account{}, fleet.AccessKey{}, fleet.RoleRule{}, fleet.Instance{}, fleet.Policy{},
	} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(kind)) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	for _, name := range names {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("the page does not name %s", name)
		}
	}
}
