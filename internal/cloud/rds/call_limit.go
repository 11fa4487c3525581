// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

// noticeable is the wait for a turn that is reported to the observer.
const noticeable = time.Second

// errTooLong ends a wait that would be longer than there is time for.
var errTooLong = errors.New("the wait would be too long")

// turn waits until the rate limit lets the call leave.
func (c *Client) turn(
	ctx context.Context, request requests.AcsRequest, entry *attemptLog, t *tries,
) (time.Time, error) {
	joined := c.config.Clock.Now()
	left, err := joined, ctx.Err()
	if t.limited = request.GetProduct() == productRDS; t.limited {
		left, err = c.limiter.turn(ctx, t.end(), func(estimate time.Duration, code string) {
			c.config.Observer.Waits(ctx, t.about(estimate, code))
		})
	}
	if err != nil {
		entry.skipped = true // it was not sent, and what ended it was told already
		return left, err
	}
	if t.sent++; t.sent == 1 {
		t.firstSent = left
	}
	entry.begun, entry.Queued = left, left.Sub(joined)
	return left, nil
}

// limiter is the rate limit of all calls to RDS of one client. STS and RAM have quotas of their own, and are not
// limited.
//
// Without a limit a call leaves at once. Under a limit the calls leave in order of arrival, one every 1/rate seconds.
type limiter struct {
	clock    Clock
	observer Observer
	// baton is held by the call that leaves next. Go hands it on in order of arrival.
	baton chan struct{}

	mu   sync.Mutex
	rate adaptiveRate
	// last is when the last call left under a limit, and waiting is how many wait.
	last    time.Time
	waiting int
	// code is that of the last refusal. told says that the observer knows of the limit.
	code string
	told bool
}

// newLimiter takes a completed configuration.
func newLimiter(config Config) *limiter {
	return &limiter{
		clock: config.Clock, observer: config.Observer, baton: make(chan struct{}, 1),
		rate: adaptiveRate{fixed: float64(max(0, config.MaxRequestsPerSecond)), jitter: config.Jitter},
	}
}

// turn waits until the call may leave, and returns when that is. It does not wait beyond until, unless that is zero.
// tell is called before a wait that is worth a line in a log, with an estimate and the code of the refusal behind it.
func (l *limiter) turn(ctx context.Context, until time.Time, tell func(time.Duration, string)) (time.Time, error) {
	if left, _, free := l.next(ctx, false); free {
		return left, ctx.Err()
	}
	if estimate, code := l.join(); estimate > noticeable {
		tell(estimate, code)
	}
	defer l.leave()
	select {
	case l.baton <- struct{}{}:
		defer func() { <-l.baton }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	for {
		now, wait, free := l.next(ctx, true)
		switch {
		case free || ctx.Err() != nil:
			return now, ctx.Err()
		case !until.IsZero() && now.Add(wait).After(until):
			return now, errTooLong
		}
		if err := l.clock.Sleep(ctx, wait); err != nil {
			return now, err
		}
	}
}

// next reports whether the call may leave now, and else how long it has to wait. Under a limit only the holder of the
// baton leaves, so that no call overtakes another.
func (l *limiter) next(ctx context.Context, holdsBaton bool) (now time.Time, wait time.Duration, free bool) {
	l.mu.Lock()
	now = l.clock.Now()
	wait = l.rate.pausedUntil.Sub(now)
	limited := l.rate.limited(now)
	if limited {
		interval := time.Duration(float64(time.Second) / l.rate.at(now))
		wait = max(wait, l.last.Add(interval).Sub(now))
	}
	var news *LimitLog
	if free = wait <= 0 && (holdsBaton || !limited); free {
		l.last, news = now, l.newsLocked(limited, now)
	}
	l.mu.Unlock()
	if news != nil {
		l.observer.Limits(ctx, *news)
	}
	return now, wait, free
}

// newsLocked is what to report when a call leaves: that a limit was found, or that it is gone. A fixed limit is not
// reported.
func (l *limiter) newsLocked(limited bool, now time.Time) *LimitLog {
	if l.rate.fixed > 0 || limited == l.told {
		return nil
	}
	if l.told = limited; limited {
		return &LimitLog{Rate: l.rate.at(now), Code: l.code}
	}
	return &LimitLog{}
}

// join counts a call among those that wait, and estimates for how long it will.
func (l *limiter) join() (estimate time.Duration, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting++
	now := l.clock.Now()
	ahead := float64(l.waiting-1) / l.rate.at(now)
	return max(0, l.rate.pausedUntil.Sub(now)) + time.Duration(ahead*float64(time.Second)), l.code
}

func (l *limiter) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting--
}

// answered learns from what became of a call; nil is success. A call without an answer says nothing about the quota.
func (l *limiter) answered(request requests.AcsRequest, left time.Time, failed *Error) {
	if request.GetProduct() != productRDS || failed != nil && failed.Status == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if failed != nil && failed.Class() == ClassThrottled {
		l.code = failed.Code
		l.rate.refused(left, now, failed.retryAfter)
		return
	}
	l.rate.accepted(left, now)
}

// The figures of the adaptive rate. They were found by simulation; call_limit_test.go holds what they have to achieve.
const (
	// quotaWindow is the span over which quotas count.
	quotaWindow = time.Second
	// slowdown is the part of the rate that a refusal takes away.
	slowdown = 0.15
	// recovery is how long the rate takes to be back where it was refused.
	recovery = 10 * time.Second
	// lowestStart is the least rate after the first refusal, in calls a second. If nothing was accepted in the last
	// second, the quota need not be that low: other programs may just have used it.
	lowestStart = 5
	// lowestRate is the lowest rate, in calls a second.
	lowestRate = 0.2
	// probeRate is how many calls go out a second while every one is refused.
	probeRate = 2
	// forgotten is how far above the refused rate the limit is lifted: 46 s after the last refusal.
	forgotten = 8
	// pauseFirst and pauseMax bound the pause after a refusal when nothing has been accepted since the one before.
	pauseFirst = 500 * time.Millisecond
	pauseMax   = 15 * time.Second
)

// adaptiveRate finds out how many calls may go out a second, from what becomes of them. It has no lock and no clock.
//
// Its curve is that of CUBIC (RFC 9438), as the adaptive retry mode of the AWS SDKs uses it for calls a second. There
// is no limit before the first refusal (an answer of class throttled). A refusal sets the rate to 85 % of c, what was
// accepted in the last second. From then on, with t in seconds, rate(t) = c (1 + 0.15 ((t-10)/10)³):
//
//	t after a refusal     0      5      10     15     20     30     40     46
//	rate                  0.85c  0.98c  c      1.02c  1.15c  2.2c   5c     8c, and the limit is lifted
//
// So it is back soon, stays long where it was refused, and then looks for more, faster and faster. At a quota of 20 a
// second this costs a refusal or two every 10 to 15 s, some 1 % of all calls, and uses more than 90 % of the quota.
//
// A further refusal never lowers c by more than half. Refusals of calls that left before a slowdown say nothing new, so
// a burst of them counts once. No call goes out until the oldest accepted one has left the window of the quota. When
// nothing was accepted since the slowdown before, the rate is not to blame: c stays, the pause doubles, from half a
// second to 15 s, and at most two calls a second go out until one is accepted. A hint of the server (Retry-After) is a
// pause for all calls.
type adaptiveRate struct {
	// fixed is the rate that was asked for; 0 lets it adapt. Pauses hold for both.
	fixed  float64
	jitter func() float64
	// ceiling is c, or 0 without a limit; since is when t was 0.
	ceiling float64
	since   time.Time
	// pausedUntil is when the next call may go out, and slowedAt is when the last slowdown was.
	pausedUntil, slowedAt time.Time
	// first says that the last slowdown was the one that set the limit.
	first bool
	// barren counts the slowdowns since a call was accepted that left after one.
	barren int
	// recent holds when the calls of the last second were accepted.
	recent []time.Time
}

// limited reports whether there is a limit. It lifts one that no call has met for long.
func (r *adaptiveRate) limited(now time.Time) bool {
	if r.barren == 0 && now.After(r.pausedUntil) && r.at(now) >= forgotten*r.ceiling {
		r.ceiling = 0
	}
	return r.fixed > 0 || r.ceiling > 0
}

// at is how many calls may go out a second. It means nothing without a limit.
func (r *adaptiveRate) at(now time.Time) float64 {
	switch {
	case r.fixed > 0:
		return r.fixed
	case r.barren > 1:
		return min(probeRate, r.ceiling)
	}
	u := max(now.Sub(r.since), 0).Seconds()/recovery.Seconds() - 1
	return max(lowestRate, r.ceiling*(1+slowdown*u*u*u))
}

// accepted counts a call that was not refused for being one too many.
func (r *adaptiveRate) accepted(left, now time.Time) {
	r.recent = append(r.inWindow(now), now)
	if !left.After(r.slowedAt) {
		if r.first { // the quota is at least what was accepted of the calls that left before there was a limit
			r.ceiling = max(r.ceiling, float64(len(r.recent)))
		}
		return
	}
	if r.barren > 1 {
		r.since = now
	}
	r.barren = 0
}

// refused slows down after a refused call, once for all calls that were on their way together.
func (r *adaptiveRate) refused(left, now time.Time, hint time.Duration) {
	r.pauseUntil(now.Add(hint))
	if !left.After(r.slowedAt) {
		return
	}
	before := r.at(now)
	r.recent = r.inWindow(now)
	got := float64(len(r.recent))
	r.slowedAt, r.first = now, r.ceiling == 0 && r.fixed == 0
	r.barren++
	switch {
	case r.fixed > 0:
	case r.ceiling == 0:
		r.ceiling = max(got, lowestStart)
	case r.barren == 1:
		r.ceiling = max(lowestRate, min(before, max(got, before/2)))
	}
	if r.barren == 1 && got > 0 {
		r.pauseUntil(r.recent[0].Add(quotaWindow))
	} else {
		pause := doubling(pauseFirst, pauseMax, r.barren)
		r.pauseUntil(now.Add(time.Duration((0.5 + r.jitter()/2) * float64(pause))))
	}
	r.since = r.pausedUntil
}

func (r *adaptiveRate) pauseUntil(end time.Time) {
	if end.After(r.pausedUntil) {
		r.pausedUntil = end
	}
}

// inWindow drops the accepted calls that have left the window of the quota.
func (r *adaptiveRate) inWindow(now time.Time) []time.Time {
	gone := 0
	for gone < len(r.recent) && now.Sub(r.recent[gone]) >= quotaWindow {
		gone++
	}
	return slices.Delete(r.recent, 0, gone)
}
