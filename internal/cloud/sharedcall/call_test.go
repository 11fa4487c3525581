// SPDX-License-Identifier: MPL-2.0

package sharedcall_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedcall"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errBroken = errors.New("broken")

// Everybody gets the result of the one execution, a failure too. Who comes later gets another.
func TestDo_callersShareOneResult(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{"success": nil, "failure": errBroken} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var call sharedcall.Call[int]
				var executed atomic.Int64
				work := func(context.Context) (int, error) {
					<-time.After(time.Second)
					return int(executed.Add(1)), want
				}
				for round := range 2 {
					var group sync.WaitGroup
					for range 50 {
						group.Go(func() {
							if got, err := call.Do(t.Context(), work); got != round+1 || !errors.Is(err, want) {
								t.Errorf("got %d, %v in round %d", got, err, round)
							}
						})
					}
					synctest.Wait()
					if !call.Running() {
						t.Error("the work is not under way")
					}
					group.Wait()
					if call.Running() {
						t.Error("the work is still under way")
					}
				}
			})
		})
	}
}

// A caller that leaves returns at once and takes nobody along, be it the one who began the work or one who joined it.
func TestDo_aCallerThatLeavesTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	for name, leaver := range map[string]int{"the first": 0, "the second": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var call sharedcall.Call[int]
				begun := time.Now()
				var group sync.WaitGroup
				for n := range 2 {
					ctx, want, took := t.Context(), error(nil), time.Second
					if n == leaver {
						limited, done := context.WithTimeout(ctx, 300*time.Millisecond)
						defer done()
						ctx, want, took = limited, context.DeadlineExceeded, 300*time.Millisecond
					}
					group.Go(func() {
						_, err := call.Do(ctx, func(ctx context.Context) (int, error) { return 7, sleep(ctx, time.Second) })
						if !errors.Is(err, want) || time.Since(begun) != took {
							t.Errorf("caller %d got %v after %s, want %v after %s", n, err, time.Since(begun), want, took)
						}
					})
					synctest.Wait()
				}
				group.Wait()
			})
		})
	}
}

// The last one to leave cancels the work. Who comes before it has ended waits for that: two never run at the same time.
func TestDo_theLastToLeaveCancelsTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var call sharedcall.Call[int]
		var running, executed atomic.Int64
		work := func(ctx context.Context) (int, error) {
			if running.Add(1) > 1 {
				t.Error("two executions at the same time")
			}
			defer running.Add(-1)
			if executed.Add(1) == 1 {
				<-ctx.Done()
				<-time.After(time.Second) // is slow to end
				return 1, nil
			}
			return 2, nil
		}
		ctx, leave := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if _, err := call.Do(ctx, work); !errors.Is(err, context.Canceled) {
					t.Errorf("who left got %v", err)
				}
			})
		}
		synctest.Wait()
		leave()
		group.Wait()
		impatient, done := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer done()
		if _, err := call.Do(impatient, work); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who could not wait for the end got %v", err)
		}
		begun := time.Now()
		got, err := call.Do(t.Context(), work)
		if got != 2 || err != nil || time.Since(begun) != 900*time.Millisecond {
			t.Errorf("who came after got %d, %v after %s; want a result of its own", got, err, time.Since(begun))
		}
	})
}

// A context that has ended starts no work, and the work sees the values of its caller's context.
func TestDo_context(t *testing.T) {
	t.Parallel()
	type key struct{}
	var call sharedcall.Call[any]
	ctx, leave := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	work := func(ctx context.Context) (any, error) { return ctx.Value(key{}), nil }
	if got, err := call.Do(ctx, work); got != "value" || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	leave()
	if got, err := call.Do(ctx, func(context.Context) (any, error) {
		t.Error("work was started for a context that has ended")
		return nil, nil
	}); got != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", got, err)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
