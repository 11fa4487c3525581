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
		if says == sharedlist.Listed && row.InstanceID != id(number) || says == sharedlist.NotListed {
			t.Errorf("%s: %v, %+v", id(number), says, row)
		}
		instance, says := r.Instance(t.Context(), home, id(number))
		if says == sharedlist.Listed && instance.ID != id(number) {
			t.Errorf("%s: %+v", id(number), instance)
		}
	})
	if f.pages() > 3+3 {
		t.Errorf("%d pages were read", f.pages())
	}
}

// loads are what is read once so many are asked about already, of a list of 1,100. The instances that follow from
// are on it.
var loads = map[string]struct{ already, from int }{
	"the first page": {3, 0},
	"the rest":       {4, 500},
}

// Who leaves, leaves at once and takes nobody along.
func TestReader_oneOfManyLeaves(t *testing.T) {
	t.Parallel()
	for name, tt := range loads {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_100}
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(tt.already, 1_100), 1)
				f.latency = time.Second
				ctx, leave := context.WithCancel(t.Context())
				time.AfterFunc(300*time.Millisecond, leave)
				var group sync.WaitGroup
				group.Go(func() {
					begun := time.Now()
					_, says := r.Policy(ctx, home, id(tt.from+1))
					if took := time.Since(begun); says != sharedlist.AskInstance || took != 300*time.Millisecond {
						t.Errorf("who left got %v after %s", says, took)
					}
				})
				for _, number := range []int{tt.from + 2, tt.from + 3} {
					group.Go(func() {
						if _, says := r.Policy(t.Context(), home, id(number)); says != sharedlist.Listed {
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
	for name, tt := range loads {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_100}
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(tt.already, 1_100), 1)
				var running atomic.Int64
				f.fail = func(ctx context.Context, _ call) error {
					running.Add(1)
					defer running.Add(-1)
					return rds.Sleep(ctx, time.Minute)
				}
				for range 4 { // more than the failures that end the use of a list
					ctx, leave := context.WithTimeout(t.Context(), 300*time.Millisecond)
					var group sync.WaitGroup
					for _, number := range []int{tt.from + 1, tt.from + 2, tt.from + 3} {
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
				for _, number := range []int{tt.from + 1, tt.from + 2, tt.from + 3} {
					group.Go(func() {
						if _, says := r.Policy(t.Context(), home, id(number)); says != sharedlist.Listed {
							t.Errorf("afterwards the lists say %v", says)
						}
					})
				}
				group.Wait()
			})
		})
	}
}

// A load that all have left may still get its answer. Who comes meanwhile waits for that, and does not read the page
// again.
func TestReader_whatIsGivenUpIsNotReadTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 1_100}
		r := sharedlist.New(f)
		f.readAll(t.Context(), r, spread(3, 1_100), 1)
		late := make(chan struct{})
		f.fail = func(context.Context, call) error { // does not hear that it was given up
			<-late
			return nil
		}
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		r.Policy(ctx, home, id(500))
		synctest.Wait() // the call under way has begun to wait
		time.AfterFunc(time.Minute, func() { close(late) })
		begun := time.Now()
		r.Policy(t.Context(), home, id(501))
		if took := time.Since(begun); took != time.Minute {
			t.Errorf("who came meanwhile waited %s", took)
		}
		f.readAll(t.Context(), r, spread(40, 1_100), 1)
		if got := f.pages(); got != 11 {
			t.Errorf("%d pages were read, want 11", got)
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

// The pages were read before the write, so that they say nothing about the instance any more.
func TestReader_noStaleReadAfterAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 300}
		r := sharedlist.New(f)
		f.readAll(t.Context(), r, spread(300, 300), parallelism)
		if _, says := r.Policy(t.Context(), home, id(42)); says != sharedlist.Listed {
			t.Fatalf("the lists say %v", says)
		}
		r.Forget(home, id(42))
		if row, says := r.Policy(t.Context(), home, id(42)); says != sharedlist.AskInstance || row.Exists {
			t.Errorf("of one that is written the lists say %v, %+v", says, row)
		}
		if _, says := r.Policy(t.Context(), home, id(43)); says != sharedlist.Listed {
			t.Errorf("of another instance the lists say %v", says)
		}
	})
}

// The call for a page is about to begin, or under way, when the write begins.
func TestReader_noStaleReadOfAListUnderWay(t *testing.T) {
	t.Parallel()
	for name, tt := range loads {
		for _, at := range []time.Duration{0, 50 * time.Millisecond} {
			t.Run(name+" "+at.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					f := &fakeAPI{size: 1_100}
					r := sharedlist.New(f)
					f.readAll(t.Context(), r, spread(tt.already, 1_100), 1)
					f.latency = 100 * time.Millisecond
					var group sync.WaitGroup
					for number, want := range map[int]sharedlist.Listing{
						tt.from + 1: sharedlist.AskInstance, tt.from + 2: sharedlist.Listed, tt.from + 3: sharedlist.Listed,
					} {
						group.Go(func() {
							if _, says := r.Policy(t.Context(), home, id(number)); says != want {
								t.Errorf("of %d the lists say %v, want %v", number, says, want)
							}
						})
					}
					_ = rds.Sleep(t.Context(), at)
					synctest.Wait()
					r.Forget(home, id(tt.from+1))
					group.Wait()
				})
			})
		}
	}
}
