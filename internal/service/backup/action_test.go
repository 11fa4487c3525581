// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backup"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

type with = testkit.Attributes

func invoke(t *testing.T, s *emulator.Server, instanceID string, arguments with) ([]string, testkit.Diagnostics) {
	t.Helper()
	config := with{"instance_id": instanceID}
	maps.Copy(config, arguments)
	return testkit.NewSession(t, s, nil).Invoke(backup.TypeName, config)
}

// created is how many calls started a backup.
func created(s *emulator.Server) int {
	n := 0
	for _, call := range s.Calls() {
		if call.Action == emulator.ActionCreateBackup && call.Code == "" {
			n++
		}
	}
	return n
}

// The action ends with the backup, and says what happens meanwhile. With wait_for_cross_region_copy it ends when the
// destination lists the copy.
func TestInvoke(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID string
		arguments  with
		last       string // of the progress
	}{
		"backup alone":         {"pgm-demo", nil, "Finished, 100 percent."},
		"a method":             {"pgm-demo", with{"backup_method": "PHYSICAL"}, "Finished, 100 percent."},
		"a policy that is off": {"pgm-disabled", nil, "Finished, 100 percent."},
		"another region":       {"pgm-shanghai", with{"region": "cn-shanghai"}, "Finished, 100 percent."},
		"with its copy":        {"pgm-console", with{"wait_for_cross_region_copy": true}, "is in cn-beijing."},
		"with its copy, long wait": {
			"pgm-console", with{"wait_for_cross_region_copy": true, "timeout": "24h"}, "is in cn-beijing.",
		},
		"without its copy": {"pgm-console", with{"wait_for_cross_region_copy": false}, "Finished, 100 percent."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			progress, said := invoke(t, s, row.instanceID, row.arguments)
			said.RequireNone(t)
			if len(progress) < 2 || !strings.HasSuffix(progress[len(progress)-1], row.last) {
				t.Errorf("the progress is %q, want it to end with %q", progress, row.last)
			}
			if len(slices.Compact(slices.Clone(progress))) != len(progress) {
				t.Errorf("the progress repeats itself: %q", progress)
			}
			if n := created(s); n != 1 {
				t.Errorf("%d backups were started, want one", n)
			}
		})
	}
}

// What cannot be done is refused before anything is started.
func TestInvoke_refuses(t *testing.T) {
	t.Parallel()
	copied := with{"wait_for_cross_region_copy": true}
	on := fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30})
	seed := fleet.DefaultSeed()
	cloud := fleet.MySQL(testkit.Region, "rm-cloud", fleet.WithHistory(3), on)
	cloud.StorageType, cloud.Class = "cloud_essd", "mysql.n4.large.2c"
	seed.Instances = append(seed.Instances, cloud)
	for name, row := range map[string]struct {
		instanceID string
		arguments  with
		says       []string
	}{
		"no copies":     {"pgm-demo", copied, []string{"Nothing was started.", "(COPY_WILL_NOT_COME)"}},
		"switched off":  {"pgm-disabled", copied, []string{"is off", "(COPY_WILL_NOT_COME)"}},
		"not listed":    {"rm-cloud", copied, []string{"MySQL on cloud disks", "(COPY_WILL_NOT_COME)"}},
		"nowhere":       {"pgm-nowhere", nil, []string{"pgm-nowhere", "(INSTANCE_NOT_FOUND)"}},
		"nowhere, copy": {"pgm-nowhere", copied, []string{"no instance pgm-nowhere", "(INSTANCE_NOT_FOUND)"}},
		"an address":    {"pgm-demo.pg.rds.aliyuncs.com", nil, []string{"(NOT_AN_INSTANCE_ID)"}},
		"unknown method": {
			"pgm-demo", with{"backup_method": "physical"}, []string{"Did you mean PHYSICAL?", "(INVALID_VALUE)"},
		},
		"a bare number": {"pgm-demo", with{"timeout": "30"}, []string{"(INVALID_DURATION)"}},
		"a zone":        {"pgm-demo", with{"region": "cn-hangzhou-b"}, []string{"(REGION_MALFORMED)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithSeed(seed))
			progress, said := invoke(t, s, row.instanceID, row.arguments)
			said.Require(t, row.says...)
			if len(progress) > 0 || created(s) > 0 {
				t.Errorf("%d backups were started, and said was %q", created(s), progress)
			}
		})
	}
}

// A second job is never started: not while one runs, and not where the answer about the first was lost.
func TestInvoke_startsOne(t *testing.T) {
	t.Parallel()
	t.Run("while one runs", func(t *testing.T) {
		t.Parallel()
		s := emulator.Start(t)
		if _, err := s.Fleet().CreateBackup(testkit.Region, "pgm-demo", ""); err != nil {
			t.Fatal(err)
		}
		_, said := invoke(t, s, "pgm-demo", nil)
		said.Require(t, "A backup of pgm-demo runs already", "No second one was started", "(BACKUP_RUNS)")
		if created(s) > 0 {
			t.Error("a second backup was started")
		}
	})
	for effect, starts := range map[string]bool{"drop-after-commit": true, "drop-before-commit": false} {
		t.Run(effect, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			s.AddFault(emulator.Fault{Action: emulator.ActionCreateBackup, Effect: effect, Times: 1})
			progress, said := invoke(t, s, "pgm-demo", nil)
			switch {
			case starts && (said.Failed() || len(progress) < 2):
				t.Errorf("said %s after %q, want the job to be followed", said, progress)
			case !starts:
				said.Require(t, "no new job is listed", "(BACKUP_NOT_CONFIRMED)")
			}
			sent := 0
			for _, call := range s.Calls() {
				if call.Action == emulator.ActionCreateBackup {
					sent++
				}
			}
			if sent != 1 {
				t.Errorf("%d calls, want one", sent)
			}
		})
	}
}

// What was started goes on when the wait ends, and the error says so.
func TestInvoke_ends(t *testing.T) {
	t.Parallel()
	copied := with{"wait_for_cross_region_copy": true}
	denied := emulator.Fault{Action: emulator.ActionDescribeBackupTasks, Nth: 2, Code: "Forbidden.RAM", Status: 403}
	for name, row := range map[string]struct {
		instanceID string
		arguments  with
		stops      bool // the run, when the job is looked at
		fault      emulator.Fault
		says       []string
	}{
		"too short for the backup": {
			instanceID: "pgm-demo", arguments: with{"timeout": "2s"},
			says: []string{"on timeout", "The 2s of timeout ran out. Backup job", "goes on", "(BACKUP_NOT_AWAITED)"},
		},
		"stopped": {
			instanceID: "pgm-demo", stops: true,
			says: []string{"The run was stopped.", "goes on", "(BACKUP_NOT_AWAITED)"},
		},
		"denied": {
			instanceID: "pgm-demo", fault: denied,
			says: []string{"rds:DescribeBackupTasks", "goes on", "(PERMISSION_DENIED)"},
		},
		"the copy is denied": {
			instanceID: "pgm-console", arguments: copied,
			fault: emulator.Fault{Action: "DescribeCrossRegionBackups", Code: "Forbidden.RAM", Status: 403},
			says:  []string{"rds:DescribeCrossRegionBackups", "is done, and its copying goes on", "(PERMISSION_DENIED)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			s := emulator.Start(t, emulator.WithMiddleware(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if row.stops && r.URL.Query().Get("BackupJobId") != "" {
						cancel()
					}
					next.ServeHTTP(w, r)
				})
			}))
			if row.fault.Action != "" {
				s.AddFault(row.fault)
			}
			config := with{"instance_id": row.instanceID}
			maps.Copy(config, row.arguments)
			_, said := testkit.NewSession(t, s, nil).Within(ctx).Invoke(backup.TypeName, config)
			said.Require(t, row.says...)
			if created(s) != 1 {
				t.Errorf("%d backups were started, want one", created(s))
			}
		})
	}
}
