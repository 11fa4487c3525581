// SPDX-License-Identifier: MPL-2.0

package status

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/setobject"
)

type model struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Region     types.String `tfsdk:"region"`
	RPOHours   types.Int64  `tfsdk:"rpo_hours"`

	Latest               *setobject.Model  `tfsdk:"latest"`
	LatestConsistentTime timetypes.RFC3339 `tfsdk:"latest_consistent_time"`
	LatestAgeHours       types.Float64     `tfsdk:"latest_age_hours"`
	LogBackupEndTime     timetypes.RFC3339 `tfsdk:"log_backup_end_time"`
	RPOState             types.String      `tfsdk:"rpo_state"`
	WithinRPO            types.Bool        `tfsdk:"within_rpo"`
	FailingSinceTime     timetypes.RFC3339 `tfsdk:"failing_since_time"`
	NeverSucceeded       types.Bool        `tfsdk:"never_succeeded"`
	NotCopied            []localModel      `tfsdk:"not_copied"`
	SizeChangePercent    types.Float64     `tfsdk:"latest_size_change_percent"`
	RestoreReady         types.Bool        `tfsdk:"restore_ready"`
	RestoreBlockers      []blockerModel    `tfsdk:"restore_blockers"`
	RestoreRegions       []types.String    `tfsdk:"restore_regions"`
	TotalSizeBytes       types.Int64       `tfsdk:"total_size_bytes"`
	MonthlyCost          types.Float64     `tfsdk:"estimated_monthly_storage_cost_usd"`
	LastCopyExpiresTime  timetypes.RFC3339 `tfsdk:"last_copy_expires_time"`
}

type localModel struct {
	BackupID types.String      `tfsdk:"backup_id"`
	EndTime  timetypes.RFC3339 `tfsdk:"end_time"`
}

type blockerModel struct {
	Code    types.String `tfsdk:"code"`
	Message types.String `tfsdk:"message"`
}

// fill sets the results.
func (m *model) fill(f facts) {
	latest := rds.LatestOf(f.sets)
	m.RestoreRegions = []types.String{}
	if latest != nil {
		object := setobject.New(*latest, f.retentionDays())
		m.Latest, m.LatestConsistentTime = &object, nullable.Time(latest.ConsistentTime)
		for _, region := range slices.Sorted(slices.Values(latest.RestoreRegions)) {
			m.RestoreRegions = append(m.RestoreRegions, types.StringValue(region))
		}
	}
	if at := f.freshest(); !at.IsZero() && f.logsKnown {
		m.LatestAgeHours = nullable.Decimal(max(0, f.now.Sub(at).Hours()), true)
	}
	m.LogBackupEndTime, m.FailingSinceTime = nullable.Time(f.logEnd), nullable.Time(f.failingSince())
	if !m.RPOHours.IsNull() {
		state := f.rpo()
		m.RPOState, m.WithinRPO = types.StringValue(state), types.BoolValue(state == rpoMet)
	}
	if f.listable && (f.complete || latest != nil) {
		m.NeverSucceeded = types.BoolValue(latest == nil)
	}
	m.SizeChangePercent = nullable.Decimal(f.sizeChange())
	m.fillNotCopied(f)
	m.fillRestore(f)
	m.fillTotals(f)
}

func (m *model) fillNotCopied(f facts) {
	backups, known := f.notCopied()
	if !known {
		return
	}
	m.NotCopied = []localModel{}
	for _, backup := range backups {
		m.NotCopied = append(m.NotCopied, localModel{nullable.String(backup.ID), nullable.Time(backup.EndTime)})
	}
}

func (m *model) fillRestore(f facts) {
	ready := true
	m.RestoreBlockers = []blockerModel{}
	for _, found := range f.blockers() {
		ready = ready && !found.now
		m.RestoreBlockers = append(m.RestoreBlockers,
			blockerModel{types.StringValue(found.code), types.StringValue(found.message)})
	}
	if f.listable && (f.complete || rds.LatestOf(f.sets) != nil) {
		m.RestoreReady = types.BoolValue(ready)
	}
}

// fillTotals sets what only all sets together tell.
func (m *model) fillTotals(f facts) {
	if f.listable && f.complete {
		total := int64(0)
		for _, set := range f.sets {
			total += set.SizeBytes
		}
		m.TotalSizeBytes = types.Int64Value(total)
		m.MonthlyCost = nullable.Decimal(prices.StoragePerMonth(float64(total)), true)
	}
	m.LastCopyExpiresTime = nullable.Time(f.lastExpiry())
}
