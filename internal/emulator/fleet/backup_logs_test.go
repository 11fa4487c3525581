// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// continuous checks the grid of log files and returns its bounds.
func continuous(t *testing.T, files []fleet.LogFile) (from, to time.Time) {
	t.Helper()
	if len(files) == 0 {
		t.Fatal("no log files")
	}
	ids := map[int64]bool{}
	for i, file := range files {
		equal(t, "length", file.EndTime.Sub(file.BeginTime), 5*time.Minute)
		equal(t, "id is unique", ids[file.ID], false)
		ids[file.ID] = true
		if i > 0 {
			equal(t, "begin of the next", file.BeginTime, files[i-1].EndTime)
		}
	}
	return files[0].BeginTime, files[len(files)-1].EndTime
}

func TestLogFiles(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	f.Advance(2 * time.Minute)
	modify(t, f, "pgm-demo", on("cn-shanghai", 7, true))
	equal(t, "at once", len(logs(t, f, "pgm-demo")), 0)
	f.Advance(4 * time.Minute)
	equal(t, "after the first interval and a minute", len(logs(t, f, "pgm-demo")), 1)
	f.Advance(time.Hour)
	from, to := continuous(t, logs(t, f, "pgm-demo"))
	equal(t, "from", from, start)
	equal(t, "to", to, start.Add(65*time.Minute))

	f.Advance(400 * day)
	files := logs(t, f, "pgm-demo")
	from, _ = continuous(t, files)
	equal(t, "kept for 7 days", len(files), 7*24*12)
	if age := f.Now().Sub(from); age > 7*day+5*time.Minute {
		t.Errorf("the oldest file began %v ago", age)
	}
}

func TestLogQuery(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	f.Advance(time.Minute)
	query := func(q fleet.LogQuery) int {
		files, err := f.LogFiles(hangzhou, "pgm-console", q)
		must(t, err)
		return len(files)
	}
	hour := fleet.LogQuery{Start: start.Add(-2 * time.Hour), End: start.Add(-time.Hour)}
	equal(t, "an hour", query(hour), 12)
	hour.Start = hour.Start.Add(time.Minute)
	equal(t, "files that overlap", query(hour), 12)
	hour.DestinationRegion = "cn-shanghai"
	equal(t, "elsewhere", query(hour), 0)
	equal(t, "all", query(fleet.LogQuery{}), 40*24*12)
}

func TestLogSwitch(t *testing.T) {
	t.Parallel()
	f := newFleet(t, map[string]string{"busy-after-write": "0s"})
	modify(t, f, "pgm-demo", on("cn-shanghai", 30, true))
	f.Advance(time.Hour)
	modify(t, f, "pgm-demo", fleet.Change{LogEnabled: &no})
	f.Advance(time.Hour)
	equal(t, "kept", len(logs(t, f, "pgm-demo")), 12)
	modify(t, f, "pgm-demo", on("cn-qingdao", 30, true))
	f.Advance(time.Hour + time.Minute)
	files := logs(t, f, "pgm-demo")
	equal(t, "files", len(files), 24)
	equal(t, "gap", files[12].BeginTime.Sub(files[11].EndTime), time.Hour)
	equal(t, "old region", files[11].DestinationRegion, "cn-shanghai")
	equal(t, "new region", files[12].DestinationRegion, "cn-qingdao")
	must(t, f.Release("pgm-demo"))
	f.Advance(day)
	equal(t, "none after the release", len(logs(t, f, "pgm-demo")), 24)
	f.Advance(29 * day)
	_, err := f.LogFiles(hangzhou, "pgm-demo", fleet.LogQuery{})
	wantCode(t, err, "InvalidDBInstance.NotFound")
}

// MySQL on local disks takes the logs since the newest backup along.
func TestLogBacklog(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	modify(t, f, "rm-mysql", on("cn-shanghai", 30, true))
	f.Advance(30 * time.Minute)
	set := sets(t, f, "rm-mysql")[0]
	files := logs(t, f, "rm-mysql")
	from, to := continuous(t, files)
	if from.After(set.StartTime) {
		t.Errorf("logs begin at %v, after the backup at %v", from, set.StartTime)
	}
	if !strings.Contains(files[0].FileName, "mysql-bin.") {
		t.Errorf("file name %q", files[0].FileName)
	}
	begin, end, err := f.RecoveryWindow(hangzhou, "rm-mysql", set.ID)
	must(t, err)
	equal(t, "begin", begin, set.ConsistentTime)
	equal(t, "end", end, to)
}

func TestRecoveryWindow(t *testing.T) {
	t.Parallel()
	f := newFleet(t, map[string]string{"busy-after-write": "0s"})
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-fresh")))
	modify(t, f, "pgm-fresh", on("cn-shanghai", 30, true))
	f.Advance(time.Hour)
	modify(t, f, "pgm-fresh", fleet.Change{LogEnabled: &no})
	f.Advance(day)
	list := sets(t, f, "pgm-fresh")
	begin, end, err := f.RecoveryWindow("", "", list[0].ID)
	must(t, err)
	equal(t, "begin", begin, list[0].ConsistentTime)
	equal(t, "ends where the logs end", end, start.Add(time.Hour))
	last := list[len(list)-1]
	_, end, err = f.RecoveryWindow(hangzhou, "pgm-fresh", last.ID)
	must(t, err)
	equal(t, "without logs", end, last.ConsistentTime)

	for name, bad := range map[string]struct {
		region, id string
		set        int64
	}{
		"other instance": {hangzhou, "pgm-console", last.ID}, "other region": {"cn-shanghai", "", last.ID},
		"no such set": {"", "", last.ID + 2}, "zero": {"", "", 0}, "huge": {"", "", 1 << 60},
	} {
		_, _, err := f.RecoveryWindow(bad.region, bad.id, bad.set)
		if fleet.CodeOf(err) != "InvalidBackupSetID.NotFound" {
			t.Errorf("%s: %v", name, err)
		}
	}
	owner, ok := f.SetOwner(last.ID)
	equal(t, "owner", owner, "pgm-fresh")
	equal(t, "known", ok, true)
	f.Advance(60 * day)
	_, _, err = f.RecoveryWindow("", "", last.ID)
	wantCode(t, err, "InvalidBackupSetID.NotFound")
}
