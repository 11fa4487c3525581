// SPDX-License-Identifier: MPL-2.0

package apicode

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented is one section of testdata/documented_codes.txt: the class that a code must have, or Unknown where the
// section leaves it open.
type documented map[string]Class

// readDocumented reads the transcribed table: the codes of each action, with those of the blocks that it includes.
func readDocumented(t *testing.T) map[string]documented {
	t.Helper()
	raw, err := os.ReadFile("testdata/documented_codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]Class{"absent": Absent, "busy": Busy, "throttled": Throttled, "unavailable": Unavailable}
	blocks, actions := map[string]documented{}, map[string]documented{}
	var section documented
	for number, line := range strings.Split(string(raw), "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "#":
		case fields[0] == "[block":
			section = documented{}
			blocks[strings.TrimSuffix(fields[1], "]")] = section
		case fields[0] == "[action":
			section = documented{}
			actions[strings.TrimSuffix(fields[1], "]")] = section
		case fields[0] == "include" && blocks[fields[1]] != nil:
			maps.Copy(section, blocks[fields[1]])
		case len(fields) == 2:
			section[fields[1]] = Unknown
		case len(fields) == 3 && classes[fields[2]] != Unknown:
			section[fields[1]] = classes[fields[2]]
		default:
			t.Fatalf("line %d is not understood: %s", number+1, line)
		}
	}
	return actions
}

// TestDocumented_everyCodeHasARow also holds the classes that decide whether a call is repeated, and whether an
// instance counts as gone.
func TestDocumented_everyCodeHasARow(t *testing.T) {
	t.Parallel()
	harmful := []Class{Absent, Busy, Throttled, Unavailable, Connection, Unreadable}
	for action, codes := range readDocumented(t) {
		for code, want := range codes {
			row, ok := Find(action, code)
			class, _ := ClassOf(code)
			switch {
			case !ok:
				t.Errorf("%s: %s has no row", action, code)
			case row.Class != class:
				t.Errorf("%s: %s has the class %v, and %v for other actions", action, code, row.Class, class)
			case want != Unknown && class != want:
				t.Errorf("%s: %s is %v, want %v", action, code, class, want)
			case want == Unknown && slices.Contains(harmful, class):
				t.Errorf("%s: %s is %v, which the documentation does not say", action, code, class)
			}
		}
	}
}

// TestDocumented_isEveryActionInUse fails when the client makes a call whose errors nobody has looked up.
func TestDocumented_isEveryActionInUse(t *testing.T) {
	t.Parallel()
	actions := readDocumented(t)
	files, err := filepath.Glob("../rds/*.go")
	if err != nil {
		t.Fatal(err)
	}
	request := regexp.MustCompile(`\b(?:sdkrds|sts|ram)\.Create(\w+)Request\(\)`)
	used := map[string]bool{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range request.FindAllSubmatch(raw, -1) {
			used[string(match[1])] = true
			if actions[string(match[1])] == nil {
				t.Errorf("%s calls %s, which testdata/documented_codes.txt does not list", file, match[1])
			}
		}
	}
	if len(used) < 10 {
		t.Errorf("%d actions found, so that the search is broken", len(used))
	}
}
