// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A write that was accepted waits for others, to be read back with them, as long as it has taken so far, within bounds. So it
// waits longer where calls take long or have to wait for their turn, which is where sharing them is worth most.
const (
	leastPatience = 100 * time.Millisecond
	mostPatience  = 2 * time.Second
	// grace is how much longer all who are under way wait, where they are few, for others that may be about to begin.
	grace = 20 * time.Millisecond
	// usual is how many resources Terraform works on together unless told otherwise. When a run has begun many writes, a group
	// waits until so many have come, as long as one comes every second: that costs the run nothing while there are others to begin.
	usual        = 10
	many         = 20
	bulkGap      = time.Second
	bulkPatience = 5 * time.Second
)

// writers are the writes of one region, which are read back together. Terraform begins a new resource when one is done, so
// as many as were under way together at some time are expected to come, until they do not.
type writers struct {
	// begun are those under way, and active is which of them a group waits for: not those that one has waited for in vain.
	begun    map[string]time.Time
	active   map[string]bool
	expected int
	// total counts the writes of this walk, and together is how many of them are under way at a time, as far as is known.
	total, together int
	readBacks       gatherer
}

// expectLocked counts a write among those that groups wait for.
func (w *writers) expectLocked(instanceID string) {
	w.active[instanceID] = true
	w.expected = max(w.expected, len(w.active))
}

// Forget tells that the policy of an instance may be written from now on. From then on no list answers for it.
func (r *Reader) Forget(regionID, instanceID string) {
	if r == nil {
		return
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written[instanceID] = true
}

// Begin is Forget for a write that a ReadBack may follow, for which other writes then wait. It returns what tells the end of it.
func (r *Reader) Begin(regionID, instanceID string) (end func()) {
	if r == nil {
		return func() {}
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written[instanceID] = true
	g.writers.begun[instanceID] = time.Now()
	g.writers.total++
	g.writers.expectLocked(instanceID)
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.writers.begun, instanceID)
		delete(g.writers.active, instanceID)
	})
}

// ReadBack returns a way to read back the first write of a policy that was never on, in one list call for all that are being
// waited for. A list that lags may show any other policy as it was before a change that the write takes back, so that an older
// row would pass for the write. A write that was not begun, or has the region to itself, is left to the getter at once.
func (r *Reader) ReadBack(regionID, instanceID string) rds.ReadBack {
	return func(ctx context.Context) (rds.Policy, bool) {
		if r == nil {
			return rds.Policy{}, false
		}
		g := r.region(regionID)
		g.mu.Lock()
		defer g.mu.Unlock()
		w := &g.writers
		if _, begun := w.begun[instanceID]; !begun {
			return rds.Policy{}, false
		}
		w.expectLocked(instanceID)
		if g.groups.off || w.expected < 2 {
			return rds.Policy{}, false
		}
		joined := w.readBacks.joinLocked(ctx, instanceID, w.patienceLocked(instanceID))
		switch n := len(joined.ids); {
		case n >= max(w.expected, w.together):
			w.readBacks.leaveLocked(joined, false)
		case w.total >= many:
			w.readBacks.hastenLocked(joined, bulkGap, true)
		case n >= w.expected:
			w.readBacks.hastenLocked(joined, grace, false)
		}
		row, says := joined.answerLocked(ctx, instanceID)
		return row, says == Shown && Whole(row)
	}
}

// patienceLocked is how long a write waits for others.
func (w *writers) patienceLocked(instanceID string) time.Duration {
	if w.total >= many {
		return bulkPatience
	}
	return min(max(time.Since(w.begun[instanceID]), leastPatience), mostPatience)
}

// left learns from a group that leaves. Who did not come in time is not waited for again until it comes.
func (w *writers) left(ids map[string]bool, late bool) {
	if !late {
		return
	}
	for id := range w.active {
		if !ids[id] {
			delete(w.active, id)
		}
	}
	w.expected = len(ids)
	if w.total >= many {
		w.together = len(ids)
	}
}
