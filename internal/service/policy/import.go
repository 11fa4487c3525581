// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// ImportState takes `<region>:<instance_id>`, a bare instance id in the provider's region, or the identity. It never
// writes and never calls; the read that follows completes the state.
func (r *policyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	var id identity
	if req.ID != "" {
		region, instanceID := splitImportID(req.ID)
		id = identity{Region: stringOrNull(region), InstanceID: types.StringValue(instanceID)}
	} else if req.Identity != nil && !req.Identity.Raw.IsFullyNull() {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &id)...)
	}
	if id.Region.ValueString() == "" && r.data != nil && !strings.HasPrefix(req.ID, ":") {
		id.Region = stringOrNull(r.data.Region)
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
	const form = "Import takes <region>:<instance_id>, such as cn-hangzhou:pgm-bp1234567890, or a bare instance id in the provider's region."
	region, instanceID := id.Region.ValueString(), id.InstanceID.ValueString()
	if asked == "" { // an import by identity
		asked = instanceID
	}
	switch {
	case !rds.WellFormed(instanceID):
		return diag.Diagnostics{diag.NewErrorDiagnostic("Not an import id", fmt.Sprintf("%q does not name an instance. %s", asked, form))}
	case strings.HasPrefix(asked, ":"):
		return diag.Diagnostics{diag.NewErrorDiagnostic("Not an import id", fmt.Sprintf("%q names no region before the colon. %s", asked, form))}
	case region == "":
		return diag.Diagnostics{diag.NewErrorDiagnostic("Region is missing",
			fmt.Sprintf("%q names no region and the provider has none. %s", instanceID, form))}
	case !eligibility.ValidRegionID(region):
		return diag.Diagnostics{diag.NewErrorDiagnostic("Not an import id",
			fmt.Sprintf("Region %q of %q is not a region id.%s %s", region, asked, walk.Suggestion(region), form))}
	}
	return nil
}

// importedState is what an import knows of a policy before it is read.
func importedState(ctx context.Context, region, instanceID string) (model, diag.Diagnostics) {
	state, diags := bareState(ctx)
	state.ID, state.Region, state.InstanceID = types.StringValue(importID(region, instanceID)), types.StringValue(region), types.StringValue(instanceID)
	state.DeletionPolicy = types.StringValue(deletionDisable)
	return state, diags
}

// bareState returns a state without any value, with timeouts of the right type.
func bareState(ctx context.Context) (model, diag.Diagnostics) {
	block := timeouts.Block(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true})
	kind, ok := block.Type().(timeouts.Type)
	if !ok {
		return model{}, diag.Diagnostics{diag.NewErrorDiagnostic("Cannot build a state", "The timeouts block has an unexpected type. This is a defect of the provider: report it with the provider's version.")}
	}
	return model{Timeouts: timeouts.Value{Object: types.ObjectNull(kind.AttrTypes)}}, nil
}

// importedNotFound is the answer to an import of an instance that no witness knows.
func importedNotFound(ctx context.Context, data *walk.Data, region, instanceID string) diag.Diagnostics {
	account, err := callerAccount(ctx, data)
	if err != nil {
		account = "unknown"
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Instance to import is not found", fmt.Sprintf(
		"There is no instance %s in region %s under account %s. Check the id and the provider's credentials. Name the region of the instance before the id, as in %s, or as region in the identity.",
		instanceID, region, account, importID("<region>", instanceID)))}
}

// importedNeverEnabled says that there are no settings to import, and shows the block that gives them.
func importedNeverEnabled(region, instanceID string) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("No settings to import for "+instanceID, fmt.Sprintf(
		"Instance %s in %s never had cross-region backup, so the API has no destination and no retention to import. They can only come from the resource block. Nothing is written while that says enabled = false, as here:\n\n"+
			"  resource %q \"example\" {\n    instance_id        = %q\n    region             = %q\n    destination_region = \"<region that keeps the copies>\"\n    retention_days     = <7 to 1825>\n    enabled            = false\n  }\n\n"+
			"To enable the feature instead, leave out both the import and enabled = false.",
		instanceID, region, TypeName, instanceID, region))}
}

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
