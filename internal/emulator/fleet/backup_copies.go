// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"slices"
	"time"
)

// earlyCopy is the copy of a backup that had finished before the policy was on.
type earlyCopy struct {
	at          time.Time
	destination string
}

// CopySets answers DescribeCrossRegionBackups: the sets of all destinations that
// are kept now, oldest first. Sets of MySQL on cloud disks are not listed by the
// API. An unknown instance is refused with InvalidDBInstance.NotFound.
func (f *Fleet) CopySets(region, id string) ([]CopySet, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return nil, err
	}
	if r.mysqlOnCloudDisk() {
		return nil, nil
	}
	return f.copySets(r), nil
}

// StoredSets returns the sets that exist now, listed by the API or not; none for
// an unknown instance.
func (f *Fleet) StoredSets(id string) []CopySet {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.instances[id]
	if r == nil {
		return nil
	}
	return f.copySets(r)
}

func (f *Fleet) copySets(r *record) []CopySet {
	if r.Released && r.dropsSetsOnRelease() {
		return nil
	}
	now, moves := f.clock.now(), f.retentionMoves()
	var list []CopySet
	for _, b := range r.backups(r.oldestKept(now).Add(-day), now) {
		destination, copied := r.copyOf(b)
		if destination == "" || copied.After(now) {
			continue
		}
		expires := r.expiry(b.end, copied, moves)
		if !now.Before(expires) {
			continue
		}
		set := f.copySet(r, b, destination)
		set.CopiedTime, set.ExpireTime = copied, expires
		list = append(list, set)
	}
	return list
}

// copyOf says where and when the copy of a backup appears; an empty destination
// means never, as far as is known now.
func (r *record) copyOf(b localBackup) (destination string, copied time.Time) {
	if r.happened(b, r.MissingCopies) {
		return "", time.Time{}
	}
	if p := r.policyAt(b.end); p.Enabled {
		return p.DestinationRegion, b.end.Add(r.copyDuration())
	}
	if e, ok := r.early[b.key]; ok {
		return e.destination, e.at.Add(r.copyDuration())
	}
	return "", time.Time{}
}

func (f *Fleet) copySet(r *record, b localBackup, destination string) CopySet {
	set := CopySet{
		ID: setIDBase + b.key, BackupID: backupIDBase + b.key, InstanceID: r.ID, Region: r.Region,
		DestinationRegion: destination, Location: "oss", SizeBytes: r.SizeBytes,
		Type: "F", Method: "P", Failed: r.happened(b, r.FailedCopies),
		StartTime: b.start, EndTime: b.end, ConsistentTime: b.consistent(), HostInstanceID: r.hostID(),
		Engine: f.spellEngine(r.Engine), EngineVersion: r.EngineVersion, Category: r.Category, StorageType: r.StorageType,
		RestoreRegions: []string{destination},
	}
	switch b.method {
	case "Logical":
		set.Method = "L"
	case methodSnapshot:
		set.Method, set.NoDownload = f.guesses[guessSnapshotMethod], true
	}
	if r.Engine == engineMySQL && r.onLocalDisk() {
		set.RestoreRegions = []string{r.Region, destination}
		if r.TDE {
			set.RestoreRegions = []string{r.Region}
		}
	}
	set.FileName = r.Region + "_" + r.ID + "_hins" + decimal(set.HostInstanceID) + "_data_" +
		b.start.UTC().Format("20060102150405") + "_qp.xb"
	return set
}

// happened reports whether a backup began on one of these days before the instance was added.
func (r *record) happened(b localBackup, days []int) bool {
	return !b.start.After(r.addedAt) && slices.Contains(days, 1+int(r.addedAt.Sub(b.start)/day))
}

// startCopying does what switching the policy on does: it copies the newest
// backup of the last 24 hours, or starts one. SQL Server always starts one. A
// running one will be copied as it finishes. MySQL on cloud disks waits for the
// next daily backup.
func (r *record) startCopying(now time.Time, destination string) {
	if r.mysqlOnCloudDisk() || r.Released {
		return
	}
	newest, running := r.recent(now)
	switch {
	case r.Engine == engineSQLServer && !running:
		r.startBackup(now, extra{temporary: true}) // a full backup, whatever there is
	case newest != nil:
		if copied, _ := r.copyOf(*newest); copied == "" {
			r.early[newest.key] = earlyCopy{now, destination}
		}
	case !running:
		r.startBackup(now, extra{temporary: true})
	}
}
