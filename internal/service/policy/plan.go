// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// ModifyPlan completes the plan and checks what is known. Terraform plans each change twice, in the plan and again in
// the apply, so that values unknown at first are checked before anything is written.
func (r *policyResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.data == nil {
		return // not configured: a validate walk
	}
	var state, plan model
	var region types.String // as configured
	if !req.Config.Raw.IsNull() {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, pathRegion, &region)...)
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
	about := state
	if req.State.Raw.IsNull() {
		about = plan
	}
	defer func() { r.fold(resp.Diagnostics, about) }()
	if req.Plan.Raw.IsNull() {
		r = r.ignoring(state.IgnoreChecks)
	} else {
		r = r.ignoring(plan.IgnoreChecks)
		resp.Diagnostics.Append(unknownCodes(plan.IgnoreChecks)...)
	}
	proposed := plan
	switch {
	case req.Plan.Raw.IsNull():
		resp.Diagnostics.Append(r.planDestroy(ctx, state, req.Private)...)
		resp.Diagnostics.Append(record(ctx, resp.Private, createsKey, "")...) // a failed replacement may have left it
		return
	case req.State.Raw.IsNull():
		var diags diag.Diagnostics
		plan, diags = r.planCreate(ctx, region, plan, req.Private)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(record(ctx, resp.Private, createsKey, plan.InstanceID.ValueString())...)
	default:
		var diags diag.Diagnostics
		plan, diags = r.planUpdate(ctx, region, state, plan, req.Private)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(record(ctx, resp.Private, keptKey, state.InstanceID.ValueString())...)
		if !plan.InstanceID.Equal(state.InstanceID) {
			resp.Diagnostics.Append(record(ctx, resp.Private, declaredKey, plan.InstanceID.ValueString())...)
		}
	}
	if !resp.Diagnostics.HasError() && !plan.same(proposed) {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// planUpdate plans the computed values of an existing policy and checks the change.
func (r *policyResource) planUpdate(
	ctx context.Context, configured types.String, state, plan model, private privateState,
) (model, diag.Diagnostics) {
	if !plan.InstanceID.Equal(state.InstanceID) {
		return r.planReplacement(ctx, configured, state, plan, private)
	}
	plan, diags := r.planRegion(ctx, configured, state, plan)
	if diags.HasError() {
		return plan, diags
	}
	changes := state.settings != plan.settings
	plan, accepted := planToAccept(ctx, private, state, completed(state, plan, changes))
	diags.Append(accepted...)
	diags.Append(warnOfDrift(ctx, private, state, plan)...)
	diags.Append(r.declareKept(plan.Region.ValueString(), plan.InstanceID.ValueString())...)
	diags.Append(r.checkDestinationRules(plan, changes)...)
	diags.Append(r.checkMinimum(&state, plan)...)
	prevented := preventLosses(ctx, private, state, plan)
	prevented.Append(r.refuseShorter(ctx, private, state, plan)...)
	if state.InstanceReleased.ValueBool() {
		diags.Append(r.releasedChange(ctx, state, plan, private, prevented.HasError())...)
	}
	diags.Append(prevented...)
	if diags.HasError() || !r.data.Ready() || plan.Region.IsUnknown() {
		return plan, diags
	}
	diags.Append(r.checkMoved(ctx, state, plan)...)
	if diags.HasError() {
		return plan, diags
	}
	switch {
	case !changes:
		return plan, append(diags, r.warnOfExpiry(plan.InstanceID.ValueString())...)
	case state.InstanceReleased.ValueBool():
	case plan.Enabled.ValueBool():
		diags.Append(r.checkChange(ctx, state, plan)...)
	case state.Enabled.ValueBool():
		diags.Append(r.warnOfLock(ctx, state)...)
	}
	if !diags.HasError() {
		diags.Append(r.warnOfLosses(ctx, state, plan, private)...)
	}
	return plan, diags
}

// planReplacement treats a plan that requires replacement as a destroy. Terraform plans the create by itself.
func (r *policyResource) planReplacement(
	ctx context.Context, configured types.String, state, plan model, private privateState,
) (model, diag.Diagnostics) {
	var declared diag.Diagnostics
	if known(plan.InstanceID) { // before the look at what ends, so that others do not warn of what is refused
		region, _ := r.defaultRegion(configured)
		declared = r.declareCreate(region.ValueString(), plan.InstanceID.ValueString(), false)
	}
	diags := append(r.planDestroy(ctx, state, private), declared...)
	plan.Region = configured
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
	case !r.data.Ready() || r.data.RegionUnknown():
		return types.StringUnknown(), nil
	default:
		return configured, diag.Diagnostics{r.data.RegionMissing(pathRegion, "This block", "Set region here")}
	}
}

// plannedID composes the id from what is known.
func plannedID(plan model) types.String {
	if plan.Region.IsUnknown() || plan.Region.IsNull() || plan.InstanceID.IsUnknown() {
		return types.StringUnknown()
	}
	return types.StringValue(walk.PolicyID(plan.Region.ValueString(), plan.InstanceID.ValueString()))
}

// completed plans the computed values of an existing policy: lasting facts as they are, and a time unknown where
// switching on or a new destination, or the first look at a moved policy, may change it. Nothing else changes a time:
// what the API reports of a policy that is off is when it was switched on.
func completed(state, plan model, changes bool) model {
	plan.ID = plannedID(plan)
	plan.Engine, plan.EngineVersion, plan.InstanceReleased = state.Engine, state.EngineVersion, state.InstanceReleased
	plan.EnabledTime, plan.LogBackupEnabledTime = state.EnabledTime, state.LogBackupEnabledTime
	if !changes && !state.Region.IsNull() || state.InstanceReleased.ValueBool() {
		return plan
	}
	plan.Engine, plan.EngineVersion = unknownOr(state.Engine), unknownOr(state.EngineVersion)
	if plan.InstanceReleased.IsNull() {
		plan.InstanceReleased = types.BoolUnknown()
	}
	moved, off := state.Region.IsNull(), types.BoolValue(false)
	on := state.Enabled.Equal(off) && !plan.Enabled.Equal(off)
	if moved || on || !plan.DestinationRegion.Equal(state.DestinationRegion) {
		plan.EnabledTime = types.StringUnknown()
	}
	if moved || on && !plan.LogBackupEnabled.Equal(off) ||
		!plan.Enabled.Equal(off) && !plan.LogBackupEnabled.Equal(state.LogBackupEnabled) {
		plan.LogBackupEnabledTime = types.StringUnknown()
	}
	return plan
}

// unknownOr returns the state's value of a lasting fact, or unknown where the state has none.
func unknownOr(state types.String) types.String {
	if state.IsNull() {
		return types.StringUnknown()
	}
	return state
}

// releasedChange says what becomes of the copies of a released instance, or refuses what it cannot take. Where the
// change is prevented, the retention stays as it is in the state.
func (r *policyResource) releasedChange(
	ctx context.Context, state, plan model, private privateState, prevented bool,
) diag.Diagnostics {
	facts := r.copiesOf(ctx, state, private)
	refused := checkReleasedChange(state, plan, facts)
	switch {
	case !plan.Enabled.ValueBool() || refused.HasError():
		return refused
	case prevented:
		return diag.Diagnostics{stillDeclared(state, state, facts)}
	default:
		return diag.Diagnostics{stillDeclared(state, plan, facts)}
	}
}

// checkReleasedChange refuses every change that a released instance cannot take. Unknown values wait for apply.
func checkReleasedChange(state, plan model, facts eligibility.CopyFacts) diag.Diagnostics {
	var diags diag.Diagnostics
	refuse := func(before, after attr.Value, attribute string) {
		if !after.IsUnknown() && !after.Equal(before) {
			diags.Append(releasedKeeps(state.InstanceID.ValueString(), attribute, facts))
		}
	}
	refuse(state.DestinationRegion, plan.DestinationRegion, "destination_region")
	refuse(state.LogBackupEnabled, plan.LogBackupEnabled, "log_backup_enabled")
	refuse(state.Enabled, plan.Enabled, "enabled")
	return diags
}
