// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"sync"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
)

// Walk holds the facts that the resources of one configured provider share during one plan or apply. The table in
// internal/service/policy/README.md says who sets and who reads each of them. It is safe for use by many goroutines.
type Walk struct {
	now    func() time.Time
	others *processes.Member // the other aliases of the provider in this run; nil where they are not known
	sleep  func(context.Context, time.Duration) error

	mu        sync.Mutex
	instances map[string]*instanceFacts
	regions   map[string]*regionFacts
	counters  map[string]int
	answers   map[string]*answer
	kinds     map[string]*asking
	silent    map[string]error  // why hosts are not asked for advice any more
	causes    map[string]string // of errors that concern the run: what they were explained about
	refused   bool              // two resources are in conflict
}

// instanceFacts is what this walk knows of the policy of one instance.
type instanceFacts struct {
	lock             chan struct{}
	managed          bool
	deletionPolicy   string
	written, deleted bool
	imported         bool
	unchecked        bool
	wrongRegion      string
	expired          bool
	plans            Plans
}

// Plans counts what plans do with the policy of an instance. A destroy that only forgets the policy is no end of it.
type Plans struct{ Creates, Keeps, Destroys, Ends int }

func (p *Plans) count(plan processes.Word, times int) {
	switch plan {
	case processes.Creates:
		p.Creates += times
	case processes.Keeps:
		p.Keeps += times
	case processes.Ends:
		p.Ends += times
		p.Destroys += times
	case processes.Forgets:
		p.Destroys += times
	}
}

func plansOf(said processes.Said) (plans Plans) {
	for plan, times := range said {
		plans.count(plan, times)
	}
	return plans
}

// New starts a walk that knows nothing yet. It reads the time from now, or from time.Now where that is nil.
func New(now func() time.Time) *Walk {
	if now == nil {
		now = time.Now
	}
	return &Walk{
		now:       now,
		instances: map[string]*instanceFacts{},
		regions:   map[string]*regionFacts{},
		counters:  map[string]int{},
		answers:   map[string]*answer{},
		kinds:     map[string]*asking{},
		silent:    map[string]error{},
		causes:    map[string]string{},
	}
}

// Among lets the other processes of the run know what this walk does, and this walk what they do. Where it waits for
// one of them, it sleeps by the clock; nil is real time.
func (w *Walk) Among(others *processes.Member, sleep func(context.Context, time.Duration) error) {
	if w.others, w.sleep = others, sleep; sleep == nil {
		w.sleep = rds.Sleep
	}
}

// entry returns what a map holds for a key, and puts in something new where it has nothing.
func entry[T any](of map[string]*T, key string, blank func() *T) *T {
	found := of[key]
	if found == nil {
		found = blank()
		of[key] = found
	}
	return found
}

func (w *Walk) instanceLocked(instanceID string) *instanceFacts {
	return entry(w.instances, instanceID, func() *instanceFacts { return &instanceFacts{lock: make(chan struct{}, 1)} })
}

// Lock serializes writes to one instance, also with those of the other processes of the run. The caller calls the
// returned function when done.
func (w *Walk) Lock(ctx context.Context, instanceID string) (unlock func(), err error) {
	w.mu.Lock()
	lock := w.instanceLocked(instanceID).lock
	w.mu.Unlock()
	select {
	case lock <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	elsewhere, err := w.others.Lock(ctx, instanceID, w.sleep)
	if err != nil {
		<-lock
		return nil, err
	}
	return func() {
		elsewhere()
		<-lock
	}, nil
}

// MarkManaged records that this walk refreshed the policy of an instance from state, with its deletion policy.
func (w *Walk) MarkManaged(instanceID, deletionPolicy string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.instanceLocked(instanceID)
	facts.managed, facts.deletionPolicy = true, deletionPolicy
}

// Managed reports whether this walk refreshed or deleted the policy as a managed one, and its deletion policy.
func (w *Walk) Managed(instanceID string) (deletionPolicy string, managed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.instanceLocked(instanceID)
	return facts.deletionPolicy, facts.managed || facts.deleted
}

// MarkDeleted records that this walk deleted the policy of an instance.
func (w *Walk) MarkDeleted(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).deleted = true
}

// MarkImported records that this walk imports the policy of an instance.
func (w *Walk) MarkImported(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).imported = true
}

// Imported reports whether this walk imports the policy of an instance.
func (w *Walk) Imported(instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instanceLocked(instanceID).imported
}

// MarkWritten records that this walk created or adopted the policy of an instance.
func (w *Walk) MarkWritten(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).written = true
}

// Written reports whether this walk created or adopted the policy of an instance.
func (w *Walk) Written(instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instanceLocked(instanceID).written
}

// MarkRefused records that two resources of this walk are in conflict, so that its plan is never applied.
func (w *Walk) MarkRefused() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused = true
}

// Refused reports whether two resources of this walk are in conflict.
func (w *Walk) Refused() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused
}

// MarkUnchecked records that the plan of an instance was not checked, because its region did not answer. It records
// nothing for an instance that is unknown yet: its plan is made again before anything is written.
func (w *Walk) MarkUnchecked(instanceID string) {
	if instanceID == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).unchecked = true
}

// Unchecked reports whether the plan of an instance was not checked, because its region did not answer.
func (w *Walk) Unchecked(instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instanceLocked(instanceID).unchecked
}

// MarkWrongRegion records the region of a state in which the policy of an instance is not: the refreshed state has the
// right one.
func (w *Walk) MarkWrongRegion(instanceID, region string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).wrongRegion = region
}

// WrongRegion returns the region of the state before its refresh, where that was wrong; "" otherwise.
func (w *Walk) WrongRegion(instanceID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instanceLocked(instanceID).wrongRegion
}

// MarkExpired records that the instance of a refreshed policy is locked because it expired.
func (w *Walk) MarkExpired(instanceID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instanceLocked(instanceID).expired = true
}

// Expired reports whether the refresh of a policy saw that its instance is locked because it expired.
func (w *Walk) Expired(instanceID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.instanceLocked(instanceID).expired
}

// Declare counts a plan for the policy of an instance. It returns what was planned before, in this process and in the
// others of the run.
func (w *Walk) Declare(instanceID string, plan processes.Word) (here, elsewhere Plans) {
	w.mu.Lock()
	plans := &w.instanceLocked(instanceID).plans
	here = *plans
	plans.count(plan, 1)
	w.mu.Unlock()
	return here, plansOf(w.others.Say(plan, instanceID))
}

// Elsewhere returns what the other processes of the run have planned for an instance.
func (w *Walk) Elsewhere(instanceID string) Plans { return plansOf(w.others.Hear(instanceID)) }

// Take counts a use of a budget of this walk and reports whether it was still within the limit.
func (w *Walk) Take(budget string, limit int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counters[budget]++
	return w.counters[budget] <= limit
}

// First reports whether this is the first time in this walk that the topic comes up.
func (w *Walk) First(topic string) bool { return w.Take("first:"+topic, 1) }
