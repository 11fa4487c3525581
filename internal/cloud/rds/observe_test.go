// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// watcher keeps what an observer is told.
type watcher struct {
	mu     sync.Mutex
	calls  []rds.CallLog
	waits  []rds.WaitLog
	limits []rds.LimitLog
	// onWait is called with each wait.
	onWait func(rds.WaitLog)
}

func (w *watcher) Called(_ context.Context, entry rds.CallLog) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, entry)
}

func (w *watcher) Limits(_ context.Context, entry rds.LimitLog) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limits = append(w.limits, entry)
}

func (w *watcher) Waits(_ context.Context, entry rds.WaitLog) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits = append(w.waits, entry)
	if w.onWait != nil {
		w.onWait(entry)
	}
}

func TestObserver_isToldOfEveryWaitBeforeIt(t *testing.T) {
	t.Parallel()
	off := policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"})
	api := newFakeAPI(t, script(map[string][]reply{
		put:  {refusal(403, "IncorrectDBInstanceState"), success("")},
		get:  {withStatus(off, "1"), refusal(503, "ServiceUnavailable"), off, policyReply(onSettings())},
		attr: {instanceReply("Modifying"), instanceReply("Running")},
	}))
	seen := &watcher{}
	client, slept := newClient(t, api.URL, func(c *rds.Config) { c.Observer = seen })
	if _, err := client.ApplySettings(t.Context(), onSettings()); err != nil {
		t.Fatal(err)
	}
	want := []rds.WaitLog{
		{Action: put, Code: "IncorrectDBInstanceState", For: time.Second},
		{Action: put, Code: "IncorrectDBInstanceState", Status: "Modifying", For: 2 * time.Second},
		{Action: get, Code: "ServiceUnavailable", For: 250 * time.Millisecond},
	}
	for i := range want {
		want[i].Region, want[i].InstanceID = "cn-hangzhou", "pgm-demo"
	}
	for i := range seen.waits {
		seen.waits[i].Spent = 0
	}
	if !slices.Equal(seen.waits, want) {
		t.Errorf("told of\n%+v\nwant\n%+v", seen.waits, want)
	}
	if len(slept.waits) != len(want) {
		t.Errorf("%d waits, and the observer was told of %d", len(slept.waits), len(want))
	}
}

func TestObserver_isToldOfALongWaitForATurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seen := &watcher{}
		var queued time.Duration
		server := newQuotaServer(t, 0, always(10_000))
		client := limited(t, server, func(c *rds.Config) { c.MaxRequestsPerSecond, c.Observer = 2, seen })
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() { _ = reading(client)(t.Context()) })
		}
		group.Wait()
		for _, entry := range seen.calls {
			queued = max(queued, entry.Queued)
		}
		// Estimates of up to a second are not worth a line.
		if n := len(seen.waits); n < 2 || n > 3 || queued != 2500*time.Millisecond {
			t.Errorf("told of %+v; the longest wait was %v", seen.waits, queued)
		}
		for _, entry := range seen.waits {
			if entry.Action != get || entry.For <= time.Second || entry.InstanceID != "pgm-demo" {
				t.Errorf("told of %+v", entry)
			}
		}
	})
}

// A call that waits for its turn says how long it has taken so far.
func TestObserver_isToldHowLongACallHasTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, seen := time.Now(), &watcher{}
		seen.onWait = func(entry rds.WaitLog) {
			if want := time.Since(begun); entry.Spent != want {
				t.Errorf("told of %s after %s: %+v", entry.Spent, want, entry)
			}
		}
		server := newQuotaServer(t, 30*time.Millisecond, func(since time.Duration) int {
			if since < time.Minute {
				return 0
			}
			return 20
		})
		client := limited(t, server, func(c *rds.Config) { c.Observer = seen })
		if err := reading(client)(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(seen.waits) < 4 || seen.waits[3].Spent == 0 {
			t.Errorf("told of %+v", seen.waits)
		}
	})
}

// The limit is told of once when it is set, with what the calls are slowed to, and once when it is lifted. A limit that
// was asked for is no news.
func TestObserver_isToldOfTheLimitOnce(t *testing.T) {
	t.Parallel()
	for fixed, want := range map[int64][]string{0: {"limited", "lifted", "limited", "lifted"}, 50: nil} {
		synctest.Test(t, func(t *testing.T) {
			seen := &watcher{}
			server := newQuotaServer(t, 30*time.Millisecond, always(20))
			client := limited(t, server, func(c *rds.Config) { c.Observer, c.MaxRequestsPerSecond = seen, fixed })
			var told []string
			for range 2 {
				flood(t, 40, 20*time.Second, reading(client))
				_ = wait(t.Context(), 2*time.Minute)
				flood(t, 1, time.Nanosecond, reading(client))
			}
			for _, entry := range seen.limits {
				told = append(told, map[bool]string{true: "limited", false: "lifted"}[entry.Rate > 0])
				if entry.Rate > 0 && (entry.Rate < 14 || entry.Rate > 20 || entry.Code != "Throttling.User") ||
					entry.Rate == 0 && entry.Code != "" {
					t.Errorf("told of %+v, want some 17 a second of 20", entry)
				}
			}
			if !slices.Equal(told, want) {
				t.Errorf("fixed at %d a second: told of %+v, want %v", fixed, seen.limits, want)
			}
		})
	}
}
