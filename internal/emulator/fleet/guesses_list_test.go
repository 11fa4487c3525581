// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func listed(t *testing.T, f *fleet.Fleet) []string {
	t.Helper()
	list, _, err := f.ListPolicies(hangzhou, nil, fleet.Part{})
	must(t, err)
	var ids []string
	for _, v := range list {
		ids = append(ids, v.InstanceID)
	}
	if !slices.IsSorted(ids) {
		t.Errorf("ids %v are not sorted", ids)
	}
	return ids
}

func listGuessCases() []guessCase {
	contains := func(id string, want bool) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			ids := listed(t, f)
			equal(t, id, slices.Contains(ids, id), want)
			equal(t, "pgm-console", slices.Contains(ids, "pgm-console"), true)
			equal(t, "rm-mariadb", slices.Contains(ids, "rm-mariadb"), false)
		}
	}
	list := func(t *testing.T, f *fleet.Fleet) string {
		rows, _, err := f.ListPolicies(hangzhou, []string{"pgm-console"}, fleet.Part{})
		must(t, err)
		return rows[0].DestinationRegion
	}
	return []guessCase{
		{"list-never-enabled", "false", contains("pgm-demo", false)},
		{"list-never-enabled", "true", contains("pgm-demo", true)},
		{"list-disabled", "false", contains("pgm-disabled", false)},
		{"list-disabled", "true", contains("pgm-disabled", true)},
		{"list-released", "false", contains("pgm-released", false)},
		{"list-released", "true", contains("pgm-released", true)},
		lagCase("list-lag", "0s", 0, list),
		lagCase("list-lag", "2m", 2*time.Minute, list),
	}
}

func TestLagsAreApart(t *testing.T) {
	t.Parallel()
	f := newFleet(t, map[string]string{"list-lag": "1m"})
	modify(t, f, "pgm-demo", on("cn-shanghai", 30, false))
	equal(t, "getter", view(t, f, "pgm-demo").BackupEnabled, "Enable")
	equal(t, "listed", slices.Contains(listed(t, f), "pgm-demo"), false)
	f.Advance(time.Minute)
	equal(t, "listed", slices.Contains(listed(t, f), "pgm-demo"), true)
}

func TestListSelects(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	rows, _, err := f.ListPolicies(hangzhou,
		[]string{"pgm-released", "pgm-nobody", "pgm-console", "pgm-console", "pgm-frankfurt"}, fleet.Part{})
	must(t, err)
	equal(t, "rows", len(rows), 2)
	equal(t, "first", rows[0].InstanceID, "pgm-console")
	equal(t, "engine as the instance getter spells it", rows[0].Engine, "PostgreSQL")
	equal(t, "second", rows[1].InstanceID, "pgm-released")
	rows, _, err = f.ListPolicies("eu-central-1", nil, fleet.Part{})
	must(t, err)
	equal(t, "other region", len(rows), 0)
}

// asCluster makes an instance of the Cluster Edition, which copies snapshots.
func asCluster(in *fleet.Instance) {
	in.EngineVersion, in.Category, in.BackupMethod = "2019_ent", "AlwaysOn", "Snapshot"
}

// snapshotMethod reads the sets of a Cluster Edition of SQL Server, which copies snapshots.
func snapshotMethod(word string) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		must(t, f.AddInstance(fleet.SQLServer(hangzhou, "rds-cluster", fleet.WithHistory(3), toShanghai, asCluster)))
		got := sets(t, f, "rds-cluster")
		equal(t, "sets", len(got) > 0, true)
		for _, set := range got {
			equal(t, "method", set.Method, word)
			equal(t, "no download", set.NoDownload, true)
		}
	}
}

// logRange asks for the second half of a log file's time.
func logRange(files int) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		got, err := f.LogFiles(hangzhou, "pgm-console", fleet.LogQuery{
			Start: start.Add(-57 * time.Minute), End: start.Add(-55 * time.Minute),
		})
		must(t, err)
		equal(t, "files", len(got), files)
	}
}

func writeGuessCases() []guessCase {
	notFound := func(code string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			_, err := f.PolicyView(hangzhou, "pgm-nobody")
			wantCode(t, err, code)
			_, err = f.Modify(hangzhou, "pgm-nobody", on("cn-shanghai", 30, false))
			wantCode(t, err, code)
		}
	}
	busy := func(status string, d time.Duration) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			modify(t, f, "pgm-demo", on("cn-shanghai", 30, false))
			if d > 0 {
				f.Advance(d - time.Second)
				equal(t, "status", view(t, f, "pgm-demo").Status, status)
				f.Advance(time.Second)
			}
			equal(t, "status", view(t, f, "pgm-demo").Status, "Running")
		}
	}
	partial := func(code string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			_, err := f.Modify(hangzhou, "pgm-console", fleet.Change{Enabled: &no, LogEnabled: &no})
			wantCode(t, err, code)
			f.Advance(time.Minute)
			_, err = f.Modify(hangzhou, "pgm-console", fleet.Change{Enabled: &no, Destination: "cn-beijing"})
			wantCode(t, err, code)
			f.Advance(time.Minute)
			modify(t, f, "pgm-console", off("cn-beijing", 7))
		}
	}
	retention := func(days int) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			equal(t, "off", modify(t, f, "pgm-console", off("cn-beijing", 7)).RetentionDays, days)
			f.Advance(time.Minute)
			equal(t, "alone", modify(t, f, "pgm-console", fleet.Change{RetentionDays: 7}).RetentionDays, 7)
		}
	}
	moved := func(moves bool) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			before, _ := f.Policy("pgm-console")
			p := modify(t, f, "pgm-console", fleet.Change{Destination: "cn-qingdao"})
			equal(t, "moved", p.EnabledTime.Equal(start), moves)
			equal(t, "kept", p.EnabledTime.Equal(before.EnabledTime), !moves)
		}
	}
	destinations := func(count int, toFrankfurt string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			list, err := f.DestinationRegions(hangzhou)
			must(t, err)
			equal(t, "count", len(list), count)
			equal(t, "itself", slices.Contains(list, hangzhou), false)
			_, err = f.Modify(hangzhou, "pgm-demo", on("eu-central-1", 30, false))
			wantCode(t, err, toFrankfurt)
			modify(t, f, "pgm-console", on("cn-beijing", 30, false)) // stored already: not checked again
		}
	}
	class := func(demo, economy string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			_, err := f.Modify(hangzhou, "pgm-demo", on("cn-shanghai", 30, false))
			wantCode(t, err, demo)
			_, err = f.Modify(hangzhou, "pgm-economy", on("cn-shanghai", 30, false))
			wantCode(t, err, economy)
		}
	}
	applies := func(left bool) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			before := len(sets(t, f, "pgm-console"))
			modify(t, f, "pgm-console", fleet.Change{RetentionDays: 7})
			equal(t, "old sets left", len(sets(t, f, "pgm-console")) == before, left)
		}
	}
	return []guessCase{
		{"instance-not-found", "400", notFound("InvalidDBInstanceId.NotFound")},
		{"instance-not-found", "404", notFound("InvalidDBInstance.NotFound")},
		{"busy-after-write", "0s", busy("", 0)},
		{"busy-after-write", "3m", busy("Modifying", 3*time.Minute)},
		{"busy-status", "BACKUP_RECOVERING", busy("BACKUP_RECOVERING", 20*time.Second)},
		{"busy-status", "Modifying", busy("Modifying", 20*time.Second)},
		{"snapshot-method", "S", snapshotMethod("S")},
		{"snapshot-method", "P", snapshotMethod("P")},
		{"log-range", "overlaps", logRange(1)},
		{"log-range", "begins", logRange(0)},
		{"partial-disable", "accepted", partial("")},
		{"partial-disable", "internalerror", partial("InternalError")},
		{"disable-never-enabled", "accepted", disableNever("")},
		{"disable-never-enabled", "internalerror", disableNever("InternalError")},
		{"busy-flap", "0", flap(false, false, false, false, false)},
		{"busy-flap", "1", flap(false, true, false, false, false)},
		{"busy-flap", "2", flap(false, true, false, true, false)},
		{"retention-in-disable", "taken", retention(7)},
		{"retention-in-disable", "ignored", retention(1825)},
		{"region-change-enabled-time", "kept", moved(false)},
		{"region-change-enabled-time", "moved", moved(true)},
		{"destinations", "all", destinations(22, "")},
		{"destinations", "short2020", destinations(3, "CrossBackupNotSupport")},
		{"destinations", "finance", func(t *testing.T, f *fleet.Fleet) {
			list, err := f.DestinationRegions("cn-shanghai-finance-1")
			must(t, err)
			equal(t, "destinations", fmt.Sprint(list), "[cn-hangzhou-finance cn-shenzhen-finance-1]")
			destinations(22, "")(t, f)
		}},
		{"blocked-class", `^pg\.n[12]e\..*\.1m$`, class("", "InvalidInstanceLevel.Malformed")},
		{"blocked-class", `^pg\.n4\.`, class("InvalidInstanceLevel.Malformed", "")},
		{"retention-applies", "existing", applies(false)},
		{"retention-applies", "new", applies(true)},
		{"available-recovery-time", "all", recoveryCase("")},
		{"available-recovery-time", "local-mysql", recoveryCase("InvalidBackupSetID.NotFound")},
	}
}

// disableNever switches off what never was on, and what was.
func disableNever(code string) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		_, err := f.Modify(hangzhou, "pgm-demo", off("cn-shanghai", 30))
		wantCode(t, err, code)
		modify(t, f, "pgm-disabled", off("cn-shanghai", 30))
	}
}

// flap reads a busy instance, and wants to see Running where the list says so, twice over.
func flap(running ...bool) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		for range 2 {
			modify(t, f, "pgm-demo", on("cn-shanghai", 30, false))
			for i, want := range running {
				in, err := f.InstanceView(hangzhou, "pgm-demo")
				must(t, err)
				if (in.Status == "Running") != want {
					t.Errorf("reading %d shows %s", i+1, in.Status)
				}
				_, err = f.Modify(hangzhou, "pgm-demo", off("cn-shanghai", 30))
				wantCode(t, err, "IncorrectDBInstanceState")
			}
			f.Advance(20 * time.Second)
		}
	}
}

func recoveryCase(postgres string) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		modify(t, f, "rm-mysql", on("cn-shanghai", 30, false))
		f.Advance(30 * time.Minute)
		_, _, err := f.RecoveryWindow("", "", sets(t, f, "rm-mysql")[0].ID)
		must(t, err)
		_, _, err = f.RecoveryWindow("", "", sets(t, f, "pgm-console")[0].ID)
		wantCode(t, err, postgres)
	}
}
