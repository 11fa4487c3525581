// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// When lists are worth their calls. The numbers are about distinct instances of one region and one walk.
const (
	// alone is up to how many policies are read singly, without any delay.
	alone = 1
	// gathering is how long a question about a policy waits for others to join it.
	gathering = 5 * time.Millisecond
	// firstPolicyPage and firstInstancePage are from how many on the first page is read. There is no other list of instances.
	firstPolicyPage   = 8
	firstInstancePage = 4
	// policyWorth and instanceWorth are how many pages each of them is worth, in halves. An instance is worth two, since
	// nothing but a page can spare it its own call.
	policyWorth   = 2
	instanceWorth = 4
)

// Listing is what the lists say of an instance.
type Listing int

const (
	// Unasked means that they say nothing: they were not asked, or are not to be had. Ask about the instance itself.
	Unasked Listing = iota
	// Missing means that a list which should have a row has none. That is a hint, and nothing more: rows move while pages are read.
	Missing
	// Shown means that there is a row.
	Shown

	// unread means that further pages are not worth reading, or not to be had.
	unread
)

// Lister makes the list calls. It is what this package needs of [rds.Client].
type Lister interface {
	PolicyPage(ctx context.Context, region string, number int, instanceIDs ...string) ([]rds.Policy, int64, error)
	InstancePage(ctx context.Context, region string, number int) ([]rds.Instance, int64, error)
}

// Reader shares list calls among the resources of one walk. It is safe for use by many goroutines. A nil Reader has no lists.
type Reader struct {
	lister Lister

	mu      sync.Mutex
	regions map[string]*region
}

// New returns a reader that has asked nothing yet.
func New(lister Lister) *Reader {
	return &Reader{lister: lister, regions: map[string]*region{}}
}

// region is what the walk knows of one region. Its mutex guards all of it.
type region struct {
	mu        sync.Mutex
	policies  pages[rds.Policy]
	instances pages[rds.Instance]
	groups    health
	questions gatherer
	writers   writers
	// written are the instances that this walk has begun to write. What a list says of them may be from before.
	written map[string]bool
}

func (r *Reader) region(id string) *region {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := r.regions[id]
	if found == nil {
		found = newRegion(r.lister, id)
		r.regions[id] = found
	}
	return found
}

func newRegion(lister Lister, id string) *region {
	g := &region{written: map[string]bool{}}
	g.policies = pages[rds.Policy]{
		mu: &g.mu, asked: map[string]bool{}, rows: map[string]rds.Policy{}, first: firstPolicyPage, worth: policyWorth,
		id: func(p rds.Policy) string { return p.InstanceID },
		read: func(ctx context.Context, number int) ([]rds.Policy, int64, error) {
			return lister.PolicyPage(ctx, id, number)
		},
	}
	g.instances = pages[rds.Instance]{
		mu: &g.mu, asked: map[string]bool{}, rows: map[string]rds.Instance{}, first: firstInstancePage, worth: instanceWorth,
		id: func(i rds.Instance) string { return i.ID },
		read: func(ctx context.Context, number int) ([]rds.Instance, int64, error) {
			return lister.InstancePage(ctx, id, number)
		},
	}
	some := func(ctx context.Context, ids []string) (map[string]rds.Policy, error) {
		rows, _, err := lister.PolicyPage(ctx, id, 1, ids...)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.groups.judge(ctx, err)
		found := map[string]rds.Policy{}
		for _, row := range rows {
			found[row.InstanceID] = row
		}
		return found, err
	}
	g.questions = gatherer{mu: &g.mu, call: some}
	g.writers = writers{begun: map[string]time.Time{}, active: map[string]bool{}, together: usual}
	g.writers.readBacks = gatherer{mu: &g.mu, call: some, left: g.writers.left}
	return g
}

// Policy returns what the lists say of the policy of an instance. It asks no list for the first instance of a region, and
// none about an instance that this walk writes. Where the context ends it returns Unasked.
func (r *Reader) Policy(ctx context.Context, regionID, instanceID string) (rds.Policy, Listing) {
	if r == nil {
		return rds.Policy{}, Unasked
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.written[instanceID] {
		return rds.Policy{}, Unasked
	}
	row, says := g.policies.findLocked(ctx, instanceID)
	if says == unread && len(g.policies.asked) > alone && !g.groups.off {
		row, says = g.questions.joinLocked(ctx, instanceID, gathering).answerLocked(ctx, instanceID)
	}
	if says == unread || g.written[instanceID] { // a write may have begun meanwhile
		return rds.Policy{}, Unasked
	}
	return row, says
}

// Instance returns what the list of instances says of one. Rows lack facts that the instance itself has.
func (r *Reader) Instance(ctx context.Context, regionID, instanceID string) (rds.Instance, Listing) {
	if r == nil {
		return rds.Instance{}, Unasked
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	row, says := g.instances.findLocked(ctx, instanceID)
	if says == unread {
		return rds.Instance{}, Unasked
	}
	return row, says
}

// Whole reports whether a row is complete and tells the engine too.
func Whole(row rds.Policy) bool { return Complete(row) && row.Engine != "" && row.EngineVersion != "" }

// Complete is ComparesWithState of the row.
func Complete(row rds.Policy) bool { return row.ComparesWithState() }
