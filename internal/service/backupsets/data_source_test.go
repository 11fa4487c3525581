// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func TestDataSource_console(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	sets := stored(t, s, "pgm-console")
	if len(sets) < 30 {
		t.Fatalf("the default fleet has %d sets of pgm-console", len(sets))
	}
	newest := sets[0]
	null := knownvalue.Null()
	testkit.Run(t, s, read(
		s,
		"pgm-console",
		"",
		expect(
			"ids",
			idsOf(sets),
		),
		expect("total_count", knownvalue.Int64Exact(int64(len(sets)))),
		expect("total_size_bytes", totalOf(sets)),
		expect("backup_sets", knownvalue.ListSizeExact(len(sets))),
		expect("region", null),
		expect("destination_region", null),
		expect("start_time", null),
		expect("end_time", null),
		expect("backup_set_id", null),
		expect("status", null),
		expect("limit", null),
		expect("include_download_urls", null),
		expect("include_recovery_windows", null),
		inFirst("id", knownvalue.StringExact(strconv.FormatInt(newest.ID, 10))),
		inFirst(
			"destination_region",
			knownvalue.StringExact("cn-beijing"),
		),
		inFirst("storage_location", knownvalue.StringExact("oss")),
		inFirst(
			"file_name",
			knownvalue.StringExact(newest.FileName),
		),
		inFirst("size_bytes", knownvalue.Int64Exact(newest.SizeBytes)),
		inFirst("type", knownvalue.StringExact("FULL")),
		inFirst("method", knownvalue.StringExact("PHYSICAL")),
		inFirst("scope", knownvalue.StringExact("INSTANCE")),
		inFirst("status", knownvalue.StringExact("SUCCESS")),
		inFirst(
			"start_time",
			moment(newest.StartTime),
		),
		inFirst("end_time", moment(newest.EndTime)),
		inFirst("consistent_time", moment(newest.ConsistentTime)),
		inFirst("expected_expire_time", moment(newest.EndTime.Add(1825*24*time.Hour))),
		inFirst("engine", knownvalue.StringExact("PostgreSQL")),
		inFirst("engine_version", knownvalue.StringExact("16.0")),
		inFirst(
			"category",
			knownvalue.StringExact("HighAvailability"),
		),
		inFirst("storage_type", knownvalue.StringExact("cloud_essd")),
		inFirst("restore_regions", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("cn-beijing")})),
		inFirst("recovery_begin_time", null),
		inFirst("recovery_end_time", null),
		inFirst("download_url", null),
		inLatest("id", knownvalue.StringExact(strconv.FormatInt(newest.ID, 10))),
		inLatest("download_url", null),
	))
	if calls := s.Calls("DescribeAvailableRecoveryTime"); len(calls) != 0 {
		t.Errorf("%d recovery windows were asked for without include_recovery_windows", len(calls))
	}
	if first := s.Calls(listAction)[0]; first.Params.Has("CrossBackupRegion") || first.Params.Has("CrossBackupId") ||
		!first.Params.Has("StartTime") {
		t.Errorf("first call sent %v", first.Params)
	}
}

// Sets outlive the policy and the instance, and so must the data source.
func TestDataSource_disabledAndReleased(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID string
		guess      [2]string
	}{
		"switched off":                            {"pgm-disabled", [2]string{"disabled-getter", "full"}},
		"released":                                {"pgm-released", [2]string{"released-getter", "policy"}},
		"released, and unknown to the getter":     {"pgm-released", [2]string{"released-getter", "notfound"}},
		"released, reported by the instance list": {"pgm-released", [2]string{"released-instance", "released"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess(row.guess[0], row.guess[1]))
			sets := stored(t, s, row.instanceID)
			if len(sets) == 0 {
				t.Fatal("the default fleet has no sets")
			}
			testkit.Run(t, s, read(s, row.instanceID, "",
				expect("ids", idsOf(sets)), inFirst("expected_expire_time", moment(sets[0].EndTime.Add(30*24*time.Hour)))))
		})
	}
}

// What cannot be known is null; it is no reason to fail.
func TestDataSource_retentionNotKnown(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*testing.T, *emulator.Server){
		"not reported while off": func(t *testing.T, s *emulator.Server) {
			t.Helper()
			if err := s.Fleet().SetGuess("disabled-getter", "bare"); err != nil {
				t.Fatal(err)
			}
		},
		"denied": func(t *testing.T, s *emulator.Server) {
			t.Helper()
			s.AddFault(emulator.Fault{Action: "DescribeInstanceCrossBackupPolicy", Code: "Forbidden.RAM", Status: 403})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			prepare(t, s)
			testkit.Run(t, s, read(s, "pgm-disabled", "",
				expect("ids", idsOf(stored(t, s, "pgm-disabled"))), inFirst("expected_expire_time", knownvalue.Null())))
		})
	}
}

func TestDataSource_empty(t *testing.T) {
	t.Parallel()
	for _, instanceID := range []string{"pgm-demo", "rm-mysql", "rm-mysql-cloud"} {
		t.Run(instanceID, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			testkit.Run(t, s, read(
				s,
				instanceID,
				"",
				expect(
					"backup_sets",
					knownvalue.ListSizeExact(0),
				),
				expect("ids", knownvalue.ListSizeExact(0)),
				expect("latest", knownvalue.Null()),
				expect("total_count", knownvalue.Int64Exact(0)),
				expect("total_size_bytes", knownvalue.Int64Exact(0)),
			))
			if calls := s.Calls("DescribeInstanceCrossBackupPolicy"); len(calls) != 0 {
				t.Errorf("%d calls for the retention of no set", len(calls))
			}
		})
	}
}

func TestDataSource_mysql(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	policy := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
	if err := s.Fleet().SetPolicy("rm-mysql", policy); err != nil {
		t.Fatal(err)
	}
	s.Fleet().Advance(5 * 24 * time.Hour)
	sets := stored(t, s, "rm-mysql")
	if len(sets) < 4 {
		t.Fatalf("%d sets after five days", len(sets))
	}
	testkit.Run(
		t,
		s,
		read(
			s,
			"rm-mysql",
			"",
			expect("ids", idsOf(sets)),
			inFirst("engine", knownvalue.StringExact("MySQL")),
			inFirst(
				"restore_regions",
				knownvalue.ListExact(
					[]knownvalue.Check{knownvalue.StringExact("cn-hangzhou"), knownvalue.StringExact("cn-shanghai")},
				),
			),
		),
	)
}

// The API pages by at most 100.
func TestDataSource_manyPages(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithSeed(instance("pgm-long", 250)))
	sets := stored(t, s, "pgm-long")
	if len(sets) < 201 {
		t.Fatalf("%d sets make no third page", len(sets))
	}
	testkit.Run(t, s, read(s, "pgm-long", "", expect("ids", idsOf(sets)),
		expect("total_count", knownvalue.Int64Exact(int64(len(sets)))), expect("total_size_bytes", totalOf(sets))))
	asked := map[string]bool{}
	for _, call := range s.Calls(listAction) {
		asked[call.Params.Get("PageNumber")] = true
		if call.Params.Get("PageSize") != "100" {
			t.Errorf("page size %q", call.Params.Get("PageSize"))
		}
	}
	if len(asked) != 3 || !asked["1"] || !asked["2"] || !asked["3"] {
		t.Errorf("pages asked for: %v", asked)
	}
}

func TestDataSource_aPageThatFailsIsNoShorterList(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithSeed(instance("pgm-long", 150)))
	s.AddFault(emulator.Fault{Action: listAction, Nth: 2, Code: "Forbidden.RAM", Status: 403})
	testkit.Run(t, s, refuse(s, "pgm-long", "", `Cannot\s+list\s+cross-region\s+backup\s+sets`))
}

func TestDataSource_statusAndLimitLeaveLatestAndTotals(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithSeed(instance("pgm-flaky", 10, 1, 2)))
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
	testkit.Run(t, s, readAll(s, "pgm-flaky",
		reading{"", sets, sets},
		reading{"limit = 1", sets[:1], sets},
		reading{"limit = 1000", sets, sets},
		reading{`status = "FAILED"`, failed, sets},
		reading{`status = "SUCCESS"`, good, sets},
		reading{"status = \"SUCCESS\"\n limit = 2", good[:2], sets},
	))
}

func TestDataSource_filters(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	sets := stored(t, s, "pgm-console")
	third := sets[2]
	id := strconv.FormatInt(third.ID, 10)
	one := sets[2:3]
	start := third.StartTime.Add(-time.Hour).Format(time.RFC3339)
	end := third.StartTime.Add(time.Hour).In(time.FixedZone("", 8*60*60)).Format(time.RFC3339)
	testkit.Run(t, s, readAll(
		s,
		"pgm-console",
		reading{fmt.Sprintf("start_time = %q\n end_time = %q", start, end), one, one},
		reading{fmt.Sprintf("backup_set_id = %q", id), one, one},
		reading{
			fmt.Sprintf(
				"backup_set_id = %q\n destination_region = %q\n start_time = %q\n end_time = %q",
				id,
				"cn-beijing",
				start,
				end,
			),
			one,
			one,
		},
		reading{fmt.Sprintf("backup_set_id = %q\n start_time = %q", id, end), nil, nil},
		reading{fmt.Sprintf("backup_set_id = %q\n destination_region = %q", id, "cn-shanghai"), nil, nil},
		reading{`backup_set_id = "1"`, nil, nil},
		reading{`destination_region = "cn-shanghai"`, nil, nil},
		reading{`destination_region = "cn-beijing"`, sets, sets},
		reading{`region = "cn-hangzhou"`, sets, sets},
		reading{fmt.Sprintf("end_time = %q", end), sets[2:], sets[2:]},
		// Fair questions to which the API would say that the window is empty.
		reading{fmt.Sprintf("start_time = %q", s.Fleet().Now().Add(time.Hour).Format(time.RFC3339)), nil, nil},
		reading{`start_time = "2099-01-01T00:00:00Z"`, nil, nil},
		reading{`end_time = "2009-01-01T00:00:00Z"`, nil, nil},
	))
}

func TestDataSource_destinationIsNoRegion(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(
		t,
		s,
		refuse(
			s,
			"pgm-console",
			`destination_region = "cn-hangzou"`,
			`destination_region\s+is\s+"cn-hangzou",[\s\S]*Did\s+you\s+mean\s+"cn-hangzhou"`,
		),
		refuse(s, "pgm-console", `destination_region = "cn-beijing-h"`, `Region\s+id\s+is\s+not\s+well\s+formed`),
		refuse(s, "pgm-console", `region = "cn-hangzou"`, `The\s+API\s+does\s+not\s+know\s+the\s+region`),
		refuse(s, "pgm-console", `backup_set_id = "007"`, `must\s+be\s+the\s+number`),
	)
}
