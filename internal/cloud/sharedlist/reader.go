// SPDX-License-Identifier: MPL-2.0

package sharedlist

import (
	"context"
	"sync"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Listing is what the lists say of an instance.
type Listing int

const (
	// AskInstance means that they say nothing: they were not asked, or cannot be had.
	AskInstance Listing = iota
	// NotListed means that a list which should have a row has none. That is a hint: rows move while pages are read.
	NotListed
	// Listed means that there is a row.
	Listed
)

// Lister makes the list calls. It is what this package needs of [rds.Client].
type Lister interface {
	PolicyPage(ctx context.Context, region string, number int, instanceIDs ...string) ([]rds.Policy, int64, error)
	InstancePage(ctx context.Context, region string, number int) ([]rds.Instance, int64, error)
}

// Reader shares list calls among the resources of one walk. It is safe for use by many goroutines. A nil Reader has
// no lists.
type Reader struct {
	lister Lister

	mu      sync.Mutex
	regions map[string]*region
}

// New returns a reader that has asked nothing yet.
func New(lister Lister) *Reader {
	return &Reader{lister: lister, regions: map[string]*region{}}
}

// region is what the walk knows of one region.
type region struct {
	policies  *pages[rds.Policy]
	instances *pages[rds.Instance]

	mu sync.Mutex
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

// newRegion returns a region in which a policy is worth one page. An instance is worth two, because the budget for
// the warnings of a change is small.
func newRegion(lister Lister, id string) *region {
	return &region{
		written: map[string]bool{},
		policies: newPages(1, func(p rds.Policy) string { return p.InstanceID },
			func(ctx context.Context, number int) ([]rds.Policy, int64, error) {
				return lister.PolicyPage(ctx, id, number)
			}),
		instances: newPages(2, func(i rds.Instance) string { return i.ID },
			func(ctx context.Context, number int) ([]rds.Instance, int64, error) {
				return lister.InstancePage(ctx, id, number)
			}),
	}
}

// Policy returns what the lists say of the policy of an instance: nothing where few instances of the region are
// asked about, where this walk writes the instance, and where the context ends.
func (r *Reader) Policy(ctx context.Context, regionID, instanceID string) (rds.Policy, Listing) {
	if r == nil || r.region(regionID).isWritten(instanceID) {
		return rds.Policy{}, AskInstance
	}
	row, says := r.region(regionID).policies.find(ctx, instanceID)
	if r.region(regionID).isWritten(instanceID) { // a write may have begun meanwhile
		return rds.Policy{}, AskInstance
	}
	return row, says
}

// Instance returns what the list of instances says of one. Rows lack facts that the instance itself has.
func (r *Reader) Instance(ctx context.Context, regionID, instanceID string) (rds.Instance, Listing) {
	if r == nil {
		return rds.Instance{}, AskInstance
	}
	return r.region(regionID).instances.find(ctx, instanceID)
}

// Forget tells that the policy of an instance may be written from now on. From then on the list of policies no longer
// answers for it.
func (r *Reader) Forget(regionID, instanceID string) {
	if r == nil {
		return
	}
	g := r.region(regionID)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written[instanceID] = true
}

func (g *region) isWritten(instanceID string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.written[instanceID]
}
