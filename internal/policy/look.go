// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/tfdiag"
)

// checkBeforeCreate looks what the API holds: nothing, the same, something else, or something that must not be replaced.
func (r *policyResource) checkBeforeCreate(ctx context.Context, plan model) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	if r.data.Run.Failed(region) {
		return nil
	}
	found, err := find(ctx, r.data.Client, region, instanceID, true)
	switch {
	case rds.ClassOf(err) == rds.ClassDenied:
		return r.uncheckedWarning("existing policies", deniedAction(err), err)
	case err != nil:
		return r.failed("Cannot look for an existing policy", region, subject(region, instanceID), err)
	case found.presence == gone:
		return judge(r.data.Checks, instanceMissing(region, instanceID), false)
	case found.policy.Released:
		return diag.Diagnostics{createOnReleased(plan.settings())}
	}
	managedWith, managed := r.data.Run.Managed(instanceID)
	if managed {
		if diags := replacedInPlace(instanceID, managedWith); diags.HasError() {
			return diags
		}
	}
	diags := r.compareWithFound(ctx, plan, found, managed)
	if diags.HasError() || !plan.Enabled.ValueBool() || r.data.Checks.Mode == providerdata.ChecksOff {
		return diags
	}
	diags.Append(r.checkInstance(ctx, plan, found.policy.Enabled)...)
	if !diags.HasError() && !found.policy.Enabled {
		diags.Append(r.adviseOnEncryption(ctx, plan)...)
		diags.Append(r.adviseOnRole(ctx)...)
	}
	return diags
}

// compareWithFound says what becomes of a policy that exists already.
func (r *policyResource) compareWithFound(ctx context.Context, plan model, found finding, managed bool) diag.Diagnostics {
	if !settingsKnown(plan) {
		return nil
	}
	want := plan.settings()
	switch {
	case found.policy.Enabled && want.Matches(found.policy):
		return r.adopted(want, managed)
	case found.policy.Enabled && !managed:
		return diag.Diagnostics{alreadyEnabled(found.policy, want)}
	case found.presence == policySet:
		return r.warnOfLosses(ctx, plan.refreshed(found.policy), plan)
	default:
		return nil
	}
}

// failed reports a call that the plan cannot do without. A region that does not answer is reported once; the other policies
// in it then fail fast and in silence, for the plan has its error.
func (r *policyResource) failed(operation, region, about string, err error) diag.Diagnostics {
	if rds.ClassOf(err) == rds.ClassConnection {
		r.data.Run.MarkFailed(region)
	}
	return tfdiag.FromError(operation, about, err)
}

func settingsKnown(plan model) bool {
	return known(plan.DestinationRegion, plan.RetentionDays, plan.LogBackupEnabled, plan.Enabled)
}
