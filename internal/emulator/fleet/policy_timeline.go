// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"slices"
	"sort"
	"time"
)

const (
	day              = 24 * time.Hour
	minRetentionDays = 7
	maxRetentionDays = 1825
	// defaultRetentionDays is what the server takes when none was ever sent: the
	// documented minimum, since no document names the default.
	defaultRetentionDays = minRetentionDays
)

// setting is the policy from a moment on.
type setting struct {
	at time.Time
	// seeded settings are older than the fleet: no lag applies to them.
	seeded bool
	Policy
}

// policy returns the settings in force; the zero Policy when there never were any.
func (r *record) policy() Policy {
	if len(r.timeline) == 0 {
		return Policy{}
	}
	return r.timeline[len(r.timeline)-1].Policy
}

// policyAt returns the settings at a moment.
func (r *record) policyAt(t time.Time) Policy {
	n := sort.Search(len(r.timeline), func(i int) bool { return r.timeline[i].at.After(t) })
	if n == 0 {
		return Policy{}
	}
	return r.timeline[n-1].Policy
}

// shown is the policy as a getter or list shows it that lags behind.
func (r *record) shown(now time.Time, lag time.Duration) Policy {
	for _, s := range slices.Backward(r.timeline) {
		if s.seeded || !s.at.After(now.Add(-lag)) {
			return s.Policy
		}
	}
	return Policy{}
}

// put makes p the settings from at on; a second change at the same moment wins.
func (r *record) put(at time.Time, p Policy, seeded bool) {
	if r.policy() != p {
		r.timeline = append(r.timeline, setting{at, seeded, p})
	}
}

// complete derives from prior what every change of a policy implies.
func (p Policy) complete(prior Policy, now time.Time, movesTime bool) Policy {
	now, p.DisabledTime = now.Truncate(time.Second), time.Time{} // the timeline tells
	p.LogEnabled = p.LogEnabled && p.Enabled
	p.EverEnabled = p.EverEnabled || p.Enabled || prior.EverEnabled
	if p.DestinationRegion == "" {
		p.DestinationRegion = prior.DestinationRegion
	}
	if p.RetentionDays == 0 {
		p.RetentionDays = prior.RetentionDays
	}
	if p.RetentionDays == 0 && p.EverEnabled {
		p.RetentionDays = defaultRetentionDays
	}
	moved := movesTime && p.DestinationRegion != prior.DestinationRegion
	p.EnabledTime = switchTime(p.Enabled, prior.Enabled && !moved, p.EnabledTime, prior.EnabledTime, now)
	p.LogEnabledTime = switchTime(p.LogEnabled, prior.LogEnabled, p.LogEnabledTime, prior.LogEnabledTime, now)
	return p
}

// switchTime is the enabled time after a change: a given time that differs from
// the prior one wins, switching on sets now, anything else keeps the prior time.
func switchTime(on, wasOn bool, given, prior, now time.Time) time.Time {
	switch {
	case !given.IsZero() && !given.Equal(prior):
		return given
	case on && !wasOn:
		return now
	default:
		return prior
	}
}

// expiry is when data that ended at end and was copied at copied is purged: the
// first moment after the copy at which it is as old as the retention of that
// moment. A retention raised later brings nothing back. Where a changed retention
// does not apply to existing data (moves is false), that of the copy counts.
func (r *record) expiry(end, copied time.Time, moves bool) time.Time {
	if !moves {
		return end.Add(r.policyAt(copied).retention())
	}
	for i, s := range r.timeline {
		last := i == len(r.timeline)-1
		if !last && !r.timeline[i+1].at.After(copied) {
			continue
		}
		t := end.Add(s.retention())
		if t.Before(s.at) {
			t = s.at
		}
		if t.Before(copied) {
			t = copied
		}
		if last || t.Before(r.timeline[i+1].at) {
			return t
		}
	}
	return end.Add(defaultRetentionDays * day)
}

func (p Policy) retention() time.Duration {
	if p.RetentionDays == 0 {
		return defaultRetentionDays * day
	}
	return time.Duration(p.RetentionDays) * day
}

// oldestKept bounds how far back retained data can reach.
func (r *record) oldestKept(now time.Time) time.Time {
	longest := defaultRetentionDays * day
	for _, s := range r.timeline {
		longest = max(longest, s.retention())
	}
	return now.Add(-longest)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
