// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// setsLeft returns the number of sets in each destination.
func setsLeft(t *testing.T, f *fleet.Fleet, id string) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, set := range sets(t, f, id) {
		count[set.DestinationRegion]++
	}
	return count
}

func TestFirstBackup(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-fresh")))
	modify(t, f, "pgm-fresh", on("cn-shanghai", 30, false))
	equal(t, "sets at once", len(sets(t, f, "pgm-fresh")), 0)
	tasks, err := f.BackupTasks(hangzhou, "pgm-fresh")
	must(t, err)
	equal(t, "tasks", len(tasks), 1)
	equal(t, "status", tasks[0].Status, "Uploading")
	equal(t, "action", tasks[0].Action, "TempBackupTask")

	f.Advance(4 * time.Minute)
	backups, err := f.LocalBackups(hangzhou, "pgm-fresh")
	must(t, err)
	equal(t, "backups after 4 minutes", len(backups), 0)
	f.Advance(6 * time.Minute)
	backups, err = f.LocalBackups(hangzhou, "pgm-fresh")
	must(t, err)
	equal(t, "backups after 10 minutes", len(backups), 1)
	f.Advance(10 * time.Minute)
	list := sets(t, f, "pgm-fresh")
	equal(t, "sets after 20 minutes", len(list), 1)
	set, b := list[0], backups[0]
	equal(t, "local backup", set.BackupID, b.ID)
	equal(t, "start", set.StartTime, start)
	equal(t, "end", set.EndTime, b.EndTime)
	equal(t, "destination", set.DestinationRegion, "cn-shanghai")
	equal(t, "expires", set.ExpireTime, set.EndTime.Add(30*day))
	equal(t, "size", set.SizeBytes, 5<<30)
	equal(t, "file", set.FileName, "cn-hangzhou_pgm-fresh_hins8000047_data_20260302093000_qp.xb")
	equal(t, "restore regions", len(set.RestoreRegions), 1)
	if !set.CopiedTime.After(set.EndTime) || !set.ConsistentTime.After(set.StartTime) {
		t.Errorf("times of %+v are out of order", set)
	}
}

// A backup of the last 24 hours is copied instead of starting another one.
func TestEnableWithRecentBackup(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before, err := f.BackupTasks(hangzhou, "rm-mysql")
	must(t, err)
	modify(t, f, "rm-mysql", on("cn-shanghai", 30, false))
	f.Advance(10 * time.Minute)
	after, err := f.BackupTasks(hangzhou, "rm-mysql")
	must(t, err)
	equal(t, "tasks", len(after), len(before))
	list := sets(t, f, "rm-mysql")
	equal(t, "sets", len(list), 1)
	equal(t, "copied backup", list[0].BackupID, before[len(before)-1].BackupID)
	equal(t, "restore regions", len(list[0].RestoreRegions), 2)

	// Off and on again copies nothing twice and starts nothing.
	modify(t, f, "rm-mysql", off("cn-shanghai", 30))
	f.Advance(time.Minute)
	modify(t, f, "rm-mysql", on("cn-beijing", 30, false))
	f.Advance(10 * time.Minute)
	equal(t, "sets", len(sets(t, f, "rm-mysql")), 1)
}

func TestMySQLOnCloudDisk(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before, err := f.BackupTasks(hangzhou, "rm-mysql-cloud")
	must(t, err)
	modify(t, f, "rm-mysql-cloud", on("cn-shanghai", 30, true))
	tasks, err := f.BackupTasks(hangzhou, "rm-mysql-cloud")
	must(t, err)
	equal(t, "nothing starts", len(tasks), len(before))
	f.Advance(10 * day)
	equal(t, "daily copies", len(f.StoredSets("rm-mysql-cloud")), 10)
	equal(t, "not listed", len(sets(t, f, "rm-mysql-cloud")), 0)
	equal(t, "logs not listed", len(logs(t, f, "rm-mysql-cloud")), 0)
	must(t, f.DeleteDBInstance(hangzhou, "rm-mysql-cloud"))
	equal(t, "gone with the instance", len(f.StoredSets("rm-mysql-cloud")), 0)
	_, err = f.PolicyView(hangzhou, "rm-mysql-cloud")
	wantCode(t, err, "InvalidDBInstanceId.NotFound")
}

func TestDailyCopiesAndExpiry(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	modify(t, f, "pgm-demo", on("cn-shanghai", 10, false))
	f.Advance(time.Hour)
	for d := 1; d <= 400; d++ {
		f.Advance(day)
		list := sets(t, f, "pgm-demo")
		want := min(d+1, 10) // the first backup and one a day, ten days long
		if len(list) < want-1 || len(list) > want+1 {
			t.Fatalf("day %d: %d sets, want about %d", d, len(list), want)
		}
		for i, set := range list {
			if !f.Now().Before(set.ExpireTime) || f.Now().Before(set.CopiedTime) {
				t.Fatalf("day %d: set %+v must not be listed now", d, set)
			}
			if i > 0 && !set.StartTime.After(list[i-1].StartTime) {
				t.Fatalf("day %d: sets are not in order", d)
			}
		}
	}
	list := sets(t, f, "pgm-demo")
	for i := 1; i < len(list); i++ {
		equal(t, "same hour every day", list[i].StartTime.Sub(list[i-1].StartTime), day)
	}
}

// Whoever looks only at the end sees what a daily visitor sees, with the same ids.
func TestClockStepsDoNotMatter(t *testing.T) {
	t.Parallel()
	oneStep, manySteps := newFleet(t, nil), newFleet(t, nil)
	for _, f := range []*fleet.Fleet{oneStep, manySteps} {
		modify(t, f, "pgm-demo", on("cn-shanghai", 1825, false))
	}
	oneStep.Advance(400 * day)
	for range 400 {
		manySteps.Advance(day)
		sets(t, manySteps, "pgm-demo")
	}
	a, b := sets(t, oneStep, "pgm-demo"), sets(t, manySteps, "pgm-demo")
	equal(t, "sets", len(a), len(b))
	equal(t, "about one a day", len(a) >= 400, true)
	seen := map[int64]bool{}
	for i := range a {
		equal(t, "id", a[i].ID, b[i].ID)
		equal(t, "unique", seen[a[i].ID], false)
		seen[a[i].ID] = true
	}
}

func TestShorterRetention(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before := len(sets(t, f, "pgm-console"))
	if before < 38 || before > 40 {
		t.Fatalf("%d sets in 40 days of history", before)
	}
	modify(t, f, "pgm-console", fleet.Change{RetentionDays: 7})
	short := len(sets(t, f, "pgm-console"))
	if short < 6 || short > 8 {
		t.Errorf("%d sets after retention 7", short)
	}
	f.Advance(time.Minute)
	modify(t, f, "pgm-console", fleet.Change{RetentionDays: 1825})
	equal(t, "a longer retention brings nothing back", len(sets(t, f, "pgm-console")), short)
	f.Advance(30 * day)
	if got := len(sets(t, f, "pgm-console")); got < short+29 || got > short+31 {
		t.Errorf("%d sets 30 days after retention 1825", got)
	}
}

func TestDisablingKeepsSets(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	modify(t, f, "pgm-console", off("cn-beijing", 30))
	f.Advance(time.Hour)
	kept := len(sets(t, f, "pgm-console"))
	if kept < 28 || kept > 31 {
		t.Errorf("%d sets kept for 30 days", kept)
	}
	f.Advance(23 * day)
	if got := len(sets(t, f, "pgm-console")); got > kept-22 || got < kept-24 {
		t.Errorf("%d sets after 23 days, want about %d", got, kept-23)
	}
	f.Advance(10 * day)
	equal(t, "all expired", len(sets(t, f, "pgm-console")), 0)
	v := view(t, f, "pgm-console")
	equal(t, "still off", v.BackupEnabled, "Disabled")
	equal(t, "region stays", v.DestinationRegion, "cn-beijing")
}

func TestReleaseKeepsSets(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before := len(sets(t, f, "pgm-released"))
	if before < 18 || before > 20 {
		t.Errorf("%d sets of the released instance", before)
	}
	modify(t, f, "pgm-released", fleet.Change{RetentionDays: 40})
	f.Advance(15 * day)
	equal(t, "no new ones, none lost", len(sets(t, f, "pgm-released")), before)
	modify(t, f, "pgm-released", fleet.Change{RetentionDays: 16})
	if got := len(sets(t, f, "pgm-released")); got < 1 || got > 2 {
		t.Errorf("%d sets after retention 16", got)
	}
	f.Advance(2 * day)
	equal(t, "none stored", len(f.StoredSets("pgm-released")), 0)
	_, err := f.CopySets(hangzhou, "pgm-released")
	wantCode(t, err, "InvalidDBInstance.NotFound")
	_, err = f.PolicyView(hangzhou, "pgm-released")
	wantCode(t, err, "InvalidDBInstanceId.NotFound")
	_, err = f.Modify(hangzhou, "pgm-released", fleet.Change{RetentionDays: 30})
	wantCode(t, err, "InvalidDBInstanceId.NotFound")
}

func TestRegionChange(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before := setsLeft(t, f, "pgm-console")["cn-beijing"]
	modify(t, f, "pgm-console", fleet.Change{Destination: "cn-qingdao"})
	f.Advance(5*day + time.Hour)
	left := setsLeft(t, f, "pgm-console")
	if left["cn-beijing"] < before || left["cn-beijing"] > before+1 { // one copy may have been under way
		t.Errorf("%d sets in the old region, want %d", left["cn-beijing"], before)
	}
	if left["cn-qingdao"] < 4 || left["cn-qingdao"] > 6 {
		t.Errorf("%d sets in the new region, want about 5", left["cn-qingdao"])
	}
}

func TestFailedCopies(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	failing := func(in *fleet.Instance) { in.FailedCopies = []int{3} }
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-failed", fleet.WithHistory(10), toShanghai, failing)))
	f.Advance(5 * day)
	failed := 0
	for _, set := range sets(t, f, "pgm-failed") {
		if set.Failed {
			failed++
			_, _, err := f.RecoveryWindow(hangzhou, "pgm-failed", set.ID)
			wantCode(t, err, "InvalidBackupSetID.NotFound")
		}
	}
	equal(t, "failed", failed, 1)
}
