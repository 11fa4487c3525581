// SPDX-License-Identifier: MPL-2.0

package message

// The data source of backup sets.
var (
	ExpireTimeUnknown = define("EXPIRE_TIME_UNKNOWN", "Expected expire time of backup sets is unknown",
		"The retention of the policy could not be read, and the expire time is computed from it.",
		"Mend what the warning names, and read again.")

	RecoveryWindowsUnknown = define("RECOVERY_WINDOWS_UNKNOWN", "Some recovery windows are unknown",
		"The API did not answer for some sets. It does not do so for every engine and storage type.",
		"Leave include_recovery_windows out where the values are not needed.")
)
