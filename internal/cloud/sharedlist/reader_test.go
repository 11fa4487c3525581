// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// What a walk costs depends on how many policies it asks about and how many the region has, and hardly on the
// latency.
func TestReader_callsAndTimeOfAWalk(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		asked, size, parallel int
		latency               time.Duration
		calls, pages          int // at most
		rounds                int // how often a latency is waited for, at most
	}{
		{asked: 1, size: 1_200, calls: 1, rounds: 1},
		{asked: 1, size: 1, latency: 200 * time.Millisecond, calls: 1, rounds: 1},
		{asked: 3, size: 10_000, latency: 200 * time.Millisecond, calls: 3, rounds: 1},
		{asked: 5, size: 10_000, latency: 200 * time.Millisecond, calls: 6, pages: 1, rounds: 2},
		{asked: 5, size: 10_000, parallel: 1, latency: 30 * time.Millisecond, calls: 6, pages: 1, rounds: 6},
		{asked: 20, size: 50, latency: 200 * time.Millisecond, calls: 4, pages: 1, rounds: 1},
		{asked: 100, size: 120, latency: 200 * time.Millisecond, calls: 5, pages: 2, rounds: 2},
		{asked: 1_000, size: 1_200, calls: 24, pages: 12, rounds: 1},
		{asked: 1_000, size: 1_200, latency: 30 * time.Millisecond, calls: 24, pages: 12, rounds: 4},
		{asked: 1_000, size: 1_200, latency: 200 * time.Millisecond, calls: 24, pages: 12, rounds: 4},
		{asked: 5_000, size: 6_000, latency: 200 * time.Millisecond, calls: 130, pages: 60, rounds: 14},
	} {
		if tt.parallel == 0 {
			tt.parallel = parallelism
		}
		t.Run(fmt.Sprintf("%d of %d, %d at a time, %s", tt.asked, tt.size, tt.parallel, tt.latency), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: tt.size, latency: tt.latency}
				begun := time.Now()
				f.readAll(t.Context(), sharedlist.New(f), spread(tt.asked, tt.size), tt.parallel)
				took := time.Since(begun)
				t.Logf("%d calls, %d of them pages, in %s", f.total(), f.pages(), took)
				if f.total() > tt.calls || f.pages() > tt.pages {
					t.Errorf("%d calls, %d of them pages; want at most %d and %d", f.total(), f.pages(), tt.calls, tt.pages)
				}
				if most := time.Duration(tt.rounds) * tt.latency; took > most {
					t.Errorf("it took %s, want at most %s", took, most)
				}
			})
		})
	}
}

// One policy alone is asked about singly and at once, however often.
func TestReader_oneAloneIsNotDelayed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 10_000}
		r, begun := sharedlist.New(f), time.Now()
		for range 3 {
			if _, says := r.Policy(t.Context(), home, id(1)); says != sharedlist.AskInstance {
				t.Errorf("the lists say %v", says)
			}
		}
		if took := time.Since(begun); took != 0 || f.total() != 0 {
			t.Errorf("it took %s and %d list calls", took, f.total())
		}
	})
}

// Regions have nothing to do with one another.
func TestReader_regionsAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 100}
		r := sharedlist.New(f)
		for n := range 50 {
			if _, says := r.Policy(t.Context(), fmt.Sprintf("region-%d", n), id(n)); says != sharedlist.AskInstance {
				t.Errorf("the lists say %v", says)
			}
		}
		if f.total() != 0 {
			t.Errorf("%d list calls", f.total())
		}
	})
}

func TestReader_aRowThatIsMissingOrIncompleteIsNoAnswer(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*rds.Policy) bool{
		"missing":                  func(*rds.Policy) bool { return false },
		"incomplete":               func(p *rds.Policy) bool { p.Incomplete = true; return true },
		"without a status":         func(p *rds.Policy) bool { p.TellsRelease = false; return true },
		"never on":                 func(p *rds.Policy) bool { p.Exists = false; return true },
		"on since nobody knows":    func(p *rds.Policy) bool { p.EnabledTime = time.Time{}; return true },
		"logs since nobody knows":  func(p *rds.Policy) bool { p.LogBackupEnabled = true; return true },
		"of an instance elsewhere": func(p *rds.Policy) bool { p.InstanceID = "other"; return true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 400}
				f.edit = func(row *rds.Policy) bool { return row.InstanceID != id(150) || edit(row) }
				r := sharedlist.New(f)
				f.readAll(t.Context(), r, spread(400, 400), parallelism)
				if got := f.total() - f.pages(); got != 4 { // the first three, and this one
					t.Errorf("%d single reads, want 4", got)
				}
				if row, says := r.Policy(t.Context(), home, id(150)); says == sharedlist.Listed && row.ComparesWithState() {
					t.Errorf("the lists say %+v", row)
				}
			})
		})
	}
}

var errFails = &rds.Error{Code: "InternalError", Status: 500}

// A list that may not be called is called once, and one that fails twice. All are still read.
func TestReader_withoutListsEverythingIsReadSingly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err   error
		lists int // calls at most: others may be under way when one fails
	}{
		"denied":   {&rds.Error{Code: "Forbidden.RAM", Status: 403}, 4},
		"failing":  {errFails, 8},
		"nonsense": {errors.New("no list"), 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: 1_200, latency: 30 * time.Millisecond}
				f.fail = func(context.Context, call) error { return tt.err }
				f.readAll(t.Context(), sharedlist.New(f), spread(1_000, 1_200), parallelism)
				if lists := f.pages(); lists > tt.lists || f.singles.Load() != 1_000 {
					t.Errorf("%d list calls and %d single reads, want at most %d and 1000", lists, f.singles.Load(), tt.lists)
				}
			})
		})
	}
}

// One failure in between costs some single reads.
func TestReader_oneFailureIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeAPI{size: 1_200, latency: 30 * time.Millisecond}
		f.fail = func(_ context.Context, c call) error {
			if c.number == 5 && f.count(c) == 1 {
				return errFails
			}
			return nil
		}
		f.readAll(t.Context(), sharedlist.New(f), spread(1_000, 1_200), parallelism)
		if f.total() > 50 {
			t.Errorf("%d calls, %d of them single reads", f.total(), f.singles.Load())
		}
	})
}

// A first page that does not fit its total is no list.
func TestReader_nonsenseTotalsAreFailures(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rows  int
		total int64
		last  sharedlist.Listing // of the last of the rows, or of the next where there is none
	}{
		"no rows of many":    {0, 500, sharedlist.AskInstance},
		"10,000 pages":       {3, 30_000, sharedlist.Listed}, // the longest list that is believed
		"one page more":      {3, 30_001, sharedlist.AskInstance},
		"fewer than on page": {3, 2, sharedlist.Listed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := sharedlist.New(totals{rows: tt.rows, total: tt.total})
			for n := range 30 { // enough for the first page
				r.Instance(t.Context(), home, id(n))
			}
			if _, says := r.Instance(t.Context(), home, id(max(0, tt.rows-1))); says != tt.last {
				t.Errorf("the list says %v, want %v", says, tt.last)
			}
		})
	}
}

// A list without any row is a list: it has no row of anybody.
func TestReader_anEmptyListSaysSo(t *testing.T) {
	t.Parallel()
	r := sharedlist.New(totals{})
	for n, want := range []sharedlist.Listing{
		sharedlist.AskInstance, sharedlist.AskInstance, sharedlist.AskInstance, sharedlist.NotListed, sharedlist.NotListed,
	} {
		if _, says := r.Instance(t.Context(), home, id(n)); says != want {
			t.Errorf("the list says %v of %d, want %v", says, n, want)
		}
	}
}

// totals answers each page with the same rows, and any total.
type totals struct {
	sharedlist.Lister
	rows  int
	total int64
}

func (l totals) InstancePage(context.Context, string, int) (rows []rds.Instance, total int64, err error) {
	for n := range l.rows {
		rows = append(rows, rds.Instance{ID: id(n)})
	}
	return rows, l.total, nil
}

// Instances have no list by ids, so that a few are asked about singly, and many by pages.
func TestReader_instances(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ asked, size, calls int }{
		{1, 1_200, 1},
		{3, 10_000, 3},
		{5, 10_000, 6},
		{20, 1_200, 17},
		{100, 120, 6},
		{1_000, 1_200, 17},
		{1_000, 1_000, 15},
	} {
		for _, latency := range []time.Duration{0, 200 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeAPI{size: tt.size, latency: latency}
				r := sharedlist.New(f)
				each(spread(tt.asked, tt.size), parallelism, func(number int) {
					row, says := r.Instance(t.Context(), home, id(number))
					if says == sharedlist.Listed && row.ID != id(number) {
						t.Errorf("asked for %s, got %s", id(number), row.ID)
					}
					if says != sharedlist.Listed {
						f.singles.Add(1)
					}
				})
				if f.total() > tt.calls {
					t.Errorf("%d of %d at %s: %d calls, want at most %d", tt.asked, tt.size, latency, f.total(), tt.calls)
				}
			})
		}
	}
}

func TestReader_nilHasNoLists(t *testing.T) {
	t.Parallel()
	var r *sharedlist.Reader
	r.Forget(home, id(1))
	_, policy := r.Policy(t.Context(), home, id(1))
	_, instance := r.Instance(t.Context(), home, id(1))
	if policy != sharedlist.AskInstance || instance != sharedlist.AskInstance {
		t.Errorf("got %v and %v", policy, instance)
	}
}
