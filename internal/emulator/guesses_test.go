// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// TestGuesses_bothSettingsReachTheWire asks one question for each setting of the guesses that change an answer.
// snapshotSet returns method and download link of a set that is a snapshot.
func snapshotSet(c *caller, s *emulator.Server) string {
	err := s.Fleet().AddInstance(fleet.Instance{
		ID: "rds-cluster", Region: "cn-hangzhou", Engine: "SQLServer", EngineVersion: "2019_ent", Category: "AlwaysOn", BackupMethod: "Snapshot",
		History: 3, Policy: &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai"},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	got := c.sets("rds-cluster")
	return got.text("Items", "Item", 0, "BackupMethod") + " " + got.text("Items", "Item", 0, "CrossBackupDownloadLink")
}

func TestGuesses_bothSettingsReachTheWire(t *testing.T) {
	t.Parallel()
	policy := func(id string, path ...any) func(*caller, *emulator.Server) string {
		return func(c *caller, _ *emulator.Server) string {
			got := c.policy(id)
			return fmt.Sprint(got.status, " ", got.code(), got.text(path...))
		}
	}
	listed := func(id string) func(*caller, *emulator.Server) string {
		return func(c *caller, _ *emulator.Server) string {
			return c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "DBInstanceId", id).text("TotalRecords")
		}
	}
	off := func(params ...string) func(*caller, *emulator.Server) string {
		return func(c *caller, s *emulator.Server) string {
			got := c.modify("pgm-console", append([]string{"BackupEnabled", "0"}, params...)...)
			s.Fleet().Advance(time.Minute)
			return fmt.Sprint(got.status, " ", c.policy("pgm-console").text("Retention"))
		}
	}
	lag := func(read func(*caller) string) func(*caller, *emulator.Server) string {
		return func(c *caller, s *emulator.Server) string {
			wantOK(t, c.modify("pgm-console", "Retention", "90"))
			first := read(c)
			s.Fleet().Advance(31 * time.Second)
			return first + " " + read(c)
		}
	}
	for _, row := range []struct {
		id, value string
		ask       func(*caller, *emulator.Server) string
		want      string
	}{
		{"snapshot-method", "S", snapshotSet, "S "},
		{"snapshot-method", "P", snapshotSet, "P "},
		{"disabled-spelling", "Disabled", policy("pgm-disabled", "BackupEnabled"), "200 Disabled"},
		{"disabled-spelling", "Disable", policy("pgm-disabled", "BackupEnabled"), "200 Disable"},
		{"engine-spelling", "lower", policy("pgm-console", "Engine"), "200 postgresql"},
		{"engine-spelling", "attribute", policy("pgm-console", "Engine"), "200 PostgreSQL"},
		{"never-enabled-policy", "disabled", policy("pgm-demo", "LockMode"), "200 Unlock"},
		{"never-enabled-policy", "locknull", policy("pgm-demo", "LockMode"), "200 null"},
		{"never-enabled-policy", "notfound", policy("pgm-demo", "x"), "404 InvalidDBInstance.NotFound"},
		{"never-enabled-policy", "internalerror", policy("pgm-demo", "x"), "500 InternalError"},
		{"instance-not-found", "400", policy("pgm-none", "x"), "400 InvalidDBInstanceId.NotFound"},
		{"instance-not-found", "404", policy("pgm-none", "x"), "404 InvalidDBInstance.NotFound"},
		{"released-getter", "policy", policy("pgm-released", "Retention"), "200 30"},
		{"disabled-getter", "full", policy("pgm-disabled", "CrossBackupRegion"), "200 cn-shanghai"},
		{"disabled-getter", "bare", policy("pgm-disabled", "CrossBackupRegion"), "200 "},
		{"list-never-enabled", "false", listed("pgm-demo"), "0"},
		{"list-never-enabled", "true", listed("pgm-demo"), "1"},
		{"list-disabled", "true", listed("pgm-disabled"), "1"},
		{"list-disabled", "false", listed("pgm-disabled"), "0"},
		{"list-released", "true", listed("pgm-released"), "1"},
		{"list-released", "false", listed("pgm-released"), "0"},
		{"retention-in-disable", "taken", off("Retention", "7"), "200 7"},
		{"retention-in-disable", "ignored", off("Retention", "7"), "200 1825"},
		{"partial-disable", "accepted", off(), "200 1825"},
		{"partial-disable", "internalerror", off(), "500 1825"},
		{"partial-disable", "internalerror", off("LogBackupEnabled", "0", "CrossBackupRegion", "cn-beijing"), "200 1825"},
		{"getter-lag", "30s", lag(func(c *caller) string { return c.policy("pgm-console").text("Retention") }), "1825 90"},
		{"list-lag", "30s", lag(func(c *caller) string {
			return c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console").text("Items", "Item", 0, "Retention")
		}), "1825 90"},
	} {
		t.Run(row.id+" "+row.value, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess(row.id, row.value))
			if got := row.ask(newCaller(t, s), s); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
