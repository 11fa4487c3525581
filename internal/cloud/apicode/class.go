// SPDX-License-Identifier: MPL-2.0

package apicode

// Class is a kind of failure. Retry, not-found handling and diagnostics all go by it.
type Class uint8

const (
	// Unknown is a code that the table does not hold, or one that says nothing of use to a program.
	Unknown Class = iota
	// Absent says that the instance does not exist under this account in this region.
	Absent
	// Busy says that the instance executes another task.
	Busy
	// Throttled says that the call was refused for being one too many, and surely not executed.
	Throttled
	// Denied says that the user or role lacks the permission for the call.
	Denied
	// Credential says that the credentials are missing, wrong or expired.
	Credential
	// Invalid says that a parameter is wrong.
	Invalid
	// Ineligible says that the instance or the pair of regions does not support the feature.
	Ineligible
	// Unavailable says that the API failed; it may have executed the call.
	Unavailable
	// Connection says that no answer of the API arrived; it may have executed the call.
	Connection
	// Unreadable says that an answer arrived that cannot be used; the API may have executed the call.
	Unreadable
)

// String returns the name of the class.
func (c Class) String() string {
	names := [...]string{
		"unknown", "absent", "busy", "throttled", "denied", "credential", "invalid", "ineligible", "unavailable",
		"connection", "unreadable",
	}
	if int(c) >= len(names) {
		return names[Unknown]
	}
	return names[c]
}

// yields reports whether a family of this class yields to a word in the code. The others decide whether a call is sent
// again, or that the keys are wrong: no word changes that.
func (c Class) yields() bool { return c == Unknown || c == Denied || c == Invalid }

// Ambiguous reports whether the API may have executed the call anyway, so that a write needs a read before it is
// sent again.
func (c Class) Ambiguous() bool {
	return c == Unavailable || c == Connection || c == Unreadable
}
