// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A retention that is found longer than the last apply left it was somebody's decision to keep copies. No plan shortens
// it before the longer value was applied once, under every deletion_policy. The record of the last apply (drift.go)
// tells a decision elsewhere from a new configuration.

// lengthenedElsewhere returns the settings of the last apply where the retention was found longer than it left it; nil
// otherwise.
func lengthenedElsewhere(ctx context.Context, private privateState, state model) *rds.Settings {
	last := lastApplied(ctx, private)
	if last == nil || last.RetentionDays >= state.RetentionDays.ValueInt64() {
		return nil
	}
	return last
}

// refuseShorter refuses a shorter retention where it was lengthened elsewhere, where the same plan imports the policy,
// or where deletion_policy is PREVENT.
func (r *policyResource) refuseShorter(
	ctx context.Context, private privateState, state, plan model,
) diag.Diagnostics {
	if !shortens(state, plan) {
		return nil
	}
	last := lengthenedElsewhere(ctx, private, state)
	switch {
	case last != nil:
		count := r.countExpiring(ctx, r.copiesOf(ctx, state, private), plan)
		return diag.Diagnostics{lengthenedIsKept(*last, state, plan, count)}
	case r.data.Walk.Imported(state.InstanceID.ValueString()):
		count := r.countExpiring(ctx, r.copiesOf(ctx, state, private), plan)
		return diag.Diagnostics{importShortens(state, plan, count)}
	case prevents(state), prevents(plan):
		return diag.Diagnostics{prevention{lastApplied(ctx, private), state, plan}.shorter()}
	}
	return nil
}

// refuseExpiring refuses to let copies expire at the end of a policy that somebody keeps for longer.
func refuseExpiring(last rds.Settings, state model) diag.Diagnostics {
	days := state.RetentionDays.ValueInt64()
	if last.RetentionDays >= days || last.RetentionDays == 0 || !expiresCopies(state, days) {
		return nil
	}
	return diag.Diagnostics{lengthenedIsNotExpired(last, state)}
}

// planToAccept makes a plan record a retention that was changed elsewhere and that the configuration has taken over.
// Nothing else differs from the state then, so Terraform would not apply anything, and the record of the last apply
// would stay: a longer one could never be shortened, and after a shorter one a later decision to keep copies would not
// be noticed.
func planToAccept(ctx context.Context, private privateState, state, plan model) (model, diag.Diagnostics) {
	last := lastApplied(ctx, private)
	switch {
	case last == nil || last.RetentionDays == state.RetentionDays.ValueInt64():
		return plan, nil
	case !plan.settingsKnown(): // they may turn out to be those of the state, and what is known then cannot be unknown
		plan.EnabledTime = types.StringUnknown()
		return plan, nil
	case state.settings != plan.settings:
		return plan, nil
	}
	plan.EnabledTime = types.StringUnknown()
	return plan, diag.Diagnostics{retentionIsAccepted(*last, state)}
}
