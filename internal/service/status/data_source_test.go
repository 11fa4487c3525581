// SPDX-License-Identifier: MPL-2.0

package status_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/status"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

type with = testkit.Attributes

const (
	setsAction = "DescribeCrossRegionBackups"
	logsAction = "DescribeCrossRegionLogBackupFiles"
)

// read reads the data source for an instance, with further arguments.
func read(t *testing.T, s *emulator.Server, instanceID string, arguments with) testkit.Result {
	t.Helper()
	config := with{"instance_id": instanceID}
	maps.Copy(config, arguments)
	return testkit.NewSession(t, s, nil, testkit.InMemory(s)).Data(status.TypeName, config)
}

func TestStatus_ofEngines(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID string
		hours      int
		want       string // state, ready, and codes of blockers
		says       string
	}{
		"logs reach on":           {"pgm-console", 1, "MET true []", ""},
		"switched off":            {"pgm-disabled", 48, "MET true [NOT_ENABLED]", ""},
		"released":                {"pgm-released", 48, "MET true []", ""},
		"never enabled":           {"pgm-demo", 48, "MISSED false [NOT_ENABLED]", ""},
		"MySQL on cloud disks":    {"rm-mysql-cloud", 48, "UNKNOWN <nil> [SETS_NOT_LISTABLE]", "(COPIES_NOT_LISTED)"},
		"SQL Server, never on":    {"rds-mssql", 48, "MISSED false [NOT_ENABLED]", ""},
		"MySQL on local disks, 1": {"rm-mysql", 48, "MISSED false [NOT_ENABLED]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			got := read(t, s, row.instanceID, with{"rpo_hours": row.hours})
			if row.says == "" {
				got.Said.RequireNone(t)
			} else {
				got.Said.Require(t, "warning", row.says)
			}
			values, codes := got.Map(), []any{}
			for _, blocker := range values["restore_blockers"].([]any) {
				codes = append(codes, blocker.(map[string]any)["code"])
			}
			if said := fmt.Sprint(values["rpo_state"], " ", values["restore_ready"], " ", codes); said != row.want {
				t.Errorf("got %s, want %s: %v", said, row.want, values)
			}
		})
	}
}

// A call that is denied makes no objective met or missed, and warns once in a run.
func TestStatus_whatIsNotKnown(t *testing.T) {
	t.Parallel()
	for action, unknown := range map[string]with{
		logsAction: {
			"rpo_state": "UNKNOWN", "within_rpo": false, "log_backup_end_time": nil, "latest_age_hours": nil,
		},
		emulator.ActionDescribeBackups:                   {"not_copied": nil},
		emulator.ActionDescribeDBInstanceEncryptionKey:   {"restore_ready": true, "restore_blockers": []any{}},
		emulator.ActionDescribeInstanceCrossBackupPolicy: {"not_copied": nil, "last_copy_expires_time": nil},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			s.AddFault(emulator.Fault{Action: action, Code: "Forbidden.RAM", Status: 403})
			session := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			got := session.Data(status.TypeName, with{"instance_id": "pgm-console", "rpo_hours": 1})
			got.Said.Require(t, "warning", "(STATUS_PARTLY_UNKNOWN)", "rds:"+action)
			for name, want := range unknown {
				if diff := cmp.Diff(want, got.Map()[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			session.Data(status.TypeName, with{"instance_id": "pgm-console"}).Said.RequireNone(t)
		})
	}
}

func TestStatus_deniedSetsAreAnError(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: setsAction, Code: "Forbidden.RAM", Status: 403})
	got := read(t, s, "pgm-console", nil)
	if got.Said.Require(t, "error", "rds:DescribeCrossRegionBackups"); got.Exists() {
		t.Error("there is a result")
	}
}

// Mistakes are refused before a call is made, each with a code.
func TestStatus_refusesWrongInput(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		arguments with
		says      string
	}{
		"no instance":        {with{"instance_id": ""}, "(EMPTY_VALUE)"},
		"an absurd instance": {with{"instance_id": strings.Repeat("pgm", 10_000)}, "instance_id"},
		"an empty region":    {with{"region": ""}, "(EMPTY_VALUE)"},
		"a zone":             {with{"region": "cn-hangzhou-h"}, `Did you mean "cn-hangzhou"?`},
		"no hours":           {with{"rpo_hours": 0}, "rpo_hours"},
		"negative hours":     {with{"rpo_hours": -1}, "rpo_hours"},
		"too many hours":     {with{"rpo_hours": 43801}, "rpo_hours"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			read(t, s, "pgm-console", row.arguments).Said.Require(t, "error", row.says)
			if calls := s.Calls(); len(calls) != 0 {
				t.Errorf("%d calls in spite of wrong input", len(calls))
			}
		})
	}
}

func TestStatus_noInstance(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	read(t, s, "pgm-nowhere", nil).Said.Require(t, "error", fmt.Sprint("pgm-nowhere in region ", testkit.Region))
}
