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
	// Delivered tells that a whole answer of the API was sent: its own, or an error code. It is false for an answer that
	// a fault dropped, cut or replaced.
	Delivered bool `json:"delivered"`
	// Fault is what struck the call: the name of an effect, or "rule" for a fault without one.
	Fault string `json:"fault,omitempty"`
	// RequestID is the id of the answer.
	RequestID string `json:"request_id"`
}

// hiddenParams are never recorded: what belongs to the signature, and secrets.
var hiddenParams = []string{
	"AccessKeyId", "OIDCToken", "SecurityToken", "Signature", "SignatureMethod", "SignatureNonce", "SignatureType",
	"SignatureVersion", "Timestamp",
}

// callBook keeps the calls in the order of arrival.
type callBook struct {
	mu      sync.Mutex
	calls   []*Call
	dropped int
}

// begin records a call on arrival and returns its handle for finish.
func (b *callBook) begin(c Call) *Call {
	c.Params = maps.Clone(c.Params)
	for name, values := range c.Params {
		c.Params[name] = slices.Clone(values)
	}
	for _, name := range hiddenParams {
		delete(c.Params, name)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.calls) >= maxCalls {
		b.calls = slices.Clone(b.calls[maxCalls/10:])
		b.dropped += maxCalls / 10
	}
	b.calls = append(b.calls, &c)
	return &c
}

func (b *callBook) caller(c *Call, accountID string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.AccountID = accountID
}

func (b *callBook) struck(c *Call, fault string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.Fault = fault
}

func (b *callBook) finish(c *Call, answer reply) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.Status, c.Code, c.Delivered = answer.status, answer.code, !answer.spoiled
}

// list returns copies of the calls to any of the actions, or of all calls without one.
func (b *callBook) list(actions ...string) []Call {
	b.mu.Lock()
	defer b.mu.Unlock()
	calls := []Call{}
	for _, c := range b.calls {
		if len(actions) > 0 && !slices.Contains(actions, c.Action) {
			continue
		}
		call := *c
		call.Params = maps.Clone(c.Params)
		calls = append(calls, call)
	}
	return calls
}

func (b *callBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls, b.dropped = nil, 0
}

func (b *callBook) droppedCalls() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dropped
}
