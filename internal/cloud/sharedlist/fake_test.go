// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	home = "cn-hangzhou"
	// parallelism is how many resources Terraform works on together.
	parallelism = 10
	pageSize    = 100
)

// call is one call for a page.
type call struct {
	instances bool
	number    int
}

// fakeAPI lists a region whose instances are named after their number and all have a policy.
type fakeAPI struct {
	size    int
	latency time.Duration
	// fail, when set, says what becomes of a call.
	fail func(ctx context.Context, c call) error
	// edit, when set, changes or drops the row of a policy.
	edit func(row *rds.Policy) (keep bool)

	mu    sync.Mutex
	calls []call
	// singles counts what was asked about instances one by one.
	singles atomic.Int64
}

func id(number int) string { return fmt.Sprintf("pgm-%05d", number) }

// standing is the policy of every instance.
func standing(instanceID string) rds.Policy {
	return rds.Policy{
		InstanceID: instanceID, Region: home, TellsRelease: true, Exists: true, Enabled: true,
		DestinationRegion: "cn-beijing", RetentionDays: 30,
		EnabledTime: time.Unix(1_700_000_000, 0), Engine: rds.EnginePostgreSQL, EngineVersion: "16.0",
	}
}

// answer takes the time of a call and reports what became of it.
func (f *fakeAPI) answer(ctx context.Context, c call) error {
	f.mu.Lock()
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	if err := rds.Sleep(ctx, f.latency); err != nil {
		return err
	}
	if f.fail != nil {
		return f.fail(ctx, c)
	}
	return nil
}

func (f *fakeAPI) row(instanceID string) (rds.Policy, bool) {
	row := standing(instanceID)
	if f.edit != nil && !f.edit(&row) {
		return rds.Policy{}, false
	}
	return row, true
}

func (f *fakeAPI) PolicyPage(
	ctx context.Context, _ string, number int, _ ...string,
) (rows []rds.Policy, total int64, err error) {
	err = f.answer(ctx, call{number: number})
	for n := (number - 1) * pageSize; n < min(number*pageSize, f.size); n++ {
		if row, listed := f.row(id(n)); listed {
			rows = append(rows, row)
		}
	}
	return rows, int64(f.size), err
}

func (f *fakeAPI) InstancePage(
	ctx context.Context, _ string, number int,
) (rows []rds.Instance, total int64, err error) {
	err = f.answer(ctx, call{instances: true, number: number})
	for n := (number - 1) * pageSize; n < min(number*pageSize, f.size); n++ {
		rows = append(rows, rds.Instance{ID: id(n), Region: home, Status: "Running"})
	}
	return rows, int64(f.size), err
}

// pages counts the calls for pages so far.
func (f *fakeAPI) pages() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// count counts the calls for one page.
func (f *fakeAPI) count(page call) (count int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if c == page {
			count++
		}
	}
	return count
}

// total counts all calls.
func (f *fakeAPI) total() int { return f.pages() + int(f.singles.Load()) }

// read asks about a policy as a refresh does: by the lists, and singly where they do not show it.
func (f *fakeAPI) read(ctx context.Context, r *sharedlist.Reader, instanceID string) sharedlist.Listing {
	row, says := r.Policy(ctx, home, instanceID)
	if says == sharedlist.Listed && row.ComparesWithState() {
		return says
	}
	f.singles.Add(1)
	_ = rds.Sleep(ctx, f.latency)
	return says
}

// readAll reads the policies of numbers from 0 in the order of a walk of Terraform, ten at a time.
func (f *fakeAPI) readAll(ctx context.Context, r *sharedlist.Reader, numbers []int, parallel int) {
	each(numbers, parallel, func(number int) { f.read(ctx, r, id(number)) })
}

func each(numbers []int, parallel int, work func(number int)) {
	var group sync.WaitGroup
	free := make(chan struct{}, parallel)
	for _, number := range numbers {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			work(number)
		})
	}
	group.Wait()
}

// spread returns n numbers below size, in an order that is not that of the list.
func spread(n, size int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i * 7919 % size
	}
	return numbers
}
