// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"slices"
)

const (
	// mostAmbiguous bounds how often a write is sent whose answer is lost or is a failure of the API.
	mostAmbiguous = 6
	// mostFailedReads bounds how many reads in a row may fail before a write that may not have happened is given up.
	mostFailedReads = 3
	// pollsUnseen is from which poll on the instance is asked as well, because the settings do not show.
	pollsUnseen = 3
	// retentionPolls is how often the retention alone must be read as different before it is written alone.
	retentionPolls = 4
)

// ApplySettings brings the policy to the settings and returns it as read back. It is the one writer of policies.
//
// A busy instance is waited for. An answer that is lost or is a failure of the API is followed by a read. Only when
// that read shows that the settings are not there yet is the write sent again. The write has succeeded when the getter
// shows it, however long the instance stays busy with it.
//
// Where that does not happen before the context ends, or within 30 minutes without a deadline, the error is a
// *NotSettledError. Errors that say that the write was refused are *Error values.
func (c *Client) ApplySettings(ctx context.Context, s Settings) (Policy, error) {
	w := c.newWriter(ctx, s)
	w.send = func() error { return c.putPolicy(ctx, s) }
	w.matches = s.Matches
	policy, err := w.run()
	if !errors.Is(err, errRetentionIgnored) {
		return policy, err
	}
	// The API took the rest of the call and ignored the retention in it.
	w.send = func() error { return c.PutRetention(ctx, s.Region, s.InstanceID, s.RetentionDays) }
	w.retentionRetried = true
	return w.run()
}

// ApplyRetention brings the retention alone to the given days, as ApplySettings does, and returns the policy as read
// back. It is for released instances, which accept nothing else.
func (c *Client) ApplyRetention(ctx context.Context, region, instanceID string, days int64) (Policy, error) {
	w := c.newWriter(ctx, Settings{InstanceID: instanceID, Region: region, RetentionDays: days})
	w.send = func() error { return c.PutRetention(ctx, region, instanceID, days) }
	w.matches = func(p Policy) bool { return p.RetentionDays == days }
	w.retentionOnly = true
	return w.run()
}

// errRetentionIgnored says that everything but the retention was taken. It never leaves this file.
var errRetentionIgnored = errors.New("the retention was ignored")

// writer is one write on its way to being read back.
type writer struct {
	c       *Client
	ctx     context.Context
	want    Settings
	poll    *poll
	send    func() error
	matches func(Policy) bool
	// retentionOnly says that only the retention may be written, and nothing else of want counts.
	retentionOnly bool
	// retentionRetried says that the API ignored the retention among other settings, and it was written alone already.
	retentionRetried bool
	// written says that a write was accepted, or may have been executed.
	written bool
	last    Policy
	// absences counts the reads in a row at which the API did not know the instance; absence is the last of these answers.
	absences int
	absence  error
}

func (c *Client) newWriter(ctx context.Context, want Settings) *writer {
	about := WaitLog{Action: actionModify, Region: want.Region, InstanceID: want.InstanceID}
	return &writer{c: c, ctx: ctx, want: want, poll: c.newPoll(ctx, about)}
}

// run sends until a write is accepted or turns out to have been executed. Between two writes it always reads.
func (w *writer) run() (Policy, error) {
	for busy, ambiguous := 0, 0; ; {
		err := w.send()
		class := ClassOf(err)
		w.written = w.written || err == nil || class.Ambiguous() && !unsent(err) || IsMisdirected(err)
		var policy Policy
		switch {
		case err == nil:
			return w.readBack()
		case IsMisdirected(err): // accepted, and perhaps for another instance: sending it again would be no better
			return Policy{}, w.unsettled(err)
		case w.ctx.Err() != nil && class.Ambiguous():
			return Policy{}, w.unsettled(err)
		case w.ctx.Err() == nil && class == ClassBusy:
			busy++
			policy, err = w.waitUntilFree(busy, err)
		case w.ctx.Err() == nil && class.Ambiguous():
			if ambiguous++; ambiguous == mostAmbiguous {
				return Policy{}, w.unsettled(err)
			}
			policy, err = w.readAgain(ambiguous, err)
		default:
			return Policy{}, w.refused(err)
		}
		if err != nil || w.matches(policy) {
			return policy, err
		}
	}
}

// refused is the error of a write that was refused: itself, unless a write before it may have been executed.
func (w *writer) refused(err error) error {
	if w.written {
		return w.unsettled(err)
	}
	return err
}

// unsettled is the error of a write of which nobody knows whether it took effect.
func (w *writer) unsettled(err error) error {
	var useless *Error
	if errors.As(err, &useless) && useless.Status == 0 && (IsDeleting(useless) || IsReleased(useless)) {
		useless.Message = "" // LastStatus says it
	}
	return &NotSettledError{
		Written: w.written, RetentionOnly: w.retentionOnly, Last: w.last, LastStatus: w.poll.about.Status,
		Want: w.want, Err: err,
	}
}

// unsent reports whether a call ended before it was sent.
func unsent(err error) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.unsent
}

// readAgain reads the policy after a write that may have been executed, the count-th in a row, and before it is sent
// again.
func (w *writer) readAgain(count int, failed error) (policy Policy, err error) {
	if err := w.poll.pause(w.c.backoff(count, 0), failed); err != nil {
		return Policy{}, w.unsettled(both(err, failed))
	}
	err = w.poll.until(1, mostFailedReads, func() (bool, error) {
		policy, err = w.read()
		return err == nil, err
	})
	if err != nil {
		return Policy{}, w.unsettled(err)
	}
	return policy, nil
}

// waitUntilFree waits after a busy answer, the count-th of a write, until the write can be sent again, or the policy is
// as wanted already: an instance can be busy for hours with an earlier change. It returns the policy as last
// read.
//
// It pauses before each read, so that it never spins where the instance reads as running and still refuses. One reading
// of Running is enough here, because a refusal costs no more than the next read.
func (w *writer) waitUntilFree(count int, busy error) (policy Policy, err error) {
	w.poll.about.Code = codeOf(busy)
	defer func() { w.poll.about.Code = "" }()
	if err := w.poll.pause(pollInterval(count), busy); err != nil {
		return Policy{}, w.unsettled(both(err, busy))
	}
	err = w.poll.until(count+1, mostFailedPolls, func() (free bool, err error) {
		policy, err = w.read()
		switch {
		case err != nil || w.matches(policy):
			return err == nil, err
		case policy.Released && !w.retentionOnly:
			return w.unseen(policy)
		}
		return w.free(count)
	})
	var answer *Error
	switch {
	case err == nil:
		return policy, nil
	case errors.Is(err, errReleasedAndBusy):
		return Policy{}, w.unsettled(busy)
	case w.ctx.Err() != nil:
		return Policy{}, w.unsettled(both(reasonToStop(w.ctx.Err()), busy))
	case errors.As(err, &answer) && !mayPass(err):
		return Policy{}, w.refused(withRefusal(err, busy))
	}
	return Policy{}, w.unsettled(both(err, busy))
}

// mostBusyReleased is how often a released instance may refuse its retention as busy: a lock may still time out.
const mostBusyReleased = 5

// errReleasedAndBusy says that it did. It never leaves this file.
var errReleasedAndBusy = errors.New("a released instance is busy")

// withRefusal adds the refusal that was waited about to the error of an instance that will not be free.
func withRefusal(useless, busy error) error {
	var failed, refusal *Error
	if errors.As(useless, &failed) && failed.Status == 0 && errors.As(busy, &refusal) {
		failed.RequestID = refusal.RequestID
		failed.Message += ", and the API refused the change with " + refusal.Code
	}
	return useless
}

// free reports whether the instance can take a write, as the instance itself says. Where it cannot be asked, as when
// RAM denies it, or reports no status, or is gone and takes its retention alone, the next write shows it. A released
// instance that refuses that write again, the count-th time, has no task that ends.
func (w *writer) free(count int) (bool, error) {
	instance, err := w.poll.look()
	switch absent := ClassOf(err) == ClassAbsent; {
	case w.retentionOnly && (absent || instance.Released) && count >= mostBusyReleased:
		w.poll.about.Status = wordReleased
		return false, errReleasedAndBusy
	case w.retentionOnly && (absent || instance.Released):
		return true, nil
	case absent || RegionSaid(err) != "" || err != nil && mayPass(err):
		return false, err
	case err != nil:
		return true, nil //nolint:nilerr // see above
	}
	free := instance.Status == "" || KindOf(instance.Status) == StatusRunning
	return free, w.poll.useless(instance)
}

// readBack polls until the settings show. Where the retention alone stays different, it says that it was ignored.
func (w *writer) readBack() (policy Policy, err error) {
	polls, ignored := 0, 0
	err = w.poll.until(1, mostFailedPolls, func() (bool, error) {
		policy, err = w.read()
		polls++
		switch {
		case err != nil || w.matches(policy):
			return err == nil, err
		case w.absences > 0 && w.absences%mostFailedPolls == 0:
			return w.missing()
		case w.onlyRetentionDiffers(policy):
			ignored++
		}
		switch {
		case ignored == retentionPolls:
			return true, errRetentionIgnored
		case !w.retentionOnly && (policy.Released || polls >= pollsUnseen && w.absences == 0):
			return w.unseen(policy)
		}
		return false, nil
	})
	switch {
	case err == nil || errors.Is(err, errRetentionIgnored):
		return policy, err
	case w.absences > 0:
		err = both(err, w.absence)
	}
	return Policy{}, w.unsettled(err)
}

// missing decides about an instance that the getter of policies has not known for long. The getter may lag behind the
// write. The instance itself says whether there is anything left to wait for.
func (w *writer) missing() (done bool, err error) {
	instance, err := w.poll.look()
	if err != nil {
		return true, w.absence
	}
	return w.ended(instance)
}

// unseen decides about a policy that does not show what was written. Where the instance cannot be asked, the wait goes
// on.
func (w *writer) unseen(policy Policy) (done bool, err error) {
	if policy.Released {
		w.poll.about.Status = wordReleased
		return w.ended(Instance{Status: wordReleased, Released: true})
	}
	instance, err := w.poll.look()
	switch {
	case err == nil:
		return w.ended(instance)
	case ClassOf(err) == ClassAbsent:
		return true, err
	}
	return false, nil
}

// ended reports that an instance will never show what was written, because it never runs again.
func (w *writer) ended(instance Instance) (done bool, err error) {
	kept := instance.Released && w.retentionOnly
	if kept || !instance.Released && !KindOf(instance.Status).Final() {
		return false, nil
	}
	return true, w.poll.useless(instance)
}

func (w *writer) onlyRetentionDiffers(p Policy) bool {
	if w.retentionOnly || w.retentionRetried {
		return false
	}
	wrong := w.want.wrongFields(p)
	other := slices.ContainsFunc(wrong, func(f wrongField) bool { return f.field != fieldRetention })
	return len(wrong) > 0 && !other
}
