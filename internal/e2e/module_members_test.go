// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"slices"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// postgreSQL is an instance that is eligible.
func postgreSQL(region, id string) fleet.Instance {
	return fleet.Instance{
		ID:            id,
		Region:        region,
		Engine:        "PostgreSQL",
		EngineVersion: "16.0",
		Category:      "HighAvailability",
		StorageType:   "cloud_essd",
		Class:         "pg.n4.2c.2m",
	}
}

// with returns an instance after a change.
func with(in fleet.Instance, change func(*fleet.Instance)) fleet.Instance {
	change(&in)
	return in
}

// protectedTo gives an instance a policy from before the first plan.
func protectedTo(destination string, days int) func(*fleet.Instance) {
	return func(in *fleet.Instance) {
		in.History, in.Policy = 10, &fleet.Policy{Enabled: true, DestinationRegion: destination, RetentionDays: days}
	}
}

// What happens to instances. None of it may take a key away.
func busy(in *fleet.Instance)          { in.BusyFor = "30m" }
func expired(in *fleet.Instance)       { in.LockMode = "LockByExpiration" }
func diskFull(in *fleet.Instance)      { in.LockMode = "LockByDiskQuota" }
func coldData(in *fleet.Instance)      { in.ColdData = true }
func economyClass(in *fleet.Instance)  { in.Class = "pg.n2e.1c.1m" }
func serverless(in *fleet.Instance)    { in.Category, in.Serverless = "serverless_basic", true }
func downgraded(in *fleet.Instance)    { in.EngineVersion = "9.4" }
func readOnly(in *fleet.Instance)      { in.Role, in.MasterID = "Readonly", "pgm-of-another" }
func released(in *fleet.Instance)      { in.Released = true }
func deleting(in *fleet.Instance)      { in.Status = "Deleting" }
func transferring(in *fleet.Instance)  { in.Status = "TransingToOthers" }
func anotherEngine(in *fleet.Instance) { in.Engine, in.EngineVersion = "MariaDB", "10.3" }

// switchedOff is what somebody does at the console, or did before the first plan.
func switchedOff(in *fleet.Instance) { in.Policy.Enabled, in.Policy.EverEnabled = false, true }

// kept changes the retention as somebody at the console would.
func kept(days int) func(*fleet.Instance) {
	return func(in *fleet.Instance) { in.Policy.RetentionDays = days }
}

// The fleet of the story: sizes by region. Hangzhou has more than one page of the API.
var fleetRegions = []struct {
	region string
	size   int
}{{"cn-hangzhou", 150}, {"cn-shanghai", 90}, {"eu-central-1", 58}}

// storyFleet has 300 instances, of which each tenth is read-only, MariaDB and serverless in turn, and two that the page
// of the module names. It returns the ids of those that can be protected, sorted.
func storyFleet() (instances []fleet.Instance, eligible []string) {
	ineligible := map[int]func(*fleet.Instance){7: readOnly, 8: anotherEngine, 9: serverless}
	for _, group := range fleetRegions {
		for i := range group.size {
			in := postgreSQL(group.region, fmt.Sprintf("pgm-%s-%03d", group.region, i))
			if change, is := ineligible[i%10]; is {
				change(&in)
			} else {
				eligible = append(eligible, in.ID)
			}
			instances = append(instances, in)
		}
	}
	instances = append(
		instances,
		postgreSQL("cn-hangzhou", "pgm-ledger"),
		postgreSQL("cn-shanghai", "pgm-of-another-team"),
	)
	eligible = append(eligible, "pgm-ledger")
	slices.Sort(eligible)
	return instances, eligible
}
