// SPDX-License-Identifier: MPL-2.0

package main

import (
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
			found, err := count(report(test.statuses...))
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
