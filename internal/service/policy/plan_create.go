// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// planCreate resolves the region and checks everything that is known.
func (r *policyResource) planCreate(
	ctx context.Context, configured types.String, plan model, private privateState,
) (model, diag.Diagnostics) {
	region, diags := r.defaultRegion(configured)
	if diags.HasError() {
		return plan, diags
	}
	plan.Region = region
	plan.ID = plannedID(plan)
	if id := plan.InstanceID.ValueString(); known(plan.InstanceID) && recorded(ctx, private, declaredKey) != id {
		diags.Append(r.declareCreate(plan.Region.ValueString(), id, recorded(ctx, private, keptKey) == id)...)
	}
	diags.Append(r.checkDestinationRules(plan, true)...)
	diags.Append(r.checkMinimum(nil, plan)...)
	if diags.HasError() || !r.data.Ready() || plan.Region.IsUnknown() {
		return plan, diags
	}
	diags.Append(r.checkNewSettings(ctx, plan)...)
	if known(plan.InstanceID) && !diags.HasError() {
		diags.Append(r.checkBeforeCreate(ctx, plan)...)
	}
	return plan, diags
}

// checkBeforeCreate looks what the API has: nothing, equal settings, other settings, or what must not be replaced.
func (r *policyResource) checkBeforeCreate(ctx context.Context, plan model) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	if !r.mayCheck(plan) {
		return nil
	}
	found, listed := r.neverEnabledByLists(ctx, region, instanceID)
	if !listed && !r.mayCheck(plan) {
		return nil // while the lists were waited for
	}
	var err error
	if !listed {
		found, err = r.lookup(ctx, region, instanceID, true)
	}
	managedWith, managed := r.data.Walk.Managed(instanceID)
	want := plan.wanted()
	step := nextStep(found, want, managed)
	switch {
	case rds.ClassOf(err) == rds.ClassDenied:
		return r.uncheckedWarning("existing policies", err)
	case err != nil:
		return r.notLookedAt(ctx, opLook, plan, region, err)
	case step == createNoInstance:
		return asDiagnostic(r.data.Checks, instanceMissing(region, instanceID, r.accountToName(ctx)), false)
	case step == createReleased:
		return step.refusal(found.Policy, want)
	}
	if managed && managedWith == deletionPrevent {
		return diag.Diagnostics{preventedReplacement(instanceID)}
	}
	if plan.settingsKnown() {
		if diags := step.refusal(found.Policy, want); diags.HasError() {
			return diags
		}
	}
	var diags diag.Diagnostics
	if plan.Enabled.ValueBool() && r.data.Checks.Mode != walk.ChecksOff {
		diags.Append(r.checkInstance(ctx, plan, found.Policy.Enabled)...)
	}
	if diags.HasError() {
		return diags // what would become of the policy will not come true
	}
	if managed && found.Policy.Enabled {
		diags.Append(replacementKeepsBackup(instanceID))
	}
	if plan.settingsKnown() {
		diags.Append(r.planStep(ctx, step, plan, found)...)
	}
	if plan.Enabled.ValueBool() && r.data.Checks.Mode != walk.ChecksOff && !found.Policy.Enabled {
		diags.Append(r.adviseOnEnabling(ctx, plan)...)
	}
	return diags
}

// planStep says what becomes of a policy that exists already.
func (r *policyResource) planStep(
	ctx context.Context, step createStep, plan model, found rds.Found,
) diag.Diagnostics {
	want := plan.wanted()
	switch {
	case step == createAdopts:
		_, managed := r.data.Walk.Managed(want.InstanceID)
		return r.adopted(want, managed)
	case step == createWrites && found.Presence == rds.PolicySet:
		return r.warnOfLosses(ctx, plan.refreshed(found.Policy), plan, nil)
	default:
		return nil
	}
}

// neverEnabledByLists reports whether the list of instances has an instance, and the list of policies has no policy of
// it. That is enough for the plan of a create: the create looks at the instance itself before it writes.
func (r *policyResource) neverEnabledByLists(ctx context.Context, region, instanceID string) (rds.Found, bool) {
	row, says := r.data.Reader.Policy(ctx, region, instanceID)
	if says == sharedlist.AskInstance || says == sharedlist.Listed && !row.NeverOn() {
		return rds.Found{}, false
	}
	instance, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says != sharedlist.Listed || instance.Released {
		return rds.Found{}, false
	}
	return rds.Found{Presence: rds.NeverEnabled, Policy: instance.WithoutPolicy()}, true
}
