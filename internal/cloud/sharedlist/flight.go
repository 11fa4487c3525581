// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A list call that is sent may take a quarter of the time that its first caller has left, within these bounds; then it has
// failed, which is a strike. Without a bound a list that hangs would use up the time of all who wait, and they would give up before
// anything is learned. Only the call itself counts, and not its wait for a turn: under a low quota that can be long, and is no
// fault of the list.
const (
	leastTrust = 3 * time.Second
	mostTrust  = 20 * time.Second
)

// trust is how long the calls of a flight may take.
func trust(ctx context.Context) time.Duration {
	deadline, limited := ctx.Deadline()
	if !limited {
		return mostTrust
	}
	return min(max(time.Until(deadline)/4, leastTrust), mostTrust)
}

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
	ctx, cancel := context.WithCancel(rds.Hurry(context.WithoutCancel(ctx), trust(ctx)))
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
// returns before that, with false, when the context of the caller ends, or half of the time that is left of it: whatever the
// others still wait for, the caller then asks by itself, which takes time too.
func (f *flight) waitLocked(ctx context.Context) bool {
	if deadline, limited := ctx.Deadline(); limited {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer stop()
	}
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
