// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"fmt"
	"time"
)

// Where to add what a call can suffer:
//
//   - a ready-made effect of fields that exist: a row in fault_effects.go
//   - a code of the API: a row in error_table.go, which makes an effect of it too
//   - a new mechanism: a field of Fault below, its rules in validate, and a case in fault_apply.go

// The moments at which a fault can be injected.
const (
	OnArrival    = "arrival" // before any check: a gateway, or a network in front of it
	BeforeCommit = "before"  // after all checks; the call is not carried out
	AfterCommit  = "after"   // the call is carried out, and its answer is lost or changed
)

// Fault says which calls fail, and how: in one way, with or without a delay. Faults are matched in the order in which
// they were added, and a call gets one at most. Only faults on arrival match calls that fail authentication, quotas or
// parameter rules.
type Fault struct {
	// Action is the action that fails, such as ModifyInstanceCrossBackupPolicy. Empty means any.
	Action string `json:"action,omitempty"`
	// InstanceID matches only calls whose DBInstanceId is this one. Empty means any.
	InstanceID string `json:"instance_id,omitempty"`
	// Nth is the first matching call that fails, counted from 1. 0 means 1.
	Nth int `json:"nth,omitempty"`
	// Times is how many calls fail. 0 means every one from Nth on.
	Times int `json:"times,omitempty"`

	// Effect is the name of a ready-made fault, see [Effects]. It sets all the fields below; only Delay may be given too.
	Effect string `json:"effect,omitempty"`
	// When is OnArrival, BeforeCommit or AfterCommit; empty means BeforeCommit. Null, Set and Truncate change a real
	// answer and are always injected after.
	When string `json:"when,omitempty"`
	// Code answers this error code. Status and message come from the error table unless they are given.
	Code string `json:"code,omitempty"`
	// Status is the HTTP status to answer, for Code and Body. 0 means the code's own, and 200 for a Body.
	Status int `json:"status,omitempty"`
	// Message replaces the code's message.
	Message string `json:"message,omitempty"`
	// RetryAfter is the header Retry-After of Code and Body: seconds, or whatever a proxy might write.
	RetryAfter string `json:"retry_after,omitempty"`
	// Drop closes the connection without an answer.
	Drop bool `json:"drop,omitempty"`
	// Delay waits before anything else happens, in real time, such as "2s". It ends early when the client hangs up.
	Delay string `json:"delay,omitempty"`
	// Body replaces the answer: with a proxy's page, JSON that breaks the rules, or nothing at all.
	Body *string `json:"body,omitempty"`
	// ContentType belongs to Body. Empty means text/html.
	ContentType string `json:"content_type,omitempty"`
	// Truncate sends half of the real answer and closes the connection.
	Truncate bool `json:"truncate,omitempty"`
	// Null names fields that are answered as null, wherever they are in the answer. "*" is every text, number and boolean.
	Null []string `json:"null,omitempty"`
	// Set gives fields other texts, wherever they are in the answer, so that it is about something else than was asked.
	Set map[string]string `json:"set,omitempty"`
}

// AddFault puts a fault in force. It panics when the fault makes no sense, because that is a mistake of the test.
func (s *Server) AddFault(fault Fault) {
	if err := s.addFault(fault); err != nil {
		panic("emulator: " + err.Error())
	}
}

// ClearFaults removes all faults that were added.
func (s *Server) ClearFaults() { s.faults.clear() }

func (s *Server) addFault(fault Fault) error {
	if fault.Action != "" {
		if err := s.checkAction(fault.Action); err != nil {
			return err
		}
	}
	fault, err := fault.resolved()
	if err != nil {
		return err
	}
	if err := fault.validate(); err != nil {
		return err
	}
	s.faults.add(fault)
	return nil
}

// resolved replaces the name of a ready-made effect by what it consists of.
func (f Fault) resolved() (Fault, error) {
	if f.Effect == "" {
		return f, nil
	}
	effect, err := findEffect(f.Effect)
	if err != nil {
		return f, err
	}
	if f.When != "" || f.Code != "" || f.Status != 0 || f.Message != "" || f.RetryAfter != "" || f.Drop || f.Body != nil ||
		f.ContentType != "" || f.changes() {
		return f, fmt.Errorf("effect %q is complete: only action, instance_id, nth, times and delay go with it", f.Effect)
	}
	made := effect.Fault
	made.Effect, made.Action, made.InstanceID, made.Nth, made.Times = f.Effect, f.Action, f.InstanceID, f.Nth, f.Times
	if f.Delay != "" {
		made.Delay = f.Delay
	}
	return made, nil
}

func (f Fault) validate() error {
	ways := 0
	for _, asked := range []bool{f.Code != "", f.Drop, f.Body != nil, f.Truncate, len(f.Null) > 0, len(f.Set) > 0} {
		if asked {
			ways++
		}
	}
	answered := f.Code != "" || f.Body != nil
	switch {
	case f.When != "" && f.When != OnArrival && f.When != BeforeCommit && f.When != AfterCommit:
		return fmt.Errorf("when is %q: use %q, %q or %q", f.When, OnArrival, BeforeCommit, AfterCommit)
	case f.Nth < 0 || f.Times < 0:
		return fmt.Errorf("nth is %d and times is %d: neither may be negative", f.Nth, f.Times)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status is %d: use 200 to 599", f.Status)
	case f.When != "" && f.When != AfterCommit && f.changes():
		return fmt.Errorf("null, set and truncate change a real answer: use when %q", AfterCommit)
	case ways == 0 && f.Delay == "":
		return errors.New("the fault does nothing: set effect, code, drop, delay, body, truncate, null or set")
	case ways > 1:
		return errors.New("set only one of code, drop, body, truncate, null, set (delay may be added)")
	case f.Status != 0 && !answered:
		return errors.New("status belongs to code or body: set one of them")
	case f.RetryAfter != "" && !answered:
		return errors.New("retry_after belongs to code or body: set one of them")
	case f.Message != "" && f.Code == "":
		return errors.New("message belongs to code: set it")
	case f.ContentType != "" && f.Body == nil:
		return errors.New("content_type belongs to body: set it")
	}
	if f.Delay != "" {
		if delay, err := time.ParseDuration(f.Delay); err != nil || delay < 0 {
			return fmt.Errorf("delay is %q: use a duration such as \"500ms\"", f.Delay)
		}
	}
	return nil
}

// changes reports whether the fault changes a real answer.
func (f Fault) changes() bool { return f.Truncate || len(f.Null) > 0 || len(f.Set) > 0 }

// moment returns when the fault is injected.
func (f Fault) moment() string {
	switch {
	case f.changes():
		return AfterCommit
	case f.When == "":
		return BeforeCommit
	default:
		return f.When
	}
}

// name is how the record of calls shows a fault.
func (f Fault) name() string {
	if f.Effect != "" {
		return f.Effect
	}
	return "rule"
}

// apiError is the error answer that the fault asks for.
func (f Fault) apiError() *apiError {
	answer := &apiError{Code: f.Code, Status: badRequest, Message: "An injected fault."}
	if _, ok := errorTable[f.Code]; ok {
		answer = refuse(f.Code, "injected fault")
	}
	if f.Status != 0 {
		answer.Status = f.Status
	}
	if f.Message != "" {
		answer.Message = f.Message
	}
	return answer
}
