// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// residency holds a destination against allowed_destination_regions and cross_border. These rules hold under every
// plan_checks; enforce is false for a policy that does not change, which they must not block.
func residency(checks walk.Checks, source, destination string, enforce bool) diag.Diagnostics {
	var diags diag.Diagnostics
	add := func(deny bool, summary, detail string) {
		if deny && enforce {
			diags.AddAttributeError(pathDestinationRegion, summary, detail+" To end the policy instead, set enabled = false or remove its block; terraform destroy needs -refresh=false here, because it plans the change first.")
		} else {
			diags.AddAttributeWarning(pathDestinationRegion, summary, detail)
		}
	}
	if !checks.DestinationAllowed(destination) {
		add(true, "Destination region is not allowed", fmt.Sprintf(
			"destination_region is %s, and the provider's allowed_destination_regions %s", destination, allowance(checks.AllowedDestinations)))
	}
	crosses, known := eligibility.CrossBorder(source, destination)
	switch {
	case checks.CrossBorder == walk.CrossBorderDeny && !known:
		add(true, "Copies may cross a border", fmt.Sprintf(
			"The area of %s or %s is not known, and the provider's cross_border is DENY. Choose a destination that the data source apsaradb_rds_cross_region_backup_regions shows in the same area.%s", source, destination, walk.Suggestion(destination)))
	case checks.CrossBorder == walk.CrossBorderDeny && crosses:
		add(true, "Copies would cross a border", fmt.Sprintf(
			"%s and %s lie in different areas (Chinese mainland, Hong Kong, overseas), and the provider's cross_border is DENY. Choose a destination in the same area, or have cross_border changed.", source, destination))
	case checks.CrossBorder == walk.CrossBorderWarn && crosses && enforce:
		add(false, "Copies cross a border", fmt.Sprintf(
			"%s and %s lie in different areas (Chinese mainland, Hong Kong, overseas). The console asks for agreement to the rules on cross-border data transfer; by applying you take that responsibility. Set cross_border = \"ALLOW\" in the provider block once this is settled.", source, destination))
	}
	return diags
}

// allowance says what allowed_destination_regions leaves to choose from.
func allowance(regions []string) string {
	if len(regions) == 0 {
		return "is empty, which allows none. Have the region added to it."
	}
	return fmt.Sprintf("allows only %s. Choose one of these, or have the region added to it.", strings.Join(regions, ", "))
}
