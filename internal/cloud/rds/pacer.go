// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Back-off of retries: full jitter over a doubling ceiling.
const (
	backoffFirst = 500 * time.Millisecond
	backoffMax   = 20 * time.Second
	hintMax      = time.Minute
)

// Polling: 1 s, 2 s, 4 s, then every 5 s for a minute, as most waits end within it, then every 15 s.
const (
	pollFirst    = time.Second
	pollSoon     = 5 * time.Second
	pollMax      = 15 * time.Second
	pollsAMinute = 14
)

// defaultPatience bounds a wait for an instance or a policy when the context has no deadline.
const defaultPatience = 30 * time.Minute

// pacer bounds a series of waits by the context and by a budget, and tells the observer of each.
// It counts the waits it asked for, so that the bound holds as well where Sleep moves a simulated clock instead of waiting. Calls of an operation that others
// make on its behalf read it as well.
type pacer struct {
	ctx      context.Context
	sleep    func(context.Context, time.Duration) error
	observer Observer
	about    WaitLog
	budget   time.Duration
	slept    atomic.Int64
	start    time.Time
	// before is how long the operation had lasted when the pacer was made. Only the observer hears of it.
	before time.Duration
	// sent is how often a call was sent; 0 where the waits are those of polls.
	sent int
}

func (c *Client) newPacer(ctx context.Context, budget time.Duration, about WaitLog) *pacer {
	return &pacer{ctx: ctx, sleep: c.sleep, observer: c.observer, about: about, budget: budget, start: time.Now()}
}

// newPatience returns a pacer whose budget is what the context leaves, or the default where it has no deadline.
func (c *Client) newPatience(ctx context.Context, about WaitLog) *pacer {
	budget := defaultPatience
	if deadline, ok := ctx.Deadline(); ok {
		budget = time.Until(deadline)
	}
	return c.newPacer(ctx, budget, about)
}

// wait sleeps for d, after it has told the observer what was last seen. Its error wraps the context's error, or context.DeadlineExceeded when the
// budget is used up.
func (p *pacer) wait(d time.Duration, status, code string) error {
	if err := p.ctx.Err(); err != nil {
		return gaveUp(err)
	}
	if p.spent()+d > p.budget {
		return p.exhausted()
	}
	entry := p.about
	entry.Status, entry.Code, entry.For, entry.Spent = status, code, d, p.before+p.spent()
	p.observer.Waits(p.ctx, entry)
	p.slept.Add(int64(d))
	if err := p.sleep(p.ctx, d); err != nil {
		return gaveUp(safeCause(err, nil))
	}
	return nil
}

// exhausted is the error of a wait that the budget does not hold.
func (p *pacer) exhausted() error {
	return &cause{text: "gave up after " + p.efforts(), sentinel: context.DeadlineExceeded}
}

// efforts says how often a call was sent, where it was more than once, and over how long.
func (p *pacer) efforts() string {
	spent := max(time.Second, p.spent().Round(time.Second)).String()
	if p.sent > 1 {
		return fmt.Sprintf("%d attempts within %s", p.sent, spent)
	}
	return spent
}

// gaveUp says why a wait ended, as the end of a sentence that begins with "The client".
func gaveUp(err error) error {
	for _, sentinel := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, sentinel) {
			return &cause{text: "gave up, because " + ended(sentinel), sentinel: sentinel}
		}
	}
	return &cause{text: "gave up: " + err.Error(), sentinel: errors.Unwrap(err)}
}

// ended says in plain words how a context ended.
func ended(err error) string {
	if errors.Is(err, context.Canceled) {
		return "the operation was canceled"
	}
	return "the time of the operation ran out"
}

func (p *pacer) spent() time.Duration {
	return max(time.Duration(p.slept.Load()), time.Since(p.start))
}

// backoff returns the wait before retry n, counted from 1.
func (c *Client) backoff(n int, hint time.Duration) time.Duration {
	if hint > 0 {
		return min(hint, hintMax)
	}
	return time.Duration(c.jitter() * float64(doubling(backoffFirst, backoffMax, n)))
}

// pollInterval returns the wait before poll n, counted from 1.
func pollInterval(n int) time.Duration {
	if n > pollsAMinute {
		return pollMax
	}
	return doubling(pollFirst, pollSoon, n)
}

func doubling(first, limit time.Duration, n int) time.Duration {
	if n > 16 {
		return limit
	}
	return min(limit, first<<(n-1))
}

func jitter() float64 {
	return rand.Float64()
}
