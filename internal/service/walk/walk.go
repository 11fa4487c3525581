// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Walk holds the facts that the resources of one configured provider share during one walk:
// which instance is managed, planned or written by whom, what was looked up, what was already said.
// All methods are safe for concurrent use.
type Walk struct {
	mu        sync.Mutex
	instances map[string]*instanceFacts
	counters  map[string]int
	failed    map[string]bool

	lookups singleflight.Group
	answers map[string]any
}

// instanceFacts is what this walk knows of the policy of one instance.
type instanceFacts struct {
	lock             chan struct{}
	managed          bool
	deletionPolicy   string
	written, deleted bool
}

// New starts a walk that knows nothing yet.
func New() *Walk {
	return &Walk{
		instances: map[string]*instanceFacts{},
		counters:  map[string]int{},
		failed:    map[string]bool{},
		answers:   map[string]any{},
	}
}

func (w *Walk) factsLocked(instanceID string) *instanceFacts {
	facts := w.instances[instanceID]
	if facts == nil {
		facts = &instanceFacts{lock: make(chan struct{}, 1)}
		w.instances[instanceID] = facts
	}
	return facts
}

// Lock serializes writes to one instance. The caller calls the returned function when done.
func (w *Walk) Lock(ctx context.Context, instanceID string) (unlock func(), err error) {
	w.mu.Lock()
	lock := w.factsLocked(instanceID).lock
	w.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// MarkManaged records that this walk refreshed the policy of an instance from state, with its deletion policy.
func (w *Walk) MarkManaged(instanceID, deletionPolicy string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.factsLocked(instanceID)
	facts.managed, facts.deletionPolicy = true, deletionPolicy
}

// Managed reports whether this walk refreshed or deleted the policy as a managed one, and its deletion policy.
func (w *Walk) Managed(instanceID string) (deletionPolicy string, managed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.factsLocked(instanceID)
	return facts.deletionPolicy, facts.managed || facts.deleted
}

// MarkDeleted records that this walk deleted the policy of an instance.
func (w *Walk) MarkDeleted(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.factsLocked(instanceID).deleted = true
}

// MarkWritten records that this walk created or adopted the policy of an instance.
func (w *Walk) MarkWritten(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.factsLocked(instanceID).written = true
}

// Written reports whether this walk created or adopted the policy of an instance.
func (w *Walk) Written(instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.factsLocked(instanceID).written
}

// Take counts a use of a budget of this walk and reports whether it was still within the limit.
func (w *Walk) Take(budget string, limit int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counters[budget]++
	return w.counters[budget] <= limit
}

// First reports whether this is the first time in this walk that the topic comes up.
func (w *Walk) First(topic string) bool { return w.Take("first:"+topic, 1) }

// MarkFailed records that a region did not answer, and reports whether that is news.
func (w *Walk) MarkFailed(region string) (first bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first = !w.failed[region]
	w.failed[region] = true
	return first
}

// Failed reports whether a region did not answer earlier in this walk.
func (w *Walk) Failed(region string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed[region]
}

// Once returns the answer to a look-up that is made at most once per walk and key. Concurrent callers share one call;
// a failure is not remembered, so that the next caller tries again. A caller whose context ends returns at once, and leaves
// the others their answer: where the call was its own, one of them makes it anew.
func Once[T any](ctx context.Context, w *Walk, key string, lookup func(context.Context) (T, error)) (T, error) {
	var zero T
	for ctx.Err() == nil {
		if answer, known := w.answer(key); known {
			return answer.(T), nil //nolint:forcetypeassert // one key has one type by construction
		}
		done := w.lookups.DoChan(key, func() (any, error) {
			if answer, known := w.answer(key); known { // since the look above
				return answer, nil
			}
			value, err := lookup(ctx)
			if err != nil && ctx.Err() != nil {
				return nil, errLeft
			}
			if err != nil {
				return nil, err
			}
			w.remember(key, value)
			return value, nil
		})
		select {
		case <-ctx.Done():
		case found := <-done:
			switch {
			case found.Err == nil:
				return found.Val.(T), nil //nolint:forcetypeassert // as above
			case !errors.Is(found.Err, errLeft):
				return zero, found.Err
			}
		}
	}
	return zero, ctx.Err()
}

// OnceOrDenied is [Once] for what an account may be forbidden to ask: a denial is an answer too, which lasts as long as the walk.
func OnceOrDenied[T any](ctx context.Context, w *Walk, key string, lookup func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value  T
		denied error
	}
	found, err := Once(ctx, w, key, func(ctx context.Context) (answer, error) {
		value, err := lookup(ctx)
		if rds.ClassOf(err) == rds.ClassDenied {
			return answer{denied: err}, nil
		}
		return answer{value: value}, err
	})
	if err != nil {
		return found.value, err
	}
	return found.value, found.denied
}

// errLeft says that the caller who made a shared look-up has left. It never leaves this file.
var errLeft = errors.New("the look-up was given up")

func (w *Walk) answer(key string) (any, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	answer, known := w.answers[key]
	return answer, known
}

func (w *Walk) remember(key string, answer any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers[key] = answer
}
