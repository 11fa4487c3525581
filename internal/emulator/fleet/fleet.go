// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"regexp"
	"sync"
	"time"
)

// Fleet is the simulation. All methods may be called concurrently.
type Fleet struct {
	mu sync.Mutex
	contents
}

// contents is all that a fleet holds. [Fleet.Reset] replaces it.
type contents struct {
	clock     clock
	table     []Guess
	guesses   map[string]string
	blocked   *regexp.Regexp // compiled guess blocked-class
	accounts  []Account
	instances map[string]*record
	regions   map[string][]*record // by region, sorted by id
	ordinals  []*record            // by ordinal; nil once deleted
}

// record is everything the fleet knows of one instance.
type record struct {
	Instance    // as given; Policy, BusyFor and derived fields are kept below
	ordinal     int64
	addedAt     time.Time
	backupsFrom time.Time // no daily backup starts before
	busyUntil   time.Time
	busyText    string              // status while busy; empty = guess busy-status
	busyReads   int                 // how often the status was read in this busy time
	timeline    []setting           // the policy over time, oldest first
	extras      []extra             // backups in addition to the daily ones, oldest first
	early       map[int64]earlyCopy // backup key to the copy made on enabling
	backlogs    []backlog           // logs from before log copy was on
}

// New returns an empty fleet. It fails on a clock that cannot be.
func New(o Options) (*Fleet, error) {
	c, err := newClock(o)
	if err != nil {
		return nil, err
	}
	f := &Fleet{contents: contents{
		clock: c, table: append(Guesses(), o.MoreGuesses...), guesses: map[string]string{},
		instances: map[string]*record{}, regions: map[string][]*record{},
	}}
	for _, g := range f.table {
		f.guesses[g.ID] = g.Default
	}
	return f, f.setGuesses(f.guesses)
}

// lookUp returns the record of an API call. An unknown instance is refused with notFound, and so is one of another
// region, unless other-region is guessed otherwise. An empty region matches every region.
func (f *Fleet) lookUp(region, id, notFound string) (*record, error) {
	r := f.instances[id]
	if r == nil || f.elsewhere(r, region) {
		return nil, Refusal{notFound, id}
	}
	return r, nil
}

// elsewhere reports whether a call in a region does not find an instance because it is in another one.
func (f *Fleet) elsewhere(r *record, region string) bool {
	return region != "" && r.Region != region && f.guesses[guessOtherRegion] == "notfound"
}

// find is lookUp without released instances of which nothing is left.
func (f *Fleet) find(region, id, notFound string) (*record, error) {
	r, err := f.lookUp(region, id, notFound)
	if err == nil && f.vanished(r) {
		return nil, Refusal{notFound, id}
	}
	return r, err
}

// policyNotFound is the code of policy calls for an instance that does not exist.
func (f *Fleet) policyNotFound() string {
	if f.guesses[guessInstanceNotFound] == "404" {
		return CodeInstanceNotFound
	}
	return CodeInstanceIDNotFound
}

// vanished reports whether nothing is left of a released instance: it had no
// policy, its sets went with it, or the retention has passed since the release.
func (f *Fleet) vanished(r *record) bool {
	if !r.Released {
		return false
	}
	if !r.policy().EverEnabled || r.dropsSetsOnRelease() && f.guesses[guessReleasedNoCopies] == "gone" {
		return true
	}
	return !f.clock.now().Before(r.expiry(r.ReleasedTime, r.ReleasedTime, f.retentionMoves()))
}
