// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Answer is what the documents say to a question. The zero value is "not known".
type Answer int

// The answers.
const (
	NotKnown Answer = iota
	No
	Yes
)

// String returns the answer in words.
func (a Answer) String() string {
	switch a {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "not known"
	}
}

// CopyFacts says what becomes of the cross-region copies of an instance: of its data backups and of its logs.
type CopyFacts struct {
	Engine  string
	Storage string // in words, as the table for users has it
	// SurviveRelease says that copies stay until their retention ends, also after the instance is released.
	SurviveRelease Answer
	// ChargedAfterRelease says that they are charged until then.
	ChargedAfterRelease Answer
	Downloadable        Answer
	// Listed says that the API lists them, so that they can be counted.
	Listed Answer
	// RestoreByTime says that, with log copies, a restore reaches any point in time.
	RestoreByTime Answer
	// RestoreTo is where a restore can go; "" where that is not known.
	RestoreTo string
	// OnEnabling is what is backed up when cross-region backup is switched on, and OnLogs which logs are copied when log
	// copy is; "" where that is not known.
	OnEnabling, OnLogs string
	Source, Date       string

	kind storageKind // storageUnknown: of every storage
}

// FullBackupOnEnabling says that switching on starts a full backup, whatever backups there are.
func (f CopyFacts) FullBackupOnEnabling() bool { return f.OnEnabling == fullBackup }

// SecondaryBackupOnEnabling says that switching on starts a backup of the secondary, if there is no valid backup of the
// last 24 hours.
func (f CopyFacts) SecondaryBackupOnEnabling() bool { return f.OnEnabling == secondaryIfNone }

// The targets of a restore.
const (
	toDestination = "a new instance in the destination region"
	toBothRegions = "a new or an existing instance, in the source or the destination region"
)

// What is backed up and copied at the beginning.
const (
	fullBackup      = "a full backup"
	secondaryIfNone = "a backup of the secondary, if there is no valid backup of the last 24 hours"
	logsSinceBackup = "the logs since a valid backup of the last 24 hours; if there is none, or the logs have a gap, a " +
		"backup of the secondary is made"
)

// CopyTable returns the facts about every engine and storage that has cross-region backup. Serverless instances of any
// engine have none.
//
// SQL Server: the page of the feature does not name the storage. The pages contradict each other about a restore by
// time, so it is not known; snapshots exist on the Cluster Edition alone and cannot be downloaded.
func CopyTable() []CopyFacts {
	return []CopyFacts{
		{
			Engine: rds.EnginePostgreSQL, Storage: "any", SurviveRelease: Yes, ChargedAfterRelease: Yes, Downloadable: Yes,
			Listed: Yes, RestoreByTime: Yes, RestoreTo: toDestination, OnEnabling: secondaryIfNone,
			OnLogs: "the local log backups", Source: productPage, Date: productPageDate,
		},
		{
			Engine: rds.EngineMySQL, Storage: "Premium Local SSDs", kind: storageLocal, SurviveRelease: Yes,
			ChargedAfterRelease: Yes, Downloadable: Yes, Listed: Yes, RestoreByTime: Yes, RestoreTo: toBothRegions,
			OnEnabling: secondaryIfNone, OnLogs: logsSinceBackup, Source: mySQLPage, Date: mySQLPageDate,
		},
		{
			Engine: rds.EngineMySQL, Storage: "cloud disks", kind: storageCloud, SurviveRelease: No,
			ChargedAfterRelease: No, Downloadable: No, Listed: No, RestoreByTime: Yes, RestoreTo: toDestination,
			OnEnabling: "nothing: the first copy is that of the next default backup",
			OnLogs:     "the logs made after log copy was switched on", Source: mySQLPage, Date: mySQLPageDate,
		},
		{
			Engine: rds.EngineSQLServer, Storage: "any", SurviveRelease: Yes, ChargedAfterRelease: Yes,
			Downloadable: NotKnown, Listed: Yes, RestoreByTime: NotKnown, RestoreTo: toDestination,
			OnEnabling: fullBackup, OnLogs: logsSinceBackup, Source: sqlServerPage, Date: sqlServerPageDate,
		},
	}
}

// CopiesOf returns what is known of the copies of an instance. Where its engine or its storage is not known, that is
// what all rows that may apply have in common.
func CopiesOf(in rds.Instance) CopyFacts {
	var facts CopyFacts
	first := true
	for _, row := range CopyTable() {
		storage := storageOf(in)
		if in.Engine != "" && !strings.EqualFold(in.Engine, row.Engine) ||
			storage != storageUnknown && row.kind != storageUnknown && storage != row.kind {
			continue
		}
		if first {
			facts, first = row, false
			continue
		}
		facts = common(facts, row)
	}
	return facts
}

// common is what two rows have in common.
func common(a, b CopyFacts) CopyFacts {
	answer := func(a, b Answer) Answer {
		if a == b {
			return a
		}
		return NotKnown
	}
	text := func(a, b string) string {
		if a == b {
			return a
		}
		return ""
	}
	return CopyFacts{
		Engine:              text(a.Engine, b.Engine),
		SurviveRelease:      answer(a.SurviveRelease, b.SurviveRelease),
		ChargedAfterRelease: answer(a.ChargedAfterRelease, b.ChargedAfterRelease),
		Downloadable:        answer(a.Downloadable, b.Downloadable),
		Listed:              answer(a.Listed, b.Listed),
		RestoreByTime:       answer(a.RestoreByTime, b.RestoreByTime),
		RestoreTo:           text(a.RestoreTo, b.RestoreTo),
		OnEnabling:          text(a.OnEnabling, b.OnEnabling),
		OnLogs:              text(a.OnLogs, b.OnLogs),
		Source:              text(a.Source, b.Source),
		Date:                text(a.Date, b.Date),
	}
}
