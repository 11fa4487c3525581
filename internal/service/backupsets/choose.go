// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// choice is what to show of the sets that matched the query.
type choice struct {
	shown  []rds.BackupSet // after status and limit, newest first
	latest *rds.BackupSet  // of all
	count  int64           // of all
	bytes  int64           // of all
}

// matches repeats the filters of a query by id. The API documents an id and a time range as alternatives, and which of
// them counts when both are sent is not known. The API answers queries without an id by itself.
func matches(query rds.BackupSetQuery, set rds.BackupSet) bool {
	if query.SetID == "" {
		return true
	}
	return set.ID == query.SetID &&
		(query.DestinationRegion == "" || set.DestinationRegion == query.DestinationRegion) &&
		(query.Start.IsZero() || !set.StartTime.Before(query.Start)) &&
		(query.End.IsZero() || !set.StartTime.After(query.End))
}

// choose applies status ("" = any) and limit (null = all) to what is shown, and to nothing else.
func choose(sets []rds.BackupSet, status string, limit types.Int64) choice {
	sets = slices.SortedFunc(slices.Values(sets), rds.NewestFirst)
	c := choice{latest: rds.LatestOf(sets), count: int64(len(sets))}
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
