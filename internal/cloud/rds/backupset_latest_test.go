// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// day returns a set that started on a day of January 2026.
func day(n int, id, status string) rds.BackupSet {
	start := time.Date(2026, 1, n, 2, 0, 0, 0, time.UTC)
	return rds.BackupSet{
		ID: id, Status: status, SizeBytes: 10, StartTime: start, EndTime: start.Add(time.Hour),
		ConsistentTime: start.Add(time.Minute),
	}
}

func TestLatestOf(t *testing.T) {
	t.Parallel()
	late := day(1, "1", "SUCCESS")
	late.ConsistentTime = late.ConsistentTime.AddDate(0, 0, 20)
	noTime := day(9, "2", "SUCCESS")
	noTime.ConsistentTime = time.Time{}
	olderNoTime := day(8, "3", "SUCCESS")
	olderNoTime.ConsistentTime = time.Time{}
	for name, row := range map[string]struct {
		sets []rds.BackupSet
		want string
	}{
		"none":                             {nil, ""},
		"only failed ones":                 {[]rds.BackupSet{day(1, "1", "FAILED")}, ""},
		"status missing":                   {[]rds.BackupSet{day(1, "1", "")}, ""},
		"consistent time beats start":      {[]rds.BackupSet{late, day(5, "9", "SUCCESS")}, "1"},
		"no data time counts as oldest":    {[]rds.BackupSet{noTime, day(1, "7", "SUCCESS")}, "7"},
		"among those, the newest start":    {[]rds.BackupSet{olderNoTime, noTime}, "2"},
		"equal times, the greater id":      {[]rds.BackupSet{day(1, "9", "SUCCESS"), day(1, "10", "SUCCESS")}, "10"},
		"equal times, in the other order":  {[]rds.BackupSet{day(1, "10", "SUCCESS"), day(1, "9", "SUCCESS")}, "10"},
		"a newer failed one does not hide": {[]rds.BackupSet{day(3, "3", "FAILED"), day(2, "2", "SUCCESS")}, "2"},
	} {
		got := ""
		if latest := rds.LatestOf(row.sets); latest != nil {
			got = latest.ID
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

// TestLatestBackupSet counts the calls: the newest set of a long history is found without paging through all of it.
func TestLatestBackupSet(t *testing.T) {
	t.Parallel()
	var old []int
	for n := range 60 {
		old = append(old, n+1)
	}
	for name, row := range map[string]struct {
		days   int
		failed []int
		calls  int
	}{
		"fits on a page":                    {days: 40, calls: 1},
		"more than a page":                  {days: 250, calls: 2},
		"no good set for 60 days":           {days: 90, failed: old, calls: 1},
		"no good set for 60 days, of many":  {days: 250, failed: old, calls: 6},
		"no set at all":                     {days: 0, calls: 1},
		"the newest of many failed to copy": {days: 250, failed: []int{1}, calls: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := fleet.DefaultSeed()
			seed.Instances = append(seed.Instances, fleet.Instance{
				ID: "pgm-long", Region: "cn-hangzhou", Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability",
				StorageType: "cloud_essd", Class: "pg.n4.2c.2m", History: row.days, FailedCopies: row.failed,
				Policy: &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 730},
			})
			client, server := newEmulated(t, emulator.WithSeed(seed))
			_ = client.SyncedNow(t.Context(), "cn-hangzhou")
			stored, err := server.Fleet().CopySets("cn-hangzhou", "pgm-long")
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			for _, set := range stored {
				if !set.Failed {
					want = strconv.FormatInt(set.ID, 10)
				}
			}
			latest, all, err := client.LatestBackupSet(t.Context(), "cn-hangzhou", "pgm-long")
			if err != nil || all.Count != int64(len(stored)) {
				t.Fatalf("%d sets, %v; want %d", all.Count, err, len(stored))
			}
			var bytes int64
			for _, set := range stored {
				bytes += set.SizeBytes
			}
			if got := all.EstimatedBytes(); got < 0.9*float64(bytes) || got > 1.1*float64(bytes) {
				t.Errorf("the sets take about %.0f bytes, and %d in the fleet", got, bytes)
			}
			got := ""
			if latest != nil {
				got = latest.ID
			}
			if got != want {
				t.Errorf("latest is %q, want %q", got, want)
			}
			if calls := len(server.Calls("DescribeCrossRegionBackups")); calls != row.calls {
				t.Errorf("%d calls for %d sets, want %d", calls, len(stored), row.calls)
			}
		})
	}
}

func TestLatestBackupSet_aLaterPageThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(c call) reply {
		if c.params.Get("PageNumber") == "1" {
			return setPage(150, 1, 100)
		}
		return refusal(403, "Forbidden.RAM")
	})
	client, _ := newClient(t, api.URL)
	if latest, _, err := client.LatestBackupSet(t.Context(), "cn-hangzhou", "pgm-demo"); err == nil {
		t.Errorf("got %+v without an error", latest)
	}
}
