// SPDX-License-Identifier: MPL-2.0

package rds

// Error is a call that did not succeed.
type Error struct {
	Action    string
	Region    string
	Code      string
	Message   string
	RequestID string
	Status    int
	Err       error
}

// Error says what failed.
func (e *Error) Error() string { return e.Action + ": " + e.Code + ": " + e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Class is a kind of failure.
type Class int

// The classes of failure.
const (
	ClassUnknown Class = iota
	ClassAbsent
	ClassBusy
	ClassThrottled
	ClassDenied
	ClassCredential
	ClassInvalid
	ClassIneligible
	ClassUnavailable
	ClassConnection
)

// Ambiguous reports whether the API may have executed the call all the same.
func (c Class) Ambiguous() bool { return c == ClassUnavailable || c == ClassConnection }

// ClassOf returns the class of an error.
func ClassOf(err error) Class { return ClassUnknown }

// CodeInfo describes one error code.
type CodeInfo struct {
	Code      string
	Class     Class
	Summary   string
	Remedy    string
	Attribute string
}

// LookupCode finds the description of an error code.
func LookupCode(code string) (CodeInfo, bool) { return CodeInfo{}, false }

// NotSettledError is a write whose result did not become visible in time.
type NotSettledError struct {
	Last       Policy
	LastStatus string
	Want       Settings
	Err        error
}

// Error says what still differs.
func (e *NotSettledError) Error() string { return "not settled" }

// Unwrap returns what ended the wait.
func (e *NotSettledError) Unwrap() error { return e.Err }
