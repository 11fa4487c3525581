// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backupsets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	address    = "data." + backupsets.TypeName + ".test"
	listAction = "DescribeCrossRegionBackups"
)

// block is the data source for an instance, with further arguments.
func block(instanceID, arguments string) string {
	return labeled("test", instanceID, arguments)
}

func labeled(label, instanceID, arguments string) string {
	return fmt.Sprintf("data %q %q {\n  instance_id = %q\n  %s\n}\n", backupsets.TypeName, label, instanceID, arguments)
}

func read(s *emulator.Server, instanceID, arguments string, checks ...statecheck.StateCheck) resource.TestStep {
	return resource.TestStep{Config: testkit.Config(s, block(instanceID, arguments)), ConfigStateChecks: checks}
}

func refuse(s *emulator.Server, instanceID, arguments, pattern string) resource.TestStep {
	return resource.TestStep{
		Config:      testkit.Config(s, block(instanceID, arguments)),
		ExpectError: regexp.MustCompile(pattern),
	}
}

func expect(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// reading is one of several data sources of a step, and the sets it has to show.
type reading struct {
	arguments string
	shown     []fleet.CopySet
	matching  []fleet.CopySet // what latest and the totals count
}

// readAll reads the same instance in several ways in one step, because each step costs a second.
func readAll(s *emulator.Server, instanceID string, readings ...reading) resource.TestStep {
	var body string
	var checks []statecheck.StateCheck
	for i, r := range readings {
		label := fmt.Sprintf("test%d", i)
		body += labeled(label, instanceID, r.arguments)
		for attribute, value := range map[string]knownvalue.Check{
			"ids":              idsOf(r.shown),
			"backup_sets":      knownvalue.ListSizeExact(len(r.shown)),
			"total_count":      knownvalue.Int64Exact(int64(len(r.matching))),
			"total_size_bytes": totalOf(r.matching),
			"latest":           latestOf(r.matching),
		} {
			checks = append(
				checks,
				statecheck.ExpectKnownValue("data."+backupsets.TypeName+"."+label, tfjsonpath.New(attribute), value),
			)
		}
	}
	return resource.TestStep{Config: testkit.Config(s, body), ConfigStateChecks: checks}
}

func latestOf(sets []fleet.CopySet) knownvalue.Check {
	for _, set := range sets {
		if !set.Failed {
			return knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"id": knownvalue.StringExact(strconv.FormatInt(set.ID, 10)), "consistent_time": moment(set.ConsistentTime),
			})
		}
	}
	return knownvalue.Null()
}

func inLatest(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("latest").AtMapKey(attribute), value)
}

func inFirst(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("backup_sets").AtSliceIndex(0).AtMapKey(attribute), value)
}

func moment(t time.Time) knownvalue.Check {
	return knownvalue.StringExact(t.UTC().Format(time.RFC3339))
}

// stored returns the sets that the cloud lists for an instance, newest first.
func stored(t *testing.T, s *emulator.Server, instanceID string) []fleet.CopySet {
	t.Helper()
	sets, err := s.Fleet().CopySets(testkit.Region, instanceID)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(sets)
	return sets
}

func idsOf(sets []fleet.CopySet) knownvalue.Check {
	ids := []knownvalue.Check{}
	for _, set := range sets {
		ids = append(ids, knownvalue.StringExact(strconv.FormatInt(set.ID, 10)))
	}
	return knownvalue.ListExact(ids)
}

func totalOf(sets []fleet.CopySet) knownvalue.Check {
	var total int64
	for _, set := range sets {
		total += set.SizeBytes
	}
	return knownvalue.Int64Exact(total)
}

// instance is an eligible PostgreSQL instance whose copies to Shanghai go back some days.
func instance(id string, days int, failed ...int) fleet.Seed {
	seed := fleet.DefaultSeed()
	seed.Instances = append(seed.Instances, fleet.Instance{
		ID:            id,
		Region:        testkit.Region,
		Engine:        "PostgreSQL",
		EngineVersion: "16.0",
		Category:      "HighAvailability",
		StorageType:   "cloud_essd",
		Class:         "pg.n4.2c.2m",
		History:       days,
		FailedCopies:  failed,
		Policy:        &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 730},
	})
	return seed
}
