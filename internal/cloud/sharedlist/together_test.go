// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// Two hundred at once, in real time and for the race detector. Each gets its own row, and nothing stays behind.
func TestReader_twoHundredAtOnce(t *testing.T) {
	t.Parallel()
	f := &fakeAPI{size: 240, latency: time.Millisecond}
	r := sharedlist.New(f)
	each(spread(200, 240), 200, func(number int) {
		row, says := r.Policy(t.Context(), home, id(number))
		if says == sharedlist.Shown && row.InstanceID != id(number) || says == sharedlist.Missing {
			t.Errorf("%s: %v, %+v", id(number), says, row)
		}
		if number%4 == 0 {
			end := r.Begin(home, id(number))
			defer end()
			if row, told := r.ReadBack(home, id(number))(t.Context()); told && row.InstanceID != id(number) {
				t.Errorf("%s reads back as %+v", id(number), row)
			}
		}
		if instance, says := r.Instance(t.Context(), home, id(number)); says == sharedlist.Shown && instance.ID != id(number) {
			t.Errorf("%s: %+v", id(number), instance)
		}
	})
	if f.paged() > 3+3 {
		t.Errorf("%d pages were read", f.paged())
	}
}

// Who leaves, leaves at once and takes nobody along.
func TestReader_oneOfManyLeaves(t *testing.T) {
	t.Parallel()
	for name, already := range map[string]int{"a group": 2, "the first page": 7, "the rest": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_100}
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(already, 1_100), 1)
				f.latency = time.Second
				ctx, leave := context.WithCancel(t.Context())
				time.AfterFunc(300*time.Millisecond, leave)
				var group sync.WaitGroup
				group.Go(func() {
					begun := time.Now()
					if _, says := r.Policy(ctx, home, id(501)); says != sharedlist.Unasked || time.Since(begun) != 300*time.Millisecond {
						t.Errorf("who left got %v after %s", says, time.Since(begun))
					}
				})
				for _, number := range []int{502, 503} {
					group.Go(func() {
						if _, says := r.Policy(t.Context(), home, id(number)); says != sharedlist.Shown {
							t.Errorf("who stayed got %v", says)
						}
					})
				}
				group.Wait()
			})
		})
	}
}

// When all leave, the call ends too. The next one finds the list as usable as before.
func TestReader_allLeave(t *testing.T) {
	t.Parallel()
	for name, already := range map[string]int{"a group": 2, "the first page": 7, "the rest": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_100}
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(already, 1_100), 1)
				var running atomic.Int64
				f.fail = func(ctx context.Context, _ call) error {
					running.Add(1)
					defer running.Add(-1)
					return rds.Sleep(ctx, time.Minute)
				}
				for range 4 { // more than the failures that end the use of a list
					ctx, leave := context.WithTimeout(t.Context(), 300*time.Millisecond)
					var group sync.WaitGroup
					for _, number := range []int{501, 502, 503} {
						group.Go(func() { r.Policy(ctx, home, id(number)) })
					}
					group.Wait()
					leave()
					synctest.Wait()
					if n := running.Load(); n != 0 {
						t.Errorf("%d calls go on that nobody waits for", n)
					}
				}
				f.fail = nil
				var group sync.WaitGroup
				for _, number := range []int{501, 502, 503} {
					group.Go(func() {
						if _, says := r.Policy(t.Context(), home, id(number)); says != sharedlist.Shown {
							t.Errorf("afterwards the lists say %v", says)
						}
					})
				}
				group.Wait()
			})
		})
	}
}

// A load that all have left may still get its answer, after another one has read the same page. The list has no more pages for that.
func TestReader_whatIsGivenUpCountsNoPageTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 1_100}
		r := sharedlist.New(f)
		f.readAll(t.Context(), r, spread(7, 1_100), 1)
		late := make(chan struct{})
		f.fail = func(context.Context, call) error { // does not hear that it was given up
			<-late
			return nil
		}
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		r.Policy(ctx, home, id(500))
		synctest.Wait() // the call under way has begun to wait
		f.fail = nil
		r.Policy(t.Context(), home, id(501))
		close(late)
		synctest.Wait()
		f.readAll(t.Context(), r, spread(40, 1_100), 1)
		if got := f.paged(); got != 1+11 {
			t.Errorf("%d pages were read, want one that was given up, and 11", got)
		}
	})
}

// A context that has ended asks for nothing.
func TestReader_whoIsGoneAsksForNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 1_100}
		r := sharedlist.New(f)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		for n := range 20 {
			r.Policy(ctx, home, id(n))
			r.Instance(ctx, home, id(n))
		}
		if f.total() != 0 {
			t.Errorf("%d calls", f.total())
		}
	})
}
