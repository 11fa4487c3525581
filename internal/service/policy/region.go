// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// This file decides about the region of an existing policy. An instance cannot move, but a state can hold a wrong
// region: it was moved or edited, or an older version took an answer about another region for the one that was asked.

// planRegion keeps the region from the state. Only the state of a moved policy has no region yet.
func (r *policyResource) planRegion(
	ctx context.Context, configured types.String, state, plan model,
) (model, diag.Diagnostics) {
	instanceID := state.InstanceID.ValueString()
	switch {
	case state.Region.IsNull():
		region, diags := r.defaultRegion(configured)
		plan.Region = region
		return plan, diags
	case configured.IsNull() && r.data.Walk.WrongRegion(instanceID) != "":
		return plan, diag.Diagnostics{wrongRegion(state, r.data.Walk.WrongRegion(instanceID))}
	case configured.IsNull() || configured.IsUnknown() || configured.Equal(state.Region):
		plan.Region = state.Region
		return plan, nil
	}
	plan.Region = configured
	return plan, r.checkNewRegion(ctx, state, plan)
}

// checkNewRegion accepts another region where the API shows that the state has a wrong one: the policy is in the new
// region, and not in that of the state. A refresh has corrected the state already, so this is for plans without one.
func (r *policyResource) checkNewRegion(ctx context.Context, state, plan model) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), state.InstanceID.ValueString()
	changes := diag.Diagnostics{regionChanges(region, state)}
	if !r.data.Ready() {
		return changes
	}
	found, err := r.lookup(ctx, region, instanceID, false)
	switch {
	case err != nil:
		return r.notLookedAt(ctx, opLook, plan, region, err)
	case found.Presence == rds.Gone:
		return changes
	}
	before, err := r.lookup(ctx, state.Region.ValueString(), instanceID, false)
	if err == nil && before.Presence != rds.Gone {
		// Answers that name no region look alike everywhere. The instance itself may name its own.
		_, err = r.data.Client.Instance(ctx, state.Region.ValueString(), instanceID)
	}
	switch elsewhere := rds.RegionSaid(err); {
	case before.Presence == rds.Gone, elsewhere == region:
	case elsewhere != "" || err == nil || rds.ClassOf(err) == rds.ClassAbsent:
		return changes
	default:
		return r.failed(ctx, opLook, state, walk.Subject(state.Region.ValueString(), instanceID), err)
	}
	if plan.settingsKnown() && overwritesUnseen(state, found, plan.wanted()) {
		return diag.Diagnostics{changedSincePlan(found.Policy, plan.wanted())}
	}
	return nil
}

// locate looks up the policy of a state, and returns the region in which it is. That is another one than was asked
// where an answer names it, and the policy is found there. An import is never redirected: its id says where to look.
func (r *policyResource) locate(
	ctx context.Context, state model, region string,
) (found rds.Found, in string, err error) {
	instanceID, imported := state.InstanceID.ValueString(), state.Enabled.IsNull()
	trustList := imported || !state.Enabled.ValueBool()
	found, err = r.lookup(ctx, region, instanceID, trustList)
	if err == nil && (imported || state.Region.IsNull()) { // never read, so that nothing is known of the region
		err = misplaced(ctx, r.data.Client, region, instanceID, found)
	}
	elsewhere := rds.RegionSaid(err)
	if elsewhere == "" || imported {
		return found, region, err
	}
	there, isThere := r.lookThere(ctx, elsewhere, instanceID, trustList)
	if !isThere {
		return found, region, err
	}
	r.data.Walk.MarkWrongRegion(instanceID, region)
	return there, elsewhere, nil
}

// lookThere looks for a policy in the region that an answer about another region named. One answer is not enough for
// that: the policy is looked for there, and so is the instance.
func (r *policyResource) lookThere(
	ctx context.Context, region, instanceID string, trustList bool,
) (there rds.Found, isThere bool) {
	there, err := r.lookup(ctx, region, instanceID, trustList)
	if err != nil || there.Presence == rds.Gone {
		return there, false
	}
	_, err = r.data.Client.Instance(ctx, region, instanceID)
	switch class := rds.ClassOf(err); {
	case err == nil:
	case class == rds.ClassAbsent && there.Policy.Released:
	case class == rds.ClassDenied && there.Policy.RegionNamed:
	default:
		return there, false
	}
	return there, true
}

// notLookedAt reports a look at a policy that failed. An answer about another region is an error under every
// plan_checks: nothing would be written at apply. Only ignore_checks lets the plan of the other resources pass.
func (r *policyResource) notLookedAt(
	ctx context.Context, operation string, plan model, region string, err error,
) diag.Diagnostics {
	instanceID := plan.InstanceID.ValueString()
	if elsewhere := rds.RegionSaid(err); elsewhere != "" {
		checks := r.data.Checks
		checks.Mode = walk.ChecksEnforce
		return asDiagnostic(checks, instanceElsewhere(instanceID, region, elsewhere), false)
	}
	return r.failed(ctx, operation, plan, walk.Subject(region, instanceID), err)
}

// misplaced is the error of an instance that is in another region, for a policy of which no answer named the region.
// Where an answer did, there is nothing to ask.
func misplaced(ctx context.Context, client *rds.Client, region, instanceID string, found rds.Found) error {
	if found.Policy.RegionNamed || found.Presence == rds.Gone {
		return nil
	}
	if _, err := client.Instance(ctx, region, instanceID); rds.IsMisdirected(err) {
		return err
	}
	return nil // left to the calls that matter
}

// mustBeThere refuses to write, or to adopt, where the instance is in another region.
func (r *policyResource) mustBeThere(
	ctx context.Context, operation string, found rds.Found, want rds.Settings,
) diag.Diagnostics {
	err := misplaced(ctx, r.data.Client, want.Region, want.InstanceID, found)
	return r.failure(ctx, operation, walk.Subject(want.Region, want.InstanceID), err)
}
