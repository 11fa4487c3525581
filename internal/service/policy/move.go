// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
)

const alicloudTypeName = "alicloud_rds_instance_cross_backup_policy"

// isAlicloud reports whether a provider address is one of the official provider, whatever the registry's host is.
// hashicorp/alicloud is its mirror, which Terraform takes where a configuration names no source. OpenTofu 1.10 sends
// the last part of the address alone.
func isAlicloud(address string) bool {
	address = "/" + address
	return address == "/alicloud" || strings.HasSuffix(address, "/aliyun/alicloud") ||
		strings.HasSuffix(address, "/hashicorp/alicloud")
}

// MoveState takes over a policy of the official alicloud provider. It runs without a configured client, so the region
// and the identity stay null until the read that follows. Whatever identity the old state has is of another schema.
func (r *policyResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveFromAlicloud}}
}

func moveFromAlicloud(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	switch {
	case req.SourceTypeName == TypeName:
		resp.Diagnostics.Append(movedFromFork(req.SourceProviderAddress, "geobackup/apsaradb"))
		return
	case req.SourceTypeName != alicloudTypeName:
		resp.Diagnostics.Append(movedFromOtherType(req.SourceTypeName))
		return
	case !isAlicloud(req.SourceProviderAddress):
		resp.Diagnostics.Append(movedFromFork(req.SourceProviderAddress, "aliyun/alicloud"))
		return
	}
	state, diags := emptyState(ctx)
	resp.Diagnostics.Append(diags...)
	var source map[string]json.RawMessage
	if req.SourceRawState != nil {
		_ = json.Unmarshal(req.SourceRawState.JSON, &source) // where that fails, nothing is found in it
	}
	// The official provider's id is the id of the instance too.
	instanceID := cmp.Or(textIn(source, "instance_id"), textIn(source, "id"))
	if !rds.IsInstanceID(instanceID) {
		resp.Diagnostics.Append(movedUnreadable())
		return
	}
	state.InstanceID = types.StringValue(instanceID)
	state.DestinationRegion = nullable.String(textIn(source, "cross_backup_region"))
	if days, err := strconv.ParseInt(textIn(source, "retention"), 10, 64); err == nil && days > 0 {
		state.RetentionDays = types.Int64Value(days)
	}
	state.LogBackupEnabled = types.BoolValue(isOn(textIn(source, "log_backup_enabled")))
	state.Enabled = types.BoolValue(true) // the official provider keeps only policies that are on
	state.DeletionPolicy = types.StringValue(deletionDisable)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
}

// isOn reads a switch of the official provider: a word, or a bool should a version of it have one.
func isOn(word string) bool {
	switch strings.ToLower(word) {
	case "enable", "enabled", "true", "1":
		return true
	}
	return false
}

// textIn returns an attribute of an old state as text: of a string, a number or a bool. What is missing, null or of
// another type is "": the read that follows finds it.
func textIn(source map[string]json.RawMessage, name string) string {
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(source[name])))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return ""
	}
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

// checkMoved looks at a moved policy whose region the read did not know, so that no plan overwrites settings that it
// does not show.
func (r *policyResource) checkMoved(ctx context.Context, state, plan model) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	if !state.Region.IsNull() || !plan.settingsKnown() || !r.mayCheck(plan) {
		return nil
	}
	found, err := r.lookup(ctx, region, instanceID, false)
	switch {
	case err != nil:
		return r.notLookedAt(ctx, opLookMoved, plan, region, err)
	case found.Presence == rds.Gone:
		return diag.Diagnostics{instanceNotFound(region, instanceID, r.accountToName(ctx))}
	case overwritesUnseen(state, found, plan.wanted()):
		return diag.Diagnostics{movedDiffers(found.Policy, plan.wanted())}
	}
	return nil
}

// overwritesUnseen reports whether a write would replace settings that are neither wanted nor in the state, so that no
// plan has shown them: the policy was moved and never read, or changed since the plan.
func overwritesUnseen(state model, found rds.Found, want rds.Settings) bool {
	seen := state.settings == state.refreshed(found.Policy).settings
	return found.Presence == rds.PolicySet && !want.Matches(found.Policy) && !seen
}
