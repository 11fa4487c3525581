// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// The pauses between polls: 1 s, 2 s, 4 s, then 5 s for a minute, as most waits end within it, then 15 s.
const (
	pollFirst    = time.Second
	pollSoon     = 5 * time.Second
	pollMax      = 15 * time.Second
	pollsAMinute = 14
)

const (
	// defaultPatience bounds a wait for an instance or a policy when the context has no deadline.
	defaultPatience = 30 * time.Minute
	// mostFailedPolls bounds how many polls in a row may fail in passing.
	mostFailedPolls = 10
	// mostUntold is how many polls in a row may find no status before nobody waits for one.
	mostUntold = 4
	// runningApart is how long after the first reading of Running the second one is taken.
	runningApart = 3 * time.Second
)

// poll is a wait for something that is read again and again, and what bounds it.
type poll struct {
	c          *Client
	ctx        context.Context
	about      WaitLog // Status is what the instance itself was last seen in, for a text
	begun, end time.Time
	// next, when a poll sets it, is the pause after it.
	next time.Duration
}

func (c *Client) newPoll(ctx context.Context, about WaitLog) *poll {
	now, patience := c.config.Clock.Now(), defaultPatience
	if deadline, ok := ctx.Deadline(); ok {
		patience = time.Until(deadline) // deadlines live in real time, whatever the clock
	}
	return &poll{c: c, ctx: ctx, about: about, begun: now, end: now.Add(patience)}
}

// until reads until a poll is done, fails for good, or fails in passing so many times in a row. The first poll has a
// number.
func (p *poll) until(number, mostFailed int, read func() (done bool, err error)) error {
	for failed := 0; ; number++ {
		done, err := read()
		switch {
		case done:
			return err
		case err == nil:
			failed = 0
		case p.ctx.Err() != nil, !mayPass(err):
			return err
		default:
			if failed++; failed == mostFailed {
				return err
			}
		}
		if waited := p.pause(pollInterval(number), err); waited != nil {
			return both(waited, err)
		}
	}
}

// pause waits for d because of what was last seen: an error, or the status.
func (p *poll) pause(d time.Duration, because error) error {
	if p.next > 0 {
		d, p.next = p.next, 0
	}
	now := p.c.config.Clock.Now()
	entry := p.about
	entry.For, entry.Spent = d, now.Sub(p.begun)
	if code := codeOf(because); code != "" {
		entry.Code = code
	}
	if p.ctx.Err() == nil && now.Add(d).After(p.end) {
		return outOfTime(roughly(entry.Spent))
	}
	if err := p.c.wait(p.ctx, entry); err != nil {
		return reasonToStop(err)
	}
	return nil
}

// pollInterval returns the pause after poll n, counted from 1.
func pollInterval(n int) time.Duration {
	if n > pollsAMinute {
		return pollMax
	}
	return doubling(pollFirst, pollSoon, n)
}

// mayPass reports whether a read that failed like this may succeed later.
func mayPass(err error) bool {
	class := ClassOf(err)
	return class.Ambiguous() || class == ClassThrottled || class == ClassBusy
}

// both keeps the reason a wait ended and the failure it waited about.
func both(ended, failed error) error {
	if failed == nil {
		return ended
	}
	return fmt.Errorf("%w; the last answer was: %w", ended, failed)
}

// codeOf returns the code of the first Error in the chain; empty where there is none.
func codeOf(err error) string {
	var failed *Error
	if !errors.As(err, &failed) {
		return ""
	}
	return failed.Code
}

// WaitRunning polls an instance that was given something to do until its status is Running. It returns the status last
// seen.
//
// Running counts when it is read twice in a row, three seconds apart and with no failed read in between. A write takes
// a moment to show in the status, and an instance that is busy with several steps reads as Running in between.
//
// An instance that reports no status in several reads in a row is not waited for: nothing would ever say that it runs.
//
// It fails when the instance is gone, or in a status that does not become Running by itself. It also fails when the API
// refuses the read, and when the context ends; without a deadline, that is after 30 minutes. The error names the status
// last seen.
func (c *Client) WaitRunning(ctx context.Context, region, instanceID string) (status string, err error) {
	poll := c.newPoll(ctx, WaitLog{Action: actionInstance, Region: region, InstanceID: instanceID})
	running, untold := 0, 0
	err = poll.until(1, mostFailedPolls, func() (bool, error) {
		instance, err := poll.look()
		if err != nil {
			running = 0 // nobody knows what it was in between
			return false, err
		}
		if useless := poll.useless(instance); useless != nil {
			return true, useless
		}
		if instance.Status == "" {
			running, untold = 0, untold+1
			return untold == mostUntold, nil
		}
		untold = 0
		if KindOf(instance.Status) != StatusRunning {
			running = 0
			return false, nil
		}
		running++
		poll.next = runningApart
		return running == 2, nil
	})
	status = poll.about.Status
	if err != nil && status != "" {
		err = fmt.Errorf("instance %s was last seen %s: %w", instanceID, status, err)
	}
	return status, err
}

// look reads the instance, and keeps its status for what the wait says. Only the instance itself tells its status.
func (p *poll) look() (Instance, error) {
	instance, err := p.c.Instance(p.ctx, p.about.Region, p.about.InstanceID)
	if err == nil {
		p.about.Status = shownStatus(instance.Status)
	}
	return instance, err
}

// useless is the error of a wait for an instance that does not become Running by itself; nil where it may.
func (p *poll) useless(instance Instance) error {
	failed := &Error{
		Action: p.about.Action, Region: p.about.Region, InstanceID: p.about.InstanceID,
		Message: "its status is " + p.about.Status,
	}
	switch kind := KindOf(instance.Status); {
	case instance.Released:
		failed.Code = apicode.InstanceReleased
	case kind == StatusDeleting:
		failed.Code = apicode.InstanceDeleting
	case kind == StatusIdle:
		failed.Code = apicode.InstanceIdle
	default:
		return nil
	}
	return failed
}
