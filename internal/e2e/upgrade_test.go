// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// RELEASING.md says when to write one.
var writeState = flag.String("write-state", "", "write the state of this build, as that of this released `version`")

const upgrades = "testdata/upgrade"

// upgraded has a policy of every kind: on, off, with every optional argument, adopted and released.
const upgraded = `terraform {
  required_providers {
    apsaradb = { source = "registry.terraform.io/geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}

resource "apsaradb_rds_cross_region_backup_policy" "on" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
}

resource "apsaradb_rds_cross_region_backup_policy" "every_argument" {
  instance_id        = "rm-mysql"
  region             = "cn-hangzhou"
  destination_region = "cn-beijing"
  retention_days     = 60
  log_backup_enabled = true
  enabled            = true
  deletion_policy    = "PREVENT"
  ignore_checks      = ["DISK_ENCRYPTED"]

  timeouts {
    create = "30m"
    update = "30m"
  }
}

resource "apsaradb_rds_cross_region_backup_policy" "off" {
  instance_id        = "pgm-basic"
  destination_region = "cn-shanghai"
  retention_days     = 30
  enabled            = false
}

resource "apsaradb_rds_cross_region_backup_policy" "adopted" {
  instance_id        = "pgm-console"
  destination_region = "cn-beijing"
  retention_days     = 1825
  log_backup_enabled = true
}

resource "apsaradb_rds_cross_region_backup_policy" "released" {
  for_each = toset(["pgm-local10"])

  instance_id        = each.key
  destination_region = "cn-shanghai"
  retention_days     = 30
}
`

// TestUpgrade_planIsEmpty plans with the state that each release wrote. Nothing may change because of a new version.
func TestUpgrade_planIsEmpty(t *testing.T) {
	t.Parallel()
	if *writeState != "" {
		writeUpgrade(t, filepath.Join(upgrades, *writeState))
	}
	versions, err := os.ReadDir(upgrades)
	if err != nil || len(versions) == 0 {
		t.Fatalf("no state of a release: %v", err)
	}
	for _, version := range versions {
		t.Run(version.Name(), func(t *testing.T) {
			t.Parallel()
			read := func(name string) []byte {
				content, err := os.ReadFile(filepath.Join(upgrades, version.Name(), name))
				if err != nil {
					t.Fatal(err)
				}
				return content
			}
			seed, err := fleet.ReadSeed(bytes.NewReader(read("fleet.json")))
			if err != nil {
				t.Fatal(err)
			}
			s := emulator.Start(t, emulator.WithSeed(seed))
			w := testkit.NewWorkspace(t, s.URL())
			w.Write("main.tf", string(read("main.tf")))
			w.Write("terraform.tfstate", string(read("terraform.tfstate")))
			w.Must("init", "-no-color")
			w.Must("plan", "-no-color", "-input=false", "-detailed-exitcode")
			if calls := s.Calls("ModifyInstanceCrossBackupPolicy"); len(calls) > 0 {
				t.Errorf("the plan sent %d writes", len(calls))
			}
		})
	}
}

// writeUpgrade keeps what this build writes: the configuration, the state, and the fleet that the state is about.
func writeUpgrade(t *testing.T, dir string) {
	t.Helper()
	s := emulator.Start(t)
	w := testkit.NewWorkspace(t, s.URL())
	w.Write("main.tf", upgraded)
	w.Must("init", "-no-color")
	w.Must("apply", "-no-color", "-auto-approve")
	s.Fleet().Advance(24 * time.Hour)
	if err := s.Fleet().Release("pgm-local10"); err != nil {
		t.Fatal(err)
	}
	w.Must("apply", "-no-color", "-auto-approve", "-refresh-only")
	saved, err := json.MarshalIndent(s.State(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"main.tf": upgraded, "terraform.tfstate": w.Read("terraform.tfstate"), "fleet.json": string(saved) + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
