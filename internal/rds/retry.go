// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
)

// tries says how often a call that keeps failing in one class is sent, the first time included.
// Throttling is bounded by time rather than by number: a fleet of a thousand policies is throttled often, and each refusal costs nothing.
func tries(class Class, write bool) int {
	switch {
	case class == ClassThrottled:
		return 100
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
	if failed.Code == codeTokenExpired {
		// Refused before execution; the source hands out a fresh token, if it can.
		return count < 2
	}
	switch failed.Code {
	case codeInterrupted, codePanic, codeNoKeys:
		return false
	}
	return count < tries(failed.Class(), write)
}

// retry sends a call until it succeeds, fails for good, or exhausts its time.
func (c *Client) retry(ctx context.Context, t target, fill build, read func([]byte) (string, error)) error {
	if err := t.check(fill); err != nil {
		return err
	}
	pace := c.newPacer(ctx, c.maxRetryTimeout)
	counts := map[Class]int{}
	for number := 1; ; number++ {
		failed := c.attempt(ctx, t, number, fill, read)
		if failed == nil {
			return nil
		}
		class := failed.Class()
		counts[class]++
		if !retryable(failed, t.write, counts[class]) {
			return failed
		}
		if err := pace.wait(c.backoff(counts[class], failed.retryAfter)); err != nil {
			return failed.because(failed.Code, join(err, failed.Err))
		}
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
	case !wellFormed(t.region):
		failed.Code, failed.Region = codeInvalidRegion, ""
		failed.Message = "the region is empty or is not a region id such as cn-hangzhou"
	case (t.named || t.instanceID != "") && !wellFormed(t.instanceID):
		failed.InstanceID = ""
		failed.Message = "the instance id is not one such as pgm-bp1234567890"
	default:
		return nil
	}
	return failed
}

// wellFormed reports whether an id holds nothing but letters, digits, dots, hyphens and underscores. Such an id is safe in host names and lists of ids.
func wellFormed(id string) bool {
	return id != "" && plainID(id) == id
}
