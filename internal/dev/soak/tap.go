// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// moment says when a trigger acts, as seen from the call that it waits for.
type moment string

const (
	onArrival    moment = "on arrival"    // nothing is carried out until the trigger has acted
	beforeAnswer moment = "before answer" // carried out, and answered when the trigger has acted
	afterAnswer  moment = "after answer"  // a pause after the answer was sent
	meanwhile    moment = "meanwhile"     // a pause after the arrival, answered or not
)

// target says which calls a trigger counts.
type target string

const (
	anyCall  target = "call"
	aWrite   target = "write"
	aRead    target = "read after a write"
	aWait    target = "busy answer"
	slowRead target = "read of a policy"
)

// trigger acts once: at the n-th call of its target.
type trigger struct {
	target target
	nth    int
	moment moment
	pause  time.Duration
	act    func()
}

// tap stands in front of the emulator. It counts calls, so that "in the middle" is a number that can be repeated and
// not a moment of a clock.
type tap struct {
	next http.Handler

	mu      sync.Mutex
	armed   *trigger
	seen    int
	written bool
	acting  sync.WaitGroup
}

// before puts the tap in front of a handler.
func (t *tap) before(next http.Handler) http.Handler {
	t.next = next
	return t
}

// arm puts a trigger in force and counts from here.
func (t *tap) arm(armed trigger) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed, t.seen, t.written = &armed, 0, false
}

// disarm ends the trigger, and waits until it has acted where it was due.
func (t *tap) disarm() {
	t.mu.Lock()
	t.armed = nil
	t.mu.Unlock()
	t.acting.Wait()
}

// ServeHTTP answers as the emulator does, and lets the trigger act.
func (t *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	params, err := peek(r)
	if err != nil {
		panic(http.ErrAbortHandler) // The client went away in the middle of its request.
	}
	action := params.Get("Action")
	due := t.count(func(target target) bool { return t.counts(target, action) })
	t.actIf(due, onArrival)
	t.actLater(due, meanwhile)

	answer := &reply{header: http.Header{}, status: http.StatusOK}
	aborted := answer.fill(t.next, r)
	if due == nil && busy(action, answer) {
		due = t.count(func(target target) bool { return target == aWait })
		t.actLater(due, meanwhile)
	}
	t.actIf(due, beforeAnswer)
	t.note(action, answer)
	answer.send(w, aborted)
	t.actLater(due, afterAnswer)
	if aborted {
		panic(http.ErrAbortHandler)
	}
}

// counts reports whether a call belongs to a target, as far as that can be told on its arrival.
func (t *tap) counts(target target, action string) bool {
	switch target {
	case anyCall:
		return true
	case aWrite:
		return action == emulator.ActionModifyInstanceCrossBackupPolicy
	case slowRead:
		return action == emulator.ActionDescribeInstanceCrossBackupPolicy
	case aRead:
		return t.written && action != emulator.ActionModifyInstanceCrossBackupPolicy
	case aWait: // Its answer tells.
	}
	return false
}

// count returns the trigger if this call is the one that it waits for.
func (t *tap) count(belongs func(target) bool) *trigger {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.armed == nil || !belongs(t.armed.target) {
		return nil
	}
	t.seen++
	if t.seen < t.armed.nth {
		return nil
	}
	due := t.armed
	t.armed = nil
	t.acting.Add(1)
	return due
}

func (t *tap) actIf(due *trigger, at moment) {
	if due != nil && due.moment == at {
		defer t.acting.Done()
		due.act()
	}
}

func (t *tap) actLater(due *trigger, at moment) {
	if due != nil && due.moment == at {
		time.AfterFunc(due.pause, func() {
			defer t.acting.Done()
			due.act()
		})
	}
}

// note remembers that something was written.
func (t *tap) note(action string, answer *reply) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.written = t.written || action == emulator.ActionModifyInstanceCrossBackupPolicy && answer.status == http.StatusOK
}

// peek reads the parameters and leaves the request as it was.
func peek(r *http.Request) (url.Values, error) {
	params := r.URL.Query()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	for name, values := range form {
		params[name] = append(params[name], values...)
	}
	return params, err
}

// busy reports whether an answer makes the client wait for an instance.
func busy(action string, answer *reply) bool {
	switch action {
	case emulator.ActionModifyInstanceCrossBackupPolicy:
		return bytes.Contains(answer.body.Bytes(), []byte("IncorrectDBInstanceState"))
	case emulator.ActionDescribeDBInstanceAttribute:
		return answer.status == http.StatusOK && !bytes.Contains(answer.body.Bytes(), []byte(`"DBInstanceStatus":"Running"`))
	}
	return false
}

// reply is an answer that is not sent yet.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header, WriteHeader and Write make a reply what a handler writes to.
func (a *reply) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *reply) WriteHeader(status int) { a.status = status }

// Write keeps a part of the body.
func (a *reply) Write(part []byte) (int, error) { return a.body.Write(part) }

// fill takes the emulator's answer. It reports whether the connection is to be closed instead of, or within, the
// answer.
func (a *reply) fill(server http.Handler, r *http.Request) (aborted bool) {
	defer func() {
		if problem := recover(); problem != nil {
			if err, ok := problem.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(problem)
			}
			aborted = true
		}
	}()
	server.ServeHTTP(a, r)
	return false
}

// send writes the answer through to the client, which may be gone.
func (a *reply) send(w http.ResponseWriter, aborted bool) {
	if aborted && a.body.Len() == 0 {
		return
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
	_ = http.NewResponseController(w).Flush()
}
