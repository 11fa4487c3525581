// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// PageSize is the largest page every list of the API takes; some accept 30, 50 and 100 only.
const PageSize = 100

const (
	// maxPasses bounds how often a list is read from the start again because it changed while it was read.
	maxPasses = 4
	// maxPages bounds one pass, against totals that never stop growing.
	maxPages = 10_000
)

// page is one page of a list, with the number of all rows that the API reports beside it.
type page[T any] struct {
	rows  []T
	total int64
}

// fetchPage reads one page; the first one has number 1.
type fetchPage[T any] func(ctx context.Context, number int) (page[T], error)

// pages returns an iterator over all rows of a list. A list that cannot be read completely ends in an error, never in a
// shorter list: when rows are missing at its end, because it changed in between or repeats itself, it is read again,
// and rows already handed out are left out. Up to so many pages are read together, once the first one has told how many
// there are.
func pages[T any](ctx context.Context, together int, key func(T) string, fetch fetchPage[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		r := reading[T]{key: key, handedOut: map[string]bool{}}
		for range maxPasses {
			read, stop := readTogether(ctx, together, fetch)
			over := r.pass(read, yield)
			stop()
			if over {
				return
			}
		}
		yield(*new(T), fmt.Errorf("%w: %d of %d rows arrived", errIncomplete, r.got, r.total))
	}
}

// reading is what is known of a list while it is read.
type reading[T any] struct {
	key       func(T) string
	handedOut map[string]bool
	got       int   // rows of this pass
	total     int64 // rows of the list
}

// pass reads the list from its first page on. It reports whether that is all, because the list is complete, failed, or
// is not wanted any more.
func (r *reading[T]) pass(read func(number int, total int64) (page[T], error), yield func(T, error) bool) (over bool) {
	inPass := map[string]bool{}
	for number := 1; number <= maxPages; number++ {
		current, err := read(number, r.total)
		if err != nil {
			yield(*new(T), err)
			return true
		}
		fresh := 0
		for _, row := range current.rows {
			id := r.key(row)
			if !inPass[id] {
				inPass[id] = true
				fresh++
			}
			if r.handedOut[id] {
				continue
			}
			r.handedOut[id] = true
			if !yield(row, nil) {
				return true
			}
		}
		// Rows that vanish shift others onto pages already read; rows that appear only make the count short at the end.
		shrank := number > 1 && current.total < r.total
		r.got, r.total = len(inPass), current.total
		switch {
		// A total below the rows that arrived proves nothing about the pages to come: only an end of the rows does.
		case !shrank && (int64(r.got) == r.total || int64(r.got) > r.total && fresh == 0):
			return true
		case shrank || fresh == 0:
			return false
		}
	}
	return false
}

// readTogether returns what reads the pages of one pass, in their order, and what ends that. Beside the page that it is
// asked for, it begins to read the next ones of a list that has so many rows. A page that was read too early for its
// place is not kept for another pass.
func readTogether[T any](
	ctx context.Context, together int, fetch fetchPage[T],
) (read func(number int, total int64) (page[T], error), stop func()) {
	if together <= 1 {
		return func(number int, _ int64) (page[T], error) { return fetch(ctx, number) }, func() {}
	}
	type answer struct {
		page page[T]
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	begun := map[int]chan answer{}
	begin := func(number int) {
		if begun[number] != nil {
			return
		}
		ready := make(chan answer, 1)
		begun[number] = ready
		group.Go(func() {
			got, err := fetch(ctx, number)
			ready <- answer{got, err}
		})
	}
	read = func(number int, total int64) (page[T], error) {
		begin(number)
		for next := number + 1; number > 1 && next < number+together && int64(next-1)*PageSize < total; next++ {
			begin(next)
		}
		got := <-begun[number]
		delete(begun, number)
		return got.page, got.err
	}
	return read, func() {
		cancel()
		group.Wait()
	}
}
