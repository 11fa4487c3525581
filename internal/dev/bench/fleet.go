// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// What the configurations begin with.
const (
	required = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}
`
	head = required + `
provider "apsaradb" {
  region = "cn-hangzhou"
}
`
)

// fleetText is a fleet of policies. It counts, because Terraform works out the map of a for_each anew for each of its keys,
// which would hide what the provider takes.
const fleetText = head + `
resource "apsaradb_rds_cross_region_backup_policy" "fleet" {
  count = %d

  instance_id        = format("pgm-bench%%05d", count.index)
  destination_region = "cn-shanghai"
  retention_days     = %d
  log_backup_enabled = true
}
`

// The retention of a fleet's policies, and the one that they are changed to.
const (
	retention        = 30
	shorterRetention = 14
)

func fleetConfiguration(policies, retentionDays int) string {
	return fmt.Sprintf(fleetText, policies, retentionDays)
}

func instanceID(n int) string { return fmt.Sprintf("pgm-bench%05d", n) }

// inRegion is how many instances the region of a fleet has: 1.2 times as many as there are policies, rounded up.
func inRegion(policies int) int { return policies + (policies+4)/5 }

// seed is the emulator's fleet of one region. The first instances have no policy where bare is their number; all others have
// one that is on, and that equals those of the configuration.
func seed(instances, bare int) ([]byte, error) {
	type policy struct {
		Enabled           bool   `json:"enabled"`
		LogEnabled        bool   `json:"log_backup_enabled"`
		DestinationRegion string `json:"destination_region"`
		RetentionDays     int    `json:"retention_days"`
		EnabledTime       string `json:"enabled_time"`
		LogEnabledTime    string `json:"log_backup_enabled_time"`
	}
	type instance struct {
		ID            string  `json:"id"`
		Region        string  `json:"region"`
		Engine        string  `json:"engine"`
		EngineVersion string  `json:"engine_version"`
		Category      string  `json:"category"`
		StorageType   string  `json:"storage_type"`
		Class         string  `json:"class"`
		History       int     `json:"history"`
		Policy        *policy `json:"policy,omitempty"`
	}
	since := "2026-02-01T08:00:00Z"
	var all struct {
		Start     string     `json:"start"`
		Instances []instance `json:"instances"`
	}
	all.Start = "2026-03-01T08:00:00Z"
	for n := range instances {
		one := instance{
			ID: instanceID(n), Region: "cn-hangzhou", Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability",
			StorageType: "cloud_essd", Class: "pg.n4.2c.2m", History: 40,
		}
		if n >= bare {
			one.Policy = &policy{true, true, "cn-shanghai", retention, since, since}
		}
		all.Instances = append(all.Instances, one)
	}
	return json.Marshal(all)
}

// startFleet starts an emulator that has been built, with a fleet whose clock stands still and whose instances are not busy
// after a change, so that nothing but calls takes time.
func startFleet(ctx context.Context, box *sandbox.Sandbox, name string, instances, bare int) (*folder, error) {
	text, err := seed(instances, bare)
	if err != nil {
		return nil, fmt.Errorf("describe the fleet: %w", err)
	}
	path := filepath.Join(box.Dir, name+".json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return nil, fmt.Errorf("describe the fleet: %w", err)
	}
	emulator, err := box.StartBuilt(ctx, "-addr", "127.0.0.1:0", "-seed", path, "-speed", "0", "-guess", "busy-after-write=0s")
	if err != nil {
		return nil, err
	}
	f, err := newFolder(box, emulator, name)
	if err != nil {
		return nil, errors.Join(err, emulator.Stop())
	}
	return f, nil
}

// newFleet returns a fleet of policies that are in the state already. Terraform applies one of them, which is on and so is
// only taken over; the others are copies of what it wrote. The plans of a measurement fail where that is not what the provider
// would have written, because they find something to change.
func newFleet(ctx context.Context, box *sandbox.Sandbox, policies int) (f *folder, err error) {
	f, err = startFleet(ctx, box, fmt.Sprintf("fleet-%d", policies), inRegion(policies), 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.emulator.Stop())
		}
	}()
	if err := f.configure(fleetConfiguration(1, retention)); err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		if _, err := f.terraform(ctx, args...); err != nil {
			return nil, err
		}
	}
	if err := f.grow(policies); err != nil {
		return nil, err
	}
	return f, f.configure(fleetConfiguration(policies, retention))
}

// grow copies the only policy of the state.
func (f *folder) grow(policies int) error {
	const name = "terraform.tfstate"
	text, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	var state map[string]json.RawMessage
	var resources []map[string]json.RawMessage
	var instances []map[string]json.RawMessage
	if err := json.Unmarshal(text, &state); err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	if err := json.Unmarshal(state["resources"], &resources); err != nil || len(resources) != 1 {
		return fmt.Errorf("read the state: it has %d resources and not one: %w", len(resources), err)
	}
	one := string(resources[0]["instances"])
	for n := range policies {
		var copies []map[string]json.RawMessage
		if err := json.Unmarshal([]byte(strings.ReplaceAll(one, instanceID(0), instanceID(n))), &copies); err != nil || len(copies) != 1 {
			return fmt.Errorf("read the state: it has %d policies and not one: %w", len(copies), err)
		}
		copies[0]["index_key"] = json.RawMessage(strconv.Itoa(n))
		instances = append(instances, copies[0])
	}
	if resources[0]["instances"], err = json.Marshal(instances); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	if state["resources"], err = json.Marshal(resources); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	if text, err = json.Marshal(state); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	return f.write(name, text)
}
