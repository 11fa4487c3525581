// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// report has so many changes of each kind.
func report(statuses ...string) []byte {
	var mutations []string
	for _, status := range statuses {
		mutations = append(mutations, `{"type": "CONDITIONALS_NEGATION", "status": "`+status+`", "line": 1, "column": 2}`)
	}
	return []byte(`{"test_efficacy": 100, "files": [{"file_name": "a.go", "mutations": [` + strings.Join(mutations, ",") +
		`]}]}`)
}

// source is a folder with the file of the report.
func source(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.go"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// What joins texts cannot be subtracted: that it does not build says nothing about the tests.
func TestCount_textsDoNotCount(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]int{
		`a + b`: 1, `a + "text"`: 0, `a + b + "text"`: 0, `a + f("text")`: 1, `a - b`: 1,
	} {
		folder := source(t, "package a\nvar _ = "+expression)
		found, err := count([]byte(`{"files": [{"file_name": "a.go", "mutations": [
			{"type": "ARITHMETIC_BASE", "status": "KILLED", "line": 2, "column": 11}]}]}`), folder)
		if err != nil || found.judged() != want {
			t.Errorf("%s: %d changes, %v, want %d", expression, found.judged(), err, want)
		}
	}
}

func many(status string, count int) []string {
	var all []string
	for range count {
		all = append(all, status)
	}
	return all
}

// What timed out counts as not noticed, and too much of it makes the score worthless.
func TestScore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		statuses []string
		least    float64
		says     string
	}{
		"reached": {append(many("KILLED", 95), many("LIVED", 5)...), 95, ""},
		"missed": {
			append(many("KILLED", 94), many("LIVED", 6)...), 95, "94.0 % of the changes made a test fail, less than 95 %",
		},
		"timed out counts": {append(many("KILLED", 94), append(many("LIVED", 4), many("TIMED OUT", 2)...)...), 95, "94.0 %"},
		"too many":         {append(many("KILLED", 97), many("TIMED OUT", 3)...), 95, "3 of 100 changes timed out"},
		"not covered":      {append(many("KILLED", 95), append(many("LIVED", 5), "NOT COVERED", "NOT VIABLE")...), 95, ""},
		"nothing":          {nil, 95, "nothing was changed"},
		"only reported":    {many("LIVED", 9), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := count(report(test.statuses...), source(t, "package a"))
			if err != nil {
				t.Fatal(err)
			}
			err = found.check(gate{"internal/x", test.least})
			if (err != nil) != (test.says != "") || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s: got %v, want %q", found, err, test.says)
			}
		})
	}
}
