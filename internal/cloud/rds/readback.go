// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// ownPolls is every how many polls the getter is asked although there is another way to read back.
const ownPolls = 4

// ReadBack is another way than the getter to see whether an accepted write has arrived, such as a list call that many
// writers share. It returns the policy as read after the write was accepted, or false where it cannot say.
//
// It decides nothing but that the settings are there. Before a write is sent again, and at every fourth poll, the
// getter is asked: a list may lag. Because it may, only ApplyFirst takes a ReadBack. What was never on has no older row
// that could show the settings by accident.
type ReadBack func(ctx context.Context) (Policy, bool)

// ApplyFirst is ApplySettings for a policy that was never on, and is to be. It may be read back in another way; nil
// leaves that to the getter.
func (c *Client) ApplyFirst(ctx context.Context, s Settings, readBack ReadBack) (Policy, error) {
	return c.apply(ctx, s, readBack)
}

// read reads back, for the number-th time.
func (w *writer) read(number int) (Policy, error) {
	if w.other == nil || number%ownPolls == 0 {
		return w.look()
	}
	policy, told := w.other(w.ctx)
	switch {
	case !told || policy.Released:
	case w.matches(policy):
		return w.remember(policy), nil
	case !w.onlyRetentionDiffers(policy): // not there yet; how often the getter did not know the instance is not forgotten for it
		w.last, w.poll.about.Status = policy, firstOf(policy.InstanceStatus, w.poll.about.Status)
		return policy, nil
	}
	return w.look()
}
