// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// inject waits for the fault's delay and answers the call as the fault says. It reports whether it answered: a fault
// that only delays does not.
func (c *call) inject(w http.ResponseWriter, fault Fault, answer reply) bool {
	c.s.calls.failed(c.record, fault.name())
	if !c.s.wait(c.r, fault.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Code != "":
		answer = c.errorReply(fault.apiError())
		answer.retryAfter = fault.RetryAfter
		c.send(w, answer)
	case fault.Body != nil:
		c.send(w, fault.bodyReply())
	case fault.Truncate:
		c.sendHalf(w, answer)
	case len(fault.Null) > 0:
		answer.body, answer.changed = nullFields(answer.body, fault.Null), true
		c.send(w, answer)
	case len(fault.Set) > 0:
		answer.body, answer.changed = setFields(answer.body, fault.Set), true
		c.send(w, answer)
	default:
		return false
	}
	return true
}

// bodyReply is the answer that replaces the API's.
func (f Fault) bodyReply() reply {
	answer := reply{
		status: http.StatusOK, contentType: "text/html", body: []byte(*f.Body), raw: true, changed: true,
		retryAfter: f.RetryAfter,
	}
	if f.Status != 0 {
		answer.status = f.Status
	}
	if f.ContentType != "" {
		answer.contentType = f.ContentType
	}
	return answer
}

// sendHalf promises the whole answer, sends half of it and closes the connection.
func (c *call) sendHalf(w http.ResponseWriter, answer reply) {
	body := answer.rendered(c.format)
	answer.changed = true
	c.s.calls.finish(c.record, answer)
	w.Header().Set("Content-Type", answer.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(answer.status)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// nullFields sets the named fields of a JSON text to null, at any depth. "*" names all but objects and lists.
func nullFields(body []byte, names []string) []byte {
	every := slices.Contains(names, "*")
	return changeFields(body, func(name string, value any) (any, bool) {
		return nil, slices.Contains(names, name) || every && isPlain(value)
	})
}

// setFields gives the named fields of a JSON text other texts, at any depth.
func setFields(body []byte, texts map[string]string) []byte {
	return changeFields(body, func(name string, value any) (any, bool) {
		text, named := texts[name]
		return text, named && isPlain(value)
	})
}

// changeFields replaces the fields of a JSON text for which change has another value.
func changeFields(body []byte, change func(name string, value any) (any, bool)) []byte {
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		panic("emulator: an answer is not JSON: " + err.Error())
	}
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case map[string]any:
			for name, value := range node {
				if other, changed := change(name, value); changed {
					node[name] = other
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

// isPlain tells a text, a number or a boolean from an object or a list.
func isPlain(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	default:
		return true
	}
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
