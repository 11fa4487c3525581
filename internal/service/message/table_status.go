// SPDX-License-Identifier: MPL-2.0

package message

// StatusPartlyUnknown is of the data source of the status.
var StatusPartlyUnknown = define("STATUS_PARTLY_UNKNOWN", "Status of copies is partly unknown",
	"A call of the data source failed, or there are more log backups than it reads. What depends on them is null or "+
		"UNKNOWN.",
	"Correct what the warning names, and read again.")
