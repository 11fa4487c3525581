// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"maps"
	"slices"
	"time"
)

// Seed describes the fleet as it is now. A fleet that is made of it at the same time has the same accounts, guesses,
// instances and policies. Their copies are computed again, from the settings of now.
func (f *Fleet) Seed() Seed {
	f.mu.Lock()
	defer f.mu.Unlock()
	seed := Seed{
		Start: f.clock.now(), Guesses: maps.Clone(f.guesses), Accounts: []Account{}, Instances: []Instance{},
	}
	for _, account := range f.accounts {
		seed.Accounts = append(seed.Accounts, account.clone())
	}
	for _, r := range f.ordinals { // in this order: numbers of copies follow from it
		if r != nil {
			seed.Instances = append(seed.Instances, f.saved(r))
		}
	}
	return seed
}

// saved is an instance with what a seed says of its past, counted from now on.
func (f *Fleet) saved(r *record) Instance {
	in, now := f.snapshot(r), f.clock.now()
	// Rounded: a fleet that is saved and read every few minutes gets no older by that.
	in.History = min(int(now.Sub(r.backupsFrom).Round(day)/day), maxHistory)
	in.FailedCopies, in.MissingCopies = r.daysAgo(r.FailedCopies, now), r.daysAgo(r.MissingCopies, now)
	if in.Policy != nil && !in.Policy.Enabled && in.Policy.EverEnabled {
		in.Policy.DisabledTime = r.disabledTime()
	}
	return in
}

// daysAgo counts the days of backups, which are days before the instance was added, from now on.
func (r *record) daysAgo(days []int, now time.Time) (ago []int) {
	if len(days) == 0 {
		return nil
	}
	for _, b := range r.backups(r.backupsFrom, r.addedAt) {
		if age := 1 + int(now.Sub(b.start)/day); r.happened(b, days) && !slices.Contains(ago, age) {
			ago = append(ago, age)
		}
	}
	return ago
}

// disabledTime is when a policy that is off was switched off.
func (r *record) disabledTime() time.Time {
	for i, s := range slices.Backward(r.timeline) {
		if i == 0 || r.timeline[i-1].Enabled {
			return s.at.UTC().Truncate(time.Second)
		}
	}
	return time.Time{}
}
