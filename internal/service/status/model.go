// SPDX-License-Identifier: MPL-2.0

package status

import (
	"math"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
)

type model struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Region     types.String `tfsdk:"region"`
	RPOHours   types.Int64  `tfsdk:"rpo_hours"`

	LatestSetID          types.String      `tfsdk:"latest_set_id"`
	LatestConsistentTime timetypes.RFC3339 `tfsdk:"latest_consistent_time"`
	LatestAgeHours       types.Float64     `tfsdk:"latest_age_hours"`
	LogBackupEndTime     timetypes.RFC3339 `tfsdk:"log_backup_end_time"`
	RPOState             types.String      `tfsdk:"rpo_state"`
	WithinRPO            types.Bool        `tfsdk:"within_rpo"`
	FailingSinceTime     timetypes.RFC3339 `tfsdk:"failing_since_time"`
	NeverSucceeded       types.Bool        `tfsdk:"never_succeeded"`
	SizeChangePercent    types.Float64     `tfsdk:"latest_size_change_percent"`
	RestoreReady         types.Bool        `tfsdk:"restore_ready"`
	RestoreBlockers      []blockerModel    `tfsdk:"restore_blockers"`
	RestoreRegions       []types.String    `tfsdk:"restore_regions"`
	TotalSizeBytes       types.Int64       `tfsdk:"total_size_bytes"`
	MonthlyCost          types.Float64     `tfsdk:"estimated_monthly_storage_cost_usd"`
	LastCopyExpiresTime  timetypes.RFC3339 `tfsdk:"last_copy_expires_time"`
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
		m.LatestSetID, m.LatestConsistentTime = nullable.String(latest.ID), nullable.Time(latest.ConsistentTime)
		for _, region := range slices.Sorted(slices.Values(latest.RestoreRegions)) {
			m.RestoreRegions = append(m.RestoreRegions, types.StringValue(region))
		}
	}
	if at := f.freshest(); !at.IsZero() {
		m.LatestAgeHours = types.Float64Value(rounded(max(0, f.now.Sub(at).Hours())))
	}
	m.LogBackupEndTime, m.FailingSinceTime = nullable.Time(f.logEnd), nullable.Time(f.failingSince())
	if !m.RPOHours.IsNull() {
		state := f.rpo(time.Duration(m.RPOHours.ValueInt64()) * time.Hour)
		m.RPOState, m.WithinRPO = types.StringValue(state), types.BoolValue(state == rpoMet)
	}
	if f.listable && (f.complete || latest != nil) {
		m.NeverSucceeded = types.BoolValue(latest == nil)
		m.RestoreReady = types.BoolValue(latest != nil)
	}
	if change, known := f.sizeChange(); known {
		m.SizeChangePercent = types.Float64Value(rounded(change))
	}
	m.RestoreBlockers = []blockerModel{}
	for _, found := range f.blockers() {
		m.RestoreBlockers = append(m.RestoreBlockers,
			blockerModel{types.StringValue(found.code), types.StringValue(found.message)})
	}
	m.fillTotals(f)
}

// fillTotals sets what only all sets together tell.
func (m *model) fillTotals(f facts) {
	if f.listable && f.complete {
		total := int64(0)
		for _, set := range f.sets {
			total += set.SizeBytes
		}
		m.TotalSizeBytes = types.Int64Value(total)
		m.MonthlyCost = types.Float64Value(rounded(
			float64(total) / prices.BytesPerGB * prices.StoragePerGBHour * prices.HoursPerMonth))
	}
	if !f.policyKnown || f.policy.RetentionDays <= 0 {
		return
	}
	var end time.Time
	for _, set := range f.sets {
		if set.EndTime.After(end) {
			end = set.EndTime
		}
	}
	if !end.IsZero() {
		m.LastCopyExpiresTime = nullable.Time(end.AddDate(0, 0, int(f.policy.RetentionDays)))
	}
}

// rounded keeps two digits.
func rounded(value float64) float64 { return math.Round(value*100) / 100 }
