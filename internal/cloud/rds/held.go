// SPDX-License-Identifier: MPL-2.0

package rds

// Held reports whether a policy was ever on, so that there may be copies. The lock mode of a released instance alone is no sign of one.
func (p Policy) Held() bool {
	return p.Exists && (p.Enabled || p.LogBackupEnabled || p.DestinationRegion != "" || p.RetentionDays > 0 ||
		!p.EnabledTime.IsZero() || !p.LogBackupEnabledTime.IsZero())
}
