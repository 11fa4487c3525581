// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// gatherer collects the ids that callers ask about into groups. Each group leaves as one call, and answers only those who
// joined before it left: what they get is never older than their question.
type gatherer struct {
	mu   *sync.Mutex
	call func(ctx context.Context, ids []string) (map[string]rds.Policy, error)
	// left, when set, is told with the mutex held of each group that leaves: who is in it, and whether its time was up.
	left func(ids map[string]bool, late bool)

	open *group
}

// group is one call to be, or under way.
type group struct {
	*flight

	ids map[string]bool
	// leave lets the group go before its time is up.
	leave context.CancelFunc
	rows  map[string]rds.Policy
}

// joinLocked joins the group that is open, or opens one that leaves when the window is over. A group that is full leaves at once.
func (g *gatherer) joinLocked(ctx context.Context, id string, window time.Duration) *group {
	joined := g.open
	if joined == nil {
		joined = g.openLocked(ctx, window)
	}
	joined.ids[id] = true
	if len(joined.ids) >= rds.IDsPerCall {
		g.leaveLocked(joined, false)
	}
	return joined
}

// answerLocked waits for the call of a group, and returns what it says of one that has joined it.
func (g *group) answerLocked(ctx context.Context, id string) (rds.Policy, Listing) {
	if !g.waitLocked(ctx) {
		return rds.Policy{}, Unasked
	}
	if row, listed := g.rows[id]; listed {
		return row, Shown
	}
	return rds.Policy{}, Missing
}

func (g *gatherer) openLocked(ctx context.Context, window time.Duration) *group {
	opened := &group{ids: map[string]bool{}}
	gathering, leave := context.WithCancel(context.WithoutCancel(ctx))
	opened.leave, g.open = leave, opened
	abandoned := func() { g.leaveLocked(opened, false) }
	opened.flight = takeOff(ctx, g.mu, abandoned, func(ctx context.Context) bool {
		_ = rds.Sleep(gathering, window) // the end of the window, or a reason to leave earlier
		g.mu.Lock()
		g.leaveLocked(opened, true)
		ids := slices.Sorted(maps.Keys(opened.ids))
		g.mu.Unlock()
		if len(ids) < 2 || ctx.Err() != nil {
			return false // for one instance the getter says more at the same price
		}
		rows, err := g.call(ctx, ids)
		g.mu.Lock()
		defer g.mu.Unlock()
		opened.rows = rows
		return err == nil
	})
	return opened
}

// hastenLocked lets a group leave earlier than its window says, once nobody has joined it for some time.
func (g *gatherer) hastenLocked(hastened *group, after time.Duration, late bool) {
	joined := len(hastened.ids)
	time.AfterFunc(after, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(hastened.ids) == joined {
			g.leaveLocked(hastened, late)
		}
	})
}

// leaveLocked lets nobody in any more.
func (g *gatherer) leaveLocked(leaving *group, late bool) {
	if g.open != leaving {
		return
	}
	g.open = nil
	leaving.leave()
	if g.left != nil {
		g.left(leaving.ids, late)
	}
}
