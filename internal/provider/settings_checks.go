// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func planChecksModes() []string {
	return []string{string(walk.ChecksEnforce), string(walk.ChecksWarn), string(walk.ChecksOff)}
}

func crossBorderModes() []string {
	return []string{string(walk.CrossBorderWarn), string(walk.CrossBorderDeny), string(walk.CrossBorderAllow)}
}

// checks resolves the arguments of the plan checks. While one of them is unknown, what depends on it fails no plan:
// the same checks run again at apply, when it is known.
func (r *resolver) checks(block model) walk.Checks {
	checks := walk.Checks{Mode: walk.ChecksEnforce, CrossBorder: walk.CrossBorderWarn}

	if mode := r.text("plan_checks", block.PlanChecks); mode.set() {
		checks.Mode = walk.CheckMode(mode.value)
	}
	if mode := r.text("cross_border", block.CrossBorder); mode.set() {
		checks.CrossBorder = walk.CrossBorderMode(mode.value)
	}
	checks.MinimumRetentionDays = r.number("minimum_retention_days", block.MinimumRetentionDays)
	ignored, known := stringsOf(block.IgnoreChecks)
	if !known {
		r.unknown("ignore_checks")
	}
	if block.PlanChecks.IsUnknown() || !known {
		checks.Mode = walk.ChecksOff
	}
	checks.Ignore = make(map[string]bool, len(ignored))
	for _, code := range ignored {
		checks.Ignore[code] = true
	}
	for _, code := range ignored {
		at := path.Root("ignore_checks").AtSetValue(types.StringValue(code))
		r.diags.Append(policy.UnknownCode(at, code)...)
	}

	allowed, known := stringsOf(block.AllowedDestinationRegions)
	if !known {
		r.unknown("allowed_destination_regions")
	}
	checks.AllowedDestinations = allowed
	checks.RestrictDestinations = known && !block.AllowedDestinationRegions.IsNull()
	for _, id := range allowed {
		region := given{
			value: id, origin: fromArgument + "allowed_destination_regions",
			path: path.Root("allowed_destination_regions").AtSetValue(types.StringValue(id)),
		}
		r.diags.Append(checkDestination(region, r.settings.SkipRegionValidation)...)
	}
	return checks
}
