// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// residency checks a destination by allowed_destination_regions and cross_border. These rules hold under every
// plan_checks; enforce is false for a policy that does not change, which they must not block.
func residency(checks walk.Checks, source, destination string, enforce bool) diag.Diagnostics {
	var diags diag.Diagnostics
	deny := func(rule message.Message, detail string) {
		if enforce {
			diags.Append(rule.Error(pathDestinationRegion, detail+ends))
		} else {
			diags.Append(rule.Warning(pathDestinationRegion, detail))
		}
	}
	if !checks.DestinationAllowed(destination) {
		deny(message.DestinationNotAllowed, destinationNotAllowed(destination, checks.AllowedDestinations))
	}
	crosses, known := eligibility.CrossBorder(source, destination)
	switch {
	case checks.CrossBorder == walk.CrossBorderDeny && !known:
		deny(message.MayCrossBorder, mayCrossBorder(source, destination))
	case checks.CrossBorder == walk.CrossBorderDeny && crosses:
		deny(message.CrossBorderDenied, mustNotCrossBorder(source, destination))
	case checks.CrossBorder == walk.CrossBorderWarn && crosses && enforce:
		diags.Append(message.CrossesBorder.Warning(pathDestinationRegion, crossesBorder(source, destination)))
	}
	return diags
}

// checkDestinationRules checks the destination of a policy that is to be on by the rules that need no call.
func (r *policyResource) checkDestinationRules(plan model, changes bool) diag.Diagnostics {
	if diags := checkDestinationDiffers(plan.Region, plan.DestinationRegion); diags.HasError() {
		return diags
	}
	if !plan.Enabled.ValueBool() || plan.InstanceReleased.ValueBool() || !known(plan.Region, plan.DestinationRegion) {
		return nil
	}
	return residency(r.data.Checks, plan.Region.ValueString(), plan.DestinationRegion.ValueString(), changes)
}
