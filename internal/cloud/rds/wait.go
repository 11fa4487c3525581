// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// runningApart is how long after the first reading of Running the second one is taken.
const runningApart = 3 * time.Second

// WaitRunning polls an instance that was given something to do until its status is Running, and returns the status last seen.
//
// Running counts when it is read twice in a row, three seconds apart and with no failed read in between: a write takes a moment to show in the status, and
// an instance that is busy with several steps reads as Running in between. It ends with an error when the instance is gone or released, when the API
// refuses the read, and when the context ends, or after 30 minutes without a deadline. The error names the status last seen.
func (c *Client) WaitRunning(ctx context.Context, region, instanceID string) (status string, err error) {
	ctx, pace := c.begin(ctx, WaitLog{Action: actionInstance, Region: region, InstanceID: instanceID})
	var blind, running int
	for poll := 1; ; poll++ {
		instance, err := c.Instance(ctx, region, instanceID)
		switch {
		case err == nil && instance.Released:
			return instance.Status, releasedError(region, instanceID)
		case err == nil:
			blind, status = 0, instance.Status
			if !isRunning(status) {
				running = 0
			} else if running++; running == 2 {
				return status, nil
			}
		case ctx.Err() != nil, !mayPass(err):
			return status, lastStatus(instanceID, status, err)
		default:
			running = 0 // who knows what it was in between
			if blind++; blind == maxBlindPolls {
				return status, lastStatus(instanceID, status, err)
			}
		}
		pause := pollInterval(poll)
		if running == 1 {
			pause = runningApart
		}
		if waited := pace.wait(pause, status, codeOf(err)); waited != nil {
			return status, lastStatus(instanceID, status, both(waited, err))
		}
	}
}

// lastStatus says in which status an instance was last seen when a wait for it ended.
func lastStatus(instanceID, status string, err error) error {
	if status == "" {
		return err
	}
	return fmt.Errorf("instance %s was last seen %s: %w", instanceID, status, err)
}

// releasedError is the error of an instance that will never run again.
func releasedError(region, instanceID string) error {
	return &Error{Action: actionInstance, Region: region, InstanceID: instanceID, Code: codeReleased}
}

// mayPass reports whether a read that failed like this may succeed later.
func mayPass(err error) bool {
	class := ClassOf(err)
	return class.Ambiguous() || class == ClassThrottled || class == ClassBusy
}

// codeOf returns the code of the first Error in the chain; empty where there is none.
func codeOf(err error) string {
	var failed *Error
	if !errors.As(err, &failed) {
		return ""
	}
	return failed.Code
}

// awaitTurn waits after a busy answer, the count-th of a write, until the write can be sent again, or the policy is as wanted all the same: an instance
// can be busy for hours with what was asked of it before. It returns the policy as last read.
//
// Every look is preceded by a pause, so that this never spins where the instance reads as running and still refuses. One reading of Running is enough here,
// since a refusal costs no more than the next look.
func (w *writer) awaitTurn(count int, failed error) (Policy, error) {
	for poll, blind := count, 0; ; poll++ {
		if err := w.pauseAfter(pollInterval(poll), failed); err != nil {
			return Policy{}, err
		}
		policy, err := w.look()
		if err == nil && w.matches(policy) {
			return policy, nil
		}
		free := false
		if err == nil {
			free, err = w.free(policy)
		}
		switch {
		case free:
			return policy, nil
		case err == nil:
			blind = 0
		case w.ctx.Err() != nil:
			return Policy{}, w.unsettled(both(gaveUp(w.ctx.Err()), failed))
		case !mayPass(err):
			return Policy{}, w.refused(err)
		default:
			if blind++; blind == maxBlindPolls {
				return Policy{}, w.unsettled(both(err, failed))
			}
		}
	}
}

// free reports whether the instance can take a write. The instance itself is asked only where its policy does not name the status.
func (w *writer) free(policy Policy) (bool, error) {
	gone, status := policy.Released, policy.InstanceStatus
	if !gone && status == "" {
		instance, err := w.c.Instance(w.ctx, w.want.Region, w.want.InstanceID)
		if err != nil {
			return false, err
		}
		gone, status = instance.Released, instance.Status
	}
	w.status = firstOf(status, w.status)
	if gone && !w.nothingElse {
		return false, releasedError(w.want.Region, w.want.InstanceID)
	}
	return gone || isRunning(status), nil
}
