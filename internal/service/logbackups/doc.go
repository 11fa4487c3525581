// SPDX-License-Identifier: MPL-2.0

// Package logbackups is the data source of the log copies that an instance has in destination regions: from when until
// when they follow each other without a gap, how many there are, and, on request, each of them.
//
// data_source.go reads, window.go decides for which time, model.go fills in the results, schema.go describes them. The
// rules of continuity are those of rds.LogContinuityOf.
package logbackups
