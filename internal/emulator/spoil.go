// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// suffer lets a fault strike the call. It reports whether the call is over.
func (c *call) suffer(w http.ResponseWriter, fault Fault, answer reply) bool {
	if !c.s.wait(c.r, fault.Delay) {
		panic(http.ErrAbortHandler)
	}
	return c.spoil(w, fault, answer)
}

// spoil answers in the fault's way. It reports false when the fault only waited.
func (c *call) spoil(w http.ResponseWriter, fault Fault, answer reply) bool {
	switch {
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Code != "":
		spoiled := c.errorReply(fault.apiError())
		spoiled.retryAfter = fault.RetryAfter
		c.send(w, spoiled)
	case fault.Body != nil:
		spoiled := reply{status: http.StatusOK, contentType: "text/html", body: []byte(*fault.Body), raw: true, spoiled: true, retryAfter: fault.RetryAfter}
		if fault.Status != 0 {
			spoiled.status = fault.Status
		}
		if fault.ContentType != "" {
			spoiled.contentType = fault.ContentType
		}
		c.send(w, spoiled)
	case fault.Truncate:
		c.sendHalf(w, answer)
	case len(fault.Null) > 0:
		answer.body, answer.spoiled = nullFields(answer.body, fault.Null), true
		c.send(w, answer)
	default:
		return false
	}
	return true
}

// sendHalf promises the whole answer, sends half of it and closes the connection.
func (c *call) sendHalf(w http.ResponseWriter, answer reply) {
	body := answer.rendered(c.format)
	answer.spoiled = true
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
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		panic("emulator: an answer is not JSON: " + err.Error())
	}
	every := slices.Contains(names, "*")
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case map[string]any:
			for name, value := range node {
				if slices.Contains(names, name) || every && isPlain(value) {
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
