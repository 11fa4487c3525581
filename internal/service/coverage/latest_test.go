// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// withSets has the default fleet, a long history, a MySQL instance on cloud disks, and one whose copies all failed.
func withSets() fleet.Seed {
	seed := fleet.DefaultSeed()
	long, failing := member("cn-hangzhou", "pgm-long", true), member("cn-hangzhou", "pgm-failing", true)
	long.History, failing.History, failing.FailedCopies = 250, 2, []int{1, 2, 3}
	long.Policy.RetentionDays = 730
	cloud := long
	cloud.ID, cloud.Engine, cloud.EngineVersion, cloud.Class = "rm-cloud", "MySQL", "8.0", "mysql.n4.large.2c"
	seed.Instances = append(seed.Instances, long, failing, cloud)
	return seed
}

func TestDataSource_latest(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(withSets()))
	got := mustAsk(t, s, testkit.Attributes{"include_latest": true})
	for _, id := range []string{"pgm-console", "pgm-released", "pgm-disabled", "pgm-long", "pgm-failing"} {
		sets, err := s.Fleet().CopySets("cn-hangzhou", id)
		if err != nil {
			t.Fatal(err)
		}
		var latest, at any
		for _, set := range sets {
			if !set.Failed {
				latest, at = strconv.FormatInt(set.ID, 10), set.ConsistentTime.UTC().Format(time.RFC3339)
			}
		}
		row := got.instances[id]
		if row["latest_set_id"] != latest || row["latest_consistent_time"] != at ||
			row["backup_set_count"] != int64(len(sets)) {
			t.Errorf(
				"%s reads %v of %v, %v sets; want %v of %v, %d sets",
				id,
				row["latest_set_id"],
				row["latest_consistent_time"],
				row["backup_set_count"],
				latest,
				at,
				len(sets),
			)
		}
	}
	if got.instances["pgm-released"]["backup_set_count"] == int64(0) ||
		got.instances["pgm-failing"]["latest_set_id"] != nil {
		t.Errorf("released %v, failing %v", got.instances["pgm-released"], got.instances["pgm-failing"])
	}
	for _, id := range []string{"pgm-demo", "rm-cloud"} { // never had the feature; has it, and its copies are not listed
		if row := got.instances[id]; row["latest_set_id"] != nil || row["backup_set_count"] != nil {
			t.Errorf("%s reads %v, %v", id, row["latest_set_id"], row["backup_set_count"])
		}
	}
	if calls := len(s.Calls(listSets)); calls != 6 {
		t.Errorf("%d calls for sets, want one for each of 5 instances and a second for the one with more than a page", calls)
	}
}

// TestDataSource_objective has an instance whose last two copies are missing.
func TestDataSource_objective(t *testing.T) {
	t.Parallel()
	seed := withSets()
	for i := range seed.Instances {
		if seed.Instances[i].ID == "pgm-long" {
			seed.Instances[i].MissingCopies = []int{1, 2}
		}
	}
	s := emulator.StartInMemory(t, emulator.WithSeed(seed))
	got := mustAsk(t, s, testkit.Attributes{"rpo_hours": 30})
	for id, want := range map[string]any{
		"pgm-console":  true,
		"pgm-long":     false, // the newest copy is two days old
		"pgm-failing":  false, // no copy ever succeeded
		"rm-cloud":     nil,   // its copies are not listed
		"pgm-disabled": nil,   // nothing is promised of it
		"pgm-released": nil,
		"pgm-demo":     nil,
	} {
		if found := got.instances[id]["within_rpo"]; found != want {
			t.Errorf("within_rpo of %s is %v, want %v", id, found, want)
		}
	}
	if stale := got.whole["stale_count"]; stale != int64(2) {
		t.Errorf("stale_count is %v, want 2", stale)
	}
	if got := mustAsk(t, s, testkit.Attributes{"rpo_hours": 3 * 24}); got.whole["stale_count"] != int64(1) {
		t.Errorf("stale_count for three days is %v, want 1: the copy of pgm-long is two days old", got.whole["stale_count"])
	}
}

// TestDataSource_billOfCopies compares the prices and the ends of copies with what the fleet keeps.
func TestDataSource_billOfCopies(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t, emulator.WithSeed(withSets()))
	got := mustAsk(t, s, testkit.Attributes{"include_latest": true})
	var sum float64
	for id, row := range got.instances {
		cost, known := number(row["estimated_monthly_storage_cost_usd"])
		if known != (row["backup_set_count"] != nil) {
			t.Errorf("%s costs %v and has %v copies", id, cost, row["backup_set_count"])
		}
		sum += cost
	}
	if total, _ := number(got.whole["estimated_monthly_storage_cost_usd"]); math.Abs(total-sum) > 0.1 || sum == 0 {
		t.Errorf("the fleet costs %v, its instances %v", total, sum)
	}
	for _, id := range []string{"pgm-console", "pgm-released", "pgm-disabled"} {
		sets, err := s.Fleet().CopySets("cn-hangzhou", id)
		if err != nil || len(sets) == 0 {
			t.Fatal(id, len(sets), err)
		}
		var bytes int64
		for _, set := range sets {
			bytes += set.SizeBytes
		}
		row, last := got.instances[id], sets[len(sets)-1]
		cost, _ := number(row["estimated_monthly_storage_cost_usd"])
		want := float64(bytes) / (1 << 30) * 0.0002 * 720
		if math.Abs(cost-want) > 0.01 {
			t.Errorf("%s costs %v, want %v", id, cost, want)
		}
		if ends := last.ExpireTime.UTC().Format(time.RFC3339); row["last_copy_expires_time"] != ends {
			t.Errorf("the last copy of %s ends %v, want %s", id, row["last_copy_expires_time"], ends)
		}
	}
	without := mustAsk(t, s, nil)
	if row := without.instances["pgm-released"]; without.whole["estimated_monthly_storage_cost_usd"] != nil ||
		without.whole["stale_count"] != nil || row["last_copy_expires_time"] != nil ||
		row["estimated_monthly_storage_cost_usd"] != nil || row["within_rpo"] != nil {
		t.Errorf("values of copies that were not read: %v, %v", without.whole["estimated_monthly_storage_cost_usd"], row)
	}
}

// number is a value as the session gives it: whole numbers are int64.
func number(value any) (n float64, known bool) {
	switch value := value.(type) {
	case int64:
		return float64(value), true
	case float64:
		return value, true
	}
	return 0, false
}

// Nothing changes by itself unless asked for: days go by, and new copies come.
func TestDataSource_nothingChangesByItself(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	before := fmt.Sprint(mustAsk(t, s, nil).whole)
	s.Fleet().Advance(3 * 24 * time.Hour)
	if after := fmt.Sprint(mustAsk(t, s, nil).whole); after != before {
		t.Errorf("after three days:\n%s\nbefore:\n%s", after, before)
	}
	if calls := len(s.Calls(listSets)); calls != 0 {
		t.Errorf("%d calls for sets that nobody asked for", calls)
	}
}

func TestDataSource_latestThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	s.AddFault(emulator.Fault{Action: listSets, InstanceID: "pgm-disabled", Code: "Forbidden.RAM", Status: 403})
	refused(
		t,
		s,
		testkit.Attributes{"include_latest": true},
		nil,
		"rds:DescribeCrossRegionBackups",
		"instance pgm-disabled in cn-hangzhou",
	)
	s.ClearFaults()
	s.AddFault(emulator.Fault{Action: listSets, InstanceID: "pgm-released", Code: "InvalidDBInstance.NotFound"})
	got := mustAsk(t, s, testkit.Attributes{"include_latest": true})
	if row := got.instances["pgm-released"]; row["latest_set_id"] != nil || row["backup_set_count"] != int64(0) {
		t.Errorf("an instance that the API knows no more reads %v, %v", row["latest_set_id"], row["backup_set_count"])
	}
}
