// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// The pauses of retries: a ceiling that doubles, with full jitter below it.
const (
	backoffFirst = 500 * time.Millisecond
	backoffMax   = 20 * time.Second
)

// attemptsWithFreshKeys is once with the keys that have expired, and once with fresh ones.
const attemptsWithFreshKeys = 2

// attemptsToConnect is how often a host is called that lets a connection wait until its time is over.
const attemptsToConnect = 2

// mostAttempts returns how many times a call that keeps failing this way may be sent, counting the first; 0 means until
// time runs out.
func mostAttempts(failed *Error, write bool) int {
	switch class := failed.Class(); {
	case failed.final, failed.Code == apicode.Interrupted, failed.Code == apicode.Failure,
		failed.Code == apicode.NoCredentials:
		return 1
	case apicode.KeysExpired(failed.Code):
		// Refused before execution. The source hands out fresh keys, if it can.
		return attemptsWithFreshKeys
	case failed.Code == apicode.ConnectTimeout && !write:
		// A dialer has sent its packets again for seconds by then.
		return attemptsToConnect
	case class == ClassThrottled:
		// Surely not executed. A fleet of a thousand policies is refused often.
		return 0
	case write:
		// Anything else may have been executed, or needs a wait and a look first: writer.go decides.
		return 1
	case class == ClassBusy:
		return 8
	case class.Ambiguous():
		return 4
	}
	return 1
}

// tries is what became of a call so far.
type tries struct {
	c    *Client
	call call
	// begun is when the call was made, and firstSent is when it left for the first time.
	begun, firstSent time.Time
	sent             int
	// limited says that the rate limit applies to the call.
	limited  bool
	failures map[Class]int
	last     *Error
}

func (c *Client) newTries(call call) *tries {
	return &tries{c: c, call: call, begun: c.config.Clock.Now(), failures: map[Class]int{}}
}

// pause waits before the call is sent again. It returns the error of the call where it is not.
func (t *tries) pause(ctx context.Context, failed *Error) error {
	t.last = failed
	class := failed.Class()
	t.failures[class]++
	count, most := t.failures[class], mostAttempts(failed, t.call.write)
	if t.c.quick > 0 && (Unreachable(failed) || class == ClassUnreadable) {
		most = 1
	}
	switch {
	case most > attemptsWithFreshKeys && count >= most:
		// This kind of failure usually goes away, so say how long we tried.
		failed.Err = join(&cause{text: "gave up after " + t.efforts(), stopped: true}, failed.Err)
		return failed
	case most > 0 && count >= most:
		return failed
	case apicode.KeysExpired(failed.Code): // fresh keys are all it takes
		return nil
	case class == ClassThrottled && t.limited:
		return nil // the rate limit pauses
	}
	about := t.about(t.c.backoff(count, failed.retryAfter), failed.Code)
	next := t.c.config.Clock.Now().Add(about.For)
	if t.c.quick > 0 && class != ClassThrottled && next.After(t.firstSent.Add(t.c.quick)) {
		return t.giveUpError(errTooLong)
	}
	if next.After(t.end()) {
		return t.giveUpError(errTooLong)
	}
	if err := t.c.wait(ctx, about); err != nil {
		return t.giveUpError(err)
	}
	return nil
}

// end is when the time for retries is over. There is no end before the call was sent for the first time.
func (t *tries) end() time.Time {
	if t.sent == 0 {
		return time.Time{}
	}
	return t.firstSent.Add(t.c.config.MaxRetryTimeout)
}

// about describes a wait of the call.
func (t *tries) about(wait time.Duration, code string) WaitLog {
	return WaitLog{
		Action: t.call.action, Region: t.call.region, InstanceID: t.call.instanceID, Code: code,
		For: wait, Spent: t.c.config.Clock.Now().Sub(t.begun),
	}
}

// giveUpError is the error of a call that is not sent, or not sent again: the last failure, and what ended the wait.
func (t *tries) giveUpError(err error) *Error {
	reason := reasonToStop(err)
	if errors.Is(err, errTooLong) {
		reason = outOfTime(t.efforts())
	}
	if t.last == nil {
		return t.call.notSent(apicode.Interrupted, reason)
	}
	t.last.Err, t.last.final = join(reason, t.last.Err), true
	return t.last
}

// efforts says how often the call was sent, where it was more than once, and over how long.
func (t *tries) efforts() string {
	spent := roughly(t.c.config.Clock.Now().Sub(t.firstSent))
	if t.sent > 1 {
		return fmt.Sprintf("%d attempts within %s", t.sent, spent)
	}
	return spent
}

// backoff returns the pause before retry n, counted from 1. A hint of the server replaces it.
func (c *Client) backoff(n int, hint time.Duration) time.Duration {
	if hint > 0 {
		return hint
	}
	return time.Duration(c.config.Jitter() * float64(doubling(backoffFirst, backoffMax, n)))
}

// doubling is the n-th of a row of pauses that double up to a limit.
func doubling(first, limit time.Duration, n int) time.Duration {
	if n > 16 {
		return limit
	}
	return min(limit, first<<(n-1))
}

func jitter() float64 {
	return rand.Float64()
}

// wait tells the observer of a wait, and waits.
func (c *Client) wait(ctx context.Context, about WaitLog) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.config.Observer.Waits(ctx, about)
	return c.config.Clock.Sleep(ctx, about.For)
}

// outOfTime is the error of a wait that would be longer than there is time for.
func outOfTime(efforts string) error {
	return &cause{text: "gave up after " + efforts, sentinel: context.DeadlineExceeded, stopped: true}
}

// roughly is a duration as texts tell it.
func roughly(d time.Duration) string { return max(time.Second, d.Round(time.Second)).String() }

// reasonToStop says why a wait ended, as the end of a sentence that begins with "The client".
func reasonToStop(err error) error {
	for _, sentinel := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, sentinel) {
			return &cause{text: "gave up, because " + ended(sentinel), sentinel: sentinel, stopped: true}
		}
	}
	safe := safeCause(err, nil)
	return &cause{text: "gave up: " + safe.Error(), sentinel: errors.Unwrap(safe), stopped: true}
}

// endedBy is the cause of a call that ended with its context.
func endedBy(ctx context.Context) error {
	return &cause{text: ended(ctx.Err()), sentinel: ctx.Err()}
}

// ended says in plain words how a context ended.
func ended(err error) string {
	if errors.Is(err, context.Canceled) {
		return "the operation was canceled"
	}
	return "the time of the operation ran out"
}

// join puts the reason for giving up before the cause of the last attempt.
func join(reason, err error) error {
	if err == nil {
		return reason
	}
	var why *cause
	stopped := errors.As(reason, &why) && why.stopped
	return &cause{text: reason.Error() + ": " + err.Error(), sentinel: errors.Unwrap(reason), stopped: stopped}
}
