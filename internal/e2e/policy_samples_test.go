// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// TestPolicySamples runs the samples of the guide "Compliance rules" on real plans. It needs opa: make policies.
func TestPolicySamples(t *testing.T) {
	t.Parallel()
	opa, err := exec.LookPath("opa")
	if err != nil {
		t.Skip("opa is not installed; run \"make policies\"")
	}
	rules, err := filepath.Abs("../../examples/policies/opa")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(read(t, "templates/guides/compliance.md"), "```terraform\n")
	sources, text, _ := strings.Cut(text, "```")
	_, text, _ = strings.Cut(text, "```terraform\n")
	checks, _, _ := strings.Cut(text, "```")
	policy := func(days, destination string) string {
		return "resource \"apsaradb_rds_cross_region_backup_policy\" \"demo\" {\n  instance_id = \"pgm-demo\"\n" +
			"  destination_region = \"" + destination + "\"\n  retention_days = " + days + "\n}\n"
	}
	const address = "apsaradb_rds_cross_region_backup_policy.demo"
	const unprotected = "cn-hangzhou:pgm-demo has no cross-region backup"
	for name, row := range map[string]struct {
		config  string
		history int
		denied  string
	}{
		"no policy": {"", 3, unprotected},
		"good":      {policy("30", "cn-shanghai"), 3, ""},
		"no copy":   {policy("30", "cn-shanghai"), 0, "pgm-console has no copy of the last 48 hours"},
		"retention": {policy("29", "cn-shanghai"), 3, address + ": the retention must be 30 to 365 days"},
		"destination": {
			policy("30", "cn-beijing"), 3,
			address + `: the destination is not one of ["cn-hangzhou", "cn-shanghai"]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithSpeed(1), emulator.WithSeed(fleet.Seed{Instances: []fleet.Instance{
				postgreSQL("cn-hangzhou", "pgm-demo"),
				postgreSQL("cn-hangzhou", "pgm-console").With(fleet.WithHistory(row.history), fleet.WithPolicy(fleet.Policy{
					Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30,
				})),
			}}))
			w := testkit.NewWorkspace(t, s.URL())
			w.Write("main.tf", requirements+providerBlock+sources+row.config)
			if row.history > 0 { // Without a copy, the precondition ends the plan.
				w.Write("checks.tf", checks)
			}
			w.Must("init", "-no-color", "-input=false")
			w.Must("plan", "-no-color", "-input=false", "-out=saved")
			w.Write("plan.json", w.Must("show", "-json", "saved"))
			said, err := exec.CommandContext(t.Context(), opa, "eval", "--fail-defined", "--format", "raw", "--data", rules,
				"--input", filepath.Join(w.Folder, "plan.json"), "data.cross_region_backup.deny[message]").CombinedOutput()
			if got := strings.TrimSpace(string(said)); (err != nil) != (row.denied != "") || got != row.denied {
				t.Errorf("opa said %v: %s", err, said)
			}
		})
	}
}
