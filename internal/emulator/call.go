// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// call is one request on its way through the server.
type call struct {
	s         *Server
	r         *http.Request
	params    url.Values
	body      []byte
	requestID string
	format    string
	product   product
	action    action
	who       principal
	record    *Call
}

// product is one of the APIs that share the port. Version tells them apart.
type product struct {
	name string // as in error answers
	host string // HostId of error answers
	ram  string // prefix of RAM actions
}

// Versions of the APIs.
const (
	versionRDS = "2014-08-15"
	versionSTS = "2015-04-01"
	versionRAM = "2015-05-01"
)

var products = map[string]product{
	versionRDS: {"Rds", "rds.aliyuncs.com", "rds"},
	versionSTS: {"Sts", "sts.aliyuncs.com", "sts"},
	versionRAM: {"Ram", "ram.aliyuncs.com", "ram"},
}

// serveCall answers one API call. A panic is a mistake of the emulator: it is noted, and answered as InternalError.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	c := &call{s: s, r: r, requestID: s.nextRequestID(), product: products[versionRDS]}
	params, body, malformed := readParams(r)
	c.params, c.body = params, body
	c.format, _ = format(params, s.guess(guessDefaultFormat))
	c.begin()
	defer s.logCall(r.Context(), c.record, time.Now())
	defer func() {
		problem := recover()
		if problem == nil {
			return
		}
		if problem == http.ErrAbortHandler { //nolint:errorlint // a sentinel that travels by panic, never wrapped
			panic(problem)
		}
		s.violation(c.record.Action, problem)
		c.send(w, c.errorReply(refuse("InternalError", "")))
	}()
	if malformed != nil {
		c.send(w, c.errorReply(malformed))
		return
	}
	c.serve(w)
}

// begin records the call on its arrival.
func (c *call) begin() {
	scheme := schemeNone
	switch {
	case isACS3(c.r):
		scheme = schemeACS3
	case c.params.Has("Signature"):
		scheme = schemeV1
	}
	c.record = c.s.calls.begin(Call{
		Action: c.name("Action", "x-acs-action"), Version: c.name("Version", "x-acs-version"), Method: c.r.Method,
		Params: c.params, Scheme: scheme, UserAgent: c.r.UserAgent(), Time: c.s.fleet.Now(), Received: c.s.realNow(),
		RequestID: c.requestID,
	})
}

// name reads Action or Version: from the parameters, or from the header for clients of the newer scheme.
func (c *call) name(param, header string) string {
	if value := c.params.Get(param); value != "" {
		return value
	}
	return c.r.Header.Get(header)
}

// serve is the way of a call: a fault on arrival, the checks, a fault before the action, the action, a fault after it.
// One fault is injected at most.
func (c *call) serve(w http.ResponseWriter) {
	fault, failing := c.faultOnArrival()
	if failing && c.inject(w, fault, reply{}) {
		return
	}
	if err := c.check(); err != nil {
		c.send(w, c.errorReply(err))
		return
	}
	if !failing {
		fault, failing = c.faultAfterChecks()
	}
	if failing && fault.moment() == BeforeCommit && c.inject(w, fault, reply{}) {
		return
	}
	answer := c.run()
	if failing && fault.moment() == AfterCommit && c.inject(w, fault, answer) {
		return
	}
	c.send(w, answer)
}

func (c *call) faultOnArrival() (Fault, bool) {
	return c.s.faults.next(true, c.record.Action, c.params.Get("DBInstanceId"))
}

// faultAfterChecks is a fault that was added, or else a random one.
func (c *call) faultAfterChecks() (Fault, bool) {
	action, instanceID := c.record.Action, c.params.Get("DBInstanceId")
	if fault, ok := c.s.faults.next(false, action, instanceID); ok {
		return fault, true
	}
	return c.s.random.next(action, instanceID, c.action.writes)
}

// check is everything that is checked before the action: the gateway's own checks, then the documented parameter rules.
func (c *call) check() *apiError {
	if _, ok := format(c.params, c.s.guess(guessDefaultFormat)); !ok {
		return refuse("InvalidParameter", "Format")
	}
	if err := c.route(); err != nil {
		return err
	}
	if !c.action.unsigned {
		who, err := c.s.authenticate(c.r, c.params, c.body)
		if err != nil {
			return err
		}
		c.who = who
		c.s.calls.caller(c.record, who.accountID)
	}
	if err := c.s.quotas.take(c.who.accountID, c.record.Version, c.record.Action, c.s.realNow()); err != nil {
		return err
	}
	if err := c.permitted(); err != nil {
		return err
	}
	return c.s.checkParams(c.params, c.action.params, c.action.rules)
}

// route finds the action.
func (c *call) route() *apiError {
	if c.r.URL.Path != "/" || c.r.Method != http.MethodGet && c.r.Method != http.MethodPost {
		return refuse("InvalidAction.NotFound", "")
	}
	if c.record.Action == "" {
		return refuse("MissingParameter", "Action")
	}
	if c.record.Version == "" {
		return refuse("MissingParameter", "Version")
	}
	actions, ok := c.s.actions[c.record.Version]
	if !ok {
		return refuse("InvalidVersion", "")
	}
	c.product = products[c.record.Version]
	c.action, ok = actions[c.record.Action]
	if !ok {
		return refuse("InvalidAction.NotFound", "")
	}
	return nil
}

// run carries the action out.
func (c *call) run() reply {
	view, err := c.action.handle(c)
	if err != nil {
		return c.errorReply(toAPIError(err))
	}
	return reply{
		status: http.StatusOK, contentType: contentTypes[c.format], body: success(c, view),
		root: c.record.Action + "Response",
	}
}

func (c *call) errorReply(err *apiError) reply {
	return reply{
		status: err.Status, contentType: contentTypes[c.format], body: failure(c, err), root: "Error", code: err.Code,
	}
}

// send completes the record and then answers, so that a client that has its answer also finds it in the record.
func (c *call) send(w http.ResponseWriter, answer reply) {
	body := answer.rendered(c.format)
	c.s.calls.finish(c.record, answer)
	w.Header().Set("Content-Type", answer.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("X-Acs-Request-Id", c.requestID)
	if answer.retryAfter != "" {
		w.Header().Set("Retry-After", answer.retryAfter)
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(body) //nolint:gosec // no browser shows it; the client may have gone
}
