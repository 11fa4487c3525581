// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ModifyPlan completes the plan and holds it against what can be known now. Each change is planned twice, in the plan and
// again inside apply, so that values unknown at first are checked before anything is written.
func (r *policyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.data == nil {
		return // not configured: a validate walk
	}
	var config, state, plan model
	if !req.Config.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case req.Plan.Raw.IsNull():
		resp.Diagnostics.Append(r.planDestroy(ctx, state)...)
		return
	case req.State.Raw.IsNull():
		plan, resp.Diagnostics = r.planCreate(ctx, config, plan)
	default:
		plan, resp.Diagnostics = r.planUpdate(ctx, config, state, plan)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// planCreate resolves the region and checks everything that is known.
func (r *policyResource) planCreate(ctx context.Context, config, plan model) (model, diag.Diagnostics) {
	region, diags := r.defaultRegion(config.Region)
	if diags.HasError() {
		return plan, diags
	}
	plan.Region = region
	plan.ID = plannedID(plan)
	diags.Append(checkDestinationDiffers(plan.Region, plan.DestinationRegion)...)
	if plan.Enabled.ValueBool() {
		diags.Append(plannedResidency(r.data.Checks, plan, true)...)
	}
	if !plan.InstanceID.IsUnknown() {
		diags.Append(r.checkOnlyCreate(plan.InstanceID.ValueString())...)
	}
	if diags.HasError() || !r.data.Ready() || plan.Region.IsUnknown() {
		return plan, diags
	}
	diags.Append(r.checkNewSettings(ctx, plan)...)
	if !plan.InstanceID.IsUnknown() && !diags.HasError() {
		diags.Append(r.checkBeforeCreate(ctx, plan)...)
	}
	return plan, diags
}

// planUpdate keeps what lasts, opens what a write changes, and checks the change.
func (r *policyResource) planUpdate(ctx context.Context, config, state, plan model) (model, diag.Diagnostics) {
	if !plan.InstanceID.Equal(state.InstanceID) {
		return r.planReplacement(ctx, config, state, plan)
	}
	plan, diags := r.planRegion(config, state, plan)
	if diags.HasError() {
		return plan, diags
	}
	plan.ID = plannedID(plan)
	plan.Engine, plan.EngineVersion = unknownOr(state.Engine), unknownOr(state.EngineVersion)
	plan.InstanceReleased = state.InstanceReleased
	if plan.InstanceReleased.IsNull() {
		plan.InstanceReleased = types.BoolUnknown()
	}
	diags.Append(checkDestinationDiffers(plan.Region, plan.DestinationRegion)...)
	diags.Append(preventedChange(state, plan)...)
	if !writes(state, plan) {
		plan.EnabledTime, plan.LogBackupEnabledTime = state.EnabledTime, state.LogBackupEnabledTime
		if plan.Enabled.ValueBool() && !state.InstanceReleased.ValueBool() {
			diags.Append(plannedResidency(r.data.Checks, plan, false)...)
		}
		return plan, diags
	}
	plan.EnabledTime, plan.LogBackupEnabledTime = types.StringUnknown(), types.StringUnknown()
	if state.InstanceReleased.ValueBool() {
		diags.Append(checkReleasedChange(state, plan)...)
		plan.EnabledTime, plan.LogBackupEnabledTime = state.EnabledTime, state.LogBackupEnabledTime
	} else if plan.Enabled.ValueBool() {
		diags.Append(plannedResidency(r.data.Checks, plan, true)...)
	}
	if diags.HasError() || !r.data.Ready() || plan.Region.IsUnknown() {
		return plan, diags
	}
	diags.Append(r.warnOfLosses(ctx, state, plan)...)
	if plan.Enabled.ValueBool() && !state.InstanceReleased.ValueBool() {
		diags.Append(r.checkChange(ctx, state, plan)...)
	}
	return plan, diags
}

// planReplacement treats a plan that requires replacement as the destroy that it is; Terraform plans the create on its own.
func (r *policyResource) planReplacement(ctx context.Context, config, state, plan model) (model, diag.Diagnostics) {
	diags := r.planDestroy(ctx, state)
	plan.Region = config.Region
	if plan.Region.IsNull() {
		plan.Region = types.StringUnknown()
	}
	return plan, diags
}

// defaultRegion returns the configured region, or the provider's.
func (r *policyResource) defaultRegion(configured types.String) (types.String, diag.Diagnostics) {
	switch {
	case !configured.IsNull():
		return configured, nil
	case r.data.Region != "":
		return types.StringValue(r.data.Region), nil
	case !r.data.Ready():
		return types.StringUnknown(), nil
	default:
		return configured, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(pathRegion, "Region is missing",
			"Neither this resource nor the provider has a region. Set region here to the region of the instance, or set it in the provider block or in ALIBABA_CLOUD_REGION.")}
	}
}

// planRegion keeps the region from the state. An instance cannot move, so another region is a mistake; only a moved policy
// still has to learn its region.
func (r *policyResource) planRegion(config, state, plan model) (model, diag.Diagnostics) {
	switch {
	case state.Region.IsNull():
		region, diags := r.defaultRegion(config.Region)
		plan.Region = region
		return plan, diags
	case config.Region.IsNull() || config.Region.IsUnknown() || config.Region.Equal(state.Region):
		plan.Region = state.Region
		return plan, nil
	default:
		return plan, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(pathRegion, "An instance cannot change its region",
			"region is "+config.Region.ValueString()+", and instance "+state.InstanceID.ValueString()+" is protected in "+state.Region.ValueString()+
				". Set region back to "+state.Region.ValueString()+", or change instance_id as well if another instance is meant.")}
	}
}

// plannedID composes the id from what is known.
func plannedID(plan model) types.String {
	if plan.Region.IsUnknown() || plan.Region.IsNull() || plan.InstanceID.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue(importID(plan.Region.ValueString(), plan.InstanceID.ValueString()))
}
