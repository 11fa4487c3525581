// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/setobject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

type model struct {
	InstanceID             types.String `tfsdk:"instance_id"`
	Region                 types.String `tfsdk:"region"`
	DestinationRegion      types.String `tfsdk:"destination_region"`
	StartTime              types.String `tfsdk:"start_time"`
	EndTime                types.String `tfsdk:"end_time"`
	BackupSetID            types.String `tfsdk:"backup_set_id"`
	Status                 types.String `tfsdk:"status"`
	Limit                  types.Int64  `tfsdk:"limit"`
	IncludeRecoveryWindows types.Bool   `tfsdk:"include_recovery_windows"`

	BackupSets     []setModel     `tfsdk:"backup_sets"`
	IDs            []types.String `tfsdk:"ids"`
	Latest         *setModel      `tfsdk:"latest"`
	TotalCount     types.Int64    `tfsdk:"total_count"`
	TotalSizeBytes types.Int64    `tfsdk:"total_size_bytes"`
}

type setModel struct {
	setobject.Model
	RecoveryBeginTime timetypes.RFC3339 `tfsdk:"recovery_begin_time"`
	RecoveryEndTime   timetypes.RFC3339 `tfsdk:"recovery_end_time"`
}

// query is what the API is asked for. Without a start or an end, the client asks for everything kept.
func (m *model) query(region string) (rds.BackupSetQuery, diag.Diagnostics) {
	start, end, diags := validate.Window{Start: m.StartTime, End: m.EndTime}.Times()
	return rds.BackupSetQuery{
		Region: region, InstanceID: m.InstanceID.ValueString(), DestinationRegion: m.DestinationRegion.ValueString(),
		SetID: m.BackupSetID.ValueString(), Start: start, End: end,
	}, diags
}

// fill sets the results.
func (m *model) fill(c choice, d details) {
	m.BackupSets = make([]setModel, 0, len(c.shown))
	m.IDs = make([]types.String, 0, len(c.shown))
	for _, set := range c.shown {
		m.BackupSets = append(m.BackupSets, newSetModel(set, d))
		m.IDs = append(m.IDs, types.StringValue(set.ID))
	}
	m.Latest = nil
	if c.latest != nil {
		latest := newSetModel(*c.latest, d)
		m.Latest = &latest
	}
	m.TotalCount = types.Int64Value(c.count)
	m.TotalSizeBytes = types.Int64Value(c.bytes)
}

func newSetModel(set rds.BackupSet, d details) setModel {
	recovery := d.windows[set.ID]
	return setModel{
		Model:             setobject.New(set, d.retentionDays),
		RecoveryBeginTime: nullable.Time(recovery.begin),
		RecoveryEndTime:   nullable.Time(recovery.end),
	}
}
