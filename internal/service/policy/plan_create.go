// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
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
	if known(plan.InstanceID) {
		instanceID := plan.InstanceID.ValueString()
		diags.Append(r.declareCreate(instanceID, recorded(ctx, private, keptKey) == instanceID)...)
	}
	diags.Append(r.checkDestinationRules(plan, true)...)
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
	switch {
	case rds.ClassOf(err) == rds.ClassDenied:
		return r.uncheckedWarning("existing policies", err)
	case err != nil:
		return r.failed(ctx, opLook, plan, walk.Subject(region, instanceID), err)
	case found.Presence == rds.Gone:
		return asDiagnostic(r.data.Checks, instanceMissing(region, instanceID), false)
	case found.Policy.Released:
		return diag.Diagnostics{createOnReleased(plan.wanted())}
	}
	managedWith, managed := r.data.Walk.Managed(instanceID)
	if managed {
		if diags := refuseReplacement(instanceID, managedWith); diags.HasError() {
			return diags
		}
	}
	diags := r.compareWithFound(ctx, plan, found, managed)
	if diags.HasError() || !plan.Enabled.ValueBool() || r.data.Checks.Mode == walk.ChecksOff {
		return diags
	}
	diags.Append(r.checkInstance(ctx, plan, found.Policy.Enabled)...)
	if !diags.HasError() && !found.Policy.Enabled {
		diags.Append(r.adviseOnEncryption(ctx, plan)...)
		diags.Append(r.adviseOnRole(ctx)...)
	}
	return diags
}

// compareWithFound says what becomes of a policy that exists already.
func (r *policyResource) compareWithFound(
	ctx context.Context, plan model, found rds.Found, managed bool,
) diag.Diagnostics {
	if !plan.settingsKnown() {
		return nil
	}
	want := plan.wanted()
	switch {
	case found.Policy.Enabled && want.Matches(found.Policy):
		return r.adopted(want, managed)
	case found.Policy.Enabled && !managed:
		return diag.Diagnostics{alreadyEnabled(found.Policy, want)}
	case found.Presence == rds.PolicySet:
		if diags := r.refuseUnlisted(ctx, found, want, managed); diags.HasError() {
			return diags
		}
		return r.warnOfLosses(ctx, plan.refreshed(found.Policy), plan)
	default:
		return nil
	}
}

// refuseUnlisted refuses a create that would shorten the retention of a policy that is off and in no list. Most plans
// take such a policy for one that never was on, and warn of no loss. An apply cannot tell whether its plan did.
func (r *policyResource) refuseUnlisted(
	ctx context.Context, found rds.Found, want rds.Settings, managed bool,
) diag.Diagnostics {
	shortens := want.RetentionDays < found.Policy.RetentionDays
	if managed || !shortens || found.Presence != rds.PolicySet || found.Policy.Enabled {
		return nil
	}
	row, isListed, err := r.data.Client.ListedPolicy(ctx, want.Region, want.InstanceID)
	switch {
	case rds.ClassOf(err) == rds.ClassDenied, err == nil && isListed && !row.NeverOn():
		return nil // then each plan has looked at the policy itself
	case err != nil:
		return tfdiag.FromError(opCreate, walk.Subject(want.Region, want.InstanceID), err)
	}
	return diag.Diagnostics{unlistedShorter(found.Policy, want)}
}

// neverEnabledByLists reports whether the list of instances has an instance, and the list of policies has no policy of
// it. That is enough for the plan of a create: the create looks at the instance itself before it writes.
func (r *policyResource) neverEnabledByLists(ctx context.Context, region, instanceID string) (rds.Found, bool) {
	row, says := r.data.Reader.Policy(ctx, region, instanceID)
	if says == sharedlist.AskInstance || says == sharedlist.Listed && !row.NeverOn() {
		return rds.Found{}, false
	}
	instance, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says != sharedlist.Listed || instance.Released || instance.Region != region {
		return rds.Found{}, false
	}
	return rds.Found{Presence: rds.NeverEnabled, Policy: instance.WithoutPolicy()}, true
}
