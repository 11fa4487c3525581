// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/tfdiag"
)

// The failed operations, as summaries of diagnostics.
const (
	opCreate = "Cannot enable cross-region backup"
	opUpdate = "Cannot change cross-region backup"
	opDelete = "Cannot end cross-region backup"
)

// create makes the API's policy what the plan says and returns what reads back.
func (r *policyResource) create(ctx context.Context, plan model) (rds.Policy, diag.Diagnostics) {
	want := plan.settings()
	about := subject(want.Region, want.InstanceID)
	unlock, err := r.data.Run.Lock(ctx, want.InstanceID)
	if err != nil {
		return rds.Policy{}, tfdiag.FromError(opCreate, about, err)
	}
	defer unlock()

	found, err := find(ctx, r.data.Client, want.Region, want.InstanceID, true)
	if err != nil {
		return rds.Policy{}, tfdiag.FromError(opCreate, about, err)
	}
	if r.data.Run.Written(want.InstanceID) {
		return rds.Policy{}, diag.Diagnostics{secondCreate(want.InstanceID)}
	}
	after, diags := r.createFrom(ctx, found, want)
	if !diags.HasError() {
		r.data.Run.MarkWritten(want.InstanceID)
	}
	return after, diags
}

// createFrom decides between adopting, refusing, writing and doing nothing.
func (r *policyResource) createFrom(ctx context.Context, found finding, want rds.Settings) (rds.Policy, diag.Diagnostics) {
	_, managed := r.data.Run.Managed(want.InstanceID)
	switch {
	case found.presence == gone:
		return rds.Policy{}, diag.Diagnostics{instanceNotFound(want.Region, want.InstanceID)}
	case found.policy.Released:
		return rds.Policy{}, diag.Diagnostics{createOnReleased(want)}
	case found.policy.Enabled && want.Matches(found.policy):
		return found.policy, r.adopted(want, managed)
	case found.policy.Enabled && !managed:
		return rds.Policy{}, diag.Diagnostics{alreadyEnabled(found.policy, want)}
	case !want.Enabled && (found.presence == neverEnabled || want.Matches(found.policy)):
		return found.policy, nil
	default:
		return r.apply(ctx, opCreate, want)
	}
}

// adopted warns that a policy was taken over unchanged, unless the plan of this walk said so or it was ours before.
func (r *policyResource) adopted(want rds.Settings, managed bool) diag.Diagnostics {
	if managed || !r.data.Run.First("adopted "+want.InstanceID) {
		return nil
	}
	return diag.Diagnostics{willAdopt(want)}
}

// apply writes the settings, after the residency rules that hold under every plan_checks.
func (r *policyResource) apply(ctx context.Context, operation string, want rds.Settings) (rds.Policy, diag.Diagnostics) {
	if want.Enabled {
		if diags := residency(r.data.Checks, want.Region, want.DestinationRegion, true); diags.HasError() {
			return rds.Policy{}, diags
		}
	}
	after, err := r.data.Client.ApplySettings(ctx, want)
	if err != nil {
		return rds.Policy{}, tfdiag.FromError(operation, subject(want.Region, want.InstanceID), err)
	}
	return after, nil
}

// update carries out a change and returns the new state.
func (r *policyResource) update(ctx context.Context, state, plan model) (model, diag.Diagnostics) {
	if !writes(state, plan) && !state.Region.IsNull() {
		return plan.planned(rds.Policy{}), nil
	}
	want := plan.settings()
	about := subject(want.Region, want.InstanceID)
	unlock, err := r.data.Run.Lock(ctx, want.InstanceID)
	if err != nil {
		return model{}, tfdiag.FromError(opUpdate, about, err)
	}
	defer unlock()

	var after rds.Policy
	var diags diag.Diagnostics
	switch {
	case state.InstanceReleased.ValueBool():
		after, err = r.data.Client.ApplyRetention(ctx, want.Region, want.InstanceID, want.RetentionDays)
		if err != nil {
			diags = tfdiag.FromError(opUpdate, about, err)
		}
	case !want.Enabled && !state.Enabled.ValueBool(), state.Region.IsNull():
		after, diags = r.lookAndChange(ctx, state, want)
	default:
		after, diags = r.apply(ctx, opUpdate, want)
	}
	if diags.HasError() {
		return model{}, diags
	}
	return plan.planned(after), diags
}

// lookAndChange changes a policy that stays off, where there may be nothing to write, or a moved one that was never read.
func (r *policyResource) lookAndChange(ctx context.Context, state model, want rds.Settings) (rds.Policy, diag.Diagnostics) {
	found, err := find(ctx, r.data.Client, want.Region, want.InstanceID, !state.Region.IsNull())
	switch {
	case err != nil:
		return rds.Policy{}, tfdiag.FromError(opUpdate, subject(want.Region, want.InstanceID), err)
	case found.presence == gone:
		return rds.Policy{}, diag.Diagnostics{instanceNotFound(want.Region, want.InstanceID)}
	case overwritesUnread(state, found, want):
		return rds.Policy{}, diag.Diagnostics{movedDiffers(found.policy, want)}
	case found.presence == neverEnabled && !want.Enabled, want.Matches(found.policy):
		return found.policy, nil
	default:
		return r.apply(ctx, opUpdate, want)
	}
}

// delete ends protection as the state's deletion_policy says.
func (r *policyResource) delete(ctx context.Context, state model, private privateState) diag.Diagnostics {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	about := subject(region, instanceID)
	unlock, err := r.data.Run.Lock(ctx, instanceID)
	if err != nil {
		return tfdiag.FromError(opDelete, about, err)
	}
	defer unlock()

	switch { // under the lock, so that a create of the same instance that runs beside this is done
	case r.data.Run.Written(instanceID):
		return diag.Diagnostics{deleteOfWritten(instanceID)}
	case state.DeletionPolicy.ValueString() == deletionPrevent:
		return diag.Diagnostics{preventedDestroy(instanceID)}
	case state.DeletionPolicy.ValueString() == deletionAbandon:
		r.data.Run.MarkDeleted(instanceID)
		return nil
	case recorded(ctx, private, createsKey) == instanceID:
		if diags := replacedInPlace(instanceID, state.DeletionPolicy.ValueString()); diags.HasError() {
			return diags
		}
	}

	found, err := find(ctx, r.data.Client, region, instanceID, !state.Enabled.ValueBool())
	if err != nil {
		return tfdiag.FromError(opDelete, about, err)
	}
	if found.presence == gone {
		return confirmGone(ctx, r.data, private, region, instanceID)
	}
	written, err := r.end(ctx, state, found)
	if err != nil {
		return tfdiag.FromError(opDelete, about, err)
	}
	if written {
		if diags := r.waitRunning(ctx, region, instanceID); diags.HasError() {
			return diags
		}
	}
	r.data.Run.MarkDeleted(instanceID)
	return nil
}

// end switches off what is on and shortens retention where asked to. It reports whether the instance was given something
// to do.
func (r *policyResource) end(ctx context.Context, state model, found finding) (written bool, err error) {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	expire := state.DeletionPolicy.ValueString() == deletionDisableAndExpire
	now := found.policy
	shorten := expire && found.presence == policySet && now.RetentionDays != eligibility.MinRetentionDays
	switch {
	case now.Released && shorten && now.RetentionDays == 0: // nothing reports it, so there is nothing to read back
		return false, r.data.Client.PutRetention(ctx, region, instanceID, eligibility.MinRetentionDays)
	case now.Released && shorten:
		_, err := r.data.Client.ApplyRetention(ctx, region, instanceID, eligibility.MinRetentionDays)
		return false, err
	case now.Released, !now.Enabled && !shorten:
		return false, nil
	}
	off := state.refreshed(now).settings()
	off.Region, off.Enabled, off.LogBackupEnabled = region, false, false
	if expire {
		off.RetentionDays = eligibility.MinRetentionDays
	}
	after, err := r.data.Client.ApplySettings(ctx, off)
	if err != nil || !expire || after.RetentionDays != 0 {
		return true, err
	}
	// While off, this API does not show the retention. It may have ignored it in the call that switched off.
	if _, err := r.data.Client.WaitRunning(ctx, region, instanceID); err != nil {
		return true, err
	}
	return true, r.data.Client.PutRetention(ctx, region, instanceID, eligibility.MinRetentionDays)
}

// waitRunning ends a Delete that wrote: often the instance's own deletion follows, which a busy instance refuses. One that
// was released meanwhile is no failure.
func (r *policyResource) waitRunning(ctx context.Context, region, instanceID string) diag.Diagnostics {
	status, err := r.data.Client.WaitRunning(ctx, region, instanceID)
	switch {
	case err == nil, rds.ClassOf(err) == rds.ClassAbsent, rds.ClassOf(err) == rds.ClassIneligible:
		return nil
	case status == "":
		return tfdiag.FromError(opDelete, subject(region, instanceID), err)
	default:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Instance "+instanceID+" is still busy",
			fmt.Sprintf("Cross-region backup of instance %s in %s is ended as asked, but the instance did not become Running in time: its status is %s. "+
				"The policy stays in the state until then, because the instance cannot be deleted while it is busy. Destroy again later, or set a longer delete in the timeouts block.",
				instanceID, region, status))}
	}
}

// writes reports whether a change concerns the API at all.
func writes(state, plan model) bool {
	return !plan.DestinationRegion.Equal(state.DestinationRegion) ||
		!plan.RetentionDays.Equal(state.RetentionDays) ||
		!plan.LogBackupEnabled.Equal(state.LogBackupEnabled) ||
		!plan.Enabled.Equal(state.Enabled)
}

// describe lists settings for a sentence.
func describe(enabled bool, destination string, retentionDays int64, logs bool) string {
	if !enabled {
		return "off"
	}
	with := "without log copy"
	if logs {
		with = "with log copy"
	}
	return fmt.Sprintf("on, to %s, kept for %d days, %s", destination, retentionDays, with)
}
