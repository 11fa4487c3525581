// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

var update = flag.Bool("update", false, "write the generated part of docs/design/emulator.md")

const (
	tableBegin = "<!-- guesses begin -->\n"
	tableEnd   = "<!-- guesses end -->\n"
)

func TestDocs_guessTableIsUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "design", "emulator.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), tableBegin)
	_, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s lacks the lines around the table", path)
	}
	want := before + tableBegin + guessTable() + tableEnd + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Errorf("%s differs from the code: go test ./internal/emulator -run TestDocs -update", path)
	}
	if lines := strings.Count(want, "\n"); lines > 120 {
		t.Errorf("%s has %d lines, want at most 120", path, lines)
	}
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
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "design", "emulator.md"))
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
