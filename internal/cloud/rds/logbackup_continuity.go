// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// LogContinuity says for which time log copies follow each other without a gap. Copies of different destinations are
// never joined: a restore reads those of one region.
type LogContinuity struct {
	// From and To are the newest span without a gap; zero for no log.
	From, To time.Time
	// Gaps are between the logs of one destination, newest first.
	Gaps []LogGap
	// Unplaced counts the logs without a begin or an end. With one of them, nothing else is known.
	Unplaced int
}

// LogGap is a time that no log of a destination covers, or, where From is To, files that are missing at that moment.
type LogGap struct {
	DestinationRegion string
	From, To          time.Time
	// MissingFiles is how many files the numbers in their names skip; 0 where names do not tell.
	MissingFiles int64
}

// LogContinuityOf reads the continuity of logs from their names and times. Files of MySQL and PostgreSQL are numbered:
// a number follows the one before it, however much time lies between, and a missing number is a gap. The names of SQL
// Server tell nothing: there, and where a numbering starts again, times decide.
func LogContinuityOf(logs []LogBackup) LogContinuity {
	var all LogContinuity
	byRegion := map[string][]LogBackup{}
	for _, log := range logs {
		if log.BeginTime.IsZero() || log.EndTime.IsZero() {
			all.Unplaced++
		}
		byRegion[log.DestinationRegion] = append(byRegion[log.DestinationRegion], log)
	}
	if all.Unplaced > 0 {
		return all
	}
	for region, logs := range byRegion {
		from, to, gaps := joined(runsOf(logs))
		if to.After(all.To) || to.Equal(all.To) && from.Before(all.From) {
			all.From, all.To = from, to
		}
		for _, gap := range gaps {
			gap.DestinationRegion = region
			all.Gaps = append(all.Gaps, gap)
		}
	}
	slices.SortFunc(all.Gaps, func(a, b LogGap) int {
		return cmp.Or(b.From.Compare(a.From), b.To.Compare(a.To), cmp.Compare(a.DestinationRegion, b.DestinationRegion))
	})
	return all
}

// numbering is where a log file stands among those of its series.
type numbering struct {
	series   string
	number   int64
	wal      bool
	numbered bool
}

var (
	binlogName = regexp.MustCompile(`mysql-bin\.([0-9]{1,18})(?:$|[^0-9])`)
	walName    = regexp.MustCompile(`(?:^|[^0-9A-Fa-f])[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})(?:$|[^0-9A-Fa-f])`)
)

// walSegments is how many segments of 16 MB, the default of PostgreSQL, one number of the middle part of a name has.
const walSegments = 256

// numberingOf reads the name of a log. Each host of MySQL numbers for itself. All hosts of PostgreSQL share one
// sequence: after a failover it goes on under another timeline, the first part of the name.
func numberingOf(log LogBackup) numbering {
	if found := binlogName.FindStringSubmatch(log.FileName); found != nil {
		number, _ := strconv.ParseInt(found[1], 10, 64)
		return numbering{series: "binlog " + log.HostInstanceID, number: number, numbered: true}
	}
	if found := walName.FindStringSubmatch(log.FileName); found != nil {
		high, _ := strconv.ParseInt(found[1], 16, 64)
		low, _ := strconv.ParseInt(found[2], 16, 64)
		if low < walSegments {
			return numbering{series: "wal", number: high*walSegments + low, wal: true, numbered: true}
		}
	}
	return numbering{series: log.HostInstanceID}
}

// logRun is a stretch of logs of one series that follow each other. missing is how many files are absent before it.
type logRun struct {
	series     string
	begin, end time.Time
	after      time.Time // the end of the run before it in its series, where numbers are missing between them
	missing    int64
}

// runsOf cuts each series of logs where one does not follow the other.
func runsOf(logs []LogBackup) []logRun {
	type placed struct {
		LogBackup
		numbering
	}
	var files []placed
	for _, log := range logs {
		files = append(files, placed{log, numberingOf(log)})
	}
	slices.SortFunc(files, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.series, b.series), a.BeginTime.Compare(b.BeginTime), cmp.Compare(a.number, b.number),
			a.EndTime.Compare(b.EndTime), compareIDs(a.ID, b.ID))
	})
	var runs []logRun
	for i, file := range files {
		run := logRun{series: file.series, begin: file.BeginTime, end: file.EndTime}
		if i > 0 && files[i-1].series == file.series {
			last := &runs[len(runs)-1]
			touches := !file.BeginTime.After(last.end)
			follows, missing := files[i-1].before(file.numbering, touches)
			if follows {
				if file.EndTime.After(last.end) {
					last.end = file.EndTime
				}
				continue
			}
			if missing > 0 {
				if run.after, run.missing = last.end, missing; touches {
					run.after = run.begin
				}
			}
		}
		runs = append(runs, run)
	}
	return runs
}

// before reports whether a file follows this one, and otherwise how many are missing between them; 0 where that is not
// known. touches says that their times leave nothing out.
func (n numbering) before(next numbering, touches bool) (follows bool, missing int64) {
	step := next.number - n.number
	switch {
	case !n.numbered || !next.numbered || step < 0: // a numbering that starts again says nothing
		return touches, 0
	case step == 1 || step == 0:
		return true, 0
	case n.wal && n.wraps(next):
		return touches, 0
	}
	return false, step - 1
}

// wraps reports whether the numbers of write-ahead logs may go on here because their segments are larger than 16 MB:
// there are then fewer of them to a number of the middle part.
func (n numbering) wraps(next numbering) bool {
	segments := n.number%walSegments + 1
	return next.number%walSegments == 0 && next.number/walSegments == n.number/walSegments+1 && segments&(segments-1) == 0
}

// joined lays the runs of all series over each other. It returns the newest span that they cover together, and the
// gaps.
func joined(runs []logRun) (from, to time.Time, gaps []LogGap) {
	slices.SortFunc(runs, func(a, b logRun) int { return cmp.Or(a.begin.Compare(b.begin), a.end.Compare(b.end)) })
	for i, run := range runs {
		switch {
		case i == 0:
			from, to = run.begin, run.end
			continue
		case run.begin.After(to):
			gap := LogGap{From: to, To: run.begin}
			if run.after.Equal(to) {
				gap.MissingFiles = run.missing
			}
			gaps = append(gaps, gap)
			from = run.begin
		case run.missing > 0 && !run.after.Before(from) && !bridged(runs, run): // else the gap is known already
			gaps = append(gaps, LogGap{From: run.after, To: run.begin, MissingFiles: run.missing})
			from = run.begin
		}
		if run.end.After(to) {
			to = run.end
		}
	}
	return from, to, gaps
}

// bridged reports whether a run of another series covers the time in which files are missing before a run. Where they
// are missing at one moment, to touch it is not enough.
func bridged(runs []logRun, broken logRun) bool {
	moment := broken.after.Equal(broken.begin)
	return slices.ContainsFunc(runs, func(other logRun) bool {
		if other.series == broken.series {
			return false
		}
		if moment {
			return other.begin.Before(broken.after) && other.end.After(broken.begin)
		}
		return !other.begin.After(broken.after) && !other.end.Before(broken.begin)
	})
}
