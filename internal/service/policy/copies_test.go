// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

const shop = "rm-shop"

// engines are instances whose copies differ in what becomes of them.
func engines() []fleet.Instance {
	on := func(in *fleet.Instance) {
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
		in.Description = "shop"
	}
	cloud := func(in *fleet.Instance) { in.StorageType, in.Class = "cloud_essd", "mysql.n4.large.2c" }
	local := func(in *fleet.Instance) { in.StorageType = "ephemeral_ssd" }
	odd := func(in *fleet.Instance) { in.StorageType = "quantum_ssd" }
	return []fleet.Instance{
		fleet.MySQL(testkit.Region, shop, cloud, on),
		fleet.MySQL(testkit.Region, shop, local, on),
		fleet.MySQL(testkit.Region, shop, odd, on),
		fleet.SQLServer(testkit.Region, shop, on),
		fleet.PostgreSQL(testkit.Region, shop, on),
	}
}

// TestCopies_texts compares every text about what becomes of copies, for each engine and storage, of an instance that
// runs and of one that was released after it was imported.
func TestCopies_texts(t *testing.T) {
	t.Parallel()
	config := func(days int, more ...attributes) attributes { return settings(shop, "cn-shanghai", days, more...) }
	rows := []struct {
		name   string
		state  attributes
		config attributes
	}{
		{"no change", nil, config(30)},
		{"shorter retention", nil, config(7)},
		{"switched off", nil, config(30, attributes{"enabled": false})},
		{"another destination", nil, settings(shop, "cn-beijing", 30)},
		{"destroy, DISABLE", nil, nil},
		{"destroy, DISABLE_AND_EXPIRE", attributes{"deletion_policy": "DISABLE_AND_EXPIRE"}, nil},
		{"destroy, ABANDON", attributes{"deletion_policy": "ABANDON"}, nil},
	}
	var got strings.Builder
	for _, in := range engines() {
		for _, released := range []bool{false, true} {
			for _, row := range rows {
				s := emulator.Start(t, emulator.WithGuess("released-without-copies", "policy"))
				must(t, s.Fleet().AddInstance(in))
				state := testkit.NewSession(t, s, nil).Import(shop)
				if released {
					must(t, s.Fleet().Release(shop))
					state = testkit.NewSession(t, s, nil).Read(state)
				}
				planned := testkit.NewSession(t, s, nil).Plan(state.With(t, row.state), row.config)
				what := map[bool]string{false: "runs", true: "released"}[released]
				fmt.Fprintf(&got, "=== %s on %s, %s: %s\n%s\n\n", in.Engine, in.StorageType, what, row.name, planned.Said)
			}
		}
	}
	golden.Equal(t, "copies.golden", got.String())
}

// The page of the resource has the tables of facts.
func TestCopies_thePageHasTheTable(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/resources/rds_cross_region_backup_policy.md")
	must(t, err)
	names := strings.NewReplacer("SQLServer", "SQL Server")
	for _, row := range eligibility.CopyTable() {
		line := fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", names.Replace(row.Engine), row.Storage,
			row.SurviveRelease, row.ChargedAfterRelease, row.Downloadable, row.Listed, row.RestoreByTime, row.RestoreTo)
		started := fmt.Sprintf("| %s | %s | %s | %s |\n", names.Replace(row.Engine), row.Storage, row.OnEnabling, row.OnLogs)
		for _, line := range []string{line, started} {
			if !strings.Contains(string(page), line) {
				t.Errorf("the page lacks the row\n%s", line)
			}
		}
	}
}

// What is known of the storage survives the release of the instance, whatever the policy came from.
func TestCopies_theStorageIsRemembered(t *testing.T) {
	t.Parallel()
	const moved = `{"instance_id":"rm-shop","cross_backup_region":"cn-shanghai","retention":30}`
	config := settings(shop, "cn-shanghai", 30)
	for name, take := range map[string]func(t *testing.T, s *emulator.Server) result{
		"created": func(t *testing.T, s *emulator.Server) result {
			must(t, s.Fleet().SetPolicy(shop, fleet.Policy{}))
			return testkit.NewSession(t, s, nil).Create(config)
		},
		"created without checks": func(t *testing.T, s *emulator.Server) result {
			must(t, s.Fleet().SetPolicy(shop, fleet.Policy{}))
			return testkit.NewSession(t, s, attributes{"plan_checks": "OFF"}).Create(config)
		},
		"adopted": func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Create(config)
		},
		"imported": func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Import(shop)
		},
		"moved": func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Read(testkit.Unconfigured(t, s).Move("aliyun/alicloud", alicloudType, moved))
		},
		"changed since, by an older version": func(t *testing.T, s *emulator.Server) result {
			state := testkit.NewSession(t, s, nil).Import(shop)
			state.Private = nil
			longer := settings(shop, "cn-shanghai", 60)
			w := testkit.NewSession(t, s, nil)
			return w.Apply(state, longer, w.Plan(state, longer))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("released-without-copies", "policy"))
			must(t, s.Fleet().AddInstance(engines()[0]))
			state := take(t, s)
			if state.Said.Failed() {
				t.Fatal(state.Said)
			}
			must(t, s.Fleet().Release(shop))
			w := testkit.NewSession(t, s, nil)
			state = w.Read(state)
			said := w.Plan(state, settings(shop, "cn-shanghai", int(state.Get(t, "retention_days").(int64)))).Said.String()
			const want = "warning on instance_id: Instance rm-shop is released, and its copies are gone\n" +
				"No backups are made or copied any more. The copies of this MySQL instance on cloud disks were deleted with it: " +
				"nothing is left to restore, and nothing is charged. Remove the resource. (COPIES_GONE)"
			if said != want {
				t.Errorf("said %q, want %q", said, want)
			}
		})
	}
}
