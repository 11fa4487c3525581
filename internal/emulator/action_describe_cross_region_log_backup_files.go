// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func describeCrossRegionLogBackupFiles() action {
	start, end := startTimeParam, endTimeParam
	start.required, end.required = true, true
	return action{
		version: versionRDS, name: ActionDescribeCrossRegionLogBackupFiles, rules: crossRules,
		params: []param{instanceParam, regionParam, start, end, destinationParam, pageSizeParam, pageNumberParam},
		handle: func(c *call) (any, error) {
			between, err := c.period()
			if err != nil {
				return nil, err
			}
			files, err := c.s.fleet.LogFiles(c.region(), c.instanceID(), fleet.LogQuery{
				Start: between.start, End: between.end, DestinationRegion: c.params.Get("CrossBackupRegion"),
			})
			if err != nil {
				return nil, err
			}
			onPage, pageNumber, err := page(c, files)
			if err != nil {
				return nil, err
			}
			return logFilesView{
				InstanceID: c.params.Get("DBInstanceId"), RegionID: c.regionOfInstance(), StartTime: formatTime(between.start),
				EndTime: formatTime(between.end), PageNumber: pageNumber, PageRecordCount: len(onPage),
				TotalRecordCount: len(files),
				Items:            wrapped[logFileRow]{convert(onPage, c.s.newLogFileRow)},
			}, nil
		},
	}
}

type logFilesView struct {
	InstanceID       string `json:"DBInstanceId"`
	RegionID         string `json:"RegionId"`
	StartTime        string
	EndTime          string
	PageNumber       int
	PageRecordCount  int
	TotalRecordCount int
	Items            wrapped[logFileRow]
}

type logFileRow struct {
	ID             int64  `json:"CrossLogBackupId"`
	Destination    string `json:"CrossBackupRegion"`
	LogFileName    string
	Size           int64 `json:"CrossLogBackupSize"`
	HostInstanceID int64 `json:"InstanceId"`
	LogBeginTime   string
	LogEndTime     string
	Link           string `json:"CrossDownloadLink"`
	IntranetLink   string `json:"CrossIntranetDownloadLink"`
	LinkExpires    string `json:"LinkExpiredTime"`
}

func (s *Server) newLogFileRow(file fleet.LogFile) logFileRow {
	return logFileRow{
		ID: file.ID, Destination: file.DestinationRegion, LogFileName: file.FileName, Size: file.SizeBytes,
		HostInstanceID: file.HostInstanceID, LogBeginTime: formatTime(file.BeginTime), LogEndTime: formatTime(file.EndTime),
		Link:         s.downloadLink("rdsddrlog", file.DestinationRegion, "", file.FileName),
		IntranetLink: s.downloadLink("rdsddrlog", file.DestinationRegion, "-internal", file.FileName),
		LinkExpires:  formatTime(s.linkEnd()),
	}
}
