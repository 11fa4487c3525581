// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// TestTransport_answersAsTheNetworkDoes sends the same calls to two equal servers.
func TestTransport_answersAsTheNetworkDoes(t *testing.T) {
	t.Parallel()
	memory, network := emulator.StartInMemory(t), emulator.Start(t)
	for name, change := range map[string]func(*caller){
		"in the query":  func(*caller) {},
		"by GET":        func(c *caller) { c.get = true },
		"in a form":     func(c *caller) { c.form = true },
		"signed wrong":  func(c *caller) { c.secret = "wrong" },
		"unknown key":   func(c *caller) { c.key = "nobody" },
		"not an action": func(c *caller) { c.url += "/path" },
	} {
		here := newMemoryCaller(t, memory).with(change).policy("pgm-console")
		there := newCaller(t, network).with(change).policy("pgm-console")
		if here.status != there.status || here.code() != there.code() {
			t.Errorf("%s: got %d %s, the network has %d %s", name, here.status, here.raw, there.status, there.raw)
		}
		for _, header := range []string{"Date", "Content-Type"} {
			if here.header.Get(header) != there.header.Get(header) || here.header.Get(header) == "" {
				t.Errorf("%s: %s is %q, the network has %q", name, header, here.header.Get(header), there.header.Get(header))
			}
		}
	}
	if calls := memory.Calls(describeAction); len(calls) != 6 ||
		calls[0].UserAgent != network.Calls(describeAction)[0].UserAgent {
		t.Errorf("recorded %+v, want what the network records", calls)
	}
}

// TestTransport_worksInABubble lets ten minutes of delays pass at once.
func TestTransport_worksInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t, emulator.WithSpeed(1))
		s.AddFault(emulator.Fault{Delay: "10m"})
		start, fleetStart := time.Now(), s.Fleet().Now()
		var calls sync.WaitGroup
		for range 20 {
			calls.Go(func() {
				if got := newMemoryCaller(t, s).policy("pgm-console"); got.status != http.StatusOK {
					t.Errorf("got %d %s", got.status, got.raw)
				}
			})
		}
		calls.Wait()
		if took := time.Since(start); took != 10*time.Minute || s.Fleet().Now().Sub(fleetStart) != took {
			t.Errorf("the calls took %v and the fleet's clock went from %v to %v", took, fleetStart, s.Fleet().Now())
		}
	})
}

func TestTransport_endsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		when      string
		committed bool
	}{
		"before the change": {emulator.BeforeCommit, false},
		"after the change":  {emulator.AfterCommit, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := emulator.StartInMemory(t)
				s.AddFault(emulator.Fault{Delay: "10m", When: row.when})
				c := newMemoryCaller(t, s)
				start := time.Now()
				c.client.Timeout = 30 * time.Second
				err := send(c.client, c.request("2014-08-15", modifyAction, enable("pgm-demo")...))
				var timeout interface{ Timeout() bool }
				if !errors.As(err, &timeout) || !timeout.Timeout() || !errors.Is(err, context.DeadlineExceeded) ||
					time.Since(start) != 30*time.Second {
					t.Errorf("got %v after %v, want the client's timeout", err, time.Since(start))
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				err = send(c.client,
					c.request("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-demo").WithContext(ctx))
				if !errors.Is(err, context.Canceled) || time.Since(start) != 31*time.Second {
					t.Errorf("got %v after %v, want the cancellation", err, time.Since(start))
				}
				err = send(c.client, c.request("2014-08-15", describeAction).WithContext(ctx))
				if !errors.Is(err, context.Canceled) || len(s.Calls()) != 2 {
					t.Errorf("got %v, want that nothing is sent with a context that has ended", err)
				}
				if policy, _ := s.Fleet().Policy("pgm-demo"); policy.Enabled != row.committed {
					t.Errorf("committed is %v, want %v", policy.Enabled, row.committed)
				}
			})
		})
	}
}

// send returns how the call failed.
func send(client *http.Client, request *http.Request) error {
	response, err := client.Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	return err
}
