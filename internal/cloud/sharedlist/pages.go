// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// parallelPages is how many pages of one list are read at the same time.
	parallelPages = 16
	// maxPages bounds what is taken for the length of a list.
	maxPages = 10_000
)

var errNotAList = errors.New("the first page of the list does not fit its number of rows")

// pages holds the rows of one list of one region, as far as it was read. Nobody counts on it to be complete.
type pages[T any] struct {
	mu   *sync.Mutex
	read func(ctx context.Context, number int) (rows []T, total int64, err error)
	id   func(T) string
	// first is how many instances must be asked about before the first page is read, and worth how many calls for pages each
	// of them is worth in twos: the rest is read once that pays.
	first int
	worth int

	asked map[string]bool
	rows  map[string]T
	// count is how many pages the list has; 0 until the first one is read. missing are those that were not read.
	count   int
	missing []int
	loading *flight
	health  health
}

// findLocked returns what the pages say of an instance, after it read those that are worth reading by now.
func (p *pages[T]) findLocked(ctx context.Context, id string) (row T, says Listing) {
	p.asked[id] = true
	for {
		if row, shown := p.rows[id]; shown {
			return row, Shown
		}
		switch {
		case p.count > 0 && len(p.missing) == 0:
			return row, Missing
		case ctx.Err() != nil:
			return row, Unasked
		case p.health.off || !p.worthwhileLocked():
			return row, unread
		case !p.loadLocked(ctx):
			return row, Unasked
		}
	}
}

// worthwhileLocked reports whether to read the first page, or the rest. One instance is never worth it, since the getter
// tells more at the same price; the more are asked about, the more pages they are worth.
func (p *pages[T]) worthwhileLocked() bool {
	if p.count == 0 {
		return len(p.asked) >= p.first
	}
	return len(p.asked)*p.worth >= 2*(p.count-1)
}

// loadLocked reads the first page, or all that are missing, unless somebody does so already, and waits for the end of that.
func (p *pages[T]) loadLocked(ctx context.Context) bool {
	if p.loading == nil {
		numbers := p.missing
		if p.count == 0 {
			numbers = []int{1}
		}
		var started *flight
		over := func() {
			if p.loading == started {
				p.loading = nil
			}
		}
		started = takeOff(ctx, p.mu, over, func(ctx context.Context) bool {
			err := p.load(ctx, numbers)
			p.mu.Lock()
			defer p.mu.Unlock()
			over()
			p.health.judge(ctx, err)
			return err == nil
		})
		p.loading = started
	}
	return p.loading.waitLocked(ctx)
}

// load reads pages. What arrives counts, even where another page fails.
func (p *pages[T]) load(ctx context.Context, numbers []int) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(parallelPages)
	for _, number := range numbers {
		group.Go(func() error {
			if err := groupCtx.Err(); err != nil {
				return err
			}
			rows, total, err := p.read(groupCtx, number)
			if err != nil {
				return err
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if err := ctx.Err(); err != nil { // given up meanwhile, so that another load may have begun to read the same
				return err
			}
			return p.keepLocked(number, rows, total)
		})
	}
	return group.Wait()
}

// keepLocked keeps the rows of a page. The first one says how many there are; the API may make them smaller than asked.
func (p *pages[T]) keepLocked(number int, rows []T, total int64) error {
	if number == 1 && p.count == 0 {
		size := max(1, int64(len(rows)))
		count := (total + size - 1) / size
		if total > 0 && len(rows) == 0 || count > maxPages {
			return errNotAList
		}
		p.count = max(1, int(count))
		for next := 2; next <= p.count; next++ {
			p.missing = append(p.missing, next)
		}
	}
	p.missing = slices.DeleteFunc(slices.Clone(p.missing), func(n int) bool { return n == number }) // the load under way has the old one
	for _, row := range rows {
		if id := p.id(row); id != "" {
			p.rows[id] = row
		}
	}
	return nil
}
