// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"fmt"
	"time"
)

// The methods of this file change the fleet as somebody at the console could. They bypass the API's checks and busy
// times. Tests and the control API use them.

// UpdateInstance lets change edit a copy of the instance and stores the result. A
// changed status ends the busy time, a changed BusyFor starts one, Released true
// releases, a changed Policy is set as SetPolicy does, and a nil Policy forgets the
// policy and its sets. Id and region cannot change. Change must not call the fleet.
func (f *Fleet) UpdateInstance(id string, change func(*Instance)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Refusal{CodeInstanceIDNotFound, id}
	}
	before := f.snapshot(r)
	after := before.clone()
	change(&after)
	after = after.clone() // the caller keeps no pointer into the fleet
	if p := after.Policy; p != nil {
		p.LogEnabled = p.LogEnabled && p.Enabled
	}
	if err := after.check(); err != nil {
		return err
	}
	if after.ID != id || after.Region != before.Region {
		return fmt.Errorf("instance %q: id and region cannot change", id)
	}
	if after.AccountID != before.AccountID && f.accountIndex(after.AccountID) < 0 {
		return fmt.Errorf("instance %q: account_id %q is unknown", id, after.AccountID)
	}
	f.store(r, before, after)
	return nil
}

// store stores what an update changed.
func (f *Fleet) store(r *record, before, after Instance) {
	now := f.clock.now()
	status, lock := r.Status, r.LockMode
	busyFor, policy, releases := after.BusyFor, after.Policy, after.Released && !before.Released
	r.Instance = after
	r.Policy, r.BusyFor = nil, ""
	if after.Status == before.Status {
		r.Status = status
	} else {
		r.setBusyUntil(now, "")
	}
	if after.LockMode == before.LockMode {
		r.LockMode = lock
	}
	setDefaults(&r.Instance, now)
	if busyFor != before.BusyFor {
		r.setBusy(busyFor, now)
	}
	switch {
	case policy == nil:
		r.timeline, r.backlogs, r.early = nil, nil, map[int64]earlyCopy{}
	case before.Policy == nil || *policy != *before.Policy:
		f.change(r, *policy)
	}
	if releases {
		r.release(now)
	}
	if !after.Released {
		r.ReleasedTime = time.Time{}
	}
}

// Release deletes the instance as DeleteDBInstance does: sets and policy stay for
// the retention time, those of MySQL on cloud disks excepted. Releasing again does
// nothing.
func (f *Fleet) Release(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Refusal{CodeInstanceIDNotFound, id}
	}
	if !r.Released {
		r.release(f.clock.now())
	}
	return nil
}

func (r *record) release(now time.Time) { r.Released, r.ReleasedTime = true, now }

// Delete removes every trace of an instance. Its id may be used again.
func (f *Fleet) Delete(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Refusal{CodeInstanceIDNotFound, id}
	}
	delete(f.instances, id)
	f.leave(r)
	f.ordinals[r.ordinal] = nil
	return nil
}

// SetPolicy sets the policy of an instance by hand, as somebody in the console
// would. Zero times, region and retention keep what was stored; switching on sets
// the enabled time to now and sets are produced from then on.
func (f *Fleet) SetPolicy(id string, p Policy) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Refusal{CodeInstanceIDNotFound, id}
	}
	f.change(r, p)
	return nil
}

// Policy returns the true stored policy; false for an unknown instance. The zero
// Policy means that there never was one.
func (f *Fleet) Policy(id string) (Policy, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Policy{}, false
	}
	return r.policy(), true
}

// change puts a policy into force and starts what it starts.
func (f *Fleet) change(r *record, p Policy) Policy {
	now, prior := f.clock.now(), r.policy()
	p = p.complete(prior, now, f.guesses[guessRegionChangeTime] == "moved")
	if p.Enabled && !prior.Enabled {
		r.startCopying(now, p.DestinationRegion)
	}
	if p.LogEnabled && !prior.LogEnabled {
		r.startLogs(now, p.DestinationRegion)
	}
	r.put(now, p, false)
	return p
}
