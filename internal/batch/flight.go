// SPDX-License-Identifier: MPL-2.0

package batch

import (
	"context"
	"sync"
)

// flight is work that several callers wait for together. It lives as long as one of them does: a caller whose context ends
// leaves at once and takes nobody along, and the last one to leave ends the work.
//
// waiting and ok are guarded by the mutex of the region.
type flight struct {
	mu      *sync.Mutex
	done    chan struct{}
	waiting int
	ok      bool // the work succeeded
	cancel  context.CancelFunc
	// abandon runs when nobody is left, so that no further caller joins work that is being given up.
	abandon func()
}

// takeOff begins work in a context with the values of the first caller, but not its end, and reports whether it succeeded
// to all who wait. The caller holds the mutex, which the work takes when it needs it.
func takeOff(ctx context.Context, mu *sync.Mutex, abandon func(), work func(ctx context.Context) bool) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{mu: mu, done: make(chan struct{}), cancel: cancel, abandon: abandon}
	go func() {
		defer close(f.done)
		defer cancel()
		ok := work(ctx)
		mu.Lock()
		defer mu.Unlock()
		f.ok = ok
	}()
	return f
}

// waitLocked lets go of the mutex until the work has ended, takes it again, and reports whether the work succeeded. It
// returns before that, with false, when the context of the caller ends.
func (f *flight) waitLocked(ctx context.Context) bool {
	f.waiting++
	f.mu.Unlock()
	var stayed bool
	select {
	case <-f.done:
		stayed = true
	case <-ctx.Done():
	}
	f.mu.Lock()
	f.waiting--
	if !stayed && f.waiting == 0 {
		f.cancel()
		f.abandon()
	}
	return stayed && f.ok
}
