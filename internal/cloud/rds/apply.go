// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// maxAmbiguous bounds how often a write is sent whose answer is lost or is a failure of the API.
	maxAmbiguous = 6
	// maxBlind bounds how many looks in a row may fail before a write that may not have happened is given up.
	maxBlind = 3
	// maxBlindPolls bounds the same while an accepted write is awaited.
	maxBlindPolls = 10
	// retentionPolls is how often the retention alone must be read as different before it is written alone.
	retentionPolls = 4
)

// ApplySettings brings the policy to the settings and returns it as read back. It is the one writer of policies.
//
// A busy instance is waited for, and an answer that is lost or is a failure of the API is followed by a read; only when that read shows the settings are
// not there yet is the write sent again. The write has succeeded when it is read back, however long the instance stays busy with it. The getter says
// so, or the ReadBack that ApplyFirst was given.
// Where that does not happen before the context ends, or after 30 minutes without a deadline, the error is a *NotSettledError.
// Errors that say the write was refused are *Error values.
func (c *Client) ApplySettings(ctx context.Context, s Settings) (Policy, error) {
	return c.apply(ctx, s, nil)
}

func (c *Client) apply(ctx context.Context, s Settings, readBack ReadBack) (Policy, error) {
	ctx, pace := c.begin(ctx, WaitLog{Action: actionModify, Region: s.Region, InstanceID: s.InstanceID})
	w := &writer{
		c: c, ctx: ctx, want: s, pace: pace, readBack: readBack,
		send:    func() error { return c.PutPolicy(ctx, s) },
		matches: s.Matches,
	}
	policy, err := w.run()
	if !errors.Is(err, errRetentionIgnored) {
		return policy, err
	}
	// The API took the rest of the call and ignored the retention in it.
	w.send = func() error { return c.PutRetention(ctx, s.Region, s.InstanceID, s.RetentionDays) }
	w.retentionAlone = true
	return w.run()
}

// ApplyRetention brings the retention alone to the given days, as ApplySettings does, and returns the policy as read back.
// It is for released instances, which accept nothing else.
func (c *Client) ApplyRetention(ctx context.Context, region, instanceID string, days int64) (Policy, error) {
	ctx, pace := c.begin(ctx, WaitLog{Action: actionModify, Region: region, InstanceID: instanceID})
	w := &writer{
		c: c, ctx: ctx, want: Settings{InstanceID: instanceID, Region: region, RetentionDays: days}, pace: pace,
		send:           func() error { return c.PutRetention(ctx, region, instanceID, days) },
		matches:        func(p Policy) bool { return p.RetentionDays == days },
		retentionAlone: true, nothingElse: true,
	}
	return w.run()
}

// errRetentionIgnored says that everything but the retention was taken. It never leaves this file.
var errRetentionIgnored = errors.New("the retention was ignored")

// writer is one write on its way to being read back.
type writer struct {
	c       *Client
	ctx     context.Context
	want    Settings
	pace    *pacer
	send    func() error
	matches func(Policy) bool
	// readBack, when set, is another way to read back than the getter.
	readBack ReadBack
	// retentionAlone says that the retention is, or has already been, written alone.
	retentionAlone bool
	// nothingElse says that the other settings are not wanted in any way.
	nothingElse bool
	// written says that a write was accepted, or may have been executed.
	written bool
	last    Policy
	status  string
	// absences counts the looks in a row at which the API did not know the instance; absence is the last of these answers.
	absences int
	absence  error
}

// run sends until a write is accepted or turns out to have been executed.
func (w *writer) run() (Policy, error) {
	var busy, ambiguous int
	for {
		err := w.send()
		class := ClassOf(err)
		w.written = w.written || err == nil || class.Ambiguous() && !unsent(err)
		if err == nil {
			return w.settle()
		}
		switch {
		case w.ctx.Err() != nil:
			return Policy{}, w.interrupted(err)
		case class == ClassBusy:
			busy++
			policy, err := w.awaitTurn(busy, err)
			if err != nil || w.matches(policy) {
				return policy, err
			}
			continue
		case class.Ambiguous():
			ambiguous++
			if ambiguous == maxAmbiguous {
				return Policy{}, w.unsettled(err)
			}
			if err := w.pauseAfter(w.c.backoff(ambiguous, 0), err); err != nil {
				return Policy{}, err
			}
		default:
			return Policy{}, w.refused(err)
		}
		policy, err := w.lookUntilSeen()
		if err != nil {
			return Policy{}, err
		}
		if w.matches(policy) {
			return policy, nil
		}
	}
}

// interrupted is the error of a write during which the context ended: possibly executed, or refused.
func (w *writer) interrupted(err error) error {
	if ClassOf(err).Ambiguous() {
		return w.unsettled(err)
	}
	return w.refused(err)
}

// refused is the error of a write that was refused: itself, unless a write before it may have been executed.
func (w *writer) refused(err error) error {
	if w.written {
		return w.unsettled(err)
	}
	return err
}

// unsent reports whether a call ended before it was sent.
func unsent(err error) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.unsent
}

// pauseAfter waits before the look that follows a failed write.
func (w *writer) pauseAfter(d time.Duration, failed error) error {
	if err := w.pace.wait(d, w.status, codeOf(failed)); err != nil {
		return w.unsettled(both(err, failed))
	}
	return nil
}

// lookUntilSeen reads the policy before a write is sent again.
func (w *writer) lookUntilSeen() (Policy, error) {
	for blind := 1; ; blind++ {
		policy, err := w.look()
		if err == nil {
			return policy, nil
		}
		if w.ctx.Err() != nil || !ClassOf(err).Ambiguous() || blind == maxBlind {
			return Policy{}, w.unsettled(err)
		}
		if waited := w.pauseAfter(pollInterval(blind), err); waited != nil {
			return Policy{}, waited
		}
	}
}

// look reads the policy, and remembers it. An instance that never had the feature may answer "not found" or an internal error instead of an empty policy;
// then the list decides, which leaves such instances out.
func (w *writer) look() (Policy, error) {
	policy, err := w.c.Policy(w.ctx, w.want.Region, w.want.InstanceID)
	switch {
	case err == nil:
	case ClassOf(err) == ClassAbsent:
		return w.lookAgain(err)
	case IsInternalError(err):
		listed, listErr := w.listed()
		if listErr != nil {
			return Policy{}, err
		}
		policy = listed
	default:
		return Policy{}, err
	}
	return w.seen(policy), nil
}

// lookAgain asks the list about an instance that the getter does not know. A policy that is to be switched off must not pass for off only because
// the getter does not find it, and the getter may not know a released instance, which is what a retention alone is written for.
func (w *writer) lookAgain(absence error) (Policy, error) {
	if w.nothingElse || !w.want.Enabled {
		listed, err := w.listed()
		switch {
		case err != nil && ClassOf(err) != ClassAbsent:
			return Policy{}, err
		case listed.Exists:
			return w.seen(listed), nil
		}
	}
	w.absences++
	w.absence = absence
	w.last = Policy{InstanceID: w.want.InstanceID, Region: w.want.Region}
	return w.last, nil
}

// seen remembers a policy that was read.
func (w *writer) seen(policy Policy) Policy {
	w.last, w.absences = policy, 0
	w.status = firstOf(policy.InstanceStatus, w.status)
	return policy
}

func (w *writer) listed() (Policy, error) {
	for policy, err := range w.c.Policies(w.ctx, w.want.Region, w.want.InstanceID) {
		return policy, err
	}
	return Policy{InstanceID: w.want.InstanceID, Region: w.want.Region}, nil
}

// settle polls until the settings show: at once, and then after 1 s, 2 s, 4 s, every 5 s for a minute, and every 15 s.
func (w *writer) settle() (Policy, error) {
	var blind, retentionOnly int
	for poll := 1; ; poll++ {
		policy, err := w.poll(poll)
		switch {
		case err == nil && w.matches(policy):
			return policy, nil
		case w.absences >= maxBlindPolls:
			return Policy{}, w.unsettled(w.absence)
		case err == nil:
			blind = 0
			if w.onlyRetentionDiffers(policy) {
				retentionOnly++
			}
			if retentionOnly == retentionPolls {
				return Policy{}, errRetentionIgnored
			}
		case w.ctx.Err() != nil, !mayPass(err):
			return Policy{}, w.unsettled(err)
		default:
			blind++
			if blind == maxBlindPolls {
				return Policy{}, w.unsettled(err)
			}
		}
		if waited := w.pace.wait(pollInterval(poll), w.status, codeOf(err)); waited != nil {
			return Policy{}, w.unsettled(both(waited, err))
		}
	}
}

func (w *writer) onlyRetentionDiffers(p Policy) bool {
	differences := w.want.diff(p)
	return !w.retentionAlone && len(differences) > 0 && !slices.ContainsFunc(differences, func(d difference) bool { return d.field != fieldRetention })
}

func (w *writer) unsettled(err error) error {
	return &NotSettledError{Written: w.written, RetentionOnly: w.nothingElse, Last: w.last, LastStatus: w.status, Want: w.want, Err: err}
}

// both keeps the reason a wait ended and the failure it waited about.
func both(ended, failed error) error {
	if failed == nil {
		return ended
	}
	return fmt.Errorf("%w; the last answer was: %w", ended, failed)
}
