// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// delete ends protection as the state's deletion_policy says.
func (r *policyResource) delete(ctx context.Context, state model, private privateState) diag.Diagnostics {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	about := walk.Subject(region, instanceID)
	unlock, err := r.data.Walk.Lock(ctx, instanceID)
	if err != nil {
		return r.failure(ctx, opDelete, about, err)
	}
	defer unlock()

	switch { // under the lock, so that a create of the same instance that runs beside this is done
	case r.data.Walk.Written(instanceID):
		return diag.Diagnostics{deleteOfWritten(instanceID)}
	case state.DeletionPolicy.ValueString() == deletionPrevent:
		return diag.Diagnostics{preventedDestroy(instanceID)}
	case state.DeletionPolicy.ValueString() == deletionAbandon:
		r.data.Walk.MarkDeleted(instanceID)
		return nil
	case r.declaredElsewhere(instanceID):
		return diag.Diagnostics{deleteOfDeclared(instanceID)}
	}

	r.data.Reader.Forget(region, instanceID)
	found, err := r.lookup(ctx, region, instanceID, neverSeenOn(state))
	if elsewhere := rds.RegionSaid(err); elsewhere != "" {
		return diag.Diagnostics{message.PolicyInOtherRegion.Error(path.Empty(),
			endsElsewhere(region, instanceID, elsewhere))}
	}
	if err != nil {
		return r.failure(ctx, opDelete, about, err)
	}
	if found.Presence == rds.Gone {
		return confirmGone(ctx, r.data, private, region, instanceID)
	}
	if found.Policy.RetentionDays > state.RetentionDays.ValueInt64() && shortensAtEnd(ctx, state, private) {
		return diag.Diagnostics{changedSincePlan(found.Policy, state.wanted())} // no plan has shown what would be lost
	}
	if recorded(ctx, private, createsKey) == instanceID {
		r.data.Walk.MarkDeleted(instanceID) // half of a replacement: the create half writes what differs, if anything does
		return nil
	}
	if refused := r.refuseExpiryByMinimum(state); refused.HasError() {
		return refused
	}
	written, err := r.end(ctx, state, found)
	if rds.IsReleased(err) { // since it was read
		if now, failed := r.lookup(ctx, region, instanceID, false); failed == nil && now.Presence == rds.PolicySet {
			now.Policy.Released = true // also where the getter does not show it yet
			written, err = r.end(ctx, state, now)
		}
	}
	if rds.IsDeleting(err) {
		return r.deleteWhileDeleting(state)
	}
	if err != nil {
		return r.failure(ctx, opDelete, about, err)
	}
	if written {
		if diags := r.waitRunning(ctx, region, instanceID); diags.HasError() {
			return diags
		}
	}
	r.data.Walk.MarkDeleted(instanceID)
	return nil
}

// shortensAtEnd reports whether the end of a policy shortens retention: by itself, or by the create half of a
// replacement.
func shortensAtEnd(ctx context.Context, state model, private privateState) bool {
	return state.DeletionPolicy.ValueString() == deletionDisableAndExpire ||
		recorded(ctx, private, createsKey) == state.InstanceID.ValueString()
}

// deleteWhileDeleting is what a Delete says of an instance that is being deleted. Copying ends with the instance, so
// nothing is left to switch off. Only the retention can still be shortened, once the instance is released.
func (r *policyResource) deleteWhileDeleting(state model) diag.Diagnostics {
	instanceID := state.InstanceID.ValueString()
	if expiresCopies(state, state.RetentionDays.ValueInt64()) {
		return diag.Diagnostics{notExpiredWhileDeleting(instanceID)}
	}
	r.data.Walk.MarkDeleted(instanceID)
	return diag.Diagnostics{notSwitchedOffWhileDeleting(instanceID)}
}

// declaredElsewhere reports whether another alias creates or keeps the policy in this apply. One that creates it later
// waits for the lock, and then switches on again what it finds off.
func (r *policyResource) declaredElsewhere(instanceID string) bool {
	elsewhere := r.data.Walk.Elsewhere(instanceID)
	return elsewhere.Creates > 0 || elsewhere.Keeps > 0
}

// end switches off what is on, and shortens retention under DISABLE_AND_EXPIRE. It reports whether the instance has
// something to do now.
func (r *policyResource) end(ctx context.Context, state model, found rds.Found) (written bool, err error) {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	expire := state.DeletionPolicy.ValueString() == deletionDisableAndExpire
	now := found.Policy
	shorten := found.Presence == rds.PolicySet && expiresCopies(state, now.RetentionDays)
	switch {
	case now.Released && shorten && now.RetentionDays == 0: // nothing reports it, so there is nothing to read back
		return false, r.data.Client.PutRetention(ctx, region, instanceID, eligibility.MinRetentionDays)
	case now.Released && shorten:
		_, err := r.data.Client.ApplyRetention(ctx, region, instanceID, eligibility.MinRetentionDays)
		return false, err
	case now.Released, !now.Enabled && !shorten:
		return false, nil
	}
	off := state.refreshed(now).wanted() // the retention is the one that the API has now
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

// expiresCopies reports whether a destroy shortens a retention of so many days. 0 is one that is not reported.
func expiresCopies(state model, days int64) bool {
	return state.DeletionPolicy.ValueString() == deletionDisableAndExpire && days != eligibility.MinRetentionDays
}

// waitRunning waits after a Delete that wrote: the instance's own deletion often follows, and a busy instance refuses
// it. A release in the meantime is no failure.
func (r *policyResource) waitRunning(ctx context.Context, region, instanceID string) diag.Diagnostics {
	status, err := r.data.Client.WaitRunning(ctx, region, instanceID)
	switch {
	case err == nil, rds.ClassOf(err) == rds.ClassAbsent, rds.ClassOf(err) == rds.ClassIneligible:
		return nil
	case status == "":
		return r.failure(ctx, opDelete, walk.Subject(region, instanceID), err)
	default:
		return namesTimeout(ctx, diag.Diagnostics{stillBusy(region, instanceID, status, err)}, err)
	}
}
