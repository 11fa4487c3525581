// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// failFast is how long a region that did not answer is not called. After that one resource may try again.
const failFast = time.Minute

// regionFacts is what this walk knows of a region that did not answer.
type regionFacts struct {
	failed time.Time // when it last failed or was last tried; zero while it answers
	trial  string    // the instance that may try again
}

// Heard records what became of a call to a region. Only a region that could not be reached, or did not answer in the
// time of the call itself, has failed: an odd answer, and a caller that had no time left, say nothing about it.
func (w *Walk) Heard(ctx context.Context, region string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case ctx.Err() != nil && err != nil:
	case rds.Unreachable(err):
		w.regions[region] = &regionFacts{failed: w.now()}
	default:
		delete(w.regions, region)
	}
}

// Failed reports whether a region did not answer within the last minute.
func (w *Walk) Failed(region string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failedLocked(region)
}

// MayCall reports whether calls about an instance may be made in a region. They may not where the region did not
// answer. A minute after that, one instance may try again, and the others wait for what it hears. The id is empty while
// the instance is unknown; such instances cannot be told apart, so that one call of all of them may try again.
func (w *Walk) MayCall(region, instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.regions[region]
	switch {
	case facts == nil, facts.trial != "" && facts.trial == instanceID:
		return true
	case w.failedLocked(region):
		return false
	}
	*facts = regionFacts{failed: w.now(), trial: instanceID}
	return true
}

func (w *Walk) failedLocked(region string) bool {
	facts := w.regions[region]
	return facts != nil && w.now().Sub(facts.failed) < failFast
}
