// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"sync"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedcall"
)

// answer is the outcome of a look-up that is made once in a walk.
type answer struct {
	call sharedcall.Call[any]

	mu    sync.Mutex
	known bool
	value any
	err   error
}

// Once returns the outcome of a look-up that is made once per walk and key. Concurrent callers share one call, and a
// failure is an outcome too. Two kinds of failure are not remembered: every waiter left, or the host did not answer.
// For such a host there are [Walk.MayCall] and [Ask].
func Once[T any](ctx context.Context, w *Walk, key string, lookup func(context.Context) (T, error)) (T, error) {
	w.mu.Lock()
	found := entry(w.answers, key, func() *answer { return &answer{} })
	w.mu.Unlock()
	value, known, err := found.get()
	if !known {
		value, err = found.call.Do(ctx, func(ctx context.Context) (any, error) {
			if value, known, err := found.get(); known { // since the look above
				return value, err
			}
			value, err := lookup(ctx)
			if err == nil || ctx.Err() == nil && !rds.Unreachable(err) {
				found.set(value, err)
			}
			return value, err
		})
	}
	typed, _ := value.(T) // one key has one type; a caller that has left gets none
	return typed, err
}

func (a *answer) get() (value any, known bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.value, a.known, a.err
}

func (a *answer) set(value any, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.value, a.known, a.err = value, true, err
}
