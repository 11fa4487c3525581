// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"cmp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

const statusSuccess = "SUCCESS"

// choice is what to show of the sets that matched the query.
type choice struct {
	shown  []rds.BackupSet // after status and limit, newest first
	latest *rds.BackupSet  // of all
	count  int64           // of all
	bytes  int64           // of all
}

// matches repeats the filters of a query by id, because the API documents an id and a time range as alternatives:
// which of the two counts when both are sent is not known. Queries without an id are the API's to answer.
func matches(query rds.BackupSetQuery, set rds.BackupSet) bool {
	if query.SetID == "" {
		return true
	}
	return set.ID == query.SetID &&
		(query.DestinationRegion == "" || set.DestinationRegion == query.DestinationRegion) &&
		(query.Start.IsZero() || !set.StartTime.Before(query.Start)) &&
		(query.End.IsZero() || !set.StartTime.After(query.End))
}

// choose applies status ("" = any) and limit (null = all) to what is shown, and neither to the rest.
func choose(sets []rds.BackupSet, status string, limit types.Int64) choice {
	sets = slices.SortedFunc(slices.Values(sets), newestFirst)
	c := choice{latest: latestOf(sets), count: int64(len(sets))}
	for _, set := range sets {
		c.bytes += set.SizeBytes
		if status == "" || set.Status == status {
			c.shown = append(c.shown, set)
		}
	}
	if !limit.IsNull() && int64(len(c.shown)) > limit.ValueInt64() {
		c.shown = c.shown[:limit.ValueInt64()]
	}
	return c
}

// newestFirst orders by start, then by id, both descending. A set without a start comes last.
func newestFirst(a, b rds.BackupSet) int {
	return cmp.Or(b.StartTime.Compare(a.StartTime), compareIDs(b.ID, a.ID))
}

// compareIDs compares ids as the numbers that they are, without a limit on their size.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// latestOf returns the newest successful set by the time of its data. Start and id break ties, and decide among sets
// whose data time is missing, which count as older than all others.
func latestOf(sets []rds.BackupSet) *rds.BackupSet {
	var latest *rds.BackupSet
	for i := range sets {
		if sets[i].Status != statusSuccess {
			continue
		}
		if latest == nil || cmp.Or(sets[i].ConsistentTime.Compare(latest.ConsistentTime), newestFirst(*latest, sets[i])) > 0 {
			latest = &sets[i]
		}
	}
	return latest
}

// expiry is when a set that ended at end falls out under a retention; zero when either is not known.
func expiry(end time.Time, retentionDays int64) time.Time {
	if end.IsZero() || retentionDays <= 0 {
		return time.Time{}
	}
	return end.Add(time.Duration(retentionDays) * 24 * time.Hour)
}
