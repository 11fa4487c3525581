// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// keptUnread says once per walk that reads keep the prior state while the provider block is unknown.
func (r *policyResource) keptUnread() diag.Diagnostics {
	if !r.data.Walk.First("kept unread") {
		return nil
	}
	return diag.Diagnostics{notRefreshed(r.data)}
}

// read finds the policy and publishes what it finds.
func (r *policyResource) read(ctx context.Context, state model, resp *resource.ReadResponse) {
	regionKnown := !state.Region.IsNull()
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if region == "" {
		resp.Diagnostics.Append(r.data.RegionMissing(pathRegion, "The state of the policy of instance "+instanceID, ""))
		return
	}
	if !r.data.Walk.MayCall(region, instanceID) {
		return // this region did not answer; the plan has failed with one error already
	}
	defer r.askAccountBeside(ctx, resp.Private)()
	refreshed, lockMode, listed := r.refreshedByLists(ctx, state, region, instanceID)
	if !listed {
		if !r.data.Walk.MayCall(region, instanceID) {
			return // it failed while this waited for the lists
		}
		imported := state.Enabled.IsNull()
		found, in, err := r.locate(ctx, state, region)
		switch elsewhere := rds.RegionSaid(err); {
		case elsewhere != "" && imported:
			resp.Diagnostics.Append(importedElsewhere(region, instanceID, elsewhere))
			return
		case err != nil:
			resp.Diagnostics.Append(r.failed(ctx, opRead, state, walk.Subject(region, instanceID), err)...)
			return
		case found.Presence == rds.Gone:
			r.readGone(ctx, state, regionKnown, imported, resp)
			return
		case imported && found.Presence == rds.NeverEnabled:
			resp.Diagnostics.Append(importedNeverEnabled(region, instanceID))
		}
		region = in
		refreshed, lockMode = state.refreshed(found.Policy), found.Policy.LockMode
	}
	if eligibility.Expired(lockMode) {
		r.data.Walk.MarkExpired(instanceID)
	}
	r.data.Walk.MarkManaged(instanceID, state.DeletionPolicy.ValueString())
	resp.Diagnostics.Append(recordDrift(ctx, resp.Private, state, refreshed)...)
	refreshed.Region = types.StringValue(region)
	refreshed.ID = types.StringValue(walk.PolicyID(region, instanceID))
	if !refreshed.same(state) {
		resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, refreshed)...)
	}
	if state.Enabled.IsNull() && !resp.Diagnostics.HasError() && r.data.Walk.First("imported") {
		resp.Diagnostics.Append(importedOne())
	}
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
	if !regionKnown || state.Enabled.IsNull() { // moved or imported, and never read
		resp.Diagnostics.Append(r.recordStorage(ctx, resp.Private, refreshed)...)
	}
}

// readGone removes a policy from the state only when that is certain.
func (r *policyResource) readGone(
	ctx context.Context, state model, regionKnown, imported bool, resp *resource.ReadResponse,
) {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	switch {
	case imported:
		account, err := r.data.Account(ctx)
		if err != nil {
			account = ""
		}
		resp.Diagnostics.Append(importedNotFound(region, instanceID, account))
	case !regionKnown:
		resp.Diagnostics.Append(movedNotFound(region, instanceID))
	default:
		diags := confirmGone(ctx, r.data, resp.Private, region, instanceID)
		resp.Diagnostics.Append(diags...)
		if !diags.HasError() {
			resp.State.RemoveResource(ctx)
		}
	}
}

// regionOf returns the region of a policy: its own, or the provider's where a move left it null.
func (r *policyResource) regionOf(state model) string {
	if state.Region.IsNull() || state.Region.IsUnknown() {
		return r.data.Region
	}
	return state.Region.ValueString()
}

// refreshedByLists returns the state after a read where the shared lists prove it: nothing has changed, or the policy
// was imported or moved and is on. In every other case lookup asks about the policy itself.
//
// It also returns the lock mode of the instance.
func (r *policyResource) refreshedByLists(
	ctx context.Context, state model, region, instanceID string,
) (refreshed model, lockMode string, proved bool) {
	row, says := r.data.Reader.Policy(ctx, region, instanceID)
	if says != sharedlist.Listed || !row.ComparesWithState() {
		return model{}, "", false
	}
	read := state.refreshed(row)
	if state.Region.IsNull() || state.Enabled.IsNull() { // moved or imported, and never read
		return read, row.LockMode, row.ImportsAlone() && (state.Enabled.IsNull() || state.settings == read.settings)
	}
	return state, row.LockMode, read.facts == state.facts
}

// confirmGone returns nil when the API said "absent" under the account that the policy was made with. Anything else is
// an error: a wrong profile or region must never drop a policy from the state.
func confirmGone(
	ctx context.Context, data *walk.Data, private privateState, region, instanceID string,
) diag.Diagnostics {
	now, err := data.NeedAccount(ctx)
	if err != nil {
		return diag.Diagnostics{goneWithoutAccount(region, instanceID, err)}
	}
	switch made := recorded(ctx, private, accountKey); made {
	case now:
		return nil
	case "":
		return diag.Diagnostics{goneWithoutRecord(region, instanceID, now)}
	default:
		return diag.Diagnostics{goneInOtherAccount(region, instanceID, now, made)}
	}
}

// neverSeenOn reports whether an odd answer of the getter may mean that the policy never was on. One that was on once
// has copies, and while it is off it may be in no list.
func neverSeenOn(state model) bool { return !state.Enabled.ValueBool() && state.EnabledTime.IsNull() }

// lookup asks the client what is there, and this walk learns from it whether the region answers.
func (r *policyResource) lookup(ctx context.Context, region, instanceID string, trustList bool) (rds.Found, error) {
	found, err := r.data.Client.Lookup(ctx, region, instanceID, trustList)
	r.data.Walk.Heard(ctx, region, err)
	return found, err
}
