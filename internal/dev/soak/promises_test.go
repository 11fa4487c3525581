// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func on(days int) settings {
	return settings{Enabled: true, Log: true, Destination: "cn-shanghai", Days: days}
}

// write is a call that writes what the settings say, after changes: name, value, name, value.
func write(id string, s settings, changes ...string) emulator.Call {
	params := url.Values{
		"DBInstanceId": {
			id,
		},
		"BackupEnabled":     {digit(s.Enabled)},
		"LogBackupEnabled":  {digit(s.Log)},
		"CrossBackupRegion": {s.Destination},
		"CrossBackupType":   {"1"},
		"RetentType":        {"1"},
		"Retention":         {strconv.Itoa(s.Days)},
	}
	for i := 0; i < len(changes); i += 2 {
		params.Set(changes[i], changes[i+1])
	}
	return emulator.Call{
		Action:    emulator.ActionModifyInstanceCrossBackupPolicy,
		Params:    params,
		Status:    200,
		Delivered: true,
	}
}

func read(id string) emulator.Call {
	return emulator.Call{
		Action:    emulator.ActionDescribeInstanceCrossBackupPolicy,
		Params:    url.Values{"DBInstanceId": {id}},
		Status:    200,
		Delivered: true,
	}
}

func requireTexts(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d broken promises instead of %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, text := range want {
		if !strings.Contains(got[i], text) {
			t.Errorf("got %q, which does not say %q", got[i], text)
		}
	}
}

func TestBrokenWrites(t *testing.T) {
	t.Parallel()
	members := []member{
		{ID: "longer", Kind: changed, Before: on(30), After: on(90)},
		{ID: "shorter", Kind: changed, Before: on(90), After: on(30)},
		{ID: "same", Kind: unchanged, Before: on(30), After: on(30)},
		{ID: "new", Kind: fresh, After: on(7)},
		{ID: "old", Kind: doomed, Before: on(365), After: on(365).off()},
	}
	for name, test := range map[string]struct {
		call emulator.Call
		want []string
	}{
		"as configured, longer":  {call: write("longer", on(90))},
		"as configured, shorter": {call: write("shorter", on(30))},
		"as configured, new":     {call: write("new", on(7))},
		"as configured, off":     {call: write("old", on(365).off())},
		"a read":                 {call: read("same")},
		"switched off": {
			write("longer", on(90), "BackupEnabled", "0"), []string{`sends BackupEnabled="0" instead of "1"`, "switches it off"},
		},
		"switch not sent": {
			write("longer", on(90), "BackupEnabled", ""), []string{`sends BackupEnabled="" instead of "1"`, "switches it off"},
		},
		"shorter than both": {
			write("longer", on(7)), []string{`sends Retention="7" instead of "90"`, "less than the 30 days"},
		},
		"the old retention": {write("longer", on(30)), []string{`sends Retention="30" instead of "90"`}},
		"no retention": {
			write("new", on(7), "Retention", ""), []string{`sends Retention="" instead of "7"`, "less than the 7 days"},
		},
		"another destination": {
			write("new", on(7), "CrossBackupRegion", "cn-beijing"), []string{`sends CrossBackupRegion="cn-beijing"`},
		},
		"log copy off":     {write("new", on(7), "LogBackupEnabled", "0"), []string{`sends LogBackupEnabled="0"`}},
		"nothing to write": {write("same", on(30)), []string{"there is nothing to write"}},
		"a stranger":       {write("stranger", on(30)), []string{"in no configuration"}},
		"destroyed and shorter": {
			write("old", on(7).off()), []string{`sends Retention="7" instead of "365"`, "less than the 365 days"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireTexts(t, brokenWrites([]emulator.Call{test.call}, members), test.want...)
		})
	}
}

func TestBrokenFleet(t *testing.T) {
	t.Parallel()
	stays := member{ID: "a", Kind: changed, Before: on(30), After: on(90)}
	ends := member{ID: "a", Kind: doomed, Before: on(30), After: on(30).off()}
	begins := member{ID: "a", Kind: fresh, After: on(30)}
	for name, test := range map[string]struct {
		member member
		now    settings
		want   []string
	}{
		"as before":            {stays, on(30), nil},
		"as configured":        {stays, on(90), nil},
		"off":                  {stays, on(90).off(), []string{"was on and is off"}},
		"gone":                 {stays, settings{}, []string{"was on and is off"}},
		"shorter than both":    {stays, on(7), []string{"keeps copies for 7 days, less than 30"}},
		"something else":       {stays, on(60), []string{"is on true, log copy true, to cn-shanghai for 60 days"}},
		"destroyed":            {ends, on(30).off(), nil},
		"not destroyed yet":    {ends, on(30), nil},
		"destroyed, shorter":   {ends, on(7).off(), []string{"keeps copies for 7 days"}},
		"never on yet":         {begins, settings{}, nil},
		"on":                   {begins, on(30), nil},
		"on, not as it was to": {begins, on(31), []string{"before: never on"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireTexts(t, brokenFleet([]member{test.member}, map[string]settings{"a": test.now}), test.want...)
		})
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	members := []member{{ID: "a", After: on(30)}, {ID: "b", After: on(30)}}
	now := map[string]settings{"a": on(30)}
	requireTexts(t, left(unfinished(members, now), now), "b () is never on instead of on true")
}

func TestQuietAfter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	calls := []emulator.Call{
		{Received: at.Add(-time.Hour)},
		{Received: at.Add(2 * time.Second)},
		{Received: at.Add(time.Second)},
	}
	if got := quietAfter(calls, at); got != 2*time.Second {
		t.Errorf("got %s", got)
	}
	if got := quietAfter(calls[:1], at); got != 0 {
		t.Errorf("got %s for a record that ends before", got)
	}
}
