// SPDX-License-Identifier: MPL-2.0

package logbackups_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/logbackups"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const listAction = "DescribeCrossRegionLogBackupFiles"

type with = testkit.Attributes

// read reads the data source for an instance, with further arguments.
func read(t *testing.T, s *emulator.Server, instanceID string, arguments with) testkit.Result {
	t.Helper()
	config := with{"instance_id": instanceID}
	maps.Copy(config, arguments)
	return testkit.NewSession(t, s, nil, testkit.InMemory(s)).Data(logbackups.TypeName, config)
}

// mustRead allows no diagnostic.
func mustRead(t *testing.T, s *emulator.Server, instanceID string, arguments with) map[string]any {
	t.Helper()
	got := read(t, s, instanceID, arguments)
	got.Said.RequireNone(t)
	return got.Map()
}

func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// stored returns the files that overlap a window, newest first.
func stored(t *testing.T, s *emulator.Server, instanceID string, query fleet.LogQuery) []fleet.LogFile {
	t.Helper()
	files, err := s.Fleet().LogFiles(testkit.Region, instanceID, query)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	return files
}

// summary has the results in a line: the span, the gaps, the count.
func summary(got map[string]any) string {
	text := fmt.Sprintf("%v to %v", got["continuous_from_time"], got["continuous_to_time"])
	gaps, _ := got["gaps"].([]any)
	for _, gap := range gaps {
		gap, _ := gap.(map[string]any)
		text += fmt.Sprintf(", gap in %v from %v to %v of %v", gap["destination_region"], gap["from_time"], gap["to_time"],
			gap["missing_files"])
	}
	return fmt.Sprintf("%s, %v files", text, got["total_count"])
}

// The default is seven days until now by the API's clock, without the files.
func TestDataSource_lastSevenDays(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.Fleet().Advance(90 * time.Second)
	now := s.Fleet().Now()
	files := stored(t, s, "pgm-console", fleet.LogQuery{Start: now.AddDate(0, 0, -7)})
	got := mustRead(t, s, "pgm-console", nil)
	want := map[string]any{
		"instance_id": "pgm-console", "region": nil, "destination_region": nil, "start_time": nil, "end_time": nil,
		"include_files": nil, "log_backups": nil, "gaps": []any{},
		"continuous_from_time": moment(files[len(files)-1].BeginTime), "continuous_to_time": moment(files[0].EndTime),
		"total_count": int64(len(files)), "total_size_bytes": int64(len(files)) * files[0].SizeBytes,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	calls := s.Calls(listAction)
	sent := calls[0].Params
	if !near(t, sent.Get("StartTime"), now.AddDate(0, 0, -7)) || !near(t, sent.Get("EndTime"), now) ||
		sent.Has("CrossBackupRegion") {
		t.Errorf("the first call sent %v", sent)
	}
	// A page holds 100 files. The clock of the API costs a call where no other call has shown it.
	if pages, all := (len(files)+99)/100, len(s.Calls()); len(calls) != pages || all != pages+1 {
		t.Errorf("%d pages and %d calls in all, want %d and %d", len(calls), all, pages, pages+1)
	}
}

// near allows for the time that the test itself takes, by which the provider moves the clock of the API on.
func near(t *testing.T, text string, want time.Time) bool {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Sub(want).Abs() < 10*time.Minute
}

// A clock of the laptop that is wrong by a year changes nothing.
func TestDataSource_goesByTheClockOfTheAPI(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithManualClock(time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC)))
	mustRead(t, s, "pgm-console", nil)
	if end := s.Calls(listAction)[0].Params.Get("EndTime"); !near(t, end, s.Fleet().Now()) {
		t.Errorf("the window ends at %s", end)
	}
}

func TestDataSource_files(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.Fleet().Advance(time.Minute)
	now := s.Fleet().Now()
	files := stored(t, s, "pgm-console", fleet.LogQuery{Start: now.Add(-12 * time.Hour)})
	got := mustRead(t, s, "pgm-console", with{
		"start_time": now.Add(-12 * time.Hour).In(time.FixedZone("", 8*60*60)).Format(time.RFC3339), "include_files": true,
	})
	var want []any
	for _, file := range files {
		want = append(want, map[string]any{
			"id": strconv.FormatInt(file.ID, 10), "destination_region": "cn-beijing", "file_name": file.FileName,
			"size_bytes": file.SizeBytes, "host_instance_id": strconv.FormatInt(file.HostInstanceID, 10),
			"begin_time": moment(file.BeginTime), "end_time": moment(file.EndTime),
		})
	}
	if diff := cmp.Diff(want, got["log_backups"]); diff != "" || len(want) < 100 {
		t.Errorf("%d files (-want +got):\n%s", len(want), diff)
	}
	if text := fmt.Sprint(got); strings.Contains(text, "://") || strings.Contains(text, "Signature") {
		t.Errorf("a result holds a link: %s", text)
	}
}

// Whether the API lists the file that began before the window is not documented. The rest is the same.
func TestDataSource_windows(t *testing.T) {
	t.Parallel()
	at := func(clock string) string { return "2026-01-15T" + clock + "Z" }
	for name, row := range map[string]struct {
		arguments      with
		overlaps, only string // the results where files overlap the window, and where they begin in it
	}{
		"two sides": {
			with{"start_time": at("05:00:00"), "end_time": at("06:00:00")},
			at("05:00:00") + " to " + at("06:00:00") + ", 12 files", "",
		},
		"a start within a file": {
			with{"start_time": at("05:01:00"), "end_time": at("06:00:00")},
			at("05:00:00") + " to " + at("06:00:00") + ", 12 files", at("05:05:00") + " to " + at("06:00:00") + ", 11 files",
		},
		"fractions of a second": {
			with{"start_time": at("05:00:00.1"), "end_time": at("05:00:00.9")},
			at("05:00:00") + " to " + at("05:05:00") + ", 1 files", "",
		},
		"an end alone": {
			with{"end_time": at("06:00:00")}, "2026-01-08T06:00:00Z to " + at("06:00:00") + ", 2016 files", "",
		},
		"from now on":         {with{"start_time": at("08:00:00")}, "<nil> to <nil>, 0 files", ""},
		"from far on":         {with{"start_time": "2099-01-01T00:00:00Z"}, "<nil> to <nil>, 0 files", ""},
		"until long ago":      {with{"end_time": "2009-01-01T00:00:00Z"}, "<nil> to <nil>, 0 files", ""},
		"another destination": {with{"destination_region": "cn-shanghai"}, "<nil> to <nil>, 0 files", ""},
		"more than is ever kept": {
			with{"start_time": "2009-01-01T00:00:00Z", "end_time": "2025-12-06T09:00:00Z"},
			"2025-12-06T08:00:00Z to 2025-12-06T09:00:00Z, 12 files", "",
		},
		"its destination and region": {
			with{"destination_region": "cn-beijing", "region": "cn-hangzhou", "start_time": at("07:30:00")},
			at("07:30:00") + " to " + at("07:55:00") + ", 5 files", "",
		},
	} {
		for guess, want := range map[string]string{"overlaps": row.overlaps, "begins": row.only} {
			t.Run(name+", "+guess, func(t *testing.T) {
				t.Parallel()
				s := emulator.StartInMemory(t, emulator.WithGuess("log-range", guess))
				if want == "" {
					want = row.overlaps
				}
				if got := summary(mustRead(t, s, "pgm-console", row.arguments)); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		}
	}
}

// What was switched is seen in the results: logs stay, and where none were copied is a gap.
func TestDataSource_gaps(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for _, instanceID := range []string{"pgm-demo", "rm-mysql", "rds-mssql"} {
		t.Run(instanceID, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithGuess("busy-after-write", "0s"))
			change := func(c fleet.Change, then time.Duration) {
				t.Helper()
				if _, err := s.Fleet().Modify(testkit.Region, instanceID, c); err != nil {
					t.Fatal(err)
				}
				s.Fleet().Advance(then)
			}
			on := fleet.Change{Enabled: &yes, LogEnabled: &yes, Destination: "cn-shanghai", RetentionDays: 30}
			change(on, time.Hour)
			change(fleet.Change{LogEnabled: &no}, time.Hour)
			change(fleet.Change{LogEnabled: &yes}, 2*time.Hour)
			missing := "12"
			if instanceID == "rds-mssql" {
				missing = "<nil>" // its names have no numbers
			}
			gap := "gap in cn-shanghai from 2026-01-15T09:00:00Z to 2026-01-15T10:00:00Z of " + missing
			window := with{"start_time": "2026-01-15T08:30:00Z"}
			want := "2026-01-15T10:00:00Z to 2026-01-15T11:55:00Z, " + gap + ", 29 files"
			if instanceID == "pgm-demo" { // other engines also copy what was made since the newest backup
				if got := summary(mustRead(t, s, instanceID, window)); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
			change(fleet.Change{Destination: "cn-qingdao"}, time.Hour)
			got := mustRead(t, s, instanceID, window)
			if span := fmt.Sprint(got["continuous_from_time"], got["continuous_to_time"]); span !=
				"2026-01-15T12:00:00Z2026-01-15T12:55:00Z" {
				t.Errorf("logs of two destinations: %s", summary(got))
			}
			change(fleet.Change{Enabled: &no}, time.Hour)
			if err := s.Fleet().Release(instanceID); err != nil {
				t.Fatal(err)
			}
			s.Fleet().Advance(24 * time.Hour)
			after := mustRead(t, s, instanceID, window)
			if after["continuous_from_time"] != got["continuous_from_time"] ||
				after["continuous_to_time"] != "2026-01-15T13:00:00Z" {
				t.Errorf("switched off and released: %s", summary(after))
			}
		})
	}
}

// Where there is no log, that is no error and no warning.
func TestDataSource_none(t *testing.T) {
	t.Parallel()
	for _, instanceID := range []string{"pgm-demo", "pgm-released", "pgm-disabled", "rm-mysql", "rds-mssql"} {
		s := emulator.StartInMemory(t)
		got := mustRead(t, s, instanceID, with{"include_files": true})
		if text := summary(got); text != "<nil> to <nil>, 0 files" || got["total_size_bytes"] != int64(0) ||
			!slices.Equal(got["log_backups"].([]any), []any{}) {
			t.Errorf("%s: %s", instanceID, text)
		}
	}
}

// Where the API does not list the logs of an instance, none listed does not mean that there is none.
func TestDataSource_notListed(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID, storage, denied string
		says                        string // empty: nothing
	}{
		"MySQL on cloud disks":            {"rm-mysql-cloud", "cloud_essd", "", "They end when the instance is released."},
		"MySQL on an unknown storage":     {"rm-mysql-cloud", "quantum_ssd", "", "the storage type of"},
		"MySQL on local disks":            {"rm-mysql-cloud", "local_ssd", "", ""},
		"PostgreSQL on cloud disks":       {"pgm-demo", "cloud_essd", "", ""},
		"an instance that cannot be read": {"rm-mysql-cloud", "cloud_essd", "Forbidden.RAM", "could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := fleet.DefaultSeed()
			for i := range seed.Instances {
				if seed.Instances[i].ID == row.instanceID {
					seed.Instances[i].StorageType = row.storage
				}
			}
			s := emulator.StartInMemory(t, emulator.WithSeed(seed))
			if row.denied != "" {
				s.AddFault(emulator.Fault{Action: "DescribeDBInstanceAttribute", Code: row.denied, Status: 403})
			}
			got := read(t, s, row.instanceID, with{"include_files": true})
			if row.says == "" {
				got.Said.RequireNone(t)
				return
			}
			got.Said.Require(t, "warning: Copies are not listed", "does not mean that there is none", row.says,
				"Every result is null", "(COPIES_NOT_LISTED)")
			for _, name := range []string{
				"continuous_from_time", "continuous_to_time", "gaps", "total_count", "total_size_bytes", "log_backups",
			} {
				if value := got.Get(t, name); value != nil {
					t.Errorf("%s is %v, want null", name, value)
				}
			}
		})
	}
}

// What the API does not say is null, with a warning.
func TestDataSource_timesUnknown(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listAction, Null: []string{"LogEndTime"}})
	got := read(t, s, "pgm-console", with{"start_time": "2026-01-15T07:00:00Z", "include_files": true})
	got.Said.Require(t, "warning: Continuity of log backups is unknown", "11 of 11 log backups", "(LOG_TIMES_UNKNOWN)")
	if got.Get(t, "continuous_to_time") != nil || got.Get(t, "gaps") != nil || got.Get(t, "total_count") != int64(11) ||
		len(got.Get(t, "log_backups").([]any)) != 11 {
		t.Errorf("got %s", summary(got.Map()))
	}
}
