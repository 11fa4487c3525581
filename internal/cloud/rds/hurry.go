// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"time"
)

// leastAttempt is what an attempt gets, however little is left of the time of a hurried call.
const leastAttempt = time.Second

type hurryKey struct{}

// Hurry returns a context whose calls are given up as failed when they have taken so long, each by itself: callers that can do without an answer need not
// wait for an API that hangs. What counts is the time of the attempts and of the pauses between them. Neither the wait for a turn counts nor an attempt that
// was throttled: a quota that is low, or used up by others, is no fault of the call.
func Hurry(ctx context.Context, most time.Duration) context.Context {
	return context.WithValue(ctx, hurryKey{}, most)
}

// hurry is the time that is left to a hurried call. A nil one leaves any.
type hurry struct{ left time.Duration }

// hurryOf leaves out what fetches keys, for which others may wait that are in no hurry.
func (c *Client) hurryOf(ctx context.Context) *hurry {
	if most, hurried := ctx.Value(hurryKey{}).(time.Duration); hurried && !c.fetchesKeys {
		return &hurry{left: most}
	}
	return nil
}

// bound returns how long the next attempt may take, which is at most so long.
func (h *hurry) bound(most time.Duration) time.Duration {
	if h == nil {
		return most
	}
	return min(most, max(h.left, leastAttempt))
}

func (h *hurry) spend(d time.Duration) {
	if h != nil {
		h.left -= d
	}
}

// over reports whether there is no time for a further attempt.
func (h *hurry) over() bool { return h != nil && h.left <= 0 }
