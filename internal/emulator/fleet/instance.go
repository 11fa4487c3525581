// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	lockNone       = "Unlock"
	rolePrimary    = "Primary"
	categoryHA     = "HighAvailability"
	methodPhysical = "Physical"
	methodSnapshot = "Snapshot"
)

// maxHistory is more days than any set is kept, and fewer than ids need to repeat.
const maxHistory = 3650

// MethodIsShown reports whether the instance is of the kind whose backups can be made in two ways: SQL Server on cloud
// disks.
func (in Instance) MethodIsShown() bool {
	cloudDisk := strings.HasPrefix(in.StorageType, "cloud_") || strings.HasPrefix(in.StorageType, "general_")
	return in.Engine == engineSQLServer && cloudDisk
}

// clone returns a deep copy.
func (in Instance) clone() Instance {
	in.Tags = maps.Clone(in.Tags)
	in.FailedCopies, in.MissingCopies = slices.Clone(in.FailedCopies), slices.Clone(in.MissingCopies)
	in.BackupDays = slices.Clone(in.BackupDays)
	if in.Policy != nil {
		p := *in.Policy
		in.Policy = &p
	}
	return in
}

// setDefaults fills in what a seed may leave out.
func setDefaults(in *Instance, now time.Time) {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&in.Zone, zones(in.Region)[0])
	set(&in.Role, rolePrimary)
	set(&in.Status, statusRunning)
	set(&in.LockMode, lockNone)
	set(&in.PayType, "Postpaid")
	set(&in.ClassType, "x")
	set(&in.BackupMethod, methodPhysical)
	if in.StorageGB == 0 {
		in.StorageGB = 100
	}
	if in.SizeBytes == 0 {
		in.SizeBytes = 5 << 30
	}
	if in.CreatedTime.IsZero() {
		in.CreatedTime = now.Add(-time.Duration(in.History+1) * day).Truncate(time.Second)
	}
	if in.Released && in.ReleasedTime.IsZero() {
		in.ReleasedTime = now
	}
}

// AddInstance adds an instance with its history. It fails on a known id, an
// unknown account and on values that cannot be simulated.
func (f *Fleet) AddInstance(in Instance) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.addInstance(in)
}

func (f *Fleet) addInstance(in Instance) error {
	if err := in.check(); err != nil {
		return err
	}
	if f.instances[in.ID] != nil {
		return fmt.Errorf("instance %q exists already", in.ID)
	}
	if in.AccountID == "" && len(f.accounts) > 0 {
		in.AccountID = f.accounts[0].ID
	}
	if in.AccountID != "" && f.accountIndex(in.AccountID) < 0 {
		return fmt.Errorf("instance %q: account_id %q is unknown", in.ID, in.AccountID)
	}
	now := f.clock.now()
	in = in.clone()
	// What these show of a released instance, as in a seed that was saved, is not what it had before.
	if in.Released && in.Status == statusReleased {
		in.Status = ""
	}
	if in.Released && in.LockMode == statusReleased {
		in.LockMode = ""
	}
	setDefaults(&in, now)
	r := &record{
		Instance: in, ordinal: int64(len(f.ordinals)), addedAt: now, early: map[int64]earlyCopy{},
		backupsFrom: now.Add(-time.Duration(in.History) * day),
	}
	r.Policy = nil
	r.setBusy(in.BusyFor, now)
	f.instances[in.ID] = r
	f.enter(r)
	f.ordinals = append(f.ordinals, r)
	if in.Policy != nil {
		r.seedPolicy(*in.Policy, now)
	}
	return nil
}

// seedPolicy builds the timeline behind the policy of a new instance: switched on at
// its enabled time, or else when the history begins, and switched off at its
// disabled time, or else a day ago, where it is off.
func (r *record) seedPolicy(p Policy, now time.Time) {
	if !p.Enabled && !p.EverEnabled {
		r.put(now, p, true)
		return
	}
	on, end := p, now
	if r.Released && r.ReleasedTime.Before(now) {
		end = r.ReleasedTime
	}
	since, until := end.Add(-time.Duration(r.History)*day), end
	if !p.Enabled {
		since, until = end.Add(-time.Duration(max(r.History, 2))*day), end.Add(-day)
		if !p.DisabledTime.IsZero() && p.DisabledTime.Before(end) {
			until = p.DisabledTime
			since = earlier(since, until.Add(-day))
		}
	}
	if !p.EnabledTime.IsZero() && p.EnabledTime.Before(until) {
		since = p.EnabledTime
	}
	on.Enabled = true
	on = on.complete(Policy{}, since, false)
	r.put(since, on, true)
	if !p.Enabled {
		off := on
		off.Enabled = false
		r.put(until, off.complete(on, until, false), true)
		return
	}
	if since.Equal(now) {
		r.startCopying(now, on.DestinationRegion)
	}
}

// Instance returns an instance as it is now, released ones included; its Policy
// holds the true stored values, nil when there never were any.
func (f *Fleet) Instance(id string) (Instance, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return Instance{}, false
	}
	return f.snapshot(r), true
}

// Instances returns all instances sorted by id, released ones included.
func (f *Fleet) Instances() []Instance {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]Instance, 0, len(f.instances))
	for _, r := range f.sorted() {
		list = append(list, f.snapshot(r))
	}
	return list
}

func (f *Fleet) sorted() []*record {
	list := make([]*record, 0, len(f.instances))
	for _, id := range slices.Sorted(maps.Keys(f.instances)) {
		list = append(list, f.instances[id])
	}
	return list
}

// snapshot is the instance as seen from outside.
func (f *Fleet) snapshot(r *record) Instance {
	in := r.clone()
	in.Status, in.LockMode = f.status(r), r.lockMode()
	if left := r.busyUntil.Sub(f.clock.now()); left > 0 && !r.Released {
		in.BusyFor = left.String()
	}
	if len(r.timeline) > 0 {
		p := r.policy()
		in.Policy = &p
	}
	return in
}

func (r *record) lockMode() string {
	if r.Released {
		return statusReleased
	}
	return r.LockMode
}
