// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"time"
)

// tries says how often a call that keeps failing in one class is sent, the first time included; 0 is as often as there is time.
func tries(class Class, write bool) int {
	switch {
	case class == ClassThrottled:
		// Surely not executed. The limiter spaces the attempts, and a fleet of a thousand policies is refused often.
		return 0
	case write:
		// Anything else may have been executed, or needs a wait and a look first: the caller decides.
		return 1
	case class == ClassBusy:
		return 8
	case class.Ambiguous():
		return 4
	}
	return 1
}

// retryable reports whether a call may be sent again by itself after its count-th failure in the same class.
func retryable(failed *Error, write bool, count int) bool {
	switch failed.Code {
	case codeTokenExpired:
		// Refused before execution; the source hands out fresh keys, if it can.
		return count < 2
	case codeInterrupted, codePanic, codeNoKeys:
		return false
	}
	limit := tries(failed.Class(), write)
	return !failed.final && (limit == 0 || count < limit)
}

// retry sends a call until it succeeds, fails for good, or exhausts its time, which begins with the first attempt: until then the call
// waits for its turn as long as its context lasts.
func (c *Client) retry(ctx context.Context, t target, fill build, read func([]byte) (string, error)) error {
	if err := t.check(fill); err != nil {
		return err
	}
	about := WaitLog{Action: fill().GetActionName(), Region: t.region, InstanceID: t.instanceID}
	begun, number := time.Now(), t.numbered(ctx, 0)
	if failed := c.warm(ctx, t, number, fill); failed != nil {
		return failed
	}
	about.Spent = lasted(ctx, time.Since(begun))
	call, held, err := c.firstTurn(ctx, t, about)
	if err != nil {
		return err
	}
	pace := c.newPacer(ctx, c.maxRetryTimeout, about)
	pace.before = about.Spent + held
	counts, haste := map[Class]int{}, c.hurryOf(ctx)
	once := func(failed *Error) bool {
		return c.quick && failed.Class() != ClassThrottled && failed.Code != codeTokenExpired
	}
	for {
		sent := time.Now()
		failed := c.attempt(ctx, t, try{number: number, held: held, most: haste.bound(c.readTimeout)}, fill, read)
		c.limiter.answered(call, failed)
		if failed == nil {
			return nil
		}
		pace.sent++
		class := failed.Class()
		counts[class]++
		if class != ClassThrottled {
			haste.spend(time.Since(sent))
		}
		if once(failed) || haste.over() || !retryable(failed, t.write, counts[class]) {
			if limit := tries(class, t.write); !c.quick && limit > 1 && counts[class] == limit { // it failed in passing, too often
				return failed.because(failed.Code, join(&cause{text: "gave up after " + pace.efforts()}, failed.Err))
			}
			return failed
		}
		var waited error
		if class != ClassThrottled && failed.Code != codeTokenExpired {
			pause := c.backoff(counts[class], failed.retryAfter)
			haste.spend(pause)
			waited = pace.wait(pause, "", failed.Code)
		}
		if waited == nil {
			number = t.numbered(ctx, number)
			if failed := c.warm(ctx, t, number, fill); failed != nil {
				return failed
			}
			call, held, waited = c.nextTurn(ctx, pace, t)
		}
		if waited != nil {
			return failed.because(failed.Code, join(waited, failed.Err))
		}
	}
}

// firstTurn waits until the call may be sent. It fails with the context alone: nothing was sent then.
func (c *Client) firstTurn(ctx context.Context, t target, about WaitLog) (call int64, held time.Duration, err error) {
	call, held, err = c.limiter.enter(ctx, c.queueOf(t), 0, c.tellOfTurn(ctx, about))
	if err == nil {
		return call, held, nil
	}
	failed := &Error{Action: about.Action, Region: t.region, InstanceID: t.instanceID, unsent: true}
	return 0, held, failed.because(codeInterrupted, gaveUp(safeCause(err, nil)))
}

// nextTurn waits until the call may be sent again, as long as its time lasts.
func (c *Client) nextTurn(ctx context.Context, pace *pacer, t target) (call int64, held time.Duration, err error) {
	left := pace.budget - pace.spent()
	if ctx.Err() == nil && left <= 0 {
		return 0, 0, pace.exhausted()
	}
	bounded, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	about := pace.about
	about.Spent = pace.before + pace.spent()
	call, held, err = c.limiter.enter(bounded, c.queueOf(t), left, c.tellOfTurn(ctx, about))
	pace.slept.Add(int64(held))
	switch {
	case err == nil:
		return call, held, nil
	case ctx.Err() == nil && (errors.Is(err, errImpatient) || bounded.Err() != nil):
		return 0, held, pace.exhausted()
	}
	return 0, held, gaveUp(safeCause(err, nil))
}

// tellOfTurn returns what tells the observer of a wait for a turn.
func (c *Client) tellOfTurn(ctx context.Context, about WaitLog) func(time.Duration, string) {
	return func(estimate time.Duration, code string) {
		about.For, about.Code = estimate, code
		c.observer.Waits(ctx, about)
	}
}

// join puts the reason for giving up before the cause of the last attempt.
func join(gaveUp, err error) error {
	if err == nil {
		return gaveUp
	}
	return &cause{text: gaveUp.Error() + ": " + err.Error(), sentinel: errors.Unwrap(gaveUp)}
}

// check refuses a call that names no region or instance, or one that would select more than it says.
func (t target) check(fill build) error {
	failed := &Error{Action: fill().GetActionName(), Region: t.region, InstanceID: t.instanceID, Code: codeInvalidRequest}
	switch {
	case !WellFormed(t.region):
		failed.Code, failed.Region = codeInvalidRegion, ""
	case (t.named || t.instanceID != "") && !WellFormed(t.instanceID):
		failed.InstanceID = ""
		failed.Message = "the instance id is not one such as pgm-bp1234567890"
	default:
		return nil
	}
	return failed
}

// WellFormed reports whether an id holds nothing but letters, digits, dots, hyphens and underscores. Such an id is safe in host names and lists of ids.
func WellFormed(id string) bool {
	return id != "" && plainID(id) == id
}
