// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A policy that was ever on leaves a trace beside the lock mode of a released instance.
func TestMayHaveCopies(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		policy rds.Policy
		want   bool
	}{
		"never on":           {rds.Policy{}, false},
		"released, never on": {rds.Policy{Exists: true, Released: true, LockMode: "Released"}, false},
		"not one":            {rds.Policy{RetentionDays: 7}, false},
		"on":                 {rds.Policy{Exists: true, Enabled: true}, true},
		"logs alone":         {rds.Policy{Exists: true, LogBackupEnabled: true}, true},
		"a destination":      {rds.Policy{Exists: true, DestinationRegion: "cn-beijing"}, true},
		"a retention":        {rds.Policy{Exists: true, RetentionDays: 7}, true},
		"on once":            {rds.Policy{Exists: true, EnabledTime: time.Unix(1, 0)}, true},
		"logs once":          {rds.Policy{Exists: true, LogBackupEnabledTime: time.Unix(1, 0)}, true},
	} {
		if got := row.policy.MayHaveCopies(); got != row.want {
			t.Errorf("%s: may have copies: %t, want %t", name, got, row.want)
		}
	}
}

// What a row lacks in the bytes of an answer must not read as "off", or as whatever the state has.
func TestComparesWithState_ofWhatTheAPISends(t *testing.T) {
	t.Parallel()
	fields := map[string]string{
		"DBInstanceId":         "pgm-demo",
		"DBInstanceStatus":     "Running",
		"LockMode":             "Unlock",
		"BackupEnabled":        "Enable",
		"BackupEnabledTime":    "2026-02-01T08:00:00Z",
		"LogBackupEnabled":     "Enable",
		"LogBackupEnabledTime": "2026-02-01T08:00:00Z",
		"CrossBackupRegion":    "cn-shanghai",
		"Retention":            "30",
	}
	off := []string{"BackupEnabled", "Disabled", "LogBackupEnabled", "Disabled"}
	released := append([]string{"DBInstanceStatus", "Released", "LockMode", "Released"}, off...)
	for name, tt := range map[string]struct {
		edits   []string // names and values
		lacks   []string // one at a time; each makes it incomplete
		mayLack []string
	}{
		"on": {
			lacks: []string{
				"DBInstanceStatus", "BackupEnabled", "BackupEnabledTime", "LogBackupEnabled", "LogBackupEnabledTime",
				"CrossBackupRegion", "Retention",
			},
		},
		"off": {
			edits:   off,
			lacks:   []string{"DBInstanceStatus", "BackupEnabled", "LogBackupEnabled", "CrossBackupRegion", "Retention"},
			mayLack: []string{"BackupEnabledTime", "LogBackupEnabledTime"},
		},
		"released": {
			edits: released, lacks: []string{"BackupEnabled", "LogBackupEnabled", "CrossBackupRegion", "Retention"},
			mayLack: []string{"LockMode"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			complete := func(lack string) bool {
				var parts []string
				for field, value := range fields {
					for i := 0; i < len(tt.edits); i += 2 {
						if tt.edits[i] == field {
							value = tt.edits[i+1]
						}
					}
					if field != lack {
						parts = append(parts, `"`+field+`":"`+value+`"`)
					}
				}
				api := newFakeAPI(t, func(call) reply {
					return success(`"TotalRecords":1,"Items":{"Item":[{` + strings.Join(parts, ",") + `}]}`)
				})
				client, _ := newClient(t, api.URL)
				rows, _, err := client.PolicyPage(t.Context(), "cn-hangzhou", 1, "pgm-demo")
				if err != nil || len(rows) != 1 {
					t.Fatalf("got %+v, %v", rows, err)
				}
				return rows[0].ComparesWithState()
			}
			for _, lack := range append(tt.mayLack, "") {
				if !complete(lack) {
					t.Errorf("without %q it is not complete", lack)
				}
			}
			for _, lack := range tt.lacks {
				if complete(lack) {
					t.Errorf("without %q it is complete", lack)
				}
			}
		})
	}
}

// An import has nothing to compare with, so that each row which leaves something open is asked about by itself.
func TestImportsAlone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 1, 8, 0, 7, 0, time.UTC)
	whole := rds.Policy{
		Exists: true, Enabled: true, LogBackupEnabled: true, TellsRelease: true, DestinationRegion: "cn-shanghai",
		RetentionDays: 30, EnabledTime: at, LogBackupEnabledTime: at, Engine: "PostgreSQL", EngineVersion: "16.0",
	}
	for name, tc := range map[string]struct {
		edit func(*rds.Policy)
		want bool
	}{
		"whole": {func(*rds.Policy) {}, true},
		"without a copy of logs": {
			func(p *rds.Policy) { p.LogBackupEnabled, p.LogBackupEnabledTime = false, time.Time{} }, true,
		},
		"off":                       {func(p *rds.Policy) { p.Enabled = false }, false},
		"released":                  {func(p *rds.Policy) { p.Released = true }, false},
		"no engine":                 {func(p *rds.Policy) { p.Engine = "" }, false},
		"no engine version":         {func(p *rds.Policy) { p.EngineVersion = "" }, false},
		"does not compare":          {func(p *rds.Policy) { p.RetentionDays = 0 }, false},
		"time without seconds":      {func(p *rds.Policy) { p.EnabledTime = at.Truncate(time.Minute) }, false},
		"log time without seconds":  {func(p *rds.Policy) { p.LogBackupEnabledTime = at.Truncate(time.Minute) }, false},
		"does not say if it is on":  {func(p *rds.Policy) { p.Incomplete = true }, false},
		"nothing but a description": {func(p *rds.Policy) { *p = rds.Policy{Description: "orders"} }, false},
	} {
		policy := whole
		tc.edit(&policy)
		if got := policy.ImportsAlone(); got != tc.want {
			t.Errorf("%s: imports alone %t, want %t", name, got, tc.want)
		}
	}
}

func TestNeverOn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		policy rds.Policy
		want   bool
	}{
		"nothing":               {rds.Policy{}, true},
		"exists":                {rds.Policy{Exists: true}, false},
		"leaves a switch open":  {rds.Policy{Incomplete: true}, false},
		"retention, never used": {rds.Policy{RetentionDays: 7}, true},
	} {
		if got := tc.policy.NeverOn(); got != tc.want {
			t.Errorf("%s: never on %t, want %t", name, got, tc.want)
		}
	}
}
