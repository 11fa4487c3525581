// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// applied are the settings as the last apply left them. They are recorded when a read finds other ones, for the state then
// has what was found, and a plan could not tell a change made elsewhere from a new configuration.
type applied struct {
	Enabled           bool   `json:"enabled"`
	LogBackupEnabled  bool   `json:"log_backup_enabled"`
	DestinationRegion string `json:"destination_region"`
	RetentionDays     int64  `json:"retention_days"`
}

func appliedOf(m model) applied {
	return applied{
		Enabled: m.Enabled.ValueBool(), LogBackupEnabled: m.LogBackupEnabled.ValueBool(),
		DestinationRegion: m.DestinationRegion.ValueString(), RetentionDays: m.RetentionDays.ValueInt64(),
	}
}

// recordOutside keeps the settings of the last apply for as long as what is found differs from them. Only the first read that
// finds a difference still has them in its state. A state that was imported or moved and never read is no apply.
func recordOutside(ctx context.Context, private privateState, before, found model) diag.Diagnostics {
	last, exists := lastApplied(ctx, private)
	if !exists {
		if before.Region.IsNull() || !known(before.Enabled, before.LogBackupEnabled, before.DestinationRegion, before.RetentionDays) {
			return nil
		}
		last = appliedOf(before)
	}
	if last == appliedOf(found) {
		return forgetOutside(ctx, private)
	}
	raw, err := json.Marshal(last)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot record the last settings of a policy", err.Error())}
	}
	return private.SetKey(ctx, appliedKey, raw)
}

// forgetOutside drops the record: what is there is what was applied.
func forgetOutside(ctx context.Context, private privateState) diag.Diagnostics {
	return record(ctx, private, appliedKey, "")
}

// lastApplied returns the settings of the last apply, if other ones were found since.
func lastApplied(ctx context.Context, private privateState) (applied, bool) {
	raw, diags := private.GetKey(ctx, appliedKey)
	var last applied
	if diags.HasError() || len(raw) == 0 || json.Unmarshal(raw, &last) != nil {
		return applied{}, false
	}
	return last, true
}

// warnOfOutside says what protects less than the last apply did. The plan repairs it, but shows that like any wanted change,
// and what was not copied or was deleted meanwhile is not repaired. What the configuration accepts is no news.
func warnOfOutside(ctx context.Context, private privateState, state, plan model) diag.Diagnostics {
	last, exists := lastApplied(ctx, private)
	if !exists {
		return nil
	}
	var diags diag.Diagnostics
	instanceID := state.InstanceID.ValueString()
	off := last.Enabled && !state.Enabled.ValueBool()
	if off && !plan.Enabled.Equal(state.Enabled) {
		diags.AddAttributeWarning(pathEnabled, "Cross-region backup of "+instanceID+" was switched off outside Terraform",
			wasOn(last, plan)+"it was found off. Nothing is copied until this is applied, and backups that were made meanwhile were not copied.")
	}
	if state.RetentionDays.ValueInt64() < last.RetentionDays && longer(state.RetentionDays, plan.RetentionDays) {
		diags.AddAttributeWarning(pathRetentionDays, "Retention of copies of "+instanceID+" was shortened outside Terraform", fmt.Sprintf(
			"It was %d days at the last apply; it was found as %d. Copies older than %d days may be gone already, and nothing brings them back.",
			last.RetentionDays, state.RetentionDays.ValueInt64(), state.RetentionDays.ValueInt64()))
	}
	if off {
		return diags // the rest goes with it
	}
	if last.LogBackupEnabled && !state.LogBackupEnabled.ValueBool() && !plan.LogBackupEnabled.Equal(state.LogBackupEnabled) {
		diags.AddAttributeWarning(pathLogBackupEnabled, "Copying of logs of "+instanceID+" was switched off outside Terraform",
			"It was on at the last apply; it was found off. No log is copied until this is applied, and a restore in the destination region cannot reach points in the time between.")
	}
	if found := state.DestinationRegion.ValueString(); last.Enabled && found != last.DestinationRegion && !plan.DestinationRegion.Equal(state.DestinationRegion) {
		diags.AddAttributeWarning(pathDestinationRegion, "Destination of copies of "+instanceID+" was changed outside Terraform", fmt.Sprintf(
			"It was %s at the last apply; it was found as %s. Copies that were made meanwhile went to %s, and %s does not have them.",
			last.DestinationRegion, found, found, last.DestinationRegion))
	}
	return diags
}

// wasOn says by what cross-region backup should be on: the configuration, or the last apply where that is still open.
func wasOn(last applied, plan model) string {
	if known(plan.Enabled, plan.RetentionDays) {
		return fmt.Sprintf("The configuration has it on with %d days; ", plan.RetentionDays.ValueInt64())
	}
	return fmt.Sprintf("It was on with %d days at the last apply; ", last.RetentionDays)
}

// longer reports whether a planned retention is longer, or may be.
func longer(before, after types.Int64) bool {
	return after.IsUnknown() || after.ValueInt64() > before.ValueInt64()
}

// lengthenedOutside says how to keep the copies of a retention that was lengthened elsewhere; "" where it was not.
func lengthenedOutside(ctx context.Context, private privateState, state model) string {
	last, exists := lastApplied(ctx, private)
	days := state.RetentionDays.ValueInt64()
	if !exists || last.RetentionDays >= days {
		return ""
	}
	return fmt.Sprintf(" It was %d at the last apply and is %d now: changed outside Terraform. To keep the copies, set retention_days = %d.", last.RetentionDays, days, days)
}
