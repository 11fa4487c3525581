// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// sequence is one series of changes to one instance, from off to off, that most writing statements look at. It is made
// once a run, so that a real instance is changed as seldom as can be:
//
//  1. switched off, if it never was on;
//  2. switched on;
//  3. moved to the second destination;
//  4. switched off with as few parameters as the console's form would need, and with a retention one day longer;
//  5. switched off with all parameters, if that was refused.
type sequence struct {
	id string
	// stopped says why the sequence was not made, or where it ended.
	stopped string
	// Nil answers were not asked for.
	neverOff, enabled, partial *answer
	watched                    *watched
	timeBefore, timeAfter      string
	retentionSent              string
	retentionShown             string
}

// Limits of the retention, in days.
const (
	minRetention = 7
	maxRetention = 1825
)

// sequence makes the sequence, or returns the one that was made.
func (r *run) sequence(ctx context.Context) *sequence {
	if r.done == nil {
		r.done = &sequence{stopped: "needs a writable instance whose policy is off"}
		for _, id := range r.Writable {
			if seen := r.look(ctx, id); seen.attribute != nil &&
				!newGeneralPurpose.MatchString(field(seen.attribute, "DBInstanceClass")) {
				r.done = &sequence{id: id}
				r.done.make(ctx, r, seen)
				break
			}
		}
	}
	return r.done
}

func (q *sequence) make(ctx context.Context, r *run, before *instance) {
	retention := minRetention
	if days, err := strconv.Atoi(before.policy.field("Retention")); err == nil {
		retention = max(retention, days)
	}
	switch {
	case before.on():
		q.stopped = q.id + " has its policy on, and the sequence would switch it off"
		return
	case retention >= maxRetention:
		q.stopped = fmt.Sprintf("%s keeps copies for %d days, and the sequence needs one more", q.id, retention)
		return
	}
	if before.never() {
		got := r.modify(ctx, q.id, settings(false, r.Destinations[0], retention)...)
		q.neverOff = &got
	}
	got := r.modify(ctx, q.id, settings(true, r.Destinations[0], retention)...)
	q.enabled = &got
	if !got.accepted() {
		q.stopped = "switching on was answered with " + got.said()
		return
	}
	q.watched = r.watch(ctx, q.id, func(row map[string]any) bool { return isOn(field(row, "BackupEnabled")) })
	if q.stopped = q.move(ctx, r, retention); q.stopped == "" {
		q.stopped = q.leave(ctx, r, retention)
	}
}

// move changes the destination, more than a minute later, so that a moved time shows in any precision.
func (q *sequence) move(ctx context.Context, r *run, retention int) (stopped string) {
	before := r.call(ctx, actionGetter, q.id).field("BackupEnabledTime")
	if err := r.Wait(ctx, 61*time.Second); err != nil {
		return "interrupted"
	}
	if got := r.modify(ctx, q.id, settings(true, r.Destinations[1], retention)...); !got.accepted() {
		return "changing the destination was answered with " + got.said()
	}
	shown, ok := r.poll(ctx, q.id, func(a answer) bool { return a.field("CrossBackupRegion") == r.Destinations[1] })
	if !ok {
		return "the changed destination was not shown in time"
	}
	q.timeBefore, q.timeAfter = before, shown.field("BackupEnabledTime")
	return ""
}

// leave switches off: first as the console would, then with everything.
func (q *sequence) leave(ctx context.Context, r *run, retention int) (stopped string) {
	q.retentionSent = strconv.Itoa(retention + 1)
	partial := r.modify(ctx, q.id, "BackupEnabled", "0", "RetentType", "1", "Retention", q.retentionSent)
	q.partial = &partial
	if !partial.accepted() {
		if whole := r.modify(ctx, q.id, settings(false, r.Destinations[1], retention+1)...); !whole.accepted() {
			return "switching off was answered with " + whole.said()
		}
	}
	shown, ok := r.poll(ctx, q.id, func(a answer) bool { return a.accepted() && !isOn(a.field("BackupEnabled")) })
	if !ok {
		return "switching off was not shown in time"
	}
	q.retentionShown = shown.field("Retention")
	return ""
}

// settings are all parameters of a change.
func settings(on bool, destination string, retention int) []string {
	digit := map[bool]string{true: "1", false: "0"}[on]
	return []string{
		"BackupEnabled", digit, "LogBackupEnabled", "0", "CrossBackupRegion", destination, "CrossBackupType", "1",
		"RetentType", "1", "Retention", strconv.Itoa(retention),
	}
}

// pollInterval is how long a busy instance is left alone before it is asked again.
const pollInterval = 5 * time.Second

// modify sends a change, and again while the instance is busy.
func (r *run) modify(ctx context.Context, id string, parameters ...string) answer {
	for begun := r.Now(); ; {
		got := r.call(ctx, actionModify, id, parameters...)
		if got.code != "IncorrectDBInstanceState" || r.Now().Sub(begun) > r.Patience || r.Wait(ctx, pollInterval) != nil {
			return got
		}
	}
}

// poll reads the policy until it suits.
func (r *run) poll(ctx context.Context, id string, suits func(answer) bool) (answer, bool) {
	for begun := r.Now(); ; {
		got := r.call(ctx, actionGetter, id)
		if suits(got) {
			return got, true
		}
		if r.Now().Sub(begun) > r.Patience || r.Wait(ctx, pollInterval) != nil {
			return got, false
		}
	}
}

// newGeneralPurpose finds classes of the new general-purpose type, as the emulator guesses them.
var newGeneralPurpose = regexp.MustCompile(newGeneralPurposeClass)

const newGeneralPurposeClass = `^pg\.n[12]e\..*\.1m$`
