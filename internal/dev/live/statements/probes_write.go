// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// writeStatements change policies. All but the last two look at the same sequence.
func writeStatements() []Statement {
	const needs = "a writable instance whose policy is off"
	onSequence := func(guess string, read func(q *sequence) Seen) Statement {
		return Statement{
			Guess:  guess,
			Writes: true,
			Needs:  needs,
			probe:  func(ctx context.Context, r *run) Seen { return read(r.sequence(ctx)) },
		}
	}
	return []Statement{
		onSequence("disable-never-enabled", seenDisableNever),
		onSequence("getter-lag",
			func(q *sequence) Seen {
				return q.lag("policy getter", func(s *watched) time.Duration { return s.getter })
			}),
		onSequence("list-lag",
			func(q *sequence) Seen { return q.lag("list", func(s *watched) time.Duration { return s.list }) }),
		onSequence("busy-after-write", seenBusyAfterWrite),
		onSequence("busy-status", seenBusyStatus),
		onSequence("busy-flap", seenBusyFlap),
		onSequence("region-change-enabled-time", seenRegionChangeTime),
		onSequence("partial-disable", seenPartialDisable),
		onSequence("retention-in-disable", seenRetentionInDisable),
		{
			Guess:  "blocked-class",
			Writes: true,
			Needs:  "a writable instance of a class that the guess blocks",
			probe:  probeBlockedClass,
		},
		{
			Guess:  "retention-applies",
			Writes: true,
			Needs:  "copies, and up to one and a half days",
			probe:  probeRetentionApplies,
		},
	}
}

func seenDisableNever(q *sequence) Seen {
	if q.neverOff == nil {
		return cannotTell(q.because("needs a writable instance whose policy never was on"))
	}
	return accepted(*q.neverOff, "switching off "+q.id+", which never was on")
}

// accepted reads the answer to a change whose guess is "accepted or InternalError".
func accepted(got answer, what string) Seen {
	note := what + ": " + got.said()
	switch {
	case got.accepted():
		return saw("accepted", note)
	case got.code == "InternalError":
		return saw("internalerror", note)
	}
	return saw(got.said(), note)
}

// because returns why the sequence ended early, or a reason of the statement's own.
func (q *sequence) because(otherwise string) string {
	if q.stopped != "" {
		return q.stopped
	}
	return otherwise
}

func (q *sequence) lag(where string, read func(*watched) time.Duration) Seen {
	if q.watched == nil {
		return cannotTell(q.because("the sequence did not get there"))
	}
	lag := read(q.watched)
	if lag < 0 {
		return cannotTell("the " + where + " did not show the change in time")
	}
	return measured(lag, q.watched.step, "the "+where+" showed that "+q.id+" is on")
}

// measured is a conclusion about a time; it may be off by the distance of two looks.
func measured(d, step time.Duration, note string) Seen {
	return Seen{Value: d.Round(time.Second).String(), Within: step, Note: note}
}

func seenBusyAfterWrite(q *sequence) Seen {
	switch {
	case q.watched == nil:
		return cannotTell(q.because("the sequence did not get there"))
	case !q.watched.settled:
		return cannotTell(q.id + " was still busy when patience ended")
	}
	return measured(q.watched.busy, q.watched.step, q.id+" after switching on")
}

func seenBusyStatus(q *sequence) Seen {
	if q.watched == nil || q.watched.status == "" {
		return cannotTell(q.because(q.id + " was never seen busy"))
	}
	return saw(q.watched.status, q.id+" after switching on")
}

func seenBusyFlap(q *sequence) Seen {
	if q.watched == nil || q.watched.status == "" {
		return cannotTell(q.because(q.id + " was never seen busy"))
	}
	return saw(strconv.Itoa(q.watched.flaps), q.id+" after switching on, looked at every "+q.watched.step.String())
}

func seenRegionChangeTime(q *sequence) Seen {
	note := fmt.Sprintf("%s: BackupEnabledTime %s before and %s after the destination changed", q.id, q.timeBefore,
		q.timeAfter)
	switch {
	case q.timeBefore == "" || q.timeAfter == "":
		return cannotTell(q.because("the policy getter shows no BackupEnabledTime"))
	case q.timeBefore == q.timeAfter:
		return saw("kept", note)
	}
	return saw("moved", note)
}

func seenPartialDisable(q *sequence) Seen {
	if q.partial == nil {
		return cannotTell(q.because("the sequence did not get there"))
	}
	return accepted(*q.partial, "switching off "+q.id+" without region and log")
}

func seenRetentionInDisable(q *sequence) Seen {
	note := fmt.Sprintf("%s: sent %s days, reads %s", q.id, q.retentionSent, q.retentionShown)
	switch {
	case q.stopped != "" || q.partial == nil:
		return cannotTell(q.because("the sequence did not get there"))
	case !positive(q.retentionShown):
		return cannotTell("the policy getter shows no retention while off")
	case q.retentionShown == q.retentionSent:
		return saw("taken", note)
	}
	return saw("ignored", note)
}

// codeBlockedClass is how the feature is refused to a class.
const codeBlockedClass = "InvalidInstanceLevel.Malformed"

// probeBlockedClass tries to switch on an instance of a class that the guess blocks, and looks at how the sequence's
// own class was answered.
func probeBlockedClass(ctx context.Context, r *run) Seen {
	q := r.sequence(ctx)
	if q.enabled != nil && q.enabled.code == codeBlockedClass {
		class := field(r.look(ctx, q.id).attribute, "DBInstanceClass")
		return saw("^"+regexp.QuoteMeta(class)+"$", q.id+": "+q.enabled.said())
	}
	for _, id := range r.Writable {
		seen := r.look(ctx, id)
		class := field(seen.attribute, "DBInstanceClass")
		if !newGeneralPurpose.MatchString(class) || seen.on() {
			continue
		}
		got := r.modify(ctx, id, settings(true, r.Destinations[0], minRetention)...)
		note := id + " of class " + class + ": " + got.said()
		switch {
		case got.code == codeBlockedClass:
			return saw(newGeneralPurposeClass, note)
		case got.accepted():
			return saw("none", note)
		}
		return cannotTell(note)
	}
	return none("a writable instance of a class such as pg.n2e.1c.1m")
}

// probeRetentionApplies lengthens the retention by a day, just before the oldest copy expires, and looks whether it
// stays. It never shortens one: that would delete copies.
func probeRetentionApplies(ctx context.Context, r *run) Seen {
	for _, id := range r.Expiring {
		policy := r.call(ctx, actionGetter, id)
		days, err := strconv.Atoi(policy.field("Retention"))
		if err != nil || days < minRetention || days >= maxRetention {
			continue
		}
		oldest, ok := r.oldestSet(ctx, id)
		if !ok {
			continue
		}
		expires := oldest.EndTime.AddDate(0, 0, days)
		wait := expires.Sub(r.Now()) + 12*time.Hour // a purge may be late, and the next day's limit is 24 hours away
		switch {
		case expires.Before(r.Now()):
			return cannotTell("the oldest copy of " + id + " is older than its retention")
		case wait > r.Patience:
			return cannotTell(
				fmt.Sprintf("the oldest copy of %s tells in %s, longer than the patience", id, wait.Round(time.Minute)),
			)
		}
		if got := r.modify(ctx, id, "RetentType", "1", "Retention", strconv.Itoa(days+1)); !got.accepted() {
			return cannotTell("a longer retention was answered with " + got.said())
		}
		if r.Wait(ctx, wait) != nil {
			return cannotTell("interrupted")
		}
		left, ok := r.oldestSet(ctx, id)
		note := fmt.Sprintf("copy %s of %s, retention %d days raised to %d", oldest.ID, id, days, days+1)
		switch {
		case !ok:
			return cannotTell("no copies of " + id + " could be read after the change")
		case left.ID == oldest.ID:
			return saw("existing", note)
		}
		return saw("new", note)
	}
	return none(needsSets + " and an instance whose retention may be raised by a day")
}

// oldestSet returns the copy that ended first.
func (r *run) oldestSet(ctx context.Context, id string) (rds.BackupSet, bool) {
	var oldest rds.BackupSet
	for set, err := range r.Client.BackupSets(ctx, rds.BackupSetQuery{Region: r.Region, InstanceID: id}) {
		if err != nil {
			return rds.BackupSet{}, false
		}
		if oldest.ID == "" || set.EndTime.Before(oldest.EndTime) {
			oldest = set
		}
	}
	return oldest, oldest.ID != ""
}
