// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// The two moments at which a fault can strike.
const (
	BeforeCommit = "before" // the call is not carried out
	AfterCommit  = "after"  // the call is carried out and its answer is lost or spoiled
)

// Fault says what goes wrong with which calls, in one way, with or without a delay. Faults are matched in the order in
// which they were added, and at most one strikes a call. Only calls that passed authentication, quotas and parameter rules are matched.
type Fault struct {
	// Action is the action to strike, such as ModifyInstanceCrossBackupPolicy. Empty means any.
	Action string `json:"action,omitempty"`
	// InstanceID strikes only calls whose DBInstanceId is this one. Empty means any.
	InstanceID string `json:"instance_id,omitempty"`
	// Nth is the first matching call to strike, counted from 1. 0 means 1.
	Nth int `json:"nth,omitempty"`
	// Times is how many calls are struck. 0 means every one from Nth on.
	Times int `json:"times,omitempty"`
	// When is BeforeCommit, the default, or AfterCommit. Null and Truncate spoil a real answer and so always strike after.
	When string `json:"when,omitempty"`
	// Code answers this error code. Status and message come from the error table unless they are given.
	Code string `json:"code,omitempty"`
	// Status is the HTTP status to answer, for Code and Body. 0 means the code's own, and 200 for a Body.
	Status int `json:"status,omitempty"`
	// Message replaces the code's message.
	Message string `json:"message,omitempty"`
	// Drop closes the connection without an answer.
	Drop bool `json:"drop,omitempty"`
	// Delay waits before anything else happens, in real time, such as "2s". It ends early when the client hangs up.
	Delay string `json:"delay,omitempty"`
	// Body is answered in place of the real one: a proxy's page, or nothing at all.
	Body *string `json:"body,omitempty"`
	// ContentType belongs to Body. Empty means text/html.
	ContentType string `json:"content_type,omitempty"`
	// Truncate sends half of the real answer and closes the connection.
	Truncate bool `json:"truncate,omitempty"`
	// Null names fields that are answered as null, wherever they are in the answer.
	Null []string `json:"null,omitempty"`
}

func (f Fault) validate() error {
	effects := 0
	for _, asked := range []bool{f.Code != "", f.Drop, f.Body != nil, f.Truncate, len(f.Null) > 0} {
		if asked {
			effects++
		}
	}
	switch {
	case f.When != "" && f.When != BeforeCommit && f.When != AfterCommit:
		return fmt.Errorf("when is %q: use %q or %q", f.When, BeforeCommit, AfterCommit)
	case f.Nth < 0 || f.Times < 0:
		return fmt.Errorf("nth is %d and times is %d: neither may be negative", f.Nth, f.Times)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status is %d: use 200 to 599", f.Status)
	case f.When == BeforeCommit && (len(f.Null) > 0 || f.Truncate):
		return fmt.Errorf("null and truncate spoil a real answer: use when %q", AfterCommit)
	case effects == 0 && f.Delay == "":
		return errors.New("the fault does nothing: set code, drop, delay, body, truncate or null")
	case effects > 1:
		return errors.New("a call can go wrong in one way only: set one of code, drop, body, truncate and null; delay goes with each")
	case f.Status != 0 && f.Code == "" && f.Body == nil:
		return errors.New("status belongs to code or body: set one of them")
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

// moment returns when the fault strikes.
func (f Fault) moment() string {
	if f.When == AfterCommit || f.Truncate || len(f.Null) > 0 {
		return AfterCommit
	}
	return BeforeCommit
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

// faultBook holds the faults in force and counts their matches.
type faultBook struct {
	mu    sync.Mutex
	rules []*faultRule
}

type faultRule struct {
	Fault
	seen   int
	struck int
}

func (b *faultBook) add(f Fault) error {
	if err := f.validate(); err != nil {
		return err
	}
	f.Null = slices.Clone(f.Null)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules = append(b.rules, &faultRule{Fault: f})
	return nil
}

func (b *faultBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules = nil
}

func (b *faultBook) list() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := make([]Fault, 0, len(b.rules))
	for _, rule := range b.rules {
		faults = append(faults, rule.Fault)
	}
	return faults
}

// strike returns the fault for this call. Every rule that matches counts the call, also when an earlier one strikes.
func (b *faultBook) strike(action, instanceID string) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var chosen *faultRule
	for _, rule := range b.rules {
		if rule.Action != "" && rule.Action != action || rule.InstanceID != "" && rule.InstanceID != instanceID {
			continue
		}
		rule.seen++
		due := rule.seen >= max(rule.Nth, 1) && (rule.Times == 0 || rule.struck < rule.Times)
		if due && chosen == nil {
			rule.struck++
			chosen = rule
		}
	}
	if chosen == nil {
		return Fault{}, false
	}
	return chosen.Fault, true
}

// nullFields sets the named fields of a JSON text to null, at any depth.
func nullFields(body []byte, names []string) []byte {
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		panic("emulator: an answer is not JSON: " + err.Error())
	}
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case map[string]any:
			for name, value := range node {
				if slices.Contains(names, name) {
					node[name] = nil
					continue
				}
				walk(value)
			}
		case []any:
			for _, value := range node {
				walk(value)
			}
		}
	}
	walk(tree)
	return marshal(tree)
}

// wait sleeps in real time until the delay is over, the client hangs up, or the server closes. It reports whether the
// client is still there.
func (s *Server) wait(r *http.Request, delay string) bool {
	if delay == "" {
		return true
	}
	length, err := time.ParseDuration(delay)
	if err != nil {
		return true // validate refused anything else
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	case <-s.closing:
		return false
	}
}
