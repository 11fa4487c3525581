// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// create makes the API's policy what the plan says and returns what reads back.
func (r *policyResource) create(ctx context.Context, plan model) (rds.Policy, diag.Diagnostics) {
	want := plan.wanted()
	if diags := r.checkMinimum(nil, plan); diags.HasError() {
		return rds.Policy{}, diags
	}
	if diags := r.mustBeChecked(want.Region, want.InstanceID); diags.HasError() {
		return rds.Policy{}, diags
	}
	about := walk.Subject(want.Region, want.InstanceID)
	unlock, err := r.data.Walk.Lock(ctx, want.InstanceID)
	if err != nil {
		return rds.Policy{}, r.failure(ctx, opCreate, about, err)
	}
	defer unlock()
	r.data.Reader.Forget(want.Region, want.InstanceID)

	found, err := r.lookup(ctx, want.Region, want.InstanceID, true)
	if err != nil {
		return rds.Policy{}, r.failure(ctx, opCreate, about, err)
	}
	if r.data.Walk.Written(want.InstanceID) {
		return rds.Policy{}, r.refuse(secondCreate, message.DeclaredTwice, want.Region, want.InstanceID, false)
	}
	after, diags := r.createFrom(ctx, found, want)
	if !diags.HasError() {
		r.data.Walk.MarkWritten(want.InstanceID)
	}
	return after, diags
}

// mustBeChecked refuses to write where the region does not answer, or did not when the plan was to be checked.
func (r *policyResource) mustBeChecked(region, instanceID string) diag.Diagnostics {
	if r.data.Walk.MayCall(region, instanceID) && !r.data.Walk.Unchecked(instanceID) {
		return nil
	}
	return diag.Diagnostics{notChecked(region, instanceID)}
}

// createFrom does what the policy that was found leaves to do.
func (r *policyResource) createFrom(
	ctx context.Context, found rds.Found, want rds.Settings,
) (rds.Policy, diag.Diagnostics) {
	if diags := r.mustBeThere(ctx, opCreate, found, want); diags.HasError() {
		return rds.Policy{}, diags
	}
	_, managed := r.data.Walk.Managed(want.InstanceID)
	switch step := nextStep(found, want, managed); step {
	case createWrites:
		return r.apply(ctx, opCreate, want)
	case createAdopts:
		return found.Policy, r.adopted(want, managed)
	default:
		return found.Policy, step.refusal(found.Policy, want)
	}
}

// adopted warns that a policy was taken over unchanged, unless the plan of this walk said so or it was ours before.
func (r *policyResource) adopted(want rds.Settings, managed bool) diag.Diagnostics {
	if managed || r.data.Walk.Refused() || !r.data.Walk.First("adopted "+want.InstanceID) {
		return nil
	}
	return diag.Diagnostics{willAdopt(want)}
}

// apply writes the settings, after the residency rules that hold under every plan_checks. They judge from the region
// where the instance is: its caller has made sure of that.
func (r *policyResource) apply(
	ctx context.Context, operation string, want rds.Settings,
) (rds.Policy, diag.Diagnostics) {
	if want.Enabled {
		if diags := residency(r.data.Checks, want.Region, want.DestinationRegion, true); diags.HasError() {
			return rds.Policy{}, diags
		}
	}
	after, err := r.data.Client.ApplySettings(ctx, want)
	if err != nil {
		return rds.Policy{}, r.failure(ctx, operation, walk.Subject(want.Region, want.InstanceID), err)
	}
	return after, nil
}

// update carries out a change and returns the new state.
func (r *policyResource) update(ctx context.Context, state, plan model) (model, diag.Diagnostics) {
	if state.settings == plan.settings && !state.Region.IsNull() { // deletion_policy, timeouts, or an accepted retention
		plan.EnabledTime, plan.LogBackupEnabledTime = state.EnabledTime, state.LogBackupEnabledTime
		return plan.planned(rds.Policy{}), nil
	}
	want := plan.wanted()
	if diags := r.checkMinimum(&state, plan); diags.HasError() {
		return model{}, diags
	}
	if diags := r.mustBeChecked(want.Region, want.InstanceID); diags.HasError() {
		return model{}, diags
	}
	unlock, err := r.data.Walk.Lock(ctx, want.InstanceID)
	if err != nil {
		return model{}, r.failure(ctx, opUpdate, walk.Subject(want.Region, want.InstanceID), err)
	}
	defer unlock()
	r.data.Reader.Forget(want.Region, want.InstanceID)

	after, diags := r.readAndChange(ctx, state, want)
	if diags.HasError() {
		return model{}, diags
	}
	return plan.planned(after), diags
}

// readAndChange reads before it writes, since hours may lie between a plan and its apply. Perhaps nothing is left to
// write, or there are settings that no plan has shown, such as those of a moved policy that was never read. The
// instance may have been released since, or have come back from a release.
func (r *policyResource) readAndChange(
	ctx context.Context, state model, want rds.Settings,
) (rds.Policy, diag.Diagnostics) {
	found, err := r.lookup(ctx, want.Region, want.InstanceID, neverSeenOn(state))
	switch {
	case err != nil:
		return rds.Policy{}, r.failure(ctx, opUpdate, walk.Subject(want.Region, want.InstanceID), err)
	case found.Presence == rds.Gone:
		return rds.Policy{}, diag.Diagnostics{instanceNotFound(want.Region, want.InstanceID, r.accountToName(ctx))}
	case found.Policy.Released:
		return r.changeReleased(ctx, state, found.Policy, want)
	case overwritesUnseen(state, found, want) && state.Region.IsNull():
		return rds.Policy{}, diag.Diagnostics{movedDiffers(found.Policy, want)}
	case overwritesUnseen(state, found, want):
		return rds.Policy{}, diag.Diagnostics{changedSincePlan(found.Policy, want)}
	case found.Presence == rds.NeverEnabled && !want.Enabled, want.Matches(found.Policy):
		return found.Policy, nil
	default:
		if diags := r.mustBeThere(ctx, opUpdate, found, want); diags.HasError() {
			return rds.Policy{}, diags
		}
		return r.apply(ctx, opUpdate, want)
	}
}

// changeReleased writes the retention of a released instance, which takes nothing else. A plan that did not know of the
// release may ask for more.
func (r *policyResource) changeReleased(
	ctx context.Context, state model, found rds.Policy, want rds.Settings,
) (rds.Policy, diag.Diagnostics) {
	found = onlyRetention(found, want)
	there := rds.Found{Presence: rds.PolicySet, Policy: found}
	var diags diag.Diagnostics
	if !state.InstanceReleased.ValueBool() {
		if !onlyRetentionChanges(state, want) {
			return rds.Policy{}, diag.Diagnostics{releasedSincePlan(want)}
		}
		diags.Append(retentionOfReleased(want))
	}
	switch {
	case overwritesUnseen(state, there, want) && state.Region.IsNull():
		return rds.Policy{}, diag.Diagnostics{movedDiffers(found, want)}
	case overwritesUnseen(state, there, want):
		return rds.Policy{}, diag.Diagnostics{changedSincePlan(found, want)}
	case found.RetentionDays == want.RetentionDays:
		return found, diags
	}
	after, failed := r.applyRetention(ctx, want) // also where nothing reports it
	diags.Append(failed...)
	return after, diags
}

// onlyRetentionChanges reports whether a change is one that a released instance can take.
func onlyRetentionChanges(state model, want rds.Settings) bool {
	before := state.wanted()
	before.RetentionDays, before.Region = want.RetentionDays, want.Region
	return before == want
}

// onlyRetention is a policy of a released instance in which nothing but the retention differs from what is wanted:
// nothing else can change, whatever the API still reports.
func onlyRetention(found rds.Policy, want rds.Settings) rds.Policy {
	found.Enabled, found.LogBackupEnabled = want.Enabled, want.LogBackupEnabled
	found.DestinationRegion = want.DestinationRegion
	return found
}

// applyRetention writes the retention alone, which is all that a released instance takes.
func (r *policyResource) applyRetention(ctx context.Context, want rds.Settings) (rds.Policy, diag.Diagnostics) {
	after, err := r.data.Client.ApplyRetention(ctx, want.Region, want.InstanceID, want.RetentionDays)
	if err != nil {
		return rds.Policy{}, r.failure(ctx, opUpdate, walk.Subject(want.Region, want.InstanceID), err)
	}
	return after, nil
}
