// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
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
	resp.Diagnostics.Append(r.checkIdentity(req.ID, id)...)
	resp.Diagnostics.Append(r.mustBeReady("import a policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.data.Walk.MarkImported(id.InstanceID.ValueString())
	state, diags := importedState(ctx, id.Region.ValueString(), id.InstanceID.ValueString())
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, state)...)
}

// checkIdentity refuses what cannot be an instance in a region.
func (r *policyResource) checkIdentity(asked string, id identity) diag.Diagnostics {
	region, instanceID := id.Region.ValueString(), id.InstanceID.ValueString()
	origin := fmt.Sprintf("import id %q", message.Shortened(asked))
	if asked == "" {
		asked, origin = instanceID, fmt.Sprintf("identity of %q", message.Shortened(instanceID))
	}
	switch {
	case !rds.IsInstanceID(instanceID):
		return diag.Diagnostics{notAnImportID("%q does not name an instance.", message.Shortened(asked))}
	case strings.HasPrefix(asked, ":"):
		return diag.Diagnostics{notAnImportID("%q names no region before the colon.", message.Shortened(asked))}
	case eligibility.ValidRegionID(instanceID) && !eligibility.ValidRegionID(region):
		return diag.Diagnostics{notAnImportID("%q has the region behind the colon.", message.Shortened(asked))}
	case region == "":
		remedy := "Import <region>:<instance_id>"
		return diag.Diagnostics{r.data.RegionMissing(path.Empty(), "The "+origin, remedy)}
	}
	skip := r.data != nil && r.data.SkipRegionValidation
	return walk.CheckRegionID(path.Empty(), origin, region, skip)
}

// importedState is what an import knows of a policy before it is read.
func importedState(ctx context.Context, region, instanceID string) (model, diag.Diagnostics) {
	state, diags := emptyState(ctx)
	state.ID = types.StringValue(walk.PolicyID(region, instanceID))
	state.Region, state.InstanceID = types.StringValue(region), types.StringValue(instanceID)
	state.DeletionPolicy = types.StringValue(deletionDisable)
	return state, diags
}

// emptyState returns a state without any value, each of its type.
func emptyState(ctx context.Context) (model, diag.Diagnostics) {
	block := timeouts.Block(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true})
	kind, ok := block.Type().(timeouts.Type)
	if !ok {
		return model{}, diag.Diagnostics{defect("The timeouts block has an unexpected type.")}
	}
	return model{
		IgnoreChecks: types.SetNull(types.StringType),
		Timeouts:     timeouts.Value{Object: types.ObjectNull(kind.AttrTypes)},
	}, nil
}
