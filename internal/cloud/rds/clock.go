// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"
)

// Clock is the local time: what the clock shows, and a wait. Tests replace both together. A Sleep that returns early
// has to move what Now returns, because all limits on time go by Now.
type Clock struct {
	Now func() time.Time
	// Sleep returns the error of the context when the context ends first.
	Sleep func(ctx context.Context, d time.Duration) error
}

// completed replaces what is missing by the real clock.
func (c Clock) completed() Clock {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = Sleep
	}
	return c
}

// Sleep waits in real time, or until the context ends, whose error it then returns.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
