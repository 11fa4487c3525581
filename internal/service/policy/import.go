// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// ImportState takes `<region>:<instance_id>`, a bare instance id in the provider's region, or the identity. It never
// writes and never calls; the read that follows completes the state.
func (r *policyResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	var id identity
	if req.ID != "" {
		region, instanceID := splitImportID(req.ID)
		id = identity{Region: nullable.String(region), InstanceID: types.StringValue(instanceID)}
	} else if req.Identity != nil && !req.Identity.Raw.IsFullyNull() {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &id)...)
	}
	if id.Region.ValueString() == "" && r.data != nil && !strings.HasPrefix(req.ID, ":") {
		id.Region = nullable.String(r.data.Region)
	}
	resp.Diagnostics.Append(checkIdentity(req.ID, id)...)
	resp.Diagnostics.Append(r.mustBeReady("import a policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	state, diags := importedState(ctx, id.Region.ValueString(), id.InstanceID.ValueString())
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, state)...)
}

// checkIdentity refuses what cannot be an instance in a region.
func checkIdentity(asked string, id identity) diag.Diagnostics {
	region, instanceID := id.Region.ValueString(), id.InstanceID.ValueString()
	if asked == "" { // an import by identity
		asked = instanceID
	}
	switch {
	case !rds.WellFormed(instanceID):
		return diag.Diagnostics{notAnImportID("%q does not name an instance.", asked)}
	case strings.HasPrefix(asked, ":"):
		return diag.Diagnostics{notAnImportID("%q names no region before the colon.", asked)}
	case region == "":
		return diag.Diagnostics{importWithoutRegion(instanceID)}
	case !eligibility.ValidRegionID(region):
		return diag.Diagnostics{
			notAnImportID("Region %q of %q is not a region id.%s", region, asked, walk.Suggestion(region)),
		}
	}
	return nil
}

// importedState is what an import knows of a policy before it is read.
func importedState(ctx context.Context, region, instanceID string) (model, diag.Diagnostics) {
	state, diags := emptyState(ctx)
	state.ID = types.StringValue(walk.PolicyID(region, instanceID))
	state.Region, state.InstanceID = types.StringValue(region), types.StringValue(instanceID)
	state.DeletionPolicy = types.StringValue(deletionDisable)
	return state, diags
}

// emptyState returns a state without any value, with timeouts of the right type.
func emptyState(ctx context.Context) (model, diag.Diagnostics) {
	block := timeouts.Block(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true})
	kind, ok := block.Type().(timeouts.Type)
	if !ok {
		return model{}, diag.Diagnostics{defect("Cannot build a state", "The timeouts block has an unexpected type.")}
	}
	return model{Timeouts: timeouts.Value{Object: types.ObjectNull(kind.AttrTypes)}}, nil
}

const (
	alicloudTypeName       = "alicloud_rds_instance_cross_backup_policy"
	alicloudProviderSuffix = "/aliyun/alicloud" // whatever the registry's host is
)

// alicloudState is the part of the official provider's state that is taken over.
type alicloudState struct {
	InstanceID        string      `json:"instance_id"`
	DestinationRegion string      `json:"cross_backup_region"`
	Retention         json.Number `json:"retention"`
	LogBackupEnabled  string      `json:"log_backup_enabled"`
}

// MoveState takes over a policy of the official alicloud provider. It runs without a configured client, so the region
// and the identity stay null until the read that follows.
func (r *policyResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveFromAlicloud}}
}

func moveFromAlicloud(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	if req.SourceTypeName != alicloudTypeName || !strings.HasSuffix(req.SourceProviderAddress, alicloudProviderSuffix) {
		return // not ours; Terraform asks the next mover or refuses
	}
	var source alicloudState
	if req.SourceRawState == nil || json.Unmarshal(req.SourceRawState.JSON, &source) != nil || source.InstanceID == "" {
		resp.Diagnostics.Append(movedUnreadable())
		return
	}
	state, diags := emptyState(ctx)
	resp.Diagnostics.Append(diags...)
	state.InstanceID = types.StringValue(source.InstanceID)
	state.DestinationRegion = nullable.String(source.DestinationRegion)
	if days, err := source.Retention.Int64(); err == nil {
		state.RetentionDays = types.Int64Value(days)
	}
	state.LogBackupEnabled = types.BoolValue(strings.HasPrefix(strings.ToLower(source.LogBackupEnabled), "enable"))
	state.Enabled = types.BoolValue(true) // the official provider keeps only policies that are on
	state.DeletionPolicy = types.StringValue(deletionDisable)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
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
		return r.failed(ctx, opLookMoved, plan, walk.Subject(region, instanceID), err)
	case found.Presence == rds.Gone:
		return diag.Diagnostics{instanceNotFound(region, instanceID)}
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
