// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// leastUse is the part of a quota that has to be used.
const leastUse = 0.7

// At 20 calls a second, at most 5 % may be throttled after the first two seconds. Below 5 a second the one call that
// looks for more weighs heavier. Where an answer takes two seconds, each change of the rate shows that much later: of
// 150 seeds, the unluckiest used 66 % of the quota.
func TestLimiter_keepsToAQuotaThatItFindsOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		quota, callers int
		latency, span  time.Duration
		share, use     float64
	}{
		"1 a second, 10 callers":                {1, 10, 30 * time.Millisecond, 3 * time.Minute, 0.15, leastUse},
		"5 a second, 10 callers":                {5, 10, 30 * time.Millisecond, 2 * time.Minute, 0.05, leastUse},
		"5 a second, 200 callers":               {5, 200, 30 * time.Millisecond, 2 * time.Minute, 0.05, leastUse},
		"20 a second, 10 callers":               {20, 10, 30 * time.Millisecond, time.Minute, 0.05, leastUse},
		"20 a second, 200 callers":              {20, 200, 30 * time.Millisecond, time.Minute, 0.05, leastUse},
		"20 a second, 10 callers, a long way":   {20, 10, 200 * time.Millisecond, time.Minute, 0.05, leastUse},
		"20 a second, 200 callers, a long way":  {20, 200, 200 * time.Millisecond, time.Minute, 0.05, leastUse},
		"20 a second, 20 callers, no way":       {20, 20, 0, time.Minute, 0.05, leastUse},
		"20 a second, 100 callers, a slow API":  {20, 100, 2 * time.Second, time.Minute, 0.05, 0.6},
		"200 a second, 10 callers":              {200, 10, 30 * time.Millisecond, 8 * time.Second, 0.05, leastUse},
		"200 a second, 200 callers, a long way": {200, 200, 200 * time.Millisecond, 8 * time.Second, 0.05, leastUse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newQuotaServer(t, tc.latency, always(tc.quota))
				flood(t, tc.callers, tc.span, reading(limited(t, server)))
				server.compare(t, 2*time.Second, tc.span, tc.quota, tc.share, tc.use)
			})
		})
	}
}

// compare checks what the server saw in a span against the quota of that span.
func (s *quotaServer) compare(t *testing.T, from, to time.Duration, quota int, most, least float64) {
	t.Helper()
	accepted, refused := s.between(from, to)
	share, use := float64(refused)/float64(accepted+refused), float64(accepted)/(float64(quota)*(to-from).Seconds())
	t.Logf("%v to %v at %d a second: %d refused, %.2f %%; %.0f %% of the quota used",
		from, to, quota, refused, 100*share, 100*use)
	if share > most || use < least {
		t.Errorf("%.1f %% of %d calls were refused, and %.0f %% of the quota was used", 100*share, accepted+refused, 100*use)
	}
}

func TestLimiter_followsAQuotaThatDropsAndComesBack(t *testing.T) {
	t.Parallel()
	for name, callers := range map[string]int{"10 callers": 10, "200 callers": 200} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newQuotaServer(t, 30*time.Millisecond, func(since time.Duration) int {
					if since > 30*time.Second && since < 90*time.Second {
						return 4
					}
					return 20
				})
				flood(t, callers, 160*time.Second, reading(limited(t, server)))
				server.compare(t, 2*time.Second, 30*time.Second, 20, 0.05, leastUse)
				server.compare(t, 40*time.Second, 90*time.Second, 4, 0.08, leastUse)
				server.compare(t, 140*time.Second, 160*time.Second, 20, 0.05, leastUse)
			})
		})
	}
}

// When nothing is accepted for a while, as when another program uses the quota up, the client knocks rarely, and is
// back soon after.
func TestLimiter_knocksRarelyWhileEverythingIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newQuotaServer(t, 30*time.Millisecond, func(since time.Duration) int {
			if since > 10*time.Second && since < 70*time.Second {
				return 0
			}
			return 20
		})
		flood(t, 50, 2*time.Minute, reading(limited(t, server)))
		if accepted, refused := server.between(10*time.Second, 70*time.Second); accepted != 0 || refused > 20 {
			t.Errorf("%d calls were accepted and %d refused in a minute in which all are refused", accepted, refused)
		}
		server.compare(t, 90*time.Second, 2*time.Minute, 20, 0.05, leastUse)
	})
}

func TestLimiter_doesNotDelayWhoIsNotRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newQuotaServer(t, 0, always(10_000))
		client := limited(t, server)
		var group sync.WaitGroup
		for range 500 {
			group.Go(func() { _ = reading(client)(t.Context()) })
		}
		group.Wait()
		if spent := time.Since(server.start); spent != 0 {
			t.Errorf("500 calls took %v, want no time", spent)
		}
	})
}

func TestLimiter_forgetsALoneRefusalWithinAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first := true
		server := newQuotaServer(t, 0, func(time.Duration) int {
			if first {
				first = false
				return 0
			}
			return 10_000
		})
		client := limited(t, server)
		flood(t, 1, time.Nanosecond, reading(client))
		if spent := time.Since(server.start); spent < 250*time.Millisecond || spent > time.Second {
			t.Errorf("the refused call took %v", spent)
		}
		_ = wait(t.Context(), time.Minute)
		begun := time.Now()
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() { _ = reading(client)(t.Context()) })
		}
		group.Wait()
		if spent := time.Since(begun); spent != 0 {
			t.Errorf("100 calls took %v a minute after a lone refusal, want no time", spent)
		}
	})
}

// Reads and writes wait in one queue, so that neither kind starves the other.
func TestLimiter_callsLeaveInOrderOfArrival(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const callers, perSecond = 40, 10
		server := newQuotaServer(t, 0, always(10_000))
		client := limited(t, server, func(c *rds.Config) { c.MaxRequestsPerSecond = perSecond })
		var group sync.WaitGroup
		for n := range callers {
			call := map[bool]func(*rds.Client) func(context.Context) error{false: reading, true: writing}[n%3 == 0]
			group.Go(func() {
				if err := call(client)(t.Context()); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait() // it has joined the queue
		}
		group.Wait()
		for n, call := range server.seen {
			if want := time.Duration(n) * time.Second / perSecond; call.write != (n%3 == 0) || call.at != want {
				t.Errorf("call %d left after %v (a write: %t), want %v", n, call.at, call.write, want)
			}
		}
	})
}

func TestLimiter_leavesAtOnceWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	for name, action := range map[string]func(*rds.Client) func(context.Context) error{
		"reads": reading, "writes": writing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newQuotaServer(t, 0, always(10_000))
				client := limited(t, server, func(c *rds.Config) { c.MaxRequestsPerSecond = 1 })
				ctx, cancel := context.WithCancel(t.Context())
				var stay, group sync.WaitGroup
				for range 3 { // one of these is at the head of the queue when the others leave
					stay.Go(func() {
						if err := action(client)(t.Context()); err != nil {
							t.Error(err)
						}
					})
				}
				synctest.Wait()
				for range 20 {
					group.Go(func() {
						err := action(client)(ctx)
						if err != nil && (!errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "operation was canceled")) {
							t.Errorf("got %v, want a text and an error of the cancellation", err)
						}
					})
				}
				_ = wait(t.Context(), 1500*time.Millisecond)
				cancel()
				group.Wait()
				if spent := time.Since(server.start); spent != 1500*time.Millisecond {
					t.Errorf("the calls ended after %v, want 1.5s", spent)
				}
				// Those that stay, and whoever comes next, get the turns of those that left.
				stay.Wait()
				if err := action(client)(t.Context()); err != nil || time.Since(server.start) != 3*time.Second {
					t.Errorf("the next call ended after %v: %v", time.Since(server.start), err)
				}
			})
		})
	}
}

func TestLimiter_honorsTheServersHintForAllCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newQuotaServer(t, 0, func(since time.Duration) int {
			if since < time.Second {
				return 0
			}
			return 10_000
		})
		server.hint = "20"
		flood(t, 5, time.Second, reading(limited(t, server)))
		if accepted, refused := server.between(time.Nanosecond, 20*time.Second); accepted+refused != 0 {
			t.Errorf("%d calls were sent before the time that the server named", accepted+refused)
		}
	})
}
