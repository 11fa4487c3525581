// SPDX-License-Identifier: MPL-2.0

package fleet

import "time"

// RecoveryWindow answers DescribeAvailableRecoveryTime: from the consistent time of
// a set to the end of the log files that follow it without a gap, or to the
// consistent time itself where there are none. Region and id may be empty. A set
// that is unknown, expired, failed or not listed is refused with
// InvalidBackupSetID.NotFound.
func (f *Fleet) RecoveryWindow(region, id string, setID int64) (begin, end time.Time, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	refusal := Refusal{CodeBackupSetNotFound, decimal(setID)}
	r := f.owner(setID)
	if r == nil || id != "" && r.ID != id || f.elsewhere(r, region) || r.mysqlOnCloudDisk() {
		return begin, end, refusal
	}
	if f.guesses[guessRecoveryTime] == "local-mysql" && (r.Engine != engineMySQL || !r.onLocalDisk()) {
		return begin, end, refusal
	}
	for _, set := range f.copySets(r) {
		if set.ID != setID || set.Failed {
			continue
		}
		begin, end = set.ConsistentTime, set.ConsistentTime
		for _, file := range f.logFiles(r, LogQuery{Start: begin, DestinationRegion: set.DestinationRegion}) {
			if file.BeginTime.After(end) {
				break
			}
			end = file.EndTime
		}
		return begin, end, nil
	}
	return begin, end, refusal
}

// SetOwner returns the id of the instance a set belongs to, whether or not the
// set still exists.
func (f *Fleet) SetOwner(setID int64) (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.owner(setID); r != nil {
		return r.ID, true
	}
	return "", false
}

func (f *Fleet) owner(setID int64) *record {
	key := setID - setIDBase - 1
	if key < 0 || key/keysPerOwner >= int64(len(f.ordinals)) {
		return nil
	}
	return f.ordinals[key/keysPerOwner]
}
