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
	in.FailedCopies = nil
	if len(r.FailedCopies) > 0 {
		for _, b := range r.backups(r.backupsFrom, r.addedAt) {
			if age := 1 + int(now.Sub(b.start)/day); r.copyFailed(b) && !slices.Contains(in.FailedCopies, age) {
				in.FailedCopies = append(in.FailedCopies, age)
			}
		}
	}
	if in.Policy != nil && !in.Policy.Enabled && in.Policy.EverEnabled {
		in.Policy.DisabledTime = r.disabledTime()
	}
	return in
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
