// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"time"
)

// watched is what getter, list and instance showed after a change.
type watched struct {
	// getter and list say after how long the change was shown; negative where it was not.
	getter, list time.Duration
	// busy is how long the instance was not Running for good.
	busy time.Duration
	// status is the word it showed then; empty where it was never seen busy.
	status string
	// flaps is how often it showed Running in between.
	flaps int
	// settled says that it was Running for a while when the watch ended.
	settled bool
	// step is how far apart the looks were at last.
	step time.Duration
}

const (
	// settleTime is how long an instance has to be Running to be taken as done.
	settleTime = 30 * time.Second
	// closely is how long a change is watched every second; later looks are further apart, because the API counts calls.
	closely = 2 * time.Minute

	running = "Running"
)

// watch looks at an instance until the change is shown everywhere and the instance has been Running for a while.
func (r *run) watch(ctx context.Context, id string, shown func(row map[string]any) bool) *watched {
	w := &watched{getter: -1, list: -1, step: time.Second}
	begun := r.Now()
	var since time.Duration // when the present time of Running began
	last := running
	for {
		// The status first: it is what goes by soonest.
		status := last
		if rows := r.call(ctx, actionAttribute, id).items(); len(rows) == 1 {
			status = field(rows[0], "DBInstanceStatus")
		}
		at := r.Now().Sub(begun)
		switch {
		case status != running:
			w.status = status
		case last != running:
			w.flaps++ // the last one is no flap, and is taken off below
			since = at
		}
		last = status
		if w.getter < 0 {
			if got := r.call(ctx, actionGetter, id); got.accepted() && shown(got.tree) {
				w.getter = r.Now().Sub(begun)
			}
		}
		if w.list < 0 {
			if row, _ := r.row(ctx, id); row != nil && shown(row) {
				w.list = r.Now().Sub(begun)
			}
		}
		w.settled = last == running && at-since >= settleTime
		if w.settled && w.getter >= 0 && w.list >= 0 || at > r.Patience {
			break
		}
		if at >= closely {
			w.step = pollInterval
		}
		if r.Wait(ctx, w.step) != nil {
			break
		}
	}
	if w.busy = since; w.flaps > 0 && last == running {
		w.flaps--
	}
	return w
}
