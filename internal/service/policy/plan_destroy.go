// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// maxPolicyLookups bounds the calls of one walk that read a policy before its destroy is planned.
const maxPolicyLookups = 20

// ending is what the plan of a destroy knows: the policy, its copies where they were counted, and the time.
type ending struct {
	state   model
	counted bool
	copies  rds.BackupSetSummary
	absent  bool // the API knows no such instance to have copies of
	// elsewhere is the region that an answer named instead of that of the state.
	elsewhere string
	older     int64 // copies that are older than the shortest retention; -1 when not counted
	// uncounted is a sentence that says why a number is missing; "" where none is missing, or none was to be asked for.
	uncounted string
	mayExpire bool // minimum_retention_days does not forbid DISABLE_AND_EXPIRE
	facts     eligibility.CopyFacts
	now       time.Time
}

// planDestroy says what stays when the policy ends, until when and at what cost, or refuses to end it.
func (r *policyResource) planDestroy(ctx context.Context, state model, private privateState) diag.Diagnostics {
	instanceID, keeps := state.InstanceID.ValueString(), state.DeletionPolicy.ValueString()
	if r.data.Walk.Written(instanceID) {
		return nil // create_before_destroy: the create half is done in this apply, and Delete sends nothing
	}
	diags := r.declareDestroy(r.regionOf(state), instanceID, keeps == deletionAbandon)
	switch {
	case diags.HasError():
		return diags
	case keeps == deletionPrevent && r.isGone(ctx, state, private):
		return nil
	case keeps == deletionPrevent:
		return diag.Diagnostics{preventedDestroy(instanceID)}
	case keeps == deletionAbandon && r.data.Walk.Refused():
		return nil // nothing is applied, so nothing is to be warned of
	case keeps == deletionAbandon:
		return r.destroyed(state, abandoned(state, r.copiesOf(ctx, state, private)))
	}
	if refused := r.refuseExpiryByMinimum(state); refused.HasError() && !r.isGone(ctx, state, private) {
		return refused
	}
	last := lastApplied(ctx, private)
	if last == nil {
		settings := state.wanted()
		last = &settings
	}
	state = r.asFound(ctx, state)
	if refused := refuseExpiring(*last, state); refused.HasError() {
		return refused
	}
	e := r.lookAtEnd(ctx, state, private)
	if e.absent && r.isGone(ctx, state, private) {
		return nil
	}
	if e.elsewhere != "" { // a warning, since an error would stop terraform apply -refresh-only too
		return diag.Diagnostics{message.PolicyInOtherRegion.Warning(path.Empty(),
			endsElsewhere(r.regionOf(state), instanceID, e.elsewhere))}
	}
	if r.data.Walk.Refused() {
		return nil // nothing is applied, so nothing is to be warned of
	}
	if e.counted && e.copies.Count == 0 && (!state.Enabled.ValueBool() || state.InstanceReleased.ValueBool()) {
		return nil // no copies, and none are made: nothing ends
	}
	diags.Append(r.destroyed(state, destroying(e))...)
	if state.Enabled.ValueBool() || e.expires() {
		diags.Append(r.warnOfLock(ctx, state)...)
	}
	return diags
}

// asFound returns a policy as the API reports it now. Terraform plans the destroy of a resource without a block before
// it refreshes it, so the state may be that of the last apply. What cannot be read stays as it is in the state.
func (r *policyResource) asFound(ctx context.Context, state model) model {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if _, managed := r.data.Walk.Managed(instanceID); managed || !r.data.Ready() || state.Region.IsNull() ||
		!r.data.Walk.MayCall(region, instanceID) {
		return state
	}
	if _, _, proved := r.refreshedByLists(ctx, state, region, instanceID); proved ||
		!r.data.Walk.Take("policy look-ups", maxPolicyLookups) {
		return state
	}
	policy, err := walk.Ask(ctx, r.data, walk.Question{Host: region, Kind: "policy", About: instanceID},
		func(ctx context.Context, client *rds.Client) (rds.Policy, error) {
			return client.Policy(ctx, region, instanceID)
		})
	if err != nil {
		return state
	}
	return state.refreshed(policy)
}

// isGone reports whether nothing is left to end. As in asFound, the instance of the state may be long gone.
func (r *policyResource) isGone(ctx context.Context, state model, private privateState) bool {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if !r.data.Ready() || !r.data.Walk.MayCall(region, instanceID) {
		return false
	}
	if row, says := r.data.Reader.Policy(ctx, region, instanceID); says == sharedlist.Listed && row.Enabled {
		return false // also where the row is old: to refuse once more loses nothing
	}
	found, err := r.lookup(ctx, region, instanceID, false)
	return err == nil && found.Presence == rds.Gone && !confirmGone(ctx, r.data, private, region, instanceID).HasError()
}

// lookAtEnd counts what there is. The first answer also tells the API's time, which the second question needs.
func (r *policyResource) lookAtEnd(ctx context.Context, state model, private privateState) ending {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	e := ending{
		state: state, older: -1, now: time.Now(), facts: r.copiesOf(ctx, state, private),
		mayExpire: r.data.Checks.MinimumRetentionDays == 0,
	}
	var may bool
	// The plan of a destroy often comes without a read as well, so the larger bound holds for it.
	if may, e.uncounted = r.mayCount(region, true); may {
		summary, err := r.summarize(ctx, region, instanceID, 0)
		e.copies, e.absent, e.elsewhere = summary, rds.ClassOf(err) == rds.ClassAbsent, rds.RegionSaid(err)
		e.counted = err == nil && (summary.Count > 0 || e.facts.Listed == eligibility.Yes)
		if e.expires() && e.copies.Count > 0 {
			n, failed := r.countOlderThan(ctx, region, instanceID, eligibility.MinRetentionDays)
			if failed == nil {
				e.older = n
			}
			err = failed
		}
		e.uncounted = notCounted(err)
		if !e.counted && (err == nil || e.facts.Listed == eligibility.No) {
			e.uncounted = notListed(e.facts)
		}
	}
	if r.data.Ready() {
		e.now = r.data.Client.Now()
	}
	return e
}

// expires reports whether the destroy shortens retention.
func (e ending) expires() bool {
	return known(e.state.RetentionDays) && expiresCopies(e.state, e.state.RetentionDays.ValueInt64())
}
