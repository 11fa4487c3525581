// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// mustList runs a list to its end and allows no diagnostic.
func mustList(t *testing.T, w *testkit.Session, q testkit.Query) []testkit.Listed {
	t.Helper()
	found, said := w.List(q)
	if len(said) > 0 {
		t.Fatal(said)
	}
	return found
}

// idsOf are the import ids of what a list found, in its order, with a space between.
func idsOf(found []testkit.Listed) string {
	var ids []string
	for _, one := range found {
		ids = append(ids, one.ID())
	}
	return strings.Join(ids, " ")
}

// protectedFleet has n protected instances in each region.
func protectedFleet(n int, regions ...string) fleet.Seed {
	seed := fleet.Seed{}
	for _, region := range regions {
		for i := range n {
			seed.Instances = append(seed.Instances, fleet.Instance{
				ID: fmt.Sprintf("pgm-%s-%04d", region, i), Region: region, Description: fmt.Sprintf("member %d of %s", i, region),
				Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
				Policy: &fleet.Policy{Enabled: true, LogEnabled: i%2 == 0, DestinationRegion: "cn-beijing", RetentionDays: 30 + i%10},
			})
		}
	}
	return seed
}
