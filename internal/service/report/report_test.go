// SPDX-License-Identifier: MPL-2.0

package report_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

const wrongInput = "NOT_A_REPORT_INPUT"

var formats = []string{"HTML", "MARKDOWN", "OPENMETRICS"}

func TestReport_golden(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	for format, file := range map[string]string{
		"HTML": "report.html", "MARKDOWN": "report.md", "OPENMETRICS": "report.prom",
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			golden.Equal(t, file, report(t, instances, statuses, format))
		})
	}
}

// The order of the arguments, the form of the lists, and what nobody knows of change nothing.
func TestReport_formOfTheArguments(t *testing.T) {
	t.Parallel()
	instances, statuses := fleet()
	reversed := func(from []any) []any {
		var list []any
		for _, member := range from {
			list = append([]any{member}, list...)
		}
		return list
	}
	byID := object{}
	for _, one := range statuses {
		byID[one.(object)["instance_id"].(string)] = one.(object).with(object{"added_later": "x"})
	}
	byID["pgm-of-another-fleet"] = status("pgm-of-another-fleet", nil)
	for _, format := range formats {
		want := report(t, instances, statuses, format)
		if got := report(t, reversed(instances), byID, format); got != want {
			t.Errorf("%s: a map, and another order, give another report", format)
		}
	}
}

// A pull request shows fifty instances at most, and those whose copies fail come before those that cannot have any.
func TestReport_markdownShowsTheMostUrgent(t *testing.T) {
	t.Parallel()
	var instances []any
	for _, id := range manyIDs() {
		instances = append(instances, instance("cn-beijing", id, "", object{"state": "UNPROTECTED", "eligible": false}))
	}
	instances = append(instances,
		instance("cn-hangzhou", "pgm-failing", "", nil),
		instance("cn-hangzhou", "pgm-eligible", "", object{"state": "UNPROTECTED"}))
	text := report(t, instances, []any{status("pgm-failing", object{"never_succeeded": true})}, "MARKDOWN")
	failing, eligible := strings.Index(text, "pgm-failing"), strings.Index(text, "pgm-eligible")
	if first := strings.Index(text, "pgm-0000"); failing < 0 || eligible < failing || first < eligible {
		t.Errorf("the order is wrong: %d, %d, %d", failing, eligible, first)
	}
	if !strings.Contains(text, "952 more instances need action.") || len(text) > 60_000 {
		t.Errorf("%d characters, which end with %s", len(text), text[len(text)-100:])
	}
}

// What the data sources leave out is not known, and nothing else.
func TestReport_leastOfAll(t *testing.T) {
	t.Parallel()
	least := []any{object{"instance_id": "pgm-1", "region": "cn-hangzhou", "state": "PROTECTED"}}
	for name, statuses := range map[string]any{
		"none": []any{}, "null": nil, "an empty map": object{}, "one without values": []any{object{"instance_id": "pgm-1"}},
		"a single one": status("pgm-1", object{"latest_age_hours": nil}),
	} {
		for _, format := range formats {
			if text := report(t, least, statuses, format); !strings.Contains(text, "1") {
				t.Errorf("%s, %s: %s", name, format, text)
			}
		}
	}
	for _, format := range formats {
		report(t, []any{}, nil, format)
	}
}

// An argument that holds something that is known after apply makes the report known after apply.
func TestReport_unknown(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string][2]any{
		"a description": {[]any{instance("cn-hangzhou", "pgm-1", "", object{"description": unknown{}})}, nil},
		"a status":      {[]any{}, []any{status("pgm-1", object{"latest_age_hours": unknown{}})}},
		"all": {
			tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, tftypes.UnknownValue), nil,
		},
	} {
		got, failed := testkit.Call(t, function, value(t, arguments[0]), value(t, arguments[1]), "HTML")
		if failed != nil || got != (testkit.Unknown{}) {
			t.Errorf("%s: got %v, %v", name, got, failed)
		}
	}
}

// Each error points to the argument, names the place in it, and ends with its code.
func TestReport_errors(t *testing.T) {
	t.Parallel()
	one := func(changes object) []any { return []any{instance("cn-hangzhou", "pgm-1", "orders", changes)} }
	good := one(nil)
	for name, tt := range map[string]struct {
		instances, statuses any
		format              string
		at                  int64
		says, code          string
	}{
		"format":       {good, nil, "PDF", 2, "format takes HTML, MARKDOWN or OPENMETRICS.", "INVALID_VALUE"},
		"small format": {good, nil, "html", 2, "Did you mean HTML?", "INVALID_VALUE"},
		"no format":    {good, nil, "", 2, `"" is none of them.`, "INVALID_VALUE"},
		"text for the list": {
			"x", nil, "HTML", 0, "instances is a text, and not a list of objects.", wrongInput,
		},
		"the whole data source": {
			object{"instances": good, "import_config": ""},
			nil, "HTML", 0, "Pass its attribute instances.",
			wrongInput,
		},
		"a list of ids": {[]any{"pgm-1"}, nil, "HTML", 0, "instances[0] is a text, and not an object.", wrongInput},
		"a null member": {[]any{nil}, nil, "HTML", 0, "instances[0] is null, and not an object.", wrongInput},
		"no id": {
			[]any{object{"region": "x", "state": "PROTECTED"}},
			nil, "HTML", 0,
			"instances[0].instance_id is missing, null or empty.", wrongInput,
		},
		"null state":  {one(object{"state": nil}), nil, "HTML", 0, "[0].state is missing", wrongInput},
		"other state": {one(object{"state": "GONE"}), nil, "HTML", 0, `state is "GONE". It takes UNPROTECTED,`, wrongInput},
		"days as text": {
			one(object{"retention_days": "thirty"}), nil, "HTML", 0,
			"instances[0].retention_days is a text, and not a number.", wrongInput,
		},
		"negative days": {one(object{"retention_days": -1}), nil, "HTML", 0, "retention_days is -1.", wrongInput},
		"absurd days":   {one(object{"retention_days": 1e300}), nil, "HTML", 0, "retention_days is 1e+300.", wrongInput},
		"a day as time": {
			one(object{"latest_consistent_time": "2026-11-30"}), nil, "HTML", 0, "and not a time such as", wrongInput,
		},
		"reasons as texts": {
			one(object{"reasons": []any{"SERVERLESS"}}), nil, "HTML", 0, "instances[0].reasons[0] is a text", wrongInput,
		},
		"reasons as one text": {
			one(object{"reasons": "x"}), nil, "HTML", 0, "reasons is a text, and not a list.", wrongInput,
		},
		"flag as text": {
			one(object{"eligible": "maybe"}), nil, "HTML", 0, "eligible is a text, and not true or false.", wrongInput,
		},
		"an instance twice": {
			append(one(nil), one(nil)...), nil, "HTML", 0, "instances[1] is about cn-hangzhou:pgm-1", "DUPLICATE_REPORT_INPUT",
		},
		"a status twice": {
			good, []any{status("pgm-1", nil), status("pgm-1", nil)}, "HTML", 1, "statuses[1] is about", "DUPLICATE_REPORT_INPUT",
		},
		"a status without an id": {good, []any{object{}}, "HTML", 1, "statuses[0].instance_id is missing", wrongInput},
		"a status in a map": {
			good,
			object{"pgm-1": status("pgm-1", object{"rpo_state": 5})},
			"HTML", 1, `statuses["pgm-1"].rpo_state is a number`,
			wrongInput,
		},
		"a blocker without a code": {
			good,
			[]any{status("pgm-1", object{"restore_blockers": []any{object{}}})},
			"HTML", 1,
			"statuses[0].restore_blockers[0].code is missing", wrongInput,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, failed := testkit.Call(t, function, value(t, tt.instances), value(t, tt.statuses), tt.format)
			if failed == nil || failed.FunctionArgument == nil {
				t.Fatalf("got %v, want an error on an argument", failed)
			}
			if *failed.FunctionArgument != tt.at || !strings.Contains(failed.Text, tt.says) ||
				!strings.HasSuffix(failed.Text, " ("+tt.code+")") {
				t.Errorf("argument %d: %s\nwant argument %d, %q and %s",
					*failed.FunctionArgument, failed.Text, tt.at, tt.says, tt.code)
			}
		})
	}
}

func BenchmarkReport(b *testing.B) {
	var instances, statuses []any
	for _, id := range manyIDs() {
		instances = append(instances, instance("cn-hangzhou", id, "database of "+id, nil))
		statuses = append(statuses, status(id, nil))
	}
	for _, format := range formats {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				report(b, instances, statuses, format)
			}
		})
	}
}

// The status decides whether the objective is met, and the age only says how well.
func TestReport_objectives(t *testing.T) {
	t.Parallel()
	var instances, statuses []any
	for i, changes := range []object{
		{"latest_age_hours": 12},
		{"latest_age_hours": 12.5},
		{"latest_age_hours": 24},
		{"latest_age_hours": 30},
		{"latest_age_hours": nil},
		{"rpo_state": "MISSED", "latest_age_hours": 48},
		{"rpo_state": "MISSED", "latest_age_hours": 49},
		{"rpo_state": "MISSED", "latest_age_hours": nil},
		{"rpo_state": "UNKNOWN"},
		{"rpo_state": nil, "rpo_hours": nil},
	} {
		id := manyIDs()[i]
		instances, statuses = append(instances, instance("cn-hangzhou", id, "", nil)), append(statuses, status(id, changes))
	}
	page := report(t, instances, statuses, "HTML")
	lines := regexp.MustCompile(`<div><dt>([^<]*)</dt>.*<span>(\d+)</span>`).FindAllStringSubmatch(page, -1)
	got := make([]string, 0, len(lines))
	for _, line := range lines {
		got = append(got, line[2]+" "+line[1])
	}
	want := []string{
		"1 RPO met, half of the time or more is left",
		"2 RPO met, less than half of the time is left",
		"2 RPO met by log copies",
		"1 RPO missed, the copy is up to twice as old",
		"1 RPO missed, the copy is older",
		"1 RPO missed, there is no copy",
		"2 RPO not known",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
