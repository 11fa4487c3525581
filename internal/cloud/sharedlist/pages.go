// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedcall"
)

const (
	// firstPage is from how many instances on the first page of a list is read. Fewer are asked about singly, at once.
	firstPage = 4
	// parallelPages is how many pages of one list are read at the same time.
	parallelPages = 16
	// maxPages bounds what is taken for the length of a list.
	maxPages = 10_000
	// maxFailures is how many failed calls in a row end the use of a list in this walk.
	maxFailures = 2
)

var errNotAList = errors.New("the first page of the list does not fit its number of rows")

// pages holds the rows of one list of one region, as far as it was read. Nobody counts on it to be complete.
type pages[T any] struct {
	read func(ctx context.Context, number int) (rows []T, total int64, err error)
	id   func(T) string
	// pagesPerInstance is how many calls for pages an instance is worth. The rest is read once half of it would be worth
	// it: Terraform asks about ten at a time, and others follow.
	pagesPerInstance int

	loading sharedcall.Call[bool]

	mu    sync.Mutex
	asked map[string]bool
	rows  map[string]T
	// count is how many pages the list has; 0 until the first one is read. missing are those that were not read.
	count    int
	missing  map[int]bool
	failures int  // in a row
	disabled bool // not called any more
}

func newPages[T any](
	pagesPerInstance int, id func(T) string, read func(ctx context.Context, number int) ([]T, int64, error),
) *pages[T] {
	return &pages[T]{
		read: read, id: id, pagesPerInstance: pagesPerInstance,
		asked: map[string]bool{}, rows: map[string]T{}, missing: map[int]bool{},
	}
}

// find returns what the pages say of an instance, after it read those that are worth reading by now.
func (p *pages[T]) find(ctx context.Context, id string) (row T, says Listing) {
	row, says, toRead := p.look(id)
	for range 2 { // the first page, and the rest
		if len(toRead) == 0 || ctx.Err() != nil {
			break
		}
		loaded := p.load(ctx)
		row, says, toRead = p.look(id)
		if !loaded {
			break
		}
	}
	return row, says
}

// look returns what the pages that were read say of an instance, and the numbers of those that are worth reading.
func (p *pages[T]) look(id string) (row T, says Listing, toRead []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[id] = true
	row, listed := p.rows[id]
	switch {
	case listed:
		return row, Listed, nil
	case p.count > 0 && len(p.missing) == 0:
		return row, NotListed, nil
	default:
		return row, AskInstance, p.toReadLocked()
	}
}

// toReadLocked returns the numbers of the pages that are worth reading: the first one, or all that are missing. The
// more instances are asked about, the more pages they are worth.
func (p *pages[T]) toReadLocked() (numbers []int) {
	switch {
	case p.disabled:
	case p.count == 0 && len(p.asked) < firstPage:
	case p.count == 0:
		return []int{1}
	case 2*len(p.asked)*p.pagesPerInstance >= p.count-1:
		for number := range p.missing {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// load reads the pages that are worth reading, or waits for others who do, and reports whether all of them arrived.
// It waits half of the time that its caller has left, so that there is time to ask about the instance itself.
func (p *pages[T]) load(ctx context.Context) bool {
	if deadline, limited := ctx.Deadline(); limited {
		half, done := context.WithTimeout(ctx, time.Until(deadline)/2)
		defer done()
		ctx = half
	}
	complete, err := p.loading.Do(ctx, func(ctx context.Context) (bool, error) {
		p.mu.Lock()
		numbers := p.toReadLocked()
		p.mu.Unlock()
		var group errgroup.Group
		group.SetLimit(parallelPages)
		for _, number := range numbers {
			group.Go(func() error { return p.loadPage(ctx, number) })
		}
		return group.Wait() == nil, nil
	})
	return complete && err == nil
}

// loadPage reads one page, and learns from a failure. What arrives counts, even where another page fails.
func (p *pages[T]) loadPage(ctx context.Context, number int) error {
	if err := p.useless(ctx); err != nil {
		return err
	}
	rows, total, err := p.read(ctx, number)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		err = p.keepLocked(number, rows, total)
	}
	switch {
	case err == nil:
		p.failures = 0
	case ctx.Err() != nil: // nobody waits any more
	default:
		p.failures++
		p.disabled = p.disabled || p.failures >= maxFailures || rds.ClassOf(err) == rds.ClassDenied
	}
	return err
}

var errDisabled = errors.New("the list is not used any more")

// useless returns why a page need not be read any more.
func (p *pages[T]) useless(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.disabled {
		return errDisabled
	}
	return ctx.Err()
}

// keepLocked keeps the rows of a page. The first one says how many there are; the API may make them smaller than
// asked.
func (p *pages[T]) keepLocked(number int, rows []T, total int64) error {
	if p.count == 0 { // this is the first one
		size := int64(max(1, len(rows)))
		if total > 0 && len(rows) == 0 || total > maxPages*size {
			return errNotAList
		}
		p.count = max(1, int((total+size-1)/size))
		for index := range p.count {
			p.missing[index+1] = true
		}
	}
	delete(p.missing, number)
	for _, row := range rows {
		if id := p.id(row); id != "" {
			p.rows[id] = row
		}
	}
	return nil
}
