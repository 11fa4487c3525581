// SPDX-License-Identifier: MPL-2.0

package status

import (
	"slices"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// copyTime is how long a copy may take. No document says how long it does. After a day, the next backup has been made.
const copyTime = 24 * time.Hour

// sameTime is how far apart two spellings of one time may be: some answers have no seconds.
const sameTime = time.Minute

// copyOf finds a copy of a local backup, nil for none. The answers share no id, so it is found by the time of the data.
func (f facts) copyOf(backup rds.LocalBackup, status string) *rds.BackupSet {
	for i, set := range f.sets {
		here, there := backup.ConsistentTime, set.ConsistentTime
		if here.IsZero() || there.IsZero() {
			here, there = backup.StartTime, set.StartTime
		}
		if set.Status == status && here.Sub(there).Abs() <= sameTime {
			return &f.sets[i]
		}
	}
	return nil
}

// notCopied lists local backups that finished and have no good copy, oldest first. Where the times of copies and of
// local backups cannot be compared, it is not known.
func (f facts) notCopied() (backups []rds.LocalBackup, known bool) {
	if !f.listable || !f.policyKnown || f.copying() && !f.localKnown {
		return nil, false
	}
	matched := rds.LatestOf(f.sets) == nil
	for _, backup := range f.local {
		if f.copyOf(backup, rds.StatusSuccess) != nil {
			matched = true
			continue
		}
		backups = append(backups, backup)
	}
	if latest := rds.LatestOf(f.sets); !matched && f.spans(latest.StartTime) {
		return nil, false
	}
	slices.SortFunc(backups, func(a, b rds.LocalBackup) int { return a.EndTime.Compare(b.EndTime) })
	return backups, true
}

// spans reports whether local backups began both before and after a time, or at it. Then one of them
// was copied to what has that time.
func (f facts) spans(at time.Time) bool {
	before := func(b rds.LocalBackup) bool { return !b.StartTime.After(at.Add(sameTime)) }
	after := func(b rds.LocalBackup) bool { return !b.StartTime.Before(at.Add(-sameTime)) }
	return slices.ContainsFunc(f.local, before) && slices.ContainsFunc(f.local, after)
}

// expected reports whether a copy of a local backup is expected: it finished while copies were made, and its copy has
// not ended by now. Logical backups are not copied, since nothing is restored from them.
func (f facts) expected(backup rds.LocalBackup) bool {
	kept := f.now.Add(-time.Duration(f.policy.RetentionDays) * 24 * time.Hour)
	return backup.Status != rds.StatusFailed && backup.Method != "LOGICAL" && !backup.EndTime.IsZero() &&
		!backup.EndTime.After(f.now) && backup.EndTime.After(f.policy.EnabledTime) && backup.EndTime.After(kept)
}

// behind is the oldest local backup that is newer than every copy, failed ones included, and has waited too long; nil
// for none.
func (f facts) behind() *rds.LocalBackup {
	all, known := f.notCopied()
	if !known || !f.copying() {
		return nil
	}
	latest := rds.LatestOf(f.sets)
	for i, backup := range all {
		newer := latest == nil || backup.StartTime.After(latest.StartTime.Add(sameTime))
		if newer && f.copyOf(backup, rds.StatusFailed) == nil && f.now.Sub(backup.EndTime) > copyTime {
			return &all[i]
		}
	}
	return nil
}

// oftenEnough reports whether the local backups of the last six days, however they were made, are no further apart than
// the objective, from now back. Local backups are kept for at least seven days.
func oftenEnough(backups []rds.LocalBackup, now time.Time, objective time.Duration) bool {
	const enough = 6 * 24 * time.Hour
	backups = slices.Clone(backups)
	slices.SortFunc(backups, func(a, b rds.LocalBackup) int { return b.StartTime.Compare(a.StartTime) })
	after := now
	for _, backup := range backups {
		switch {
		case backup.Status == rds.StatusFailed:
			continue
		case after.Sub(backup.StartTime) > objective:
			return false
		case now.Sub(backup.StartTime) >= enough:
			return true
		}
		after = backup.StartTime
	}
	return false
}

// scheduleGap is the time between two default backups where that alone misses the objective; 0 where it does not.
func (f facts) scheduleGap() time.Duration {
	gap := f.schedule.LongestGap()
	if f.objective == 0 || gap <= f.objective || f.policy.LogBackupEnabled && f.restoresByTime() {
		return 0
	}
	return gap
}

// logsStale reports whether log copy is on and its newest log is too old, or does not follow the newest set.
func (f facts) logsStale() bool {
	latest := rds.LatestOf(f.sets)
	if !f.copying() || !f.policy.LogBackupEnabled || !f.logsKnown || latest == nil || !f.restoresByTime() {
		return false
	}
	bound := copyTime
	if f.objective > 0 {
		bound = min(bound, f.objective)
	}
	since := latest.ConsistentTime
	for _, later := range []time.Time{f.policy.LogBackupEnabledTime, f.logEnd} {
		if later.After(since) {
			since = later
		}
	}
	return f.now.Sub(since) > bound
}
