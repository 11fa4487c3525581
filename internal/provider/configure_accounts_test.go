// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
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

// The accounts of the emulator's keys.
const (
	accountOne = "1234567890123456"
	accountTwo = "6543210987654321"
)

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
		`, testkit.Region, file, profile, more, s.URL())
}

// TestConfigure_wrongProfileKeepsTheState switches to a profile of another account, and back. The state has to
// survive, although the other account has no such instance; so does the policy.
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
	testkit.Run(t, s,
		resource.TestStep{Config: profileBlock(s, file, "one", "") + policy},
		resource.TestStep{
			Config:      profileBlock(s, file, "two", "") + policy,
			ExpectError: sentence("account"),
		},
		resource.TestStep{
			Config:      profileBlock(s, file, "two", `account_id = "`+accountOne+`"`) + policy,
			ExpectError: sentence("account_id is " + accountOne + ", but the credentials belong to account " + accountTwo + "."),
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

// TestConfigure_aliasesDoNotMix runs the built provider with two profiles of one file: the testing library serves all
// aliases from one process, and Terraform starts one for each. The user agent tells the blocks apart.
func TestConfigure_aliasesDoNotMix(t *testing.T) {
	t.Parallel()
	testkit.RequireTerraform(t)
	s, file, folder := emulator.Start(t), twoProfiles(t), t.TempDir()
	box, err := sandbox.New(t.Context(), filepath.Join("..", ".."), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(folder, "main.tf"), `
		terraform {
			required_providers {
				apsaradb = { source = "geobackup/apsaradb" }
			}
		}
		locals { regions = toset(["cn-hangzhou", "cn-beijing", "cn-shanghai", "cn-shenzhen", "cn-qingdao"]) }
		data "apsaradb_rds_cross_region_backup_regions" "one" {
			for_each = local.regions
			region   = each.key
		}
		data "apsaradb_rds_cross_region_backup_regions" "two" {
			provider = apsaradb.two
			for_each = local.regions
			region   = each.key
		}
		output "count" {
			value = (length(data.apsaradb_rds_cross_region_backup_regions.one) +
				length(data.apsaradb_rds_cross_region_backup_regions.two))
		}
		`+profileBlock(s, file, "one", `configuration_source = "block/one"`)+
		profileBlock(s, file, "two", `configuration_source = "block/two"
			alias      = "two"
			account_id = "`+accountTwo+`"`))
	for _, command := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		result, err := box.Run(t.Context(), folder, nil, command...)
		if err != nil || result.Code != 0 {
			t.Fatalf("terraform %v: %v\n%s", command, err, result.Output)
		}
	}
	seen := map[string]int{}
	for _, call := range s.Calls() {
		block, want := "block/one", accountOne
		if strings.Contains(call.UserAgent, "block/two") {
			block, want = "block/two", accountTwo
		}
		if call.AccountID != want || call.Code != "" || !strings.Contains(call.UserAgent, block) {
			t.Errorf("call = %+v, want account %s and no error", call, want)
		}
		if call.Action == "GetCallerIdentity" && block == "block/one" {
			t.Error("the account of the first block was asked for, want never")
		}
		seen[block]++
	}
	if seen["block/one"] < 5 || seen["block/two"] < 5 {
		t.Errorf("calls = %v, want 5 of each block at least", seen)
	}
}
