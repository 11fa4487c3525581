// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"sync/atomic"
	"time"
)

// operation is what several calls do together, such as a write and the looks that follow it. It is there for the log alone, so it travels in the context:
// a call does the same within one and without.
type operation struct {
	pace *pacer
	// writes counts the attempts of its writes, which are one write to whoever reads the log.
	writes atomic.Int64
}

type operationKey struct{}

// begin returns what bounds an operation as a whole, and the context of its calls.
func (c *Client) begin(ctx context.Context, about WaitLog) (context.Context, *pacer) {
	pace := c.newPatience(ctx, about)
	return context.WithValue(ctx, operationKey{}, &operation{pace: pace}), pace
}

func operationOf(ctx context.Context) *operation {
	found, _ := ctx.Value(operationKey{}).(*operation)
	return found
}

// numbered returns the number of the next attempt of a call after the last one, from 0. A write that is sent again after a look counts on.
func (t target) numbered(ctx context.Context, last int) int {
	if o := operationOf(ctx); o != nil && t.write {
		return int(o.writes.Add(1))
	}
	return last + 1
}

// lasted returns how long the operation of a call has lasted; without one, the call is all there is.
func lasted(ctx context.Context, call time.Duration) time.Duration {
	if o := operationOf(ctx); o != nil {
		return max(call, o.pace.spent())
	}
	return call
}
