// SPDX-License-Identifier: MPL-2.0

// Package backupsets is the data source of the backup sets that an instance has in destination regions.
//
// Sets stay after the feature is switched off and, mostly, after the instance is released; the data source still reads
// them. Sets that limit and status hide count for latest and the totals. So an assertion on freshness or cost does not
// change when somebody shortens a table.
package backupsets
