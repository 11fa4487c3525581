// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestCreateBackup(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-fresh")))
	job, err := f.CreateBackup(hangzhou, "pgm-fresh", "Logical")
	must(t, err)
	_, err = f.CreateBackup(hangzhou, "pgm-fresh", "")
	wantCode(t, err, "BackupJobExists")
	f.Advance(15 * time.Minute)
	backups, err := f.LocalBackups(hangzhou, "pgm-fresh")
	must(t, err)
	equal(t, "backups", len(backups), 1)
	b := backups[0]
	equal(t, "job", b.JobID, job)
	equal(t, "mode", b.Mode, "Manual")
	equal(t, "initiator", b.Initiator, "User")
	equal(t, "method", b.Method, "Logical")
	tasks, err := f.BackupTasks(hangzhou, "pgm-fresh")
	must(t, err)
	equal(t, "status", tasks[0].Status, "Finished")
	equal(t, "backup", tasks[0].BackupID, b.ID)
	equal(t, "no copy while off", len(f.StoredSets("pgm-fresh")), 0)

	modify(t, f, "pgm-fresh", on("cn-shanghai", 30, false))
	f.Advance(15 * time.Minute)
	equal(t, "the recent backup is copied", sets(t, f, "pgm-fresh")[0].BackupID, b.ID)
	equal(t, "method", sets(t, f, "pgm-fresh")[0].Method, "L")
	_, err = f.CreateBackup(hangzhou, "pgm-fresh", "Physical")
	must(t, err)
	f.Advance(20 * time.Minute)
	equal(t, "the new one too", len(sets(t, f, "pgm-fresh")), 2)
	f.Advance(9 * day)
	backups, err = f.LocalBackups(hangzhou, "pgm-fresh")
	must(t, err)
	if len(backups) < 6 || len(backups) > 8 {
		t.Errorf("%d local backups, want those of 7 days", len(backups))
	}
}

func TestCreateBackupRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ region, id, code string }{
		"unknown":      {hangzhou, "pgm-nobody", "InvalidDBInstance.NotFound"},
		"other region": {"cn-shanghai", "pgm-demo", "InvalidDBInstance.NotFound"},
		"busy":         {hangzhou, "pgm-busy", "IncorrectDBInstanceState"},
		"released":     {hangzhou, "pgm-released", "IncorrectDBInstanceState"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newFleet(t, nil).CreateBackup(test.region, test.id, "")
			wantCode(t, err, test.code)
		})
	}
}

func TestBackupsPerDay(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	f.Advance(14*time.Hour + 31*time.Minute) // just after midnight UTC
	made := 0
	for made <= 20 {
		_, err := f.CreateBackup("", "pgm-demo", "")
		if err != nil {
			if code := fleet.CodeOf(err); code == "BackupJobExists" {
				f.Advance(11 * time.Minute) // the daily one
				continue
			}
			wantCode(t, err, "BackupTimesExceeded")
			break
		}
		made++
		f.Advance(11 * time.Minute)
	}
	if made < 19 || made > 20 {
		t.Errorf("%d backups in a day", made)
	}
	f.Advance(day)
	_, err := f.CreateBackup("", "pgm-demo", "")
	must(t, err)
}

func TestBackupSchedule(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	s, err := f.BackupSchedule(hangzhou, "pgm-console")
	must(t, err)
	equal(t, "days", len(s.PreferredDays), 7)
	equal(t, "method", s.Method, "Physical")
	for _, set := range sets(t, f, "pgm-console") {
		equal(t, "hour", set.StartTime.Format("15")+":00Z", s.PreferredTime[:6])
	}
	s, err = f.BackupSchedule(hangzhou, "rds-mssql-snapshot")
	must(t, err)
	equal(t, "method", s.Method, "Snapshot")
	_, err = f.BackupSchedule(hangzhou, "pgm-nobody")
	wantCode(t, err, "InvalidDBInstance.NotFound")
}

// With TDE a set of MySQL on local disks can be restored in the source region only.
func TestRestoreRegionsOfMySQL(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	for id, tde := range map[string]bool{"rm-plain": false, "rm-tde": true} {
		must(t, f.AddInstance(fleet.MySQL(hangzhou, id, fleet.WithHistory(2), toShanghai, func(in *fleet.Instance) {
			in.TDE = tde
		})))
		want := "cn-hangzhou cn-shanghai"
		if tde {
			want = hangzhou
		}
		equal(t, id, strings.Join(sets(t, f, id)[0].RestoreRegions, " "), want)
	}
}
