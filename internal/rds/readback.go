// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// ownPolls is every how many polls the getter is asked although there is another way to read back.
const ownPolls = 4

// ReadBack is another way than the getter to see whether an accepted write has arrived, such as a list call that many writers share. It returns the
// policy as read after the write, or false where it cannot say.
//
// It decides nothing but that the settings are there. Before a write is sent again, and at every fourth poll, the getter is asked: a list may lag.
type ReadBack func(ctx context.Context) (Policy, bool)

// poll reads back, for the number-th time. Where less than the whole truth is at hand, the getter has the word: about an instance that was released, and
// where only the retention differs, because another write follows from that.
func (w *writer) poll(number int) (Policy, error) {
	for _, readBack := range w.shared {
		if number%ownPolls == 0 {
			break
		}
		policy, told := readBack(w.ctx)
		switch {
		case !told || policy.Released != w.nothingElse:
		case w.matches(policy):
			return w.seen(policy), nil
		case !w.onlyRetentionDiffers(policy): // not there yet; how often the getter did not know the instance is not forgotten for it
			w.last, w.status = policy, firstOf(policy.InstanceStatus, w.status)
			return policy, nil
		}
	}
	return w.look()
}
