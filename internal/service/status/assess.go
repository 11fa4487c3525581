// SPDX-License-Identifier: MPL-2.0

package status

import (
	"slices"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The values of rpo_state.
const (
	rpoMet     = "MET"
	rpoMissed  = "MISSED"
	rpoUnknown = "UNKNOWN"
)

// facts are what the API told of an instance and its copies. What could not be read is not known, which is neither good
// nor bad.
type facts struct {
	now       time.Time
	objective time.Duration // 0 for none

	sets     []rds.BackupSet
	complete bool   // sets are all that are kept, and not only the recent ones
	listable bool   // the API lists the sets of such an instance
	whyNot   string // why no set is listed, where listable is false

	// logEnd is the end of the logs that follow the newest good set without a gap; zero for none. logsKnown says that they
	// were read, or that no restore needs them.
	logEnd    time.Time
	logsKnown bool

	policy      rds.Policy
	policyKnown bool

	local       []rds.LocalBackup // those that copies are expected of
	localKnown  bool
	oftenEnough bool                  // the local backups of the last six days are no further apart than the objective
	schedule    rds.LocalBackupPolicy // empty where it was not read
	disk        rds.DiskEncryption    // as schedule
}

// copying says that copies are made now.
func (f facts) copying() bool { return f.policyKnown && f.policy.Enabled && !f.policy.Released }

// restoresByTime says that, with log copies, a restore reaches any point in time.
func (f facts) restoresByTime() bool {
	in := rds.Instance{Engine: f.policy.Engine}
	if latest := rds.LatestOf(f.sets); latest != nil {
		in = rds.Instance{Engine: latest.Engine, StorageType: latest.StorageType}
	}
	return eligibility.CopiesOf(in).RestoreByTime == eligibility.Yes
}

// freshest is the newest time that a restore can reach; zero for none.
func (f facts) freshest() time.Time {
	latest := rds.LatestOf(f.sets)
	switch {
	case latest == nil || latest.ConsistentTime.IsZero():
		return time.Time{}
	case f.logEnd.After(latest.ConsistentTime):
		return f.logEnd
	}
	return latest.ConsistentTime
}

// rpo compares the age of the newest data with the objective. What is not known never counts as met, and counts as
// missed only where nothing unknown could meet it.
func (f facts) rpo() string {
	latest, freshest := rds.LatestOf(f.sets), f.freshest()
	switch {
	case !f.listable, latest != nil && latest.ConsistentTime.IsZero():
		return rpoUnknown
	case latest == nil && f.complete:
		return rpoMissed
	case latest == nil:
		return rpoUnknown
	case f.now.Sub(freshest) <= f.objective:
		return rpoMet
	case f.logsKnown:
		return rpoMissed
	}
	return rpoUnknown
}

// failingSince is the start of the first FAILED copy after the newest good one; zero for none. Where an older good copy
// may exist that was not read, it is not known.
func (f facts) failingSince() time.Time {
	latest := rds.LatestOf(f.sets)
	if latest == nil && !f.complete {
		return time.Time{}
	}
	var since time.Time
	for _, set := range f.sets {
		after := latest == nil || set.StartTime.After(latest.StartTime)
		if set.Status == rds.StatusFailed && after && (since.IsZero() || set.StartTime.Before(since)) {
			since = set.StartTime
		}
	}
	return since
}

// retentionDays are those of the policy; 0 where they are not known.
func (f facts) retentionDays() int64 {
	if !f.policyKnown {
		return 0
	}
	return f.policy.RetentionDays
}

// lastExpiry is when the last good copy ends; zero for none, and where the retention is not known.
func (f facts) lastExpiry() time.Time {
	var last time.Time
	for _, set := range f.sets {
		if ends := set.ExpectedExpireTime(f.retentionDays()); set.Status == rds.StatusSuccess && ends.After(last) {
			last = ends
		}
	}
	return last
}

// sizeChange compares the newest good full set with the median of up to ten before it, in percent.
func (f facts) sizeChange() (percent float64, known bool) {
	const most = 10
	var good []rds.BackupSet
	for _, set := range f.sets {
		if set.Status == rds.StatusSuccess && set.Type == "FULL" && set.SizeBytes > 0 {
			good = append(good, set)
		}
	}
	slices.SortFunc(good, rds.NewestFirst)
	if len(good) < 2 {
		return 0, false
	}
	var sizes []int64
	for _, set := range good[1:min(len(good), most+1)] {
		sizes = append(sizes, set.SizeBytes)
	}
	slices.Sort(sizes)
	middle := len(sizes) / 2
	median := float64(sizes[middle])
	if len(sizes)%2 == 0 {
		median = (median + float64(sizes[middle-1])) / 2
	}
	return (float64(good[0].SizeBytes)/median - 1) * 100, true
}

// continuousEnd is until when logs follow a set without a gap: those in the region of the set that reach back to its
// data.
func continuousEnd(latest rds.BackupSet, logs []rds.LogBackup) time.Time {
	logs = slices.DeleteFunc(slices.Clone(logs), func(log rds.LogBackup) bool {
		return log.DestinationRegion != latest.DestinationRegion
	})
	found := rds.LogContinuityOf(logs)
	if found.Unplaced > 0 || found.From.After(latest.ConsistentTime) || !found.To.After(latest.ConsistentTime) {
		return time.Time{}
	}
	return found.To
}
