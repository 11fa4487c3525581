// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// minimum_retention_days of the provider block is an organization's floor. It holds under every plan_checks. What a
// plan or an apply would set is an error; what stands already is a warning, so that it blocks no other change.

// checkMinimum checks the retention of a policy, and a deletion_policy that would let its copies expire. The state is
// that of before, nil for a create.
func (r *policyResource) checkMinimum(state *model, plan model) diag.Diagnostics {
	least := r.data.Checks.MinimumRetentionDays
	if least == 0 {
		return nil
	}
	var diags diag.Diagnostics
	days, instanceID := plan.RetentionDays, plan.InstanceID.ValueString()
	short := known(days) && days.ValueInt64() < least
	switch {
	case short && (state == nil || !days.Equal(state.RetentionDays) || switchesOn(*state, plan)):
		diags.Append(belowMinimum(instanceID, days.ValueInt64(), least))
	case short:
		diags.Append(staysBelowMinimum(instanceID, days.ValueInt64(), least))
	}
	expires := types.StringValue(deletionDisableAndExpire)
	if plan.DeletionPolicy.Equal(expires) && (state == nil || !state.DeletionPolicy.Equal(expires)) {
		diags.Append(message.ExpiryRefused.Error(pathDeletionPolicy, fmt.Sprintf(
			"deletion_policy is DISABLE_AND_EXPIRE, so a destroy would let copies expire. minimum_retention_days = %d in the "+
				"provider block forbids that. Set DISABLE, ABANDON or PREVENT.", least), instanceID))
	}
	return diags
}

func switchesOn(state, plan model) bool {
	return !state.Enabled.ValueBool() && !plan.Enabled.Equal(types.BoolValue(false))
}

// refuseExpiryByMinimum refuses a destroy that lets copies expire.
func (r *policyResource) refuseExpiryByMinimum(state model) diag.Diagnostics {
	least := r.data.Checks.MinimumRetentionDays
	if least == 0 || state.DeletionPolicy.ValueString() != deletionDisableAndExpire {
		return nil
	}
	return diag.Diagnostics{message.ExpiryRefused.Error(path.Empty(), fmt.Sprintf(
		"deletion_policy is DISABLE_AND_EXPIRE in the state, so the destroy would let copies expire. "+
			"minimum_retention_days = %d in the provider block forbids that. Nothing was sent.\n\n"+
			"To end copying and keep the copies for their retention, set deletion_policy = \"DISABLE\" and apply that alone. "+
			"Then destroy.", least), state.InstanceID.ValueString())}
}

func belowMinimum(instanceID string, days, least int64) diag.Diagnostic {
	return message.RetentionBelowMinimum.Error(pathRetentionDays, fmt.Sprintf(
		"retention_days is %d. minimum_retention_days in the provider block is %d, and no policy of this provider is set "+
			"below it. Set retention_days to %d or more.", days, least, least), instanceID)
}

func staysBelowMinimum(instanceID string, days, least int64) diag.Diagnostic {
	return message.RetentionBelowMinimum.Warning(pathRetentionDays, fmt.Sprintf(
		"retention_days is %d already, and this plan does not change it. minimum_retention_days in the provider block is "+
			"%d. Set retention_days to %d or more to keep new copies as long as that.", days, least, least), instanceID)
}
