// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
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

// serveCall answers one API call. A panic is a mistake of the emulator: it is noted and answered as InternalError.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	c := &call{s: s, r: r, requestID: s.nextRequestID(), product: products[versionRDS]}
	params, body, malformed := readParams(r)
	c.params, c.body = params, body
	c.format, _ = format(params, s.guess(guessDefaultFormat))
	c.begin()
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

func (c *call) begin() {
	scheme := schemeNone
	switch {
	case strings.HasPrefix(c.r.Header.Get("Authorization"), "ACS3-"):
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

// serve runs the checks of the gateway, the faults and the action itself. One fault at most strikes.
func (c *call) serve(w http.ResponseWriter) {
	action, instanceID := c.record.Action, c.params.Get("DBInstanceId")
	fault, struck := c.s.faults.strike(true, action, instanceID)
	if struck {
		c.s.calls.struck(c.record, fault.name())
		if c.suffer(w, fault, reply{}) {
			return
		}
	}
	if err := c.admit(); err != nil {
		c.send(w, c.errorReply(err))
		return
	}
	if !struck {
		if fault, struck = c.s.faults.strike(false, action, instanceID); !struck {
			fault, struck = c.s.storm.strike(action, instanceID, c.action.writes)
		}
		if struck {
			c.s.calls.struck(c.record, fault.name())
		}
	}
	if struck && fault.moment() == BeforeCommit && c.suffer(w, fault, reply{}) {
		return
	}
	answer := c.run()
	if struck && fault.moment() == AfterCommit && c.suffer(w, fault, answer) {
		return
	}
	c.send(w, answer)
}

// admit is everything that is checked before the action: the gateway's own checks, then the documented parameter rules.
func (c *call) admit() *apiError {
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

// permitted asks the account's list of denied actions.
func (c *call) permitted() *apiError {
	account, ok := c.s.fleet.Account(c.who.accountID)
	if !ok {
		return nil
	}
	name, code := c.product.ram+":"+c.record.Action, "Forbidden.RAM"
	if c.record.Version == versionSTS {
		code = "NoPermission" // STS documents a code of its own
	}
	for _, denied := range account.DeniedActions {
		if denied == name || denied == c.product.ram+":*" {
			err := refuse(code, "")
			err.Denied = name
			return err
		}
	}
	return nil
}

// run carries the action out.
func (c *call) run() reply {
	view, err := c.action.handle(c)
	if err != nil {
		return c.errorReply(toAPIError(err))
	}
	return reply{status: http.StatusOK, contentType: contentTypes[c.format], body: success(c, view), root: c.record.Action + "Response"}
}

func (c *call) errorReply(err *apiError) reply {
	return reply{status: err.Status, contentType: contentTypes[c.format], body: failure(c, err), code: err.Code, root: "Error"}
}

// send writes the headers, the status and then the body, and completes the record first, so that a client that has its
// answer also finds it in the record.
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
	_, _ = w.Write(body) //nolint:gosec // an answer of an API, which no browser shows; the client may have gone
}
