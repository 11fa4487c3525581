// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/acctest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// twoProfiles writes a file with a profile of each of the emulator's accounts.
func twoProfiles(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"current": "one", "profiles": [
		{"name": "one", "mode": "AK", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret"},
		{"name": "two", "mode": "AK", "access_key_id": "other-key", "access_key_secret": "other-secret"}]}`)
	return filepath.ToSlash(file)
}

// profileBlock is a provider block that takes its keys from a profile alone.
func profileBlock(s *emulator.Server, file, profile, more string) string {
	return fmt.Sprintf(`
		provider "apsaradb" {
			region                  = %q
			shared_credentials_file = %q
			profile                 = %q
			%s
			endpoints {
				rds = %[5]q
				sts = %[5]q
				ram = %[5]q
			}
		}
		`, acctest.Region, file, profile, more, s.URL())
}

// TestConfigure_wrongProfileKeepsTheState switches to a profile of another account, and back. The state has to survive, although the
// other account has no such instance; so does the policy.
func TestConfigure_wrongProfileKeepsTheState(t *testing.T) {
	t.Parallel()
	s, file := emulator.Start(t), twoProfiles(t)
	const policy = `
		resource "apsaradb_rds_cross_region_backup_policy" "demo" {
			instance_id        = "pgm-demo"
			destination_region = "cn-shanghai"
			retention_days     = 30
			deletion_policy    = "ABANDON"
		}`
	acctest.Run(t, s,
		resource.TestStep{Config: profileBlock(s, file, "one", "") + policy},
		resource.TestStep{
			Config:      profileBlock(s, file, "two", "") + policy,
			ExpectError: sentence("account"),
		},
		resource.TestStep{
			Config:      profileBlock(s, file, "two", `account_id = "1234567890123456"`) + policy,
			ExpectError: sentence("account_id is 1234567890123456, but the credentials belong to account 6543210987654321."),
		},
		resource.TestStep{
			Config: profileBlock(s, file, "one", "") + policy,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("apsaradb_rds_cross_region_backup_policy.demo", plancheck.ResourceActionNoop),
			}},
		},
	)
	if policy, ok := s.Fleet().Policy("pgm-demo"); !ok || !policy.Enabled || policy.RetentionDays != 30 {
		t.Errorf("policy = %+v, want it as it was made", policy)
	}
	if writes := s.Calls("ModifyInstanceCrossBackupPolicy"); len(writes) != 1 {
		t.Errorf("%d writes, want the first one alone", len(writes))
	}
}
