// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowList has so many rows, numbered from 1, and takes 200 ms for each page.
type slowList struct {
	total func(number int) int // of a page that is read now
	fail  map[int]error

	mu   sync.Mutex
	read []int
}

func (l *slowList) page(ctx context.Context, number int) (page[int], error) {
	l.mu.Lock()
	l.read = append(l.read, number)
	l.mu.Unlock()
	if err := Sleep(ctx, 200*time.Millisecond); err != nil {
		return page[int]{}, err
	}
	total := l.total(number)
	got := page[int]{total: int64(total)}
	for row := (number-1)*PageSize + 1; row <= min(number*PageSize, total); row++ {
		got.rows = append(got.rows, row)
	}
	return got, l.fail[number]
}

func constant(total int) func(int) int { return func(int) int { return total } }

// Pages are read together, each once and none behind the end, and handed out in their order.
func TestPaging_together(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rows, together, pages int
		took                  time.Duration
	}{
		"one by one":         {1_950, 1, 20, 4 * time.Second},
		"four at a time":     {1_950, 4, 20, 1_200 * time.Millisecond}, // the first one alone, and then 19
		"all in one page":    {100, 4, 1, 200 * time.Millisecond},
		"a row on page two":  {101, 4, 2, 400 * time.Millisecond},
		"no row at all":      {0, 4, 1, 200 * time.Millisecond},
		"fewer than at once": {300, 4, 3, 400 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l, begun, want := &slowList{total: constant(tt.rows)}, time.Now(), 1
				for row, err := range pages(t.Context(), tt.together, strconv.Itoa, l.page) {
					if err != nil || row != want {
						t.Fatalf("row %d is %d, %v", want, row, err)
					}
					want++
				}
				if took := time.Since(begun); want != tt.rows+1 || took != tt.took || len(l.read) != tt.pages {
					t.Errorf("%d rows in %s from pages %v, want %d in %s from %d", want-1, took, l.read, tt.rows, tt.took, tt.pages)
				}
			})
		})
	}
}

// Who leaves takes the pages along that are still being read, and so does a page that fails.
func TestPaging_togetherEndsTogether(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fail map[int]error
		stop int
		rows int
	}{
		"the caller leaves": {stop: 150, rows: 150},
		"a page fails":      {fail: map[int]error{3: errNoTime}, rows: 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l, begun, rows := &slowList{total: constant(5_000), fail: tt.fail}, time.Now(), 0
				var failed error
				for row, err := range pages(t.Context(), 4, strconv.Itoa, l.page) {
					if failed = err; err == nil {
						rows++
					}
					if row == tt.stop {
						break
					}
				}
				if took := time.Since(begun); rows != tt.rows || !errors.Is(failed, tt.fail[3]) || took > 600*time.Millisecond {
					t.Errorf("%d rows, %v, after %s", rows, failed, took)
				}
				synctest.Wait()
				if read := len(l.read); read > 6 {
					t.Errorf("%d pages were read: %v", read, l.read)
				}
			})
		})
	}
}

// A list that shrinks in between is read again from the start, and no page of the first pass stands for one of the
// second.
func TestPaging_togetherReadsAnewWhatChanged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		l := &slowList{total: func(int) int {
			if time.Since(begun) > 300*time.Millisecond {
				return 880
			}
			return 900
		}}
		var rows []int
		for row, err := range pages(t.Context(), 4, strconv.Itoa, l.page) {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		slices.Sort(rows)
		if len(slices.Compact(rows)) != 880 {
			t.Errorf("%d rows", len(rows))
		}
		for number := 1; number <= 5; number++ {
			if times := len(slices.DeleteFunc(slices.Clone(l.read), func(n int) bool { return n != number })); times != 2 {
				t.Errorf("page %d was read %d times, want 2", number, times)
			}
		}
	})
}
