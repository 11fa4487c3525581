// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"hash/fnv"
	"slices"
	"time"
)

// localRetention is how long a backup is kept in the instance's own region.
const localRetention = 7 * day

// localBackup is one backup in the instance's own region, running or finished.
type localBackup struct {
	key        int64 // unique in the fleet; the base of all ids
	start, end time.Time
	manual     bool
	method     string
	temporary  bool // started by the policy, not by the schedule
}

// extra is a backup in addition to the daily one.
type extra struct {
	slot              int64 // number within the UTC day, from 1
	start             time.Time
	manual, temporary bool
	method            string
}

// Backup keys: an instance has 3700 days of 32 backups each before keys repeat,
// far beyond the longest retention. Slot 0 of a day is the daily backup.
const (
	slotsPerDay  = 32
	keyDays      = 3700
	keysPerOwner = keyDays * slotsPerDay
	backupIDBase = 600_000_000
	jobIDBase    = 5_000_000
	setIDBase    = 10_000
)

func (r *record) key(start time.Time, slot int64) int64 {
	dayNumber := start.Unix() / int64(day/time.Second)
	return 1 + r.ordinal*keysPerOwner + dayNumber%keyDays*slotsPerDay + slot
}

// hash is stable for an instance and a purpose.
func (r *record) hash(purpose string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(purpose + "/" + r.ID)) // never fails, by its contract
	return h.Sum64()
}

func (r *record) backupMinute() time.Duration {
	return time.Duration(r.hash("minute")%(24*60)) * time.Minute
}

// backupDuration is 5 to 10 minutes.
func (r *record) backupDuration() time.Duration {
	return time.Duration(5+r.hash("backup")%6) * time.Minute
}

// copyDuration is 3 to 7 minutes.
func (r *record) copyDuration() time.Duration {
	return time.Duration(3+r.hash("copy")%5) * time.Minute
}

// backups returns the local backups that started in [from, to], oldest first. A
// release cuts off what had not finished.
func (r *record) backups(from, to time.Time) []localBackup {
	if from.Before(r.backupsFrom) {
		from = r.backupsFrom
	}
	var list []localBackup
	add := func(b localBackup) {
		b.end = b.start.Add(r.backupDuration())
		if b.start.Before(from) || b.start.After(to) || (r.Released && b.end.After(r.ReleasedTime)) {
			return
		}
		list = append(list, b)
	}
	for d := from.Truncate(day); !d.After(to); d = d.Add(day) {
		if len(r.BackupDays) > 0 && !slices.Contains(r.BackupDays, d.Weekday().String()) {
			continue
		}
		start := d.Add(r.backupMinute())
		add(localBackup{key: r.key(start, 0), start: start, method: r.BackupMethod})
	}
	for _, e := range r.extras {
		add(localBackup{
			key: r.key(e.start, e.slot), start: e.start, manual: e.manual, method: e.method, temporary: e.temporary,
		})
	}
	slices.SortFunc(list, func(a, b localBackup) int {
		if c := a.start.Compare(b.start); c != 0 {
			return c
		}
		return int(a.key - b.key)
	})
	return list
}

// recent returns the newest finished backup of the last 24 hours, and whether one
// is running.
func (r *record) recent(now time.Time) (newest *localBackup, running bool) {
	for _, b := range r.backups(now.Add(-2*day), now) {
		switch {
		case b.end.After(now):
			running = true
		case b.end.After(now.Add(-day)):
			newest = &b
		}
	}
	return newest, running
}

// startBackup adds a backup that starts now and returns its key.
func (r *record) startBackup(now time.Time, e extra) int64 {
	e.start = now.Truncate(time.Second)
	e.slot = 1
	for _, x := range r.extras {
		if x.start.Truncate(day).Equal(e.start.Truncate(day)) {
			e.slot++
		}
	}
	if e.method == "" {
		e.method = r.BackupMethod
	}
	r.extras = append(r.extras, e)
	return r.key(e.start, e.slot)
}

// hostID is the number of the host that a backup runs on: the secondary where
// the edition has one.
func (r *record) hostID() int64 {
	if r.Category == "Basic" || r.Category == "" {
		return r.primaryHostID()
	}
	return r.primaryHostID() + 1
}

func (r *record) primaryHostID() int64 { return 8_000_000 + 2*r.ordinal }

// LocalBackups answers DescribeBackups: the finished backups that are kept, oldest
// first. An unknown instance is refused with InvalidDBInstance.NotFound.
func (f *Fleet) LocalBackups(region, id string) ([]Backup, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return nil, err
	}
	now := f.clock.now()
	var list []Backup
	for _, b := range r.backups(now.Add(-localRetention-day), now) {
		if b.end.After(now) || !now.Before(b.end.Add(localRetention)) {
			continue
		}
		list = append(list, r.backup(b))
	}
	return list, nil
}

func (r *record) backup(b localBackup) Backup {
	out := Backup{
		ID: backupIDBase + b.key, JobID: jobIDBase + b.key, HostInstanceID: r.hostID(),
		InstanceID: r.ID, Region: r.Region,
		Mode: "Automated", Initiator: "System", Method: b.method, Type: "FullBackup",
		StartTime: b.start, EndTime: b.end, ConsistentTime: b.consistent(),
		SizeBytes: r.SizeBytes, Engine: r.Engine, EngineVersion: r.EngineVersion,
		ExpireTime: b.end.Add(localRetention),
	}
	if b.manual {
		out.Mode, out.Initiator = "Manual", "User"
	}
	return out
}

// consistent is the time of the data in a backup, as in the documented samples
// shortly after its start.
func (b localBackup) consistent() time.Time { return b.start.Add(46 * time.Second) }
