// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Rows of this table set a guess to a value and check what it changes. Together
// with TestEveryGuessValueIsTested they cover both settings of each.
type guessCase struct {
	id, value string
	check     func(t *testing.T, f *fleet.Fleet)
}

func TestGuesses(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(readGuessCases(), listGuessCases(), writeGuessCases()) {
		t.Run(c.id+"="+c.value, func(t *testing.T) {
			t.Parallel()
			c.check(t, newFleet(t, map[string]string{c.id: c.value}))
		})
	}
}

func TestEveryGuessValueIsTested(t *testing.T) {
	t.Parallel()
	// The package on top reads these two.
	elsewhere := []string{"page-sizes", "list-page-sizes"}
	tested := map[string]int{}
	for _, c := range slices.Concat(readGuessCases(), listGuessCases(), writeGuessCases()) {
		tested[c.id+"="+c.value]++
		tested[c.id]++
	}
	for _, g := range fleet.Guesses() {
		if slices.Contains(elsewhere, g.ID) {
			continue
		}
		for _, value := range g.Values {
			if tested[g.ID+"="+value] == 0 {
				t.Errorf("guess %s has no test with %s", g.ID, value)
			}
		}
		if tested[g.ID] < 2 {
			t.Errorf("guess %s is not tested on two settings", g.ID)
		}
	}
}

func TestSetGuessValidates(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	for _, bad := range [][2]string{
		{"no-such-guess", "x"},
		{"disabled-spelling", "Off"},
		{"getter-lag", "soon"},
		{"getter-lag", "-1s"},
		{"busy-status", ""},
		{"blocked-class", "("},
	} {
		before := f.Guess(bad[0])
		if err := f.SetGuess(bad[0], bad[1]); err == nil {
			t.Errorf("%s = %q was accepted", bad[0], bad[1])
		}
		equal(t, bad[0], f.Guess(bad[0]), before)
	}
}

func lagCase(id, value string, wait time.Duration, read func(*testing.T, *fleet.Fleet) string) guessCase {
	return guessCase{id, value, func(t *testing.T, f *fleet.Fleet) {
		modify(t, f, "pgm-console", on("cn-qingdao", 30, false))
		if wait > 0 {
			equal(t, "at once", read(t, f), "cn-beijing")
			f.Advance(wait - time.Second)
			equal(t, "a second early", read(t, f), "cn-beijing")
			f.Advance(time.Second)
		}
		equal(t, "after the lag", read(t, f), "cn-qingdao")
	}}
}

// otherRegion asks about an instance of cn-shanghai in the name of cn-hangzhou. The list keeps to its region.
func otherRegion(code string) func(*testing.T, *fleet.Fleet) {
	return func(t *testing.T, f *fleet.Fleet) {
		policy, err := f.PolicyView(hangzhou, "pgm-shanghai")
		instance, err2 := f.InstanceView(hangzhou, "pgm-shanghai")
		if code != "" {
			wantCode(t, err, code)
			wantCode(t, err2, code)
		} else {
			equal(t, "policy", policy.Region, "cn-shanghai")
			equal(t, "instance", instance.Region, "cn-shanghai")
		}
		_, total, err := f.ListPolicies(hangzhou, []string{"pgm-shanghai"}, fleet.Part{Size: 30})
		equal(t, "listed", total, 0)
		equal(t, "error of the list", err, nil)
	}
}

func readGuessCases() []guessCase {
	getter := func(t *testing.T, f *fleet.Fleet) string { return view(t, f, "pgm-console").DestinationRegion }
	spelling := func(want string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			v := view(t, f, "pgm-disabled")
			equal(t, "backup", v.BackupEnabled, want)
			equal(t, "log", v.LogBackupEnabled, want)
			equal(t, "on", view(t, f, "pgm-console").BackupEnabled, "Enable")
		}
	}
	engine := func(pg, ms string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			equal(t, "PostgreSQL", view(t, f, "pgm-console").Engine, pg)
			equal(t, "set", sets(t, f, "pgm-console")[0].Engine, pg)
			equal(t, "SQL Server", view(t, f, "rds-mssql").Engine, ms)
		}
	}
	status := func(running, text, busy string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			got := view(t, f, "pgm-console")
			equal(t, "running", got.Status, running)
			equal(t, "what it means", got.StatusText, text)
			equal(t, "busy", view(t, f, "pgm-busy").Status, busy)
			equal(t, "released", view(t, f, "pgm-released").Status, "Released")
			rows, _, err := f.ListPolicies(hangzhou, []string{"pgm-console"}, fleet.Part{})
			must(t, err)
			equal(t, "listed", rows[0].Status, running)
		}
	}
	neverCode := func(code string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			_, err := f.PolicyView(hangzhou, "pgm-demo")
			wantCode(t, err, code)
			view(t, f, "pgm-disabled") // was on once: answers
		}
	}
	never := func(lockMode string) func(*testing.T, *fleet.Fleet) {
		return func(t *testing.T, f *fleet.Fleet) {
			equal(t, "view", view(t, f, "pgm-demo"), fleet.PolicyView{
				InstanceID: "pgm-demo", AccountID: "1234567890123456", Description: "orders", Region: hangzhou,
				Engine: "postgresql", EngineVersion: "16.0", Status: "Running", LockMode: lockMode,
				BackupEnabled: "Disabled", LogBackupEnabled: "Disabled",
			})
			equal(t, "once on", view(t, f, "pgm-disabled").LockMode, "Unlock")
		}
	}
	return []guessCase{
		{"policy-status", "word", status("Running", "", "Modifying")},
		{"policy-status", "number", status("1", "ACTIVATION", "1")},
		{"disabled-spelling", "Disabled", spelling("Disabled")},
		{"disabled-spelling", "Disable", spelling("Disable")},
		{"engine-spelling", "lower", engine("postgresql", "mssql")},
		{"engine-spelling", "attribute", engine("PostgreSQL", "SQLServer")},
		{"never-enabled-policy", "disabled", never("Unlock")},
		{"never-enabled-policy", "locknull", never("null")},
		{"never-enabled-policy", "notfound", neverCode("InvalidDBInstance.NotFound")},
		{"never-enabled-policy", "internalerror", neverCode("InternalError")},
		{"other-region", "notfound", otherRegion("InvalidDBInstanceId.NotFound")},
		{"other-region", "answered", otherRegion("")},
		{"released-getter", "policy", func(t *testing.T, f *fleet.Fleet) {
			v := view(t, f, "pgm-released")
			equal(t, "lock mode", v.LockMode, "Released")
			equal(t, "retention", v.Retention, 30)
			equal(t, "released", v.Released, true)
		}},
		{"released-getter", "notfound", func(t *testing.T, f *fleet.Fleet) {
			_, err := f.PolicyView(hangzhou, "pgm-released")
			wantCode(t, err, "InvalidDBInstanceId.NotFound")
			modify(t, f, "pgm-released", fleet.Change{RetentionDays: 7})
		}},
		{"released-instance", "notfound", func(t *testing.T, f *fleet.Fleet) {
			_, err := f.InstanceView(hangzhou, "pgm-released")
			wantCode(t, err, "InvalidDBInstanceId.NotFound")
		}},
		{"released-instance", "released", func(t *testing.T, f *fleet.Fleet) {
			must(t, f.Release("pgm-demo"))
			for _, id := range []string{"pgm-released", "pgm-demo"} {
				in, err := f.InstanceView(hangzhou, id)
				must(t, err)
				equal(t, "status", in.Status, "Released")
			}
		}},
		{"released-without-copies", "gone", func(t *testing.T, f *fleet.Fleet) {
			policy := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
			must(t, f.SetPolicy("rm-mysql-cloud", policy))
			must(t, f.Release("rm-mysql-cloud"))
			_, err := f.PolicyView(hangzhou, "rm-mysql-cloud")
			wantCode(t, err, "InvalidDBInstanceId.NotFound")
		}},
		{"released-without-copies", "policy", func(t *testing.T, f *fleet.Fleet) {
			policy := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
			must(t, f.SetPolicy("rm-mysql-cloud", policy))
			must(t, f.Release("rm-mysql-cloud"))
			equal(t, "released", view(t, f, "rm-mysql-cloud").Released, true)
		}},
		{"disabled-getter", "full", func(t *testing.T, f *fleet.Fleet) {
			v := view(t, f, "pgm-disabled")
			equal(t, "region", v.DestinationRegion, "cn-shanghai")
			equal(t, "retention", v.Retention, 30)
		}},
		{"disabled-getter", "bare", func(t *testing.T, f *fleet.Fleet) {
			v := view(t, f, "pgm-disabled")
			equal(t, "region", v.DestinationRegion, "")
			equal(t, "retention", v.Retention, 0)
			equal(t, "enabled", view(t, f, "pgm-console").DestinationRegion, "cn-beijing")
		}},
		lagCase("getter-lag", "0s", 0, getter),
		lagCase("getter-lag", "45s", 45*time.Second, getter),
	}
}
