// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDataSource_console(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	sets := stored(t, s, "pgm-console")
	got := mustRead(t, s, "pgm-console", nil)
	requireSets(t, got, sets, sets)
	newest := sets[0]
	want := map[string]any{
		"id": idOf(newest), "destination_region": "cn-beijing", "storage_location": "oss", "file_name": newest.FileName,
		"size_bytes": newest.SizeBytes, "type": "FULL", "method": "PHYSICAL", "scope": "INSTANCE", "status": "SUCCESS",
		"start_time": moment(newest.StartTime), "end_time": moment(newest.EndTime),
		"consistent_time":      moment(newest.ConsistentTime),
		"expected_expire_time": moment(newest.EndTime.Add(1825 * 24 * time.Hour)),
		"engine":               "PostgreSQL", "engine_version": "16.0", "category": "HighAvailability",
		"storage_type": "cloud_essd", "restore_regions": []any{"cn-beijing"},
		"host_instance_id":    first(t, got)["host_instance_id"], // of no use but to the API
		"recovery_begin_time": nil, "recovery_end_time": nil,
	}
	for where, set := range map[string]any{"the first set": first(t, got), "latest": got["latest"]} {
		if diff := cmp.Diff(want, set); diff != "" {
			t.Errorf("%s (-want +got):\n%s", where, diff)
		}
	}
	for _, name := range []string{
		"region", "destination_region", "start_time", "end_time", "backup_set_id", "status", "limit",
		"include_recovery_windows",
	} {
		if got[name] != nil {
			t.Errorf("%s is %v, want null, because it was not set", name, got[name])
		}
	}
	if calls := s.Calls("DescribeAvailableRecoveryTime"); len(calls) != 0 {
		t.Errorf("%d recovery windows were asked for without include_recovery_windows", len(calls))
	}
	if sent := s.Calls(listAction)[0].Params; sent.Has("CrossBackupRegion") || sent.Has("CrossBackupId") ||
		!sent.Has("StartTime") {
		t.Errorf("the first call sent %v", sent)
	}
}

// Sets outlive the policy and the instance, and so must the data source. What cannot be known is null; it is no reason
// to fail.
func TestDataSource_disabledAndReleased(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID   string
		guess, value string
		fault        string // code with which the getter refuses
		unknown      bool   // the retention, and with it the expire time
	}{
		"switched off":                            {"pgm-disabled", "disabled-getter", "full", "", false},
		"switched off, retention not reported":    {"pgm-disabled", "disabled-getter", "bare", "", true},
		"switched off, retention denied":          {"pgm-disabled", "disabled-getter", "full", "Forbidden.RAM", true},
		"released":                                {"pgm-released", "released-getter", "policy", "", false},
		"released, and unknown to the getter":     {"pgm-released", "released-getter", "notfound", "", false},
		"released, reported by the instance list": {"pgm-released", "released-instance", "released", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithGuess(row.guess, row.value))
			if row.fault != "" {
				s.AddFault(emulator.Fault{Action: "DescribeInstanceCrossBackupPolicy", Code: row.fault, Status: 403})
			}
			sets := stored(t, s, row.instanceID)
			got := read(t, s, row.instanceID, nil)
			requireSets(t, got.Map(), sets, sets)
			var want any = moment(sets[0].EndTime.Add(30 * 24 * time.Hour))
			if row.unknown {
				want = nil
			}
			if at := first(t, got.Map())["expected_expire_time"]; at != want {
				t.Errorf("expected_expire_time is %v, want %v", at, want)
			}
			if row.fault == "" {
				got.Said.RequireNone(t)
			} else {
				got.Said.Require(t, "warning: Expected expire time of backup sets is unknown", row.fault)
			}
		})
	}
}

func TestDataSource_empty(t *testing.T) {
	t.Parallel()
	for _, instanceID := range []string{"pgm-demo", "rm-mysql", "rds-mssql"} {
		s := emulator.StartInMemory(t)
		requireSets(t, mustRead(t, s, instanceID, testkit.Attributes{"include_recovery_windows": true}), nil, nil)
		if calls := s.Calls("DescribeInstanceCrossBackupPolicy"); len(calls) != 0 {
			t.Errorf("%d calls for the retention of no set", len(calls))
		}
	}
}

// An instance that cannot be read may be one whose sets are not listed.
func TestDataSource_setsOfAnInstanceThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: "DescribeDBInstanceAttribute", Code: "Forbidden.RAM", Status: 403})
	got := read(t, s, "rm-mysql-cloud", nil)
	got.Said.Require(t, "warning: Copies are not listed", "does not mean that there is none", "Forbidden.RAM")
	if total := got.Get(t, "total_count"); total != nil {
		t.Errorf("total_count is %v, want null", total)
	}
}

// Where the API does not list the sets of an instance, none listed does not mean that there is none.
func TestDataSource_setsThatAreNotListed(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		storage string
		says    string
	}{
		"MySQL on cloud disks": {
			"cloud_essd", "The API does not list the copies of MySQL on cloud disks. They end when the instance is released.",
		},
		"MySQL on a storage that is not known": {
			"quantum_ssd", "The API does not list the copies of MySQL on cloud disks, " +
				"and the storage type of this instance is not known.",
		},
		"MySQL on local disks": {"local_ssd", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			err := s.Fleet().UpdateInstance("rm-mysql-cloud", func(in *fleet.Instance) { in.StorageType = row.storage })
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, s, "rm-mysql-cloud", nil)
			want, total := "", any(int64(0))
			if row.says != "" {
				total = nil
				want = "warning: Copies are not listed\n" +
					"No backup set of instance rm-mysql-cloud in cn-hangzhou is listed, " +
					"which does not mean that there is none. " + row.says + " total_count and total_size_bytes are null. " +
					"The RDS console shows the copies. (COPIES_NOT_LISTED)"
			}
			if got.Said.String() != want {
				t.Errorf("said %q, want %q", got.Said, want)
			}
			if got.Get(t, "total_count") != total || got.Get(t, "total_size_bytes") != total || got.Get(t, "latest") != nil {
				t.Errorf("total_count is %v, want %v", got.Get(t, "total_count"), total)
			}
		})
	}
}

// Fields that the API leaves out are null, also in latest.
func TestDataSource_missingFieldsAreNull(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listAction, Null: []string{
		"CrossBackupRegion", "CrossBackupSetFile", "CrossBackupSetLocation", "BackupEndTime", "ConsistentTime", "Engine",
	}})
	set := first(t, mustRead(t, s, "pgm-console", nil))
	for _, name := range []string{
		"destination_region", "file_name", "storage_location", "end_time", "consistent_time", "engine",
		"expected_expire_time",
	} {
		if set[name] != nil {
			t.Errorf("%s is %v, want null", name, set[name])
		}
	}
}

// A set of MySQL on local disks can be restored in both regions, which are sorted.
func TestDataSource_mysql(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	policy := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
	if err := s.Fleet().SetPolicy("rm-mysql", policy); err != nil {
		t.Fatal(err)
	}
	s.Fleet().Advance(5 * 24 * time.Hour)
	sets := stored(t, s, "rm-mysql")
	got := mustRead(t, s, "rm-mysql", nil)
	requireSets(t, got, sets, sets)
	set := first(t, got)
	if regions := fmt.Sprint(set["restore_regions"]); set["engine"] != "MySQL" || regions != "[cn-hangzhou cn-shanghai]" {
		t.Errorf("engine %v, restore_regions %v", set["engine"], regions)
	}
}

// The API pages by at most 100. A page that fails makes no shorter list.
func TestDataSource_manyPages(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(instance("pgm-long", 250)))
	sets := stored(t, s, "pgm-long")
	requireSets(t, mustRead(t, s, "pgm-long", nil), sets, sets)
	var asked []string
	for _, call := range s.Calls(listAction) {
		asked = append(asked, call.Params.Get("PageNumber")+" of "+call.Params.Get("PageSize"))
	}
	if got := strings.Join(slices.Compact(asked), ", "); got != "1 of 100, 2 of 100, 3 of 100" {
		t.Errorf("pages asked for: %s", got)
	}
	s.AddFault(emulator.Fault{Action: listAction, Nth: 2, Code: "Forbidden.RAM", Status: 403})
	got := read(t, s, "pgm-long", nil)
	got.Said.Require(t,
		"error: RAM does not allow rds:DescribeCrossRegionBackups\nCannot list cross-region backup sets for", "Forbidden.RAM")
	if got.Exists() {
		t.Error("a list is there although a page failed")
	}
}

func TestDataSource_statusAndLimitLeaveLatestAndTotals(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(instance("pgm-flaky", 10, 1, 2)))
	sets := stored(t, s, "pgm-flaky")
	var failed, good []fleet.CopySet
	for _, set := range sets {
		if set.Failed {
			failed = append(failed, set)
		} else {
			good = append(good, set)
		}
	}
	if len(failed) != 2 || len(good) < 5 {
		t.Fatalf("%d failed and %d good sets", len(failed), len(good))
	}
	for _, row := range []struct {
		arguments testkit.Attributes
		shown     []fleet.CopySet
	}{
		{nil, sets},
		{testkit.Attributes{"limit": int64(1)}, sets[:1]},
		{testkit.Attributes{"limit": int64(1000)}, sets},
		{testkit.Attributes{"status": "FAILED"}, failed},
		{testkit.Attributes{"status": "SUCCESS"}, good},
		{testkit.Attributes{"status": "SUCCESS", "limit": int64(2)}, good[:2]}, // the limit counts after the status
	} {
		requireSets(t, mustRead(t, s, "pgm-flaky", row.arguments), row.shown, sets)
	}
}

func TestDataSource_filters(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	sets := stored(t, s, "pgm-console")
	third, one := sets[2], sets[2:3]
	id := idOf(third)
	start := third.StartTime.Add(-time.Hour).Format(time.RFC3339)
	end := third.StartTime.Add(time.Hour).In(time.FixedZone("", 8*60*60)).Format(time.RFC3339)
	for name, row := range map[string]struct {
		arguments testkit.Attributes
		want      []fleet.CopySet
	}{
		"a window, in two zones": {testkit.Attributes{"start_time": start, "end_time": end}, one},
		"an end alone":           {testkit.Attributes{"end_time": end}, sets[2:]},
		"an id":                  {testkit.Attributes{"backup_set_id": id}, one},
		"an id that nobody has":  {testkit.Attributes{"backup_set_id": "1"}, nil},
		// Which of an id and a time counts in the API is not known.
		"an id, and all that is true of it": {testkit.Attributes{
			"backup_set_id": id, "destination_region": "cn-beijing", "start_time": start, "end_time": end,
		}, one},
		"an id, and a later window":    {testkit.Attributes{"backup_set_id": id, "start_time": end}, nil},
		"an id, and an earlier window": {testkit.Attributes{"backup_set_id": id, "end_time": start}, nil},
		"an id, and another destination": {
			testkit.Attributes{"backup_set_id": id, "destination_region": "cn-shanghai"}, nil,
		},
		"another destination":             {testkit.Attributes{"destination_region": "cn-shanghai"}, nil},
		"its destination":                 {testkit.Attributes{"destination_region": "cn-beijing"}, sets},
		"its region":                      {testkit.Attributes{"region": "cn-hangzhou"}, sets},
		"from soon on, an empty window":   {testkit.Attributes{"start_time": moment(s.Fleet().Now().Add(time.Hour))}, nil},
		"from far on, an empty window":    {testkit.Attributes{"start_time": "2099-01-01T00:00:00Z"}, nil},
		"until long ago, an empty window": {testkit.Attributes{"end_time": "2009-01-01T00:00:00Z"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireSets(t, mustRead(t, s, "pgm-console", row.arguments), row.want, row.want)
		})
	}
}

// A link is a secret that changes at each read. It would make every result sensitive, and none could be an output.
func TestDataSource_holdsNoLink(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	if got := fmt.Sprint(mustRead(t, s, "pgm-console", nil)); strings.Contains(got, "://") {
		t.Errorf("a result holds a link: %s", got)
	}
}

// Windows are asked for of the good sets that are shown, and of latest. One that cannot be had is null, and a warning.
func TestDataSource_recoveryWindows(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		arguments testkit.Attributes
		failed    int
		asked     int
		missing   string // in the warning; empty: none
	}{
		"of what is shown":             {testkit.Attributes{"limit": int64(3)}, 0, 3, ""},
		"of latest, which is not":      {testkit.Attributes{"status": "FAILED"}, 0, 1, ""},
		"of no failed set":             {testkit.Attributes{"limit": int64(4)}, 0, 3, ""},
		"one that fails, others go on": {testkit.Attributes{"limit": int64(3)}, 1, 3, "1 of 3 backup sets"},
		"none can be had":              {testkit.Attributes{"limit": int64(3)}, 9, 3, "3 of 3 backup sets"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithSeed(instance("pgm-flaky", 10, 4)))
			sets := stored(t, s, "pgm-flaky")
			if row.failed > 0 {
				s.AddFault(emulator.Fault{
					Action: "DescribeAvailableRecoveryTime", Times: row.failed, Code: "Forbidden.RAM", Status: 403,
				})
			}
			row.arguments["include_recovery_windows"] = true
			got := read(t, s, "pgm-flaky", row.arguments)
			if calls := s.Calls("DescribeAvailableRecoveryTime"); len(calls) != row.asked {
				t.Errorf("%d windows were asked for, want %d", len(calls), row.asked)
			}
			if row.missing != "" {
				got.Said.Require(t, "warning: Some recovery windows are unknown", row.missing, "Forbidden.RAM")
				return
			}
			got.Said.RequireNone(t)
			begin, end, err := s.Fleet().RecoveryWindow("", "", sets[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			latest, _ := got.Map()["latest"].(map[string]any)
			if latest["recovery_begin_time"] != moment(begin) || latest["recovery_end_time"] != moment(end) {
				t.Errorf("latest has %v to %v, want %s to %s", latest["recovery_begin_time"], latest["recovery_end_time"],
					moment(begin), moment(end))
			}
		})
	}
}
