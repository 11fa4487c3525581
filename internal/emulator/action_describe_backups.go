// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strconv"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// describeBackups documents its times with minutes, unlike the lists of copies.
func describeBackups() action {
	start, end := startTimeParam, endTimeParam
	start.kind, end.kind = kindMinute, kindMinute
	return action{
		version: versionRDS, name: ActionDescribeBackups, rules: commonRules,
		params: []param{
			instanceParam, optionalRegionParam,
			{name: "BackupMode", kind: kindEnum, values: []string{"Automated", "Manual"}},
			{name: "BackupStatus", kind: kindEnum, values: []string{"Success", "Failed"}},
			{
				name: "BackupType", kind: kindEnum, values: []string{"FullBackup", "IncrementalBackup"},
				code: "InvalidBackupType.Format",
			},
			start, end,
			{name: "PageSize", kind: kindPage, guess: "page-sizes", code: "InvalidMaxRecordsPerPage.Malformed"},
			{name: "PageNumber", kind: kindInt, min: 1, max: 1 << 31, code: "InvalidPageNumbers.Malformed"},
		},
		handle: func(c *call) (any, error) {
			between, err := c.period()
			if err != nil {
				return nil, refuse("InvalidParameterCombination", "")
			}
			backups, err := c.s.fleet.LocalBackups(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			backups = choose(backups, func(b fleet.Backup) bool {
				return between.holds(b.StartTime) && matches(c.params, "BackupId", strconv.FormatInt(b.ID, 10)) &&
					matches(c.params, "BackupMode", b.Mode) && matches(c.params, "BackupType", b.Type) &&
					matches(c.params, "BackupStatus", "Success")
			})
			onPage, pageNumber, err := page(c, backups)
			if err != nil {
				return nil, err
			}
			view := backupsView{
				PageNumber: strconv.Itoa(pageNumber), PageRecordCount: strconv.Itoa(len(onPage)),
				TotalRecordCount: strconv.Itoa(len(backups)),
			}
			view.Items.Backup = convert(onPage, newBackupRow)
			return view, nil
		},
	}
}

// backupsView has strings where other lists have numbers, as the API declares it.
type backupsView struct {
	PageNumber           string
	PageRecordCount      string
	TotalRecordCount     string
	TotalEcsSnapshotSize int64
	Items                struct{ Backup []backupRow }
}

type backupRow struct {
	BackupID         string `json:"BackupId"`
	InstanceID       string `json:"DBInstanceId"`
	BackupStatus     string
	BackupType       string
	BackupMethod     string
	BackupMode       string
	BackupInitiator  string
	BackupStartTime  string
	BackupEndTime    string
	BackupSize       int64
	ConsistentTime   int64
	StoreStatus      string
	StorageClass     string
	IsAvail          int
	MetaStatus       string
	Encryption       string
	HostInstanceID   string
	ExpectExpireTime string
	Engine           string
	EngineVersion    string
}

func newBackupRow(b fleet.Backup) backupRow {
	return backupRow{
		BackupID: strconv.FormatInt(b.ID, 10), InstanceID: b.InstanceID, BackupStatus: "Success", BackupType: b.Type,
		BackupMethod: b.Method, BackupMode: b.Mode, BackupInitiator: b.Initiator,
		BackupStartTime: formatTime(b.StartTime), BackupEndTime: formatTime(b.EndTime), BackupSize: b.SizeBytes,
		ConsistentTime: b.ConsistentTime.Unix(), StoreStatus: "Disabled", StorageClass: "0", IsAvail: 1, MetaStatus: "OK",
		Encryption: "{}", HostInstanceID: strconv.FormatInt(b.HostInstanceID, 10),
		ExpectExpireTime: formatTime(b.ExpireTime), Engine: b.Engine, EngineVersion: b.EngineVersion,
	}
}
