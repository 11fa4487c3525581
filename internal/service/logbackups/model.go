// SPDX-License-Identifier: MPL-2.0

package logbackups

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

type model struct {
	InstanceID        types.String `tfsdk:"instance_id"`
	Region            types.String `tfsdk:"region"`
	DestinationRegion types.String `tfsdk:"destination_region"`
	StartTime         types.String `tfsdk:"start_time"`
	EndTime           types.String `tfsdk:"end_time"`
	IncludeFiles      types.Bool   `tfsdk:"include_files"`

	ContinuousFromTime timetypes.RFC3339 `tfsdk:"continuous_from_time"`
	ContinuousToTime   timetypes.RFC3339 `tfsdk:"continuous_to_time"`
	Gaps               []gapModel        `tfsdk:"gaps"`
	TotalCount         types.Int64       `tfsdk:"total_count"`
	TotalSizeBytes     types.Int64       `tfsdk:"total_size_bytes"`
	LogBackups         []logModel        `tfsdk:"log_backups"`
}

type gapModel struct {
	DestinationRegion types.String      `tfsdk:"destination_region"`
	FromTime          timetypes.RFC3339 `tfsdk:"from_time"`
	ToTime            timetypes.RFC3339 `tfsdk:"to_time"`
	MissingFiles      types.Int64       `tfsdk:"missing_files"`
}

type logModel struct {
	ID                types.String      `tfsdk:"id"`
	DestinationRegion types.String      `tfsdk:"destination_region"`
	FileName          types.String      `tfsdk:"file_name"`
	SizeBytes         types.Int64       `tfsdk:"size_bytes"`
	HostInstanceID    types.String      `tfsdk:"host_instance_id"`
	BeginTime         timetypes.RFC3339 `tfsdk:"begin_time"`
	EndTime           timetypes.RFC3339 `tfsdk:"end_time"`
}

func (m *model) window() validate.Window { return validate.Window{Start: m.StartTime, End: m.EndTime} }

// leaveUnknown makes every result null.
func (m *model) leaveUnknown() {
	m.ContinuousFromTime, m.ContinuousToTime = timetypes.NewRFC3339Null(), timetypes.NewRFC3339Null()
	m.TotalCount, m.TotalSizeBytes = types.Int64Null(), types.Int64Null()
	m.Gaps, m.LogBackups = nil, nil
}

// fill sets the results; logs are in the order in which they are shown.
func (m *model) fill(logs []rds.LogBackup, continuity rds.LogContinuity) {
	m.leaveUnknown()
	total := int64(0)
	for _, log := range logs {
		total += log.SizeBytes
	}
	m.TotalCount, m.TotalSizeBytes = types.Int64Value(int64(len(logs))), types.Int64Value(total)
	if m.IncludeFiles.ValueBool() {
		m.LogBackups = make([]logModel, 0, len(logs))
		for _, log := range logs {
			m.LogBackups = append(m.LogBackups, newLogModel(log))
		}
	}
	if continuity.Unplaced > 0 {
		return
	}
	m.ContinuousFromTime, m.ContinuousToTime = nullable.Time(continuity.From), nullable.Time(continuity.To)
	m.Gaps = make([]gapModel, 0, len(continuity.Gaps))
	for _, gap := range continuity.Gaps {
		m.Gaps = append(m.Gaps, gapModel{
			DestinationRegion: nullable.String(gap.DestinationRegion),
			FromTime:          nullable.Time(gap.From),
			ToTime:            nullable.Time(gap.To),
			MissingFiles:      nullable.Int64(gap.MissingFiles, gap.MissingFiles > 0),
		})
	}
}

func newLogModel(log rds.LogBackup) logModel {
	return logModel{
		ID:                nullable.String(log.ID),
		DestinationRegion: nullable.String(log.DestinationRegion),
		FileName:          nullable.String(log.FileName),
		SizeBytes:         types.Int64Value(log.SizeBytes),
		HostInstanceID:    nullable.String(log.HostInstanceID),
		BeginTime:         nullable.Time(log.BeginTime),
		EndTime:           nullable.Time(log.EndTime),
	}
}
