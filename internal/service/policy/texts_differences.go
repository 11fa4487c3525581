// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// This file has the sentences that compare a policy that was found with the one that is configured.

// compared begins an error about a policy that differs from what is configured. It names what differs alone.
func compared(found rds.Policy, want rds.Settings) string {
	return "What differs, as found -> as configured:\n\n  " +
		strings.Join(differences(found, want), "\n  ") + "\n\n"
}

// differences are the arguments that differ, each with both values. What the API does not report is not compared.
func differences(found rds.Policy, want rds.Settings) []string {
	var lines []string
	add := func(differs bool, argument, format string, before, after any) {
		if differs {
			lines = append(lines, fmt.Sprintf("%s = "+format+" -> "+format, argument, before, after))
		}
	}
	logs := found.Enabled && found.LogBackupEnabled
	destination, days := found.DestinationRegion, found.RetentionDays
	add(found.Enabled != want.Enabled, "enabled", "%t", found.Enabled, want.Enabled)
	add(destination != "" && destination != want.DestinationRegion,
		"destination_region", "%q", destination, want.DestinationRegion)
	add(days > 0 && days != want.RetentionDays, "retention_days", "%d", days, want.RetentionDays)
	add(logs != want.LogBackupEnabled, "log_backup_enabled", "%t", logs, want.LogBackupEnabled)
	return lines
}

// deletesCopies says so where the configured retention is shorter than the one that was found.
func deletesCopies(found rds.Policy, want rds.Settings) string {
	return with(want.RetentionDays < found.RetentionDays, " The shorter retention would delete copies.")
}
