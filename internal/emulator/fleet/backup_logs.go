// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"fmt"
	"strconv"
	"time"
)

const (
	logInterval  = 5 * time.Minute
	logDelay     = time.Minute
	logSize      = 16 << 20
	logsPerOwner = 1_100_000 // ten years of files before ids repeat
)

// backlog is the log from before log copy was on that is copied on enabling.
type backlog struct {
	from, at    time.Time
	destination string
}

// LogFiles answers DescribeCrossRegionLogBackupFiles: the log files that are kept
// now and overlap the query, or begin in it, oldest first. Those of MySQL on cloud disks are not
// listed by the API. An unknown instance is refused with InvalidDBInstance.NotFound.
func (f *Fleet) LogFiles(region, id string, q LogQuery) ([]LogFile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, CodeInstanceNotFound)
	if err != nil {
		return nil, err
	}
	if r.mysqlOnCloudDisk() {
		return nil, nil
	}
	return f.logFiles(r, q), nil
}

func (f *Fleet) logFiles(r *record, q LogQuery) []LogFile {
	if len(r.timeline) == 0 {
		return nil
	}
	now, moves := f.clock.now(), f.retentionMoves()
	first := latest(q.Start, r.oldestKept(now), r.firstLog()).Truncate(logInterval)
	last := now
	if r.Released && r.ReleasedTime.Before(last) {
		last = r.ReleasedTime
	}
	if off := r.LocalLogBackupOffTime; !off.IsZero() && off.Before(last) {
		last = off
	}
	var list []LogFile
	for begin := first; !begin.Add(logInterval).After(last); begin = begin.Add(logInterval) {
		end := begin.Add(logInterval)
		if !q.End.IsZero() && !begin.Before(q.End) {
			break
		}
		destination, copied := r.logCopy(end)
		asked := end.After(q.Start) && (f.guesses[guessLogRange] != "begins" || !begin.Before(q.Start))
		if destination == "" || copied.After(now) || !asked ||
			(q.DestinationRegion != "" && q.DestinationRegion != destination) {
			continue
		}
		expires := r.expiry(end, copied, moves)
		if !now.Before(expires) {
			continue
		}
		slot := begin.Unix() / int64(logInterval/time.Second)
		list = append(list, LogFile{
			ID: 1 + r.ordinal*logsPerOwner + slot%logsPerOwner, HostInstanceID: r.primaryHostID(),
			InstanceID: r.ID, DestinationRegion: destination, FileName: r.logName(slot, end),
			SizeBytes: logSize, BeginTime: begin, EndTime: end, ExpireTime: expires,
		})
	}
	return list
}

// logCopy says where and when the log file that ends at end appears.
func (r *record) logCopy(end time.Time) (destination string, copied time.Time) {
	// What counts is the moment before the end: switching at the end is too late.
	if p := r.policyAt(end.Add(-1)); p.LogEnabled {
		return p.DestinationRegion, end.Add(logDelay)
	}
	for _, b := range r.backlogs {
		if end.After(b.from) && !end.After(b.at) {
			return b.destination, b.at.Add(logDelay)
		}
	}
	return "", time.Time{}
}

// firstLog is before the first log file there ever was.
func (r *record) firstLog() time.Time {
	first := r.timeline[0].at
	for _, b := range r.backlogs {
		if b.from.Before(first) {
			first = b.from
		}
	}
	return first
}

// startLogs does what switching log copy on does for engines that also take the
// logs since the newest backup of the last 24 hours.
func (r *record) startLogs(now time.Time, destination string) {
	if r.Engine != engineSQLServer && (r.Engine != engineMySQL || !r.onLocalDisk()) {
		return
	}
	if newest, _ := r.recent(now); newest != nil {
		r.backlogs = append(r.backlogs, backlog{newest.start, now, destination})
	}
}

func (r *record) logName(slot int64, end time.Time) string {
	prefix := fmt.Sprintf("%s_%s_%d_", r.Region, r.ID, r.primaryHostID())
	switch r.Engine {
	case engineMySQL:
		return fmt.Sprintf("%smysql-bin.%06d", prefix, slot%1_000_000)
	case engineSQLServer:
		return prefix + "log_" + end.UTC().Format("20060102150405") + ".trn"
	default:
		return fmt.Sprintf("%s%08X%08X%08X", prefix, 1, slot/256, slot%256) // timeline and segment
	}
}

func latest(times ...time.Time) time.Time {
	var newest time.Time
	for _, t := range times {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
