// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strconv"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func describeCrossRegionBackups() action {
	anyID := param{kind: kindInt, min: 0, max: 1 << 62}
	return action{
		version: versionRDS, name: ActionDescribeCrossRegionBackups, rules: crossRules,
		params: []param{
			instanceParam, regionParam, destinationParam, groupParam,
			anyID.named("CrossBackupId"), anyID.named("BackupId"),
			startTimeParam, endTimeParam, pageSizeParam, pageNumberParam,
		},
		handle: func(c *call) (any, error) {
			between, err := c.period()
			if err != nil {
				return nil, err
			}
			if !c.params.Has("CrossBackupId") && (between.start.IsZero() || between.end.IsZero()) {
				return nil, refuse("ParameterAbsence", "StartTime")
			}
			sets, err := c.s.fleet.CopySets(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			chosen := choose(sets, func(set fleet.CopySet) bool {
				return between.holds(set.StartTime) && matches(c.params, "CrossBackupRegion", set.DestinationRegion) &&
					matches(c.params, "CrossBackupId", strconv.FormatInt(set.ID, 10)) &&
					matches(c.params, "BackupId", strconv.FormatInt(set.BackupID, 10))
			})
			onPage, pageNumber, err := page(c, chosen)
			if err != nil {
				return nil, err
			}
			return backupSetsView{
				RegionID: c.regionOfInstance(), StartTime: formatTime(between.start), EndTime: formatTime(between.end),
				PageNumber: pageNumber, PageRecordCount: len(onPage), TotalRecordCount: len(chosen),
				Items: wrapped[backupSetRow]{convert(onPage, c.s.newBackupSetRow)},
			}, nil
		},
	}
}

type backupSetsView struct {
	RegionID         string `json:"RegionId"`
	StartTime        string
	EndTime          string
	PageNumber       int
	PageRecordCount  int
	TotalRecordCount int
	Items            wrapped[backupSetRow]
}

type backupSetRow struct {
	ID              int64  `json:"CrossBackupId"`
	Destination     string `json:"CrossBackupRegion"`
	File            string `json:"CrossBackupSetFile"`
	Location        string `json:"CrossBackupSetLocation"`
	Size            int64  `json:"CrossBackupSetSize"`
	Link            string `json:"CrossBackupDownloadLink"`
	BackupType      string
	BackupMethod    string
	BackupSetScale  int
	BackupSetStatus int
	BackupStartTime string
	BackupEndTime   string
	ConsistentTime  string
	HostInstanceID  int64 `json:"InstanceId"`
	Engine          string
	EngineVersion   string
	Category        string
	StorageType     string `json:"DBInstanceStorageType"`
	RestoreRegions  struct{ RestoreRegion []string }
}

func (s *Server) newBackupSetRow(set fleet.CopySet) backupSetRow {
	row := backupSetRow{
		ID: set.ID, Destination: set.DestinationRegion, File: set.FileName, Location: set.Location, Size: set.SizeBytes,
		BackupType: set.Type, BackupMethod: set.Method, BackupSetScale: set.Scale,
		BackupStartTime: formatTime(set.StartTime), BackupEndTime: formatTime(set.EndTime),
		ConsistentTime: formatTime(set.ConsistentTime),
		HostInstanceID: set.HostInstanceID, Engine: set.Engine, EngineVersion: set.EngineVersion, Category: set.Category,
		StorageType: set.StorageType,
	}
	row.RestoreRegions.RestoreRegion = append([]string{}, set.RestoreRegions...)
	if set.Failed {
		row.BackupSetStatus = 1
	}
	if set.Failed || set.NoDownload {
		return row
	}
	row.Link = s.downloadLink("rdsddrbak", set.DestinationRegion, "", set.FileName)
	return row
}
