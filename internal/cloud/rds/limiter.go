// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// restAfterWait is for how long after a call had to wait the limit is not lifted.
	restAfterWait = 5 * time.Second
	// noticeable is the wait for a turn that an observer is told of.
	noticeable = time.Second
)

// errImpatient ends a wait for a turn that would be longer than the call has time for.
var errImpatient = errors.New("the turn would come too late")

// limiter gives out the turns of all calls of a client, whatever their product. Most are given at once; governor says when they are not.
//
// Reads, writes and calls that fetch keys wait in a queue each, in order of arrival. The heads draw from one bucket of a single token in the order in
// which they became heads. So while all queues are full, the turns alternate, and a flood in one never delays another by more than one turn each.
//
// Whoever waits does so in its own goroutine, through Config.Sleep, and leaves at once when its context ends. It holds nothing afterwards.
type limiter struct {
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
	observer Observer
	// heads has a channel for each queue; who fills it is the head. Go serves those who wait to fill a channel in order of arrival.
	heads [queues]chan struct{}

	mu       sync.Mutex
	governor *governor
	bucket   *rate.Limiter
	// epoch counts the slowdowns. A turn that was given before one is void.
	epoch int64
	// queued is how many calls wait, and lastWait when one last had to.
	queued   int
	lastWait time.Time
	// booked is the latest time for which a turn was asked, since the bucket must not see time go back.
	booked time.Time
	// code is that of the last refusal.
	code string
	// untold says that the observer has not heard of the limit yet, and news is what it is about to hear.
	untold bool
	news   *LimitLog
}

// newLimiter takes a completed configuration.
func newLimiter(config Config) *limiter {
	fixed := float64(max(0, config.MaxRequestsPerSecond))
	return &limiter{
		now: config.Clock.Now, sleep: config.Clock.Sleep, observer: config.Observer,
		heads:    [queues]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)},
		governor: newGovernor(fixed, config.Jitter),
		bucket:   rate.NewLimiter(rate.Limit(fixed), 1),
	}
}

// queue is where a call waits for its turn.
type queue int

const (
	queueReads queue = iota
	queueWrites
	// queueKeys is for calls that others wait for.
	queueKeys
	queues
)

// queueOf picks the queue of a call.
func (c *Client) queueOf(t target) queue {
	switch {
	case c.fetchesKeys:
		return queueKeys
	case t.write:
		return queueWrites
	}
	return queueReads
}

// enter waits for the call's turn and returns its number, which answered takes, and how long it waited. A patience other than 0 bounds the wait.
// tell is called before a wait that is worth a line in a log, with an estimate and the code of the refusal that it is due to.
func (l *limiter) enter(ctx context.Context, in queue, patience time.Duration, tell func(estimate time.Duration, code string)) (call int64, held time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	defer l.tellNews(ctx)
	call, estimate, code := l.pass()
	if call > 0 {
		return call, 0, nil
	}
	defer l.leave()
	if estimate > noticeable {
		tell(estimate, code)
	}
	begun := l.now()
	head := l.heads[in]
	select {
	case head <- struct{}{}:
		defer func() { <-head }()
	case <-ctx.Done():
		return 0, l.now().Sub(begun), ctx.Err()
	}
	var slept time.Duration
	for {
		turn := l.book()
		if turn.wait > 0 {
			if patience > 0 && slept+turn.wait > patience {
				l.giveBack(turn)
				return 0, slept, errImpatient
			}
			if err := l.sleep(ctx, turn.wait); err != nil {
				l.giveBack(turn)
				return 0, max(slept, l.now().Sub(begun)), err
			}
			slept += turn.wait
		}
		if err := ctx.Err(); err != nil {
			l.giveBack(turn)
			return 0, max(slept, l.now().Sub(begun)), err
		}
		if call := l.depart(turn); call > 0 {
			return call, max(slept, l.now().Sub(begun)), nil
		}
	}
}

// pass lets a call go at once where there is no limit, or puts it among those that wait, with an estimate for how long.
func (l *limiter) pass() (call int64, estimate time.Duration, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	free := !l.governor.limited && !now.Before(l.governor.pausedUntil)
	lifted := !free && l.queued == 0 && now.Sub(l.lastWait) > restAfterWait && l.governor.forget(now)
	if lifted && !l.untold {
		l.news = &LimitLog{}
	}
	if free || lifted {
		l.untold = false
		return l.governor.send(), 0, ""
	}
	l.queued++
	seconds := float64(l.queued-1) / l.governor.rate(now)
	return 0, max(0, l.governor.pausedUntil.Sub(now)) + time.Duration(seconds*float64(time.Second)), l.code
}

// leave takes a call out of those that wait.
func (l *limiter) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queued--
}

// turn is a token of the bucket, to be used after a wait.
type turn struct {
	wait  time.Duration
	epoch int64
	token *rate.Reservation
}

// giveBack returns the token of a call that leaves without having been sent. The bucket would take an earlier time than the latest as its own.
func (l *limiter) giveBack(t turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t.token.CancelAt(l.booked)
}

// book takes the next token for the head of a queue.
func (l *limiter) book() turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for _, least := range []time.Time{now, l.governor.pausedUntil} {
		if least.After(l.booked) {
			l.booked = least
		}
	}
	l.bucket.SetLimitAt(l.booked, rate.Limit(l.governor.rate(l.booked)))
	token := l.bucket.ReserveN(l.booked, 1)
	wait := token.DelayFrom(now)
	if wait > 0 {
		l.lastWait = now.Add(wait)
	}
	return turn{wait: wait, epoch: l.epoch, token: token}
}

// depart numbers a call whose turn has come; 0 if the turn is void.
func (l *limiter) depart(t turn) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.epoch != l.epoch {
		return 0
	}
	if l.untold {
		l.untold, l.news = false, &LimitLog{Rate: l.governor.rate(l.now()), Code: l.code}
	}
	return l.governor.send()
}

// tellNews tells the observer that there is a limit, or none any more. It hears of a limit when the first call goes out under it: only then is it known
// what was accepted of the calls that were on their way at the refusal.
func (l *limiter) tellNews(ctx context.Context) {
	l.mu.Lock()
	news := l.news
	l.news = nil
	l.mu.Unlock()
	if news != nil {
		l.observer.Limits(ctx, *news)
	}
}

// answered learns from what became of a call; nil is success. A call without an answer, and one that was never sent, say nothing.
func (l *limiter) answered(call int64, failed *Error) {
	if failed != nil && failed.Status == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now, before := l.now(), l.governor.limited
	var changed bool
	if failed != nil && failed.Class() == ClassThrottled {
		l.code = failed.Code
		changed = l.governor.refuse(call, now, failed.retryAfter)
	} else {
		changed = l.governor.accept(call, now)
	}
	if !changed {
		return
	}
	l.untold = l.untold || l.governor.limited && !before
	// Turns that were given out before are void; the next one is a token after the pause.
	l.epoch++
	l.booked = l.governor.pausedUntil
	l.bucket = rate.NewLimiter(rate.Limit(l.governor.rate(l.booked)), 1)
}
