// SPDX-License-Identifier: MPL-2.0

package status

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func set(status string, hoursAgo int) rds.BackupSet {
	at := noon.Add(-time.Duration(hoursAgo) * time.Hour)
	return rds.BackupSet{
		ID: "1", Engine: rds.EnginePostgreSQL, Status: status, Type: "FULL", SizeBytes: 100, DestinationRegion: "cn-beijing",
		StartTime: at, EndTime: at.Add(time.Minute), ConsistentTime: at,
	}
}

func good(hoursAgo int) rds.BackupSet   { return set(rds.StatusSuccess, hoursAgo) }
func failed(hoursAgo int) rds.BackupSet { return set(rds.StatusFailed, hoursAgo) }

func TestFacts_rpo(t *testing.T) {
	t.Parallel()
	undated := good(1)
	undated.ConsistentTime = time.Time{}
	whole := facts{objective: 24 * time.Hour, complete: true, listable: true, logsKnown: true}
	with := func(change func(*facts), sets ...rds.BackupSet) facts {
		f := whole
		f.now, f.sets = noon, sets
		if change != nil {
			change(&f)
		}
		return f
	}
	for name, row := range map[string]struct {
		facts facts
		want  string
	}{
		"a fresh set":                  {with(nil, good(3)), rpoMet},
		"at the limit":                 {with(nil, good(24)), rpoMet},
		"an old set":                   {with(nil, good(25)), rpoMissed},
		"a failed copy does not count": {with(nil, failed(1), good(25)), rpoMissed},
		"no copy":                      {with(nil), rpoMissed},
		"only failed copies":           {with(nil, failed(1)), rpoMissed},
		"logs that reach on":           {with(func(f *facts) { f.logEnd = noon.Add(-time.Hour) }, good(48)), rpoMet},
		"logs that are old too": {
			with(func(f *facts) { f.logEnd = noon.Add(-30 * time.Hour) }, good(48)), rpoMissed,
		},
		"logs that could not be read":      {with(func(f *facts) { f.logsKnown = false }, good(48)), rpoUnknown},
		"logs that are not needed":         {with(func(f *facts) { f.logsKnown = false }, good(2)), rpoMet},
		"sets that are not listable":       {with(func(f *facts) { f.listable = false }), rpoUnknown},
		"older sets that were not read":    {with(func(f *facts) { f.complete = false }, failed(2)), rpoUnknown},
		"a set without a time of its data": {with(nil, undated), rpoUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := row.facts.rpo(); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestFacts_failingSince(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		sets     []rds.BackupSet
		complete bool
		hoursAgo int // 0 is none
	}{
		"none failed":                   {[]rds.BackupSet{good(1), good(25)}, true, 0},
		"failed before the newest good": {[]rds.BackupSet{good(1), failed(25)}, true, 0},
		"the first of several":          {[]rds.BackupSet{failed(1), failed(25), good(49), failed(73)}, true, 25},
		"all failed":                    {[]rds.BackupSet{failed(1), failed(25)}, true, 25},
		"all recent ones failed":        {[]rds.BackupSet{failed(1)}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := time.Time{}
			if row.hoursAgo > 0 {
				want = noon.Add(-time.Duration(row.hoursAgo) * time.Hour)
			}
			if got := (facts{sets: row.sets, complete: row.complete}).failingSince(); !got.Equal(want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestFacts_sizeChange(t *testing.T) {
	t.Parallel()
	var sets []rds.BackupSet
	for day, size := range []int64{150, 100, 80, 120, 1} {
		one := good(24 * (day + 1))
		one.SizeBytes = size
		sets = append(sets, one)
	}
	// The median of 100, 80, 120 and 1 is 90.
	if got, known := (facts{sets: sets}).sizeChange(); !known || got < 66.6 || got > 66.7 {
		t.Errorf("got %v, %v", got, known)
	}
	if _, known := (facts{sets: sets[:1]}).sizeChange(); known {
		t.Error("one set has nothing to compare with")
	}
}

func TestContinuousEnd(t *testing.T) {
	t.Parallel()
	log := func(region string, from, to int) rds.LogBackup {
		return rds.LogBackup{
			ID: "1", DestinationRegion: region, BeginTime: noon.Add(-time.Duration(from) * time.Hour),
			EndTime: noon.Add(-time.Duration(to) * time.Hour),
		}
	}
	for name, row := range map[string]struct {
		logs []rds.LogBackup
		want bool
	}{
		"without a gap":          {[]rds.LogBackup{log("cn-beijing", 13, 6), log("cn-beijing", 6, 1)}, true},
		"a gap after the set":    {[]rds.LogBackup{log("cn-beijing", 13, 6), log("cn-beijing", 5, 1)}, false},
		"begin after the set":    {[]rds.LogBackup{log("cn-beijing", 11, 1)}, false},
		"in another destination": {[]rds.LogBackup{log("cn-shanghai", 13, 1)}, false},
		"without a time":         {[]rds.LogBackup{{DestinationRegion: "cn-beijing"}}, false},
		"no log":                 {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := time.Time{}
			if row.want {
				want = noon.Add(-time.Hour)
			}
			if got := continuousEnd(good(12), row.logs); !got.Equal(want) {
				t.Errorf("got %s", got)
			}
		})
	}
}
