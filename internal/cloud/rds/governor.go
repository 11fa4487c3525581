// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"slices"
	"time"
)

// The figures of the adaptive rate. They were found by simulation; limiter_test.go holds what they have to achieve.
const (
	// quotaWindow is the span over which quotas count.
	quotaWindow = time.Second
	// slowdown is the part of the rate that a refusal takes away.
	slowdown = 0.15
	// recovery is how long the rate takes to be back where it was refused.
	recovery = 10 * time.Second
	// lowestStart is the least that a first refusal is taken to leave, in calls a second. When it says that nothing is left, other programs
	// may have used the quota up in this very second.
	lowestStart = 5
	// lowestRate is the floor, in calls a second.
	lowestRate = 0.2
	// probeRate is how many calls go out a second while every one is refused.
	probeRate = 2
	// forgotten is how far above the refused rate the limit is lifted, if no call waits for it: 46 s after the last refusal.
	forgotten = 8
	// pauseFirst and pauseMax bound the pause after a refusal when nothing has been accepted since the one before.
	pauseFirst = 500 * time.Millisecond
	pauseMax   = 15 * time.Second
)

// governor decides how many calls may go out a second, from what becomes of them. It has no lock and no clock of its own.
//
// Without a limit, it does nothing but remember what was accepted in the last second. The first refusal (an answer of class throttled) sets a limit:
// 85 % of what was accepted in that second, which is the quota if the window was full. From then on, r(t) = c (1 + 0.15 ((t-10)/10)³), t in seconds:
//
//	t after a refusal     0      5      10     15     20     30     40     46     60
//	rate                  0.85c  0.98c  c      1.02c  1.15c  2.2c   5c     8c     20c
//
// It is back soon, stays long where it was refused, and then looks for more, faster and faster. At a quota of 20 a second this
// costs a refusal or two every 10 to 15 s, some 1 % of all calls, and uses more than 90 % of the quota.
//
// Each further refusal lowers c to what was accepted in the last second, but never by more than half, and begins again at t = 0. Refusals of calls
// that were sent before the slowdown say nothing new, so a burst of them counts once. No call goes out until the oldest accepted
// one has left the quota's window; when nothing was accepted since the slowdown before, the rate is not to blame: c stays, the pause doubles, from
// about half a second to about 15 s, and two calls a second at most feel the way until one is accepted.
// A hint of the server (Retry-After) is a pause for all calls.
type governor struct {
	// fixed is the rate that was asked for; 0 lets it adapt. Pauses hold for both.
	fixed   float64
	jitter  func() float64
	limited bool
	// ceiling is c, and since is when t was 0.
	ceiling float64
	since   time.Time
	// pausedUntil is when the next call may go out.
	pausedUntil time.Time
	// sent numbers the calls; slowed is the number of the last one that was sent before the last slowdown.
	sent, slowed int64
	// first says that the last slowdown was the one that set the limit, so that answers still on their way can raise it.
	first bool
	// fruitless counts the slowdowns since a call was last accepted that was sent after one.
	fruitless int
	// accepted holds when the calls of the last second were answered.
	accepted []time.Time
}

func newGovernor(fixed float64, jitter func() float64) *governor {
	return &governor{fixed: fixed, jitter: jitter, limited: fixed > 0}
}

// rate is how many calls may go out a second at a time. It means nothing without a limit.
func (g *governor) rate(at time.Time) float64 {
	switch {
	case g.fixed > 0:
		return g.fixed
	case g.fruitless > 1:
		return min(probeRate, g.ceiling)
	}
	t := max(at.Sub(g.since), 0)
	u := t.Seconds()/recovery.Seconds() - 1
	return max(lowestRate, g.ceiling*(1+slowdown*u*u*u))
}

// send numbers a call that goes out now.
func (g *governor) send() int64 {
	g.sent++
	return g.sent
}

// accept counts a call that was not refused for being one too many, and reports whether that changes the pace.
func (g *governor) accept(call int64, now time.Time) bool {
	g.accepted = append(g.recent(now), now)
	switch {
	case call > g.slowed:
		probed := g.fruitless > 1
		if probed {
			g.since = now
		}
		g.fruitless, g.first = 0, false
		return probed
	case g.first: // sent before the first refusal
		g.ceiling = max(g.ceiling, float64(len(g.accepted)))
		g.pauseUntil(g.accepted[0].Add(quotaWindow))
		g.since = g.pausedUntil
		return true
	}
	return false
}

// refuse slows down after a refused call, and reports whether that changes the pace: it does once for all calls that were on their way together.
func (g *governor) refuse(call int64, now time.Time, hint time.Duration) bool {
	g.pauseUntil(now.Add(hint))
	if call <= g.slowed {
		return hint > 0
	}
	before := g.rate(now)
	g.slowed = g.sent
	g.fruitless++
	g.accepted = g.recent(now)
	got := float64(len(g.accepted))
	switch {
	case g.fixed > 0:
	case !g.limited:
		g.limited, g.first, g.ceiling = true, true, max(got, lowestStart)
	case g.fruitless == 1:
		g.first, g.ceiling = false, max(lowestRate, min(before, max(got, before/2)))
	}
	if g.fruitless == 1 && got > 0 {
		g.pauseUntil(g.accepted[0].Add(quotaWindow))
	} else {
		pause := doubling(pauseFirst, pauseMax, g.fruitless)
		g.pauseUntil(now.Add(time.Duration((0.5 + g.jitter()/2) * float64(pause))))
	}
	g.since = g.pausedUntil
	return true
}

// forget lifts a limit that nothing has come near for long, and reports whether there is none.
func (g *governor) forget(now time.Time) bool {
	if g.fixed == 0 && g.limited && g.fruitless == 0 && now.After(g.pausedUntil) && g.rate(now) >= forgotten*g.ceiling {
		g.limited = false
	}
	return !g.limited
}

func (g *governor) pauseUntil(end time.Time) {
	if end.After(g.pausedUntil) {
		g.pausedUntil = end
	}
}

// recent drops the accepted calls that have left the window.
func (g *governor) recent(now time.Time) []time.Time {
	gone := 0
	for gone < len(g.accepted) && now.Sub(g.accepted[gone]) >= quotaWindow {
		gone++
	}
	return slices.Delete(g.accepted, 0, gone)
}
