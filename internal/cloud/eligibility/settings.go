// SPDX-License-Identifier: MPL-2.0

package eligibility

// Retention limits of cross-region backup sets, in days. Source: product page, 2025-07-23 ("7 to 1,825 days").
const (
	MinRetentionDays = 7
	MaxRetentionDays = 1825
)

// MissingSetting names the setting that a policy needs and the API did not report in a form that can be written back;
// empty where neither is missing.
func MissingSetting(destinationRegion string, retentionDays int64) string {
	switch {
	case !ValidRegionID(destinationRegion):
		return "destination region"
	case retentionDays < MinRetentionDays || retentionDays > MaxRetentionDays:
		return "retention"
	}
	return ""
}
