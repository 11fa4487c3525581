// SPDX-License-Identifier: MPL-2.0

// Package sharedcall lets callers who want the same answer at the same time share one call. The call lives as long
// as one of them waits for it. Nothing is remembered once it has ended: that is for the caller to do.
package sharedcall

import (
	"context"
	"sync"
)

// Call runs one piece of work at a time, for all who ask for it meanwhile. The zero value is ready for use.
type Call[T any] struct {
	mu  sync.Mutex
	run *run[T] // under way; nil when there is none
}

// run is one execution of the work. Its value and err are set before done is closed.
type run[T any] struct {
	cancel    context.CancelFunc
	waiting   int
	abandoned bool // nobody waited any more, so it was canceled
	done      chan struct{}
	value     T
	err       error
}

// Do joins the work under way, or starts it, and returns its result. A caller whose context ends returns at once with
// the error of the context. The others wait on, and the last one to leave cancels the work.
//
// The work gets the values of the first caller's context, but not its end. Work that was canceled has no result for
// anybody: whoever came after that waits until it has ended, and starts it anew.
func (c *Call[T]) Do(ctx context.Context, work func(ctx context.Context) (T, error)) (T, error) {
	var none T
	for ctx.Err() == nil {
		joined := c.join(ctx, work)
		select {
		case <-ctx.Done():
			c.leave(joined)
			return none, ctx.Err()
		case <-joined.done:
			if !joined.abandoned {
				return joined.value, joined.err
			}
		}
	}
	return none, ctx.Err()
}

// Running reports whether the work is under way.
func (c *Call[T]) Running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.run != nil
}

func (c *Call[T]) join(ctx context.Context, work func(ctx context.Context) (T, error)) *run[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run == nil {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		c.run = &run[T]{cancel: cancel, done: make(chan struct{})}
		go func(started *run[T]) {
			defer cancel()
			c.execute(ctx, started, work)
		}(c.run)
	}
	c.run.waiting++
	return c.run
}

func (c *Call[T]) leave(left *run[T]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if left.waiting--; left.waiting == 0 && c.run == left {
		left.abandoned = true
		left.cancel()
	}
}

func (c *Call[T]) execute(ctx context.Context, started *run[T], work func(ctx context.Context) (T, error)) {
	defer close(started.done)
	started.value, started.err = work(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run = nil
}
