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

// The pages were read before the write, so that they say nothing about the instance any more.
func TestReader_noStaleReadAfterAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 300}
		r := sharedlist.New(f)
		f.readAll(t.Context(), r, spread(300, 300), parallelism)
		if _, says := r.Policy(t.Context(), home, id(42)); says != sharedlist.Shown {
			t.Fatalf("the lists say %v", says)
		}
		end := r.Begin(home, id(42))
		_, during := r.Policy(t.Context(), home, id(42))
		end()
		_, after := r.Policy(t.Context(), home, id(42))
		if during != sharedlist.Unasked || after != sharedlist.Unasked {
			t.Errorf("during the write the lists say %v, and after it %v", during, after)
		}
		r.Forget(home, id(44))
		if _, says := r.Policy(t.Context(), home, id(44)); says != sharedlist.Unasked {
			t.Errorf("of one that is written without a shared read-back the lists say %v", says)
		}
		if _, says := r.Policy(t.Context(), home, id(43)); says != sharedlist.Shown {
			t.Errorf("of another instance the lists say %v", says)
		}
	})
}

// The list call is under way, or still gathering, when the write begins.
func TestReader_noStaleReadOfAListUnderWay(t *testing.T) {
	t.Parallel()
	for name, already := range map[string]int{"a group": 2, "the first page": 7, "the rest": 9} {
		for _, at := range []time.Duration{0, 2 * time.Millisecond, 50 * time.Millisecond} {
			t.Run(name+" "+at.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					f := &fakeAPI{size: 1_100}
					r := sharedlist.New(f)
					f.readAll(t.Context(), r, spread(already, 1_100), 1)
					f.latency = 100 * time.Millisecond
					var group sync.WaitGroup
					for number, want := range map[int]sharedlist.Listing{501: sharedlist.Unasked, 502: sharedlist.Shown, 503: sharedlist.Shown} {
						group.Go(func() {
							if _, says := r.Policy(t.Context(), home, id(number)); says != want {
								t.Errorf("of %d the lists say %v, want %v", number, says, want)
							}
						})
					}
					_ = rds.Sleep(t.Context(), at)
					synctest.Wait()
					defer r.Begin(home, id(501))()
					group.Wait()
				})
			})
		}
	}
}

// writing is a run of writes, as many together as Terraform makes, each of which takes two calls before it is read back.
func (f *fakeAPI) writing(ctx context.Context, r *sharedlist.Reader, numbers []int, parallel int, slow func(number int) time.Duration) (getters int) {
	var mu sync.Mutex
	each(numbers, parallel, func(number int) {
		defer r.Begin(home, id(number))()
		_ = rds.Sleep(ctx, 2*f.latency+slow(number))
		row, told := r.ReadBack(home, id(number))(ctx)
		if !told || row.InstanceID != id(number) {
			mu.Lock()
			defer mu.Unlock()
			getters++
		}
	})
	return getters
}

func TestReadBack_isSharedByAllWhoWait(t *testing.T) {
	t.Parallel()
	steady := func(int) time.Duration { return 0 }
	uneven := func(number int) time.Duration { return time.Duration(number%7) * 5 * time.Millisecond }
	for name, tt := range map[string]struct {
		writes, parallel int
		slow             func(int) time.Duration
		lists, getters   int // at most
		took             time.Duration
	}{
		"one alone":         {1, 10, steady, 0, 1, 400 * time.Millisecond},
		"one after another": {5, 1, steady, 0, 5, 5 * 400 * time.Millisecond},
		"ten":               {10, 10, steady, 1, 0, 600 * time.Millisecond},
		"a thousand":        {1_000, 10, steady, 100, 0, 100 * 600 * time.Millisecond},
		"uneven":            {1_000, 10, uneven, 102, 2, 100 * 650 * time.Millisecond},
		"a hundred at once": {100, 100, steady, 4, 0, 1700 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_200, latency: 200 * time.Millisecond}
				begun := time.Now()
				getters := f.writing(t.Context(), sharedlist.New(f), spread(tt.writes, 1_200), tt.parallel, tt.slow)
				took := time.Since(begun)
				t.Logf("%d list calls and %d getters in %s", len(f.listed()), getters, took)
				if len(f.listed()) > tt.lists || getters > tt.getters || took > tt.took {
					t.Errorf("want at most %d, %d and %s", tt.lists, tt.getters, tt.took)
				}
			})
		})
	}
}

// A write that takes minutes is waited for once, and not by every group.
func TestReadBack_doesNotWaitForTheSlowest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 1_200, latency: 10 * time.Millisecond}
		r := sharedlist.New(f)
		release := r.Begin(home, "pgm-busy")
		defer release()
		begun := time.Now()
		getters := f.writing(t.Context(), r, spread(500, 1_200), 9, func(int) time.Duration { return 0 })
		if took, most := time.Since(begun), 56*30*time.Millisecond+2*20*time.Millisecond+100*time.Millisecond+2*time.Second; took > most || getters > 1 {
			t.Errorf("it took %s, want at most %s; %d were left to the getter", took, most, getters)
		}
	})
}

// Writes that the getter alone reads back are not waited for, and get nothing from a list.
func TestReadBack_isForWritesThatWereBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 100, latency: 10 * time.Millisecond}
		r := sharedlist.New(f)
		for number := range 8 {
			r.Forget(home, id(50+number))
			if _, told := r.ReadBack(home, id(50+number))(t.Context()); told {
				t.Errorf("the list tells of %d", number)
			}
		}
		if n := len(f.listed()); n != 0 {
			t.Errorf("%d list calls", n)
		}
		begun := time.Now()
		f.writing(t.Context(), r, []int{0, 1}, 2, func(int) time.Duration { return 0 })
		if took := time.Since(begun); took > 50*time.Millisecond {
			t.Errorf("two writes took %s, though no other could join them", took)
		}
	})
}

// What the lists do not show, or what may not be asked of them, is the getter's.
func TestReadBack_fallsBackToTheGetter(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*fakeAPI{
		"missing":    {edit: func(*rds.Policy) bool { return false }},
		"incomplete": {edit: func(p *rds.Policy) bool { p.Incomplete = true; return true }},
		"no engine":  {edit: func(p *rds.Policy) bool { p.EngineVersion = ""; return true }},
		"failing":    {fail: func(context.Context, call) error { return errFails }},
		"denied":     {fail: func(context.Context, call) error { return &rds.Error{Code: "Forbidden.RAM", Status: 403} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := sharedlist.New(f)
				getters := f.writing(t.Context(), r, spread(100, 100), 10, func(int) time.Duration { return 0 })
				if getters != 100 {
					t.Errorf("%d of 100 writes were left to the getter", getters)
				}
				if f.fail != nil && len(f.listed()) > 2 {
					t.Errorf("%d list calls", len(f.listed()))
				}
			})
		})
	}
}

// A list that lags shows what was there before. That is passed on as it is: the writer compares, and polls on.
func TestReadBack_passesOnWhatAListThatLagsShows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var arrived atomic.Bool
		f := &fakeAPI{size: 10, edit: func(p *rds.Policy) bool {
			if !arrived.Load() {
				p.RetentionDays = 7
			}
			return true
		}}
		r := sharedlist.New(f)
		var group sync.WaitGroup
		for number := range 2 {
			group.Go(func() {
				defer r.Begin(home, id(number))()
				_ = rds.Sleep(t.Context(), time.Millisecond)
				before, told := r.ReadBack(home, id(number))(t.Context())
				_ = rds.Sleep(t.Context(), time.Second)
				after, toldAgain := r.ReadBack(home, id(number))(t.Context())
				if !told || !toldAgain || before.RetentionDays != 7 || after.RetentionDays != 30 {
					t.Errorf("got %d (%v) and then %d (%v)", before.RetentionDays, told, after.RetentionDays, toldAgain)
				}
			})
		}
		_ = rds.Sleep(t.Context(), 500*time.Millisecond)
		arrived.Store(true)
		group.Wait()
		if len(f.listed()) != 2 {
			t.Errorf("%d list calls, want 2", len(f.listed()))
		}
	})
}
