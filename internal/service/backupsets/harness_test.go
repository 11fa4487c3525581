// SPDX-License-Identifier: MPL-2.0

package backupsets_test

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backupsets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const listAction = "DescribeCrossRegionBackups"

// read reads the data source for an instance, with further arguments.
func read(t *testing.T, s *emulator.Server, instanceID string, arguments testkit.Attributes) testkit.Result {
	t.Helper()
	config := testkit.Attributes{"instance_id": instanceID}
	maps.Copy(config, arguments)
	return testkit.NewSession(t, s, nil, testkit.InMemory(s)).Data(backupsets.TypeName, config)
}

// mustRead allows no diagnostic.
func mustRead(t *testing.T, s *emulator.Server, instanceID string, arguments testkit.Attributes) map[string]any {
	t.Helper()
	got := read(t, s, instanceID, arguments)
	got.Said.RequireNone(t)
	return got.Map()
}

// first is the first set shown.
func first(t *testing.T, got map[string]any) map[string]any {
	t.Helper()
	sets, _ := got["backup_sets"].([]any)
	if len(sets) == 0 {
		t.Fatal("no set is shown")
	}
	set, _ := sets[0].(map[string]any)
	return set
}

// requireSets fails unless these sets are shown, and latest and the totals count those that match.
func requireSets(t *testing.T, got map[string]any, shown, matching []fleet.CopySet) {
	t.Helper()
	ids, total := []any{}, int64(0)
	for _, set := range shown {
		ids = append(ids, idOf(set))
	}
	var latest any
	for _, set := range matching {
		total += set.SizeBytes
		if latest == nil && !set.Failed {
			latest = idOf(set)
		}
	}
	var gotLatest any
	if row, _ := got["latest"].(map[string]any); row != nil {
		gotLatest = row["id"]
	}
	var listed []any
	for _, set := range got["backup_sets"].([]any) {
		listed = append(listed, set.(map[string]any)["id"])
	}
	want := []any{ids, len(shown), int64(len(matching)), total, latest}
	have := []any{got["ids"], len(listed), got["total_count"], got["total_size_bytes"], gotLatest}
	if diff := cmp.Diff(want, have); diff != "" || len(listed) > 0 && listed[0] != ids[0] {
		t.Errorf("ids, sets, count, size and latest (-want +got):\n%s", diff)
	}
}

func idOf(set fleet.CopySet) string { return strconv.FormatInt(set.ID, 10) }

func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }

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

// instance is an eligible PostgreSQL instance whose copies to Shanghai go back some days.
func instance(id string, days int, failed ...int) fleet.Seed {
	seed := fleet.DefaultSeed()
	seed.Instances = append(seed.Instances, fleet.PostgreSQL(testkit.Region, id, fleet.WithHistory(days),
		fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 730}),
		func(in *fleet.Instance) { in.FailedCopies = failed }))
	return seed
}
