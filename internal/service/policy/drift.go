// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// recordDrift keeps the settings of the last apply for as long as a read finds other ones. The state then has what was
// found, and a plan could not tell a change made elsewhere from a new configuration. Only the first read that finds a
// difference still has the applied settings in its state. An imported or moved state that was never read is no apply.
func recordDrift(ctx context.Context, private privateState, before, found model) diag.Diagnostics {
	last := lastApplied(ctx, private)
	if last == nil {
		if before.Region.IsNull() || !before.settingsKnown() {
			return nil
		}
		applied := before.wanted()
		last = &applied
	}
	found.Region = before.Region // a read does not change it
	if *last == found.wanted() {
		return forgetDrift(ctx, private)
	}
	raw, err := json.Marshal(last)
	if err != nil {
		return diag.Diagnostics{cannotRecord("last settings", err)}
	}
	return private.SetKey(ctx, appliedKey, raw)
}

// forgetDrift drops the record: the API has what was applied.
func forgetDrift(ctx context.Context, private privateState) diag.Diagnostics {
	return record(ctx, private, appliedKey, "")
}

// lastApplied returns the settings of the last apply, if a read has found other ones since; nil otherwise.
func lastApplied(ctx context.Context, private privateState) *rds.Settings {
	raw, diags := private.GetKey(ctx, appliedKey)
	var last rds.Settings
	if diags.HasError() || len(raw) == 0 || json.Unmarshal(raw, &last) != nil {
		return nil
	}
	return &last
}

// warnOfDrift names what protects less than the last apply did. The plan repairs it, but looks like any wanted change,
// and it does not bring back what was not copied or was deleted meanwhile. What the configuration accepts is not named.
func warnOfDrift(ctx context.Context, private privateState, state, plan model) diag.Diagnostics {
	last := lastApplied(ctx, private)
	if last == nil {
		return nil
	}
	var diags diag.Diagnostics
	off := last.Enabled && !state.Enabled.ValueBool()
	if off && !plan.Enabled.Equal(state.Enabled) {
		diags.Append(driftOff(*last, plan))
	}
	if state.RetentionDays.ValueInt64() < last.RetentionDays && mayBeLonger(state.RetentionDays, plan.RetentionDays) {
		diags.Append(driftShorter(*last, state))
	}
	logsOff := last.LogBackupEnabled && !state.LogBackupEnabled.ValueBool() && !off // which it follows from otherwise
	if logsOff && !plan.LogBackupEnabled.Equal(state.LogBackupEnabled) {
		diags.Append(driftLogsOff(*last))
	}
	elsewhere := last.Enabled && state.DestinationRegion.ValueString() != last.DestinationRegion
	if elsewhere && !plan.DestinationRegion.Equal(state.DestinationRegion) {
		diags.Append(driftElsewhere(*last, state))
	}
	return diags
}

// mayBeLonger reports whether a planned retention is longer, or not known yet.
func mayBeLonger(before, after types.Int64) bool {
	return after.IsUnknown() || after.ValueInt64() > before.ValueInt64()
}
