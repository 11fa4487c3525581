// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// The CLI prints the warnings with one summary once, with their number.
func TestFleetWarnings_areFoldedByTerraform(t *testing.T) {
	t.Parallel()
	const n = 40
	seed := fleet.Seed{}
	for i := range n {
		in := fleet.PostgreSQL("cn-hangzhou", fmt.Sprintf("pgm-%02d", i))
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 60}
		seed.Instances = append(seed.Instances, in)
	}
	s := emulator.Start(t, emulator.WithSeed(seed))
	w := testkit.NewWorkspace(t, s.URL())
	configure := func(days int) {
		w.Write("main.tf", requirements+providerBlock+fmt.Sprintf("resource %q \"all\" {\n"+
			"  for_each = toset([for i in range(%d) : format(\"pgm-%%02d\", i)])\n  instance_id = each.value\n"+
			"  destination_region = \"cn-beijing\"\n  retention_days = %d\n}\n", testkit.PolicyType, n, days))
	}
	configure(60)
	w.Must("init", "-no-color")
	w.Must("apply", "-no-color", "-auto-approve")
	plan := func(says []string, arguments ...string) {
		said := w.Must(append([]string{"plan", "-no-color"}, arguments...)...)
		if printed := strings.Count(said, "Warning: "); printed != 21 {
			t.Errorf("%q prints %d warnings, want 20 and a shared one:\n%s", arguments, printed, said)
		}
		w.Says(said, says...)
	}
	configure(30)
	plan([]string{"one more instance", fmt.Sprintf("(and %d more similar warnings elsewhere)", n-21)})
	more := []string{"More policies with deletion_policy DISABLE are destroyed", "MORE_POLICIES_END"}
	plan(more, "-destroy")
	w.Write("main.tf", requirements+providerBlock) // no block, so that Terraform folds nothing
	plan(more)
}
