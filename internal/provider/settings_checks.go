// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
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
	r.diags.Append(checkCodes(ignored)...)

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

// checkCodes warns of reason codes that no check has. It is a warning, because a newer or older version may have them.
func checkCodes(codes []string) diag.Diagnostics {
	var diags diag.Diagnostics
	known := reasonCodes()
	for _, code := range codes {
		if slices.Contains(known, code) {
			continue
		}
		advice := "The documentation of ignore_checks lists the codes."
		if near := closeTo(code, known); len(near) > 0 {
			advice = "Did you mean " + strings.Join(near, " or ") + "?"
		}
		diags.AddAttributeWarning(path.Root("ignore_checks").AtSetValue(types.StringValue(code)), "Unknown reason code",
			fmt.Sprintf("ignore_checks holds %q, but this version of the provider has no check of that code, so it has no "+
				"effect. %s", code, advice))
	}
	return diags
}

// reasonCodes returns every code that ignore_checks may hold, sorted.
func reasonCodes() []string {
	codes := policy.CheckCodes()
	for _, reason := range eligibility.Reasons() {
		codes = append(codes, reason.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// closeTo returns the codes that differ from code by a few letters, or that contain it.
func closeTo(code string, known []string) []string {
	const maxNear = 3
	wanted := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "-", "_"))
	var near []string
	for _, candidate := range known {
		slips := levenshtein.Distance(wanted, candidate, nil)
		if slips <= 1+len(wanted)/4 || (len(wanted) > 3 && strings.Contains(candidate, wanted)) {
			near = append(near, candidate)
		}
	}
	return near[:min(len(near), maxNear)]
}
