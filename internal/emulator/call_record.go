// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"maps"
	"net/url"
	"slices"
	"sync"
	"time"
)

// maxCalls bounds the record of a server that runs for days. The oldest calls are dropped first.
const maxCalls = 50_000

// Call is one request as it arrived and how it was answered.
type Call struct {
	// Action and Version are as sent, also when there is no such action.
	Action  string `json:"action"`
	Version string `json:"version"`
	// Method is GET or POST.
	Method string `json:"method"`
	// Params holds the parameters of query and form as sent, Action, Version and Format among them: absent is not the same
	// as empty. Those of the signature, and secrets, are left out.
	Params url.Values `json:"params"`
	// AccountID is the account that signed the call. It is empty for unsigned and unauthenticated calls.
	AccountID string `json:"account_id,omitempty"`
	// Scheme is how the call was signed: v1, acs3 or none.
	Scheme string `json:"scheme"`
	// UserAgent is the client's own description.
	UserAgent string `json:"user_agent,omitempty"`
	// Time is the fleet's clock at arrival, Received the real clock.
	Time     time.Time `json:"time"`
	Received time.Time `json:"received"`
	// Status is the HTTP status of the answer. It is 0 while there is none and when the connection was dropped.
	Status int `json:"status"`
	// Code is the error code of the answer, and empty for a success.
	Code string `json:"code,omitempty"`
	// Delivered means that a whole answer of the API was sent: its own, or an error code. It is false for an answer that
	// a fault dropped, cut or replaced.
	Delivered bool `json:"delivered"`
	// Fault is what was injected: the name of an effect, or "rule" for a fault without one.
	Fault string `json:"fault,omitempty"`
	// RequestID is the id of the answer.
	RequestID string `json:"request_id"`
}

// hiddenParams are never recorded: what belongs to the signature, and secrets.
var hiddenParams = []string{
	"AccessKeyId", "OIDCToken", "SecurityToken", "Signature", "SignatureMethod", "SignatureNonce", "SignatureType",
	"SignatureVersion", "Timestamp",
}

// callRecord keeps the calls in the order of their arrival.
type callRecord struct {
	mu      sync.Mutex
	calls   []*Call
	dropped int
}

// begin records a call on arrival and returns its handle for finish.
func (r *callRecord) begin(c Call) *Call {
	c.Params = maps.Clone(c.Params)
	for name, values := range c.Params {
		c.Params[name] = slices.Clone(values)
	}
	for _, name := range hiddenParams {
		delete(c.Params, name)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.calls) >= maxCalls {
		r.calls = slices.Clone(r.calls[maxCalls/10:])
		r.dropped += maxCalls / 10
	}
	r.calls = append(r.calls, &c)
	return &c
}

func (r *callRecord) caller(c *Call, accountID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.AccountID = accountID
}

func (r *callRecord) failed(c *Call, fault string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Fault = fault
}

func (r *callRecord) finish(c *Call, answer reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.Status, c.Code, c.Delivered = answer.status, answer.code, !answer.changed
}

// get returns a copy of one call.
func (r *callRecord) get(c *Call) Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return *c
}

// list returns copies of the calls to any of the actions, or of all calls without one.
func (r *callRecord) list(actions ...string) []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := []Call{}
	for _, c := range r.calls {
		if len(actions) > 0 && !slices.Contains(actions, c.Action) {
			continue
		}
		call := *c
		call.Params = maps.Clone(c.Params)
		calls = append(calls, call)
	}
	return calls
}

func (r *callRecord) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls, r.dropped = nil, 0
}

func (r *callRecord) droppedCalls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dropped
}
