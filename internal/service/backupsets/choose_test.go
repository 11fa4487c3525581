// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// day returns a set that started on a day of January 2026.
func day(n int, id, status string) rds.BackupSet {
	start := time.Date(2026, 1, n, 2, 0, 0, 0, time.UTC)
	return rds.BackupSet{
		ID:             id,
		Status:         status,
		SizeBytes:      10,
		StartTime:      start,
		EndTime:        start.Add(time.Hour),
		ConsistentTime: start.Add(time.Minute),
	}
}

func idsOf(sets []rds.BackupSet) []string {
	ids := []string{}
	for _, set := range sets {
		ids = append(ids, set.ID)
	}
	return ids
}

func TestChoose(t *testing.T) {
	t.Parallel()
	sets := []rds.BackupSet{
		day(2, "9", "SUCCESS"),
		day(3, "11", "FAILED"),
		day(1, "5", "SUCCESS"),
		day(2, "10", "SUCCESS"),
		day(3, "12", "FAILED"),
	}
	for name, row := range map[string]struct {
		status string
		limit  types.Int64
		want   []string
	}{
		"everything, newest first, ids as numbers": {"", types.Int64Null(), []string{"12", "11", "10", "9", "5"}},
		"limit":                         {"", types.Int64Value(2), []string{"12", "11"}},
		"limit beyond the end":          {"", types.Int64Value(99), []string{"12", "11", "10", "9", "5"}},
		"status":                        {"SUCCESS", types.Int64Null(), []string{"10", "9", "5"}},
		"limit counts after status":     {"SUCCESS", types.Int64Value(1), []string{"10"}},
		"failed":                        {"FAILED", types.Int64Null(), []string{"12", "11"}},
		"status and limit leave enough": {"FAILED", types.Int64Value(5), []string{"12", "11"}},
	} {
		got := choose(sets, row.status, row.limit)
		if !slices.Equal(idsOf(got.shown), row.want) {
			t.Errorf("%s: %q, want %q", name, idsOf(got.shown), row.want)
		}
		if got.count != 5 || got.bytes != 50 || got.latest == nil || got.latest.ID != "10" {
			t.Errorf(
				"%s: count %d, bytes %d, latest %v: these must not depend on status and limit",
				name,
				got.count,
				got.bytes,
				got.latest,
			)
		}
	}
	if sets[0].ID != "9" {
		t.Error("choose changed the order of its input")
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	set := day(2, "7", "SUCCESS")
	set.DestinationRegion = "cn-shanghai"
	for name, row := range map[string]struct {
		query rds.BackupSetQuery
		want  bool
	}{
		"no id: the API decides": {
			rds.BackupSetQuery{DestinationRegion: "cn-beijing", Start: set.StartTime.AddDate(0, 0, 1)}, true,
		},
		"id alone":                  {rds.BackupSetQuery{SetID: "7"}, true},
		"other id":                  {rds.BackupSetQuery{SetID: "8"}, false},
		"id and destination":        {rds.BackupSetQuery{SetID: "7", DestinationRegion: "cn-shanghai"}, true},
		"id and other destination":  {rds.BackupSetQuery{SetID: "7", DestinationRegion: "cn-beijing"}, false},
		"id and its very window":    {rds.BackupSetQuery{SetID: "7", Start: set.StartTime, End: set.StartTime}, true},
		"id and a later window":     {rds.BackupSetQuery{SetID: "7", Start: set.StartTime.Add(time.Second)}, false},
		"id and an earlier window":  {rds.BackupSetQuery{SetID: "7", End: set.StartTime.Add(-time.Second)}, false},
		"id and an open-ended side": {rds.BackupSetQuery{SetID: "7", End: set.StartTime.Add(time.Second)}, true},
	} {
		if got := matches(row.query, set); got != row.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 2, 28, 3, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		end  time.Time
		days int64
		want time.Time
	}{
		{end, 7, time.Date(2026, 3, 7, 3, 0, 0, 0, time.UTC)},
		{end, 1825, time.Date(2031, 2, 27, 3, 0, 0, 0, time.UTC)},
		{end, 0, time.Time{}},
		{time.Time{}, 7, time.Time{}},
	} {
		if got := expiry(row.end, row.days); !got.Equal(row.want) {
			t.Errorf("expiry(%s, %d) = %s, want %s", row.end, row.days, got, row.want)
		}
	}
}
