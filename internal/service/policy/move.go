// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	alicloudTypeName       = "alicloud_rds_instance_cross_backup_policy"
	alicloudProviderSuffix = "/aliyun/alicloud" // whatever the registry's host is
)

// alicloudState is what is taken from the official provider's state.
type alicloudState struct {
	InstanceID        string      `json:"instance_id"`
	DestinationRegion string      `json:"cross_backup_region"`
	Retention         json.Number `json:"retention"`
	LogBackupEnabled  string      `json:"log_backup_enabled"`
}

// MoveState takes over a policy of the official alicloud provider. It runs without a configured client, so the region and
// the identity stay open until the read that follows.
func (r *policyResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveFromAlicloud}}
}

func moveFromAlicloud(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if req.SourceTypeName != alicloudTypeName || !strings.HasSuffix(req.SourceProviderAddress, alicloudProviderSuffix) {
		return // not ours; Terraform asks the next mover or refuses
	}
	var source alicloudState
	if req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &source) != nil || source.InstanceID == "" {
		resp.Diagnostics.AddError("Cannot move the policy",
			"The state of "+alicloudTypeName+" has no readable instance_id. Remove it from the state with terraform state rm, then import the policy here.")
		return
	}
	state, diags := bareState(ctx)
	resp.Diagnostics.Append(diags...)
	state.InstanceID = types.StringValue(source.InstanceID)
	state.DestinationRegion = stringOrNull(source.DestinationRegion)
	if days, err := source.Retention.Int64(); err == nil {
		state.RetentionDays = types.Int64Value(days)
	}
	state.LogBackupEnabled = types.BoolValue(strings.HasPrefix(strings.ToLower(source.LogBackupEnabled), "enable"))
	state.Enabled = types.BoolValue(true) // the official provider keeps only policies that are on
	state.DeletionPolicy = types.StringValue(deletionDisable)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
}

// checkMoved looks at a moved policy whose region was not known to the read, so that no change is planned over settings that
// nobody has seen.
func (r *policyResource) checkMoved(ctx context.Context, state, plan model) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	if !state.Region.IsNull() || !settingsKnown(plan) || r.data.Walk.Failed(region) {
		return nil
	}
	found, err := find(ctx, r.data.Client, region, instanceID, false)
	switch {
	case err != nil:
		return r.failed("Cannot look at the moved policy", region, subject(region, instanceID), err)
	case found.presence == gone:
		return diag.Diagnostics{instanceNotFound(region, instanceID)}
	case overwritesUnseen(state, found, plan.settings()):
		return diag.Diagnostics{movedDiffers(found.policy, plan.settings())}
	}
	return nil
}

// overwritesUnseen reports whether a write would replace settings that are neither wanted nor in the state, so that no plan
// has shown them: of a moved policy that was never read, or of one that was changed since.
func overwritesUnseen(state model, found finding, want rds.Settings) bool {
	return found.presence == policySet && !want.Matches(found.policy) && writes(state, state.refreshed(found.policy))
}
