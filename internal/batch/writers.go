// SPDX-License-Identifier: MPL-2.0

package batch

import (
	"context"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// patience is how long a write that was accepted waits for others to be read back with it.
const patience = 100 * time.Millisecond

// writers are the writes of one region, which are read back together. Terraform begins a new resource when one is done, so
// as many as were under way together at some time are expected to come, until they do not.
type writers struct {
	// active are those under way, but for any that a group has waited for in vain.
	active    map[string]bool
	expected  int
	readBacks gatherer
}

// Begin tells that the policy of an instance may be written from now on, and returns what tells the end of that. From then
// on no list answers for the policy but in the read-back.
func (r *Reader) Begin(regionID, instanceID string) (end func()) {
	if r == nil {
		return func() {}
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written[instanceID] = true
	g.writers.active[instanceID] = true
	g.writers.expected = max(g.writers.expected, len(g.writers.active))
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.writers.active, instanceID)
	})
}

// ReadBack returns a way to read back a write that was begun, in one list call for all that are being waited for. A write
// that has the region to itself is left to the getter at once.
func (r *Reader) ReadBack(regionID, instanceID string) rds.ReadBack {
	return func(ctx context.Context) (rds.Policy, bool) {
		if r == nil {
			return rds.Policy{}, false
		}
		g := r.region(regionID)
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.policies.off || g.writers.expected < 2 {
			return rds.Policy{}, false
		}
		row, says := g.writers.readBacks.askLocked(ctx, instanceID, g.writers.expected)
		return row, says == Shown && Complete(row)
	}
}

// left learns from a group that leaves. Who did not come in time is not waited for again.
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
}
