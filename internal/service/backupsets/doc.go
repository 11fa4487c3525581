// SPDX-License-Identifier: MPL-2.0

// Package backupsets is the data source of the backup sets that an instance has in destination regions.
//
// Sets stay after the feature was switched off and, mostly, after the instance was released; the data source reads them
// all the same. Sets that limit and status hide still count for latest and the totals. So an assertion on freshness or
// cost does not change when somebody shortens a table.
package backupsets
