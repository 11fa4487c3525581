// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

var update = flag.Bool("update", false, "write the generated part of README.md")

// Not parallel: with -update it writes the page that the other tests read.
func TestDocs_tablesAreUpToDate(t *testing.T) { //nolint:paralleltest // see above
	path := "README.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for name, table := range map[string]string{"guesses": guessTable(), "effects": effectTable()} {
		begin, end := "<!-- "+name+" begin -->\n", "<!-- "+name+" end -->\n"
		before, rest, begins := strings.Cut(want, begin)
		_, after, ends := strings.Cut(rest, end)
		if !begins || !ends {
			t.Fatalf("%s lacks the lines around the table of %s", path, name)
		}
		want = before + begin + table + end + after
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Errorf("%s differs from the code: go test ./internal/emulator -run TestDocs -update", path)
	}
	if lines := strings.Count(want, "\n"); lines > 180 {
		t.Errorf("%s has %d lines, want at most 180", path, lines)
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

// effectTable has a row for each effect that is not a code, and one for the codes that pass.
func effectTable() string {
	var table strings.Builder
	table.WriteString("| effect | what the caller sees | transient |\n|---|---|---|\n")
	var codes []string
	for _, effect := range emulator.Effects() {
		transient := "no"
		if effect.Transient {
			transient = "yes"
		}
		if effect.Fault.Code != effect.Name {
			fmt.Fprintf(&table, "| `%s` | %s | %s |\n", effect.Name, effect.Sentence, transient)
		} else if effect.Transient {
			codes = append(codes, "`"+effect.Name+"`")
		}
	}
	fmt.Fprintf(&table, "| %s | The API answers the code. | yes |\n| any other code, such as `Forbidden.RAM` | The API answers the code. | no |\n", strings.Join(codes, ", "))
	return table.String()
}

func guessTable() string {
	var table strings.Builder
	table.WriteString("| id | values | what it decides | what the default rests on |\n|---|---|---|---|\n")
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
		row := []string{"`" + guess.ID + "`", strings.Join(values, ", "), guess.Sentence, guess.Source}
		for i, cell := range row {
			row[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(&table, "| %s |\n", strings.Join(row, " | "))
	}
	return table.String()
}

// TestDocs_namesEveryAction fails for an action that the page does not name.
func TestDocs_namesEveryAction(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range append(slices.Collect(maps.Keys(valid)), "GetCallerIdentity", "AssumeRole", "AssumeRoleWithOIDC", "GetRole") {
		if !strings.Contains(string(text), "`"+action+"`") {
			t.Errorf("the page does not name %s", action)
		}
	}
}

func TestDocs_guessesAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, guess := range emulator.Guesses() {
		if guess.ID == "" || guess.Sentence == "" || guess.Source == "" || guess.Default == "" || seen[guess.ID] {
			t.Errorf("guess %+v is not complete, or there twice", guess)
		}
		if len(guess.Values) > 0 && !slices.Contains(guess.Values, guess.Default) {
			t.Errorf("guess %s cannot have its default", guess.ID)
		}
		seen[guess.ID] = true
	}
}
