// SPDX-License-Identifier: MPL-2.0

// Package backupsets is the data source of the backup sets that an instance has in destination regions.
//
// Sets outlive both the switching off of the feature and, mostly, the instance; the data source reads them all the
// same. What the filters limit and status hide still counts for latest and the totals, so that an assertion on
// freshness or cost does not change when somebody shortens a table.
package backupsets
