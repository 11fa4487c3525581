// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// Error is a call that did not succeed. Its fields and its text hold nothing secret.
type Error struct {
	// Action is the API's name of the call, such as ModifyInstanceCrossBackupPolicy.
	Action string
	Region string
	// InstanceID is the instance the call was about; empty where there is none.
	InstanceID string
	// Role is the RAM role the call asked for; empty where it asked for none.
	Role string
	// Said is the region, instance or account that the answer names instead of the one that was asked; empty for any
	// other failure.
	Said string
	// Service is what was called, such as ServiceRDS. Host is where, with the port if it is not the usual one. Both are
	// empty where nothing was sent.
	Service, Host string
	// EndpointFrom is the setting that named the host; empty where none did. See Config.EndpointsFrom.
	EndpointFrom string
	// Hurried says that the call was given less time than calls have, because the caller can do without it. See Quick.
	Hurried bool
	// Code is the API's error code, or one of the package's own codes, which begin with "Client.".
	Code      string
	Message   string
	RequestID string
	// Status is the HTTP status; 0 where no answer arrived.
	Status int
	// Err is the cause where the API gave none, with everything secret removed. It unwraps to the context's error when
	// that ended the call.
	Err error
	// Denied is what the API adds to a refusal by RAM; its zero value where it adds nothing.
	Denied Denial
	// Keys is where the keys came from that the API refused; its zero value where it refused something else.
	Keys Origin
	// At is when the API answered, by its own clock; zero where it did not.
	At time.Time
	// ClockOffset is how far the API's clock was ahead of the local one in this answer; 0 where it named no time.
	ClockOffset time.Duration

	retryAfter time.Duration
	// unsent says that the call surely did not reach the API, although its class is one that leaves that open.
	unsent bool
	// final says that the next attempt would fail in the same way, although the class is one that passes.
	final bool
}

// Error says what failed, with code, HTTP status and request id.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Action)
	if e.Region != "" {
		b.WriteString(" in " + e.Region)
	}
	b.WriteString(" failed")
	if e.Code != "" {
		b.WriteString(" with " + e.Code)
	}
	facts := make([]string, 0, 2)
	if e.Status != 0 {
		facts = append(facts, fmt.Sprintf("HTTP %d", e.Status))
	}
	if e.RequestID != "" {
		facts = append(facts, "request id "+e.RequestID)
	}
	if len(facts) > 0 {
		b.WriteString(" (" + strings.Join(facts, ", ") + ")")
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause, so that errors.Is finds the context's errors.
func (e *Error) Unwrap() error { return e.Err }

// GaveUp reports whether Err tells why the client stopped trying, as the end of a sentence that begins with
// "The client".
func (e *Error) GaveUp() bool {
	var why *cause
	return errors.As(e.Err, &why) && why.stopped
}

// Class returns the class of the error: by its code, and by the rest of the answer where the code leaves it open or the
// status is 429.
func (e *Error) Class() Class {
	if e.Status == http.StatusTooManyRequests {
		return ClassThrottled // a gateway may say so without any code
	}
	class, known := apicode.ClassOf(e.Code)
	switch {
	case apicode.Open(e.Code) && e.saysDenied():
		return ClassDenied
	case !known && e.Status >= http.StatusInternalServerError:
		return ClassUnavailable
	}
	return class
}

// Codes of the API that the client itself acts on.
const (
	codeNotEncrypted = "NoActiveBYOK"
	codeRoleAbsent   = "EntityNotExist.Role"
	// codeInstanceReleased refuses all but the retention of a released instance.
	codeInstanceReleased = "ProductInstanceReleased"
	// codeInternalError is a failure of the API, and what the policy getter answers for some instances that never had
	// the feature.
	codeInternalError = "InternalError"
)

// Class is a kind of failure, as the table of codes has it.
type Class = apicode.Class

// The classes of the table of codes.
const (
	ClassUnknown     = apicode.Unknown
	ClassAbsent      = apicode.Absent
	ClassBusy        = apicode.Busy
	ClassThrottled   = apicode.Throttled
	ClassDenied      = apicode.Denied
	ClassCredential  = apicode.Credential
	ClassInvalid     = apicode.Invalid
	ClassIneligible  = apicode.Ineligible
	ClassUnavailable = apicode.Unavailable
	ClassConnection  = apicode.Connection
	ClassUnreadable  = apicode.Unreadable
)

// Unreachable reports whether err says that the host of the API cannot be reached: there was no connection, it broke,
// or no answer came in the time of the call itself. A caller that ends its call, and an answer that cannot be read, say
// nothing about the host.
func Unreachable(err error) bool {
	return ClassOf(err) == ClassConnection && !hasCode(err, apicode.Interrupted)
}

// sentTo records what was called. It keeps nil.
func (e *Error) sentTo(got outcome) *Error {
	if e != nil {
		e.Service, e.Host, e.Hurried = got.service, got.host, got.hurried
		e.EndpointFrom = got.endpointFrom
	}
	return e
}

// ClassOf returns the class of the first Error in the chain of err; ClassUnknown where there is none.
func ClassOf(err error) Class {
	var failed *Error
	if !errors.As(err, &failed) {
		return ClassUnknown
	}
	return failed.Class()
}

// IsInternalError reports whether the API failed with the one code that it also gives for policies that were never on.
func IsInternalError(err error) bool { return hasCode(err, codeInternalError) }

// IsDeleting reports whether a wait ended because the instance is being deleted, and takes no change any more.
func IsDeleting(err error) bool { return hasCode(err, apicode.InstanceDeleting) }

// IsReleased reports whether a wait ended, or the API refused a write, because the instance is released.
func IsReleased(err error) bool {
	return hasCode(err, apicode.InstanceReleased) || hasCode(err, codeInstanceReleased)
}

// NotSettledError is a write whose result did not become visible before the context or the client's patience ended.
type NotSettledError struct {
	// Written says that a write was accepted, or may have been executed without an answer, so that it may still take
	// effect. False means that no write was accepted: each was refused, as by a busy instance, or never sent. Nothing was
	// changed.
	Written bool
	// RetentionOnly says that the retention alone was written, so that nothing else of Want counts.
	RetentionOnly bool
	// Last is the policy as last read; its zero value means that it could not be read.
	Last Policy
	// LastStatus is the instance status as last read; empty where it was not.
	LastStatus string
	Want       Settings
	// Err is what ended the wait: a context error, an *Error, or both.
	Err error
}

// Error says what was last seen and what still differs.
func (e *NotSettledError) Error() string {
	text := "cross-region backup of " + e.Want.InstanceID + " did not reach the wanted settings"
	if differences := e.Differences(); len(differences) > 0 {
		text += " (" + strings.Join(differences, "; ") + ")"
	}
	if e.LastStatus != "" {
		text += "; last instance status " + e.LastStatus
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns what ended the wait.
func (e *NotSettledError) Unwrap() error { return e.Err }

// Differences lists, in plain words, how the policy last read differs from the wanted settings.
func (e *NotSettledError) Differences() []string {
	if e.RetentionOnly {
		return retentionDifference(e.Last.RetentionDays, e.Want.RetentionDays)
	}
	var texts []string
	for _, wrong := range e.Want.wrongFields(e.Last) {
		texts = append(texts, wrong.text)
	}
	return texts
}
