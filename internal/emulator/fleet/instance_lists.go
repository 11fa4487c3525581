// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"slices"
	"strings"
)

// Part selects rows of a list. The zero Part is all of them.
type Part struct {
	// AccountID selects the rows of one account; empty means any.
	AccountID string
	// Size is how many rows are wanted from First on; 0 means all.
	First, Size int
}

// Cut returns the rows from First on, as many as Size says and there are.
func Cut[T any](rows []T, part Part) []T {
	first, last := min(part.First, len(rows)), len(rows)
	if part.Size > 0 {
		last = min(first+part.Size, last)
	}
	return rows[first:last]
}

// enter keeps a region's records sorted by id, since a client that pages reads all of them once for each page.
func (f *Fleet) enter(r *record) {
	at, _ := f.place(r)
	f.regions[r.Region] = slices.Insert(f.regions[r.Region], at, r)
}

func (f *Fleet) leave(r *record) {
	if at, found := f.place(r); found {
		f.regions[r.Region] = slices.Delete(f.regions[r.Region], at, at+1)
	}
}

func (f *Fleet) place(r *record) (at int, found bool) {
	byID := func(other *record, id string) int { return strings.Compare(other.ID, id) }
	return slices.BinarySearchFunc(f.regions[r.Region], r.ID, byID)
}

// ListPolicies answers DescribeCrossRegionBackupDBInstance: the policies of a source
// region, sorted by instance id, lag and guesses of the list applied, and how many
// there are in all. Ids restrict the list; unknown ones are left out.
func (f *Fleet) ListPolicies(region string, ids []string, part Part) (rows []PolicyView, total int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, lag := f.clock.now(), f.guessDuration(guessListLag)
	chosen := f.selected(region, ids)
	listed := make([]*record, 0, len(chosen))
	for _, r := range chosen {
		if part.has(r) && f.listed(r, r.shown(now, lag)) && !f.vanished(r) {
			listed = append(listed, r)
		}
	}
	for _, r := range Cut(listed, part) {
		rows = append(rows, f.view(r, r.shown(now, lag)))
	}
	return rows, len(listed), nil
}

// InstanceViews answers DescribeDBInstances: the instances of a region sorted by id,
// released ones as guessed, and how many there are in all. Wants, which may be nil,
// leaves others out; it must neither call the fleet nor change what it sees.
func (f *Fleet) InstanceViews(
	region string, wants func(Instance) bool, part Part,
) (rows []Instance, total int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	listed := make([]*record, 0, len(f.regions[region]))
	for _, r := range f.regions[region] {
		if !part.has(r) || r.Released && f.guesses[guessReleasedInstance] != "released" {
			continue
		}
		if wants != nil {
			seen := r.Instance
			seen.Status, seen.LockMode = f.status(r), r.lockMode()
			if !wants(seen) {
				continue
			}
		}
		listed = append(listed, r)
	}
	for _, r := range Cut(listed, part) {
		rows = append(rows, f.snapshot(r))
	}
	return rows, len(listed), nil
}

func (p Part) has(r *record) bool { return p.AccountID == "" || r.AccountID == p.AccountID }

// selected returns the records of a region, sorted by id; no ids mean all.
func (f *Fleet) selected(region string, ids []string) []*record {
	if len(ids) == 0 {
		return f.regions[region]
	}
	var chosen []*record
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if r := f.instances[id]; r != nil && r.Region == region {
			chosen = append(chosen, r)
		}
	}
	return chosen
}

// listed applies the guesses about the list's rows.
func (f *Fleet) listed(r *record, p Policy) bool {
	supported := r.Engine == enginePostgreSQL || r.Engine == engineMySQL || r.Engine == engineSQLServer
	switch {
	case r.Released && f.guesses[guessListReleased] == "false":
		return false
	case !p.EverEnabled:
		return supported && f.guesses[guessListNever] == "true"
	case !p.Enabled:
		return f.guesses[guessListDisabled] == "true"
	default:
		return true
	}
}

// ReadOnlyInstances returns the ids of the read-only instances of an instance, in the same account.
func (f *Fleet) ReadOnlyInstances(master Instance) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var ids []string
	for _, r := range f.ordinals {
		if r != nil && r.MasterID == master.ID && r.AccountID == master.AccountID {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}
