// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// The fleet's own tests ask both settings of each guess. These show that a setting reaches the answers of the API.
func TestGuesses_reachTheAnswers(t *testing.T) {
	t.Parallel()
	policy := func(id, field string) func(*caller, *emulator.Server) string {
		return func(c *caller, _ *emulator.Server) string {
			got := c.policy(id)
			return fmt.Sprint(got.status, " ", got.code(), got.text(field))
		}
	}
	modified := func(c *caller, _ *emulator.Server) string {
		return c.modify("pgm-console", "BackupEnabled", "0").text("BackupEnabled")
	}
	listed := func(c *caller, _ *emulator.Server) string {
		got := c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-demo")
		return got.text("TotalRecords")
	}
	for _, row := range []struct {
		id, value string
		ask       func(*caller, *emulator.Server) string
		want      string
	}{
		{"disabled-spelling", "Disabled", policy("pgm-disabled", "BackupEnabled"), "200 Disabled"},
		{"disabled-spelling", "Disable", policy("pgm-disabled", "BackupEnabled"), "200 Disable"},
		{"disabled-spelling", "Disable", modified, "Disable"}, // the answer to a change spells it too
		{"engine-spelling", "attribute", policy("pgm-console", "Engine"), "200 PostgreSQL"},
		{"never-enabled-policy", "locknull", policy("pgm-demo", "LockMode"), "200 null"},
		{"never-enabled-policy", "internalerror", policy("pgm-demo", "LockMode"), "500 InternalError"},
		{"disabled-getter", "bare", policy("pgm-disabled", "CrossBackupRegion"), "200 "},
		{"list-never-enabled", "true", listed, "1"},
		{"snapshot-method", "S", snapshotSet, "S "}, // and no link to download it
		{"snapshot-method", "P", snapshotSet, "P "},
	} {
		t.Run(row.id+" "+row.value, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t, emulator.WithGuess(row.id, row.value))
			if got := row.ask(newMemoryCaller(t, s), s); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// snapshotSet returns method and download link of a set that is a snapshot.
func snapshotSet(c *caller, s *emulator.Server) string {
	cluster := func(in *fleet.Instance) {
		in.EngineVersion, in.Category, in.BackupMethod = "2019_ent", "AlwaysOn", "Snapshot"
	}
	policy := fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai"})
	err := s.Fleet().AddInstance(fleet.SQLServer("cn-hangzhou", "rds-cluster", cluster, policy, fleet.WithHistory(3)))
	if err != nil {
		c.t.Fatal(err)
	}
	got := c.sets("rds-cluster")
	return got.text("Items", "Item", 0, "BackupMethod") + " " + got.text("Items", "Item", 0, "CrossBackupDownloadLink")
}
