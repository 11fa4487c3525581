// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func dataBlock(instanceID string, more string) string {
	return fmt.Sprintf(
		"data \"apsaradb_rds_cross_region_backup_policy\" \"test\" {\n  instance_id = %q\n  %s\n}\n",
		instanceID,
		more,
	)
}

// The data source reads a policy in every state that it can be in, whatever the API makes of released and never-enabled
// ones.
func TestDataSource_reads(t *testing.T) {
	t.Parallel()
	off := values{
		"enabled":                 false,
		"log_backup_enabled":      false,
		"destination_region":      nil,
		"retention_days":          nil,
		"enabled_time":            nil,
		"log_backup_enabled_time": nil,
		"instance_released":       false,
	}
	released := values{
		"enabled":            true,
		"destination_region": "cn-shanghai",
		"retention_days":     30,
		"instance_released":  true,
		"engine":             "PostgreSQL",
	}
	console := values{
		"id": "cn-hangzhou:pgm-console", "region": nil, "destination_region": "cn-beijing", "retention_days": 1825,
		"enabled": true, "log_backup_enabled": true, "engine": "PostgreSQL", "engine_version": "16.0",
		"enabled_time": "1999-11-22T00:00:00Z", "instance_released": false, // fake time begins in 2000
	}
	disabled := values{"enabled": false, "destination_region": "cn-shanghai", "retention_days": 30}
	shanghai := values{"id": "cn-shanghai:pgm-shanghai", "region": "cn-shanghai", "enabled": false}
	for name, row := range map[string]struct {
		instanceID   string
		guess, value string // how the API answers
		want         values
	}{
		"on":                             {"pgm-console", "", "", console},
		"off":                            {"pgm-disabled", "", "", disabled},
		"off, not listed":                {"pgm-disabled", "list-disabled", "false", disabled},
		"another region":                 {"pgm-shanghai", "", "", shanghai},
		"never enabled":                  {"pgm-demo", "", "", off},
		"never enabled, lock mode null":  {"pgm-demo", "never-enabled-policy", "locknull", off},
		"never enabled, not found":       {"pgm-demo", "never-enabled-policy", "notfound", off},
		"never enabled, internal error":  {"pgm-demo", "never-enabled-policy", "internalerror", off},
		"released":                       {"pgm-released", "", "", released},
		"released, known to the list":    {"pgm-released", "released-getter", "notfound", released},
		"released, instance still shown": {"pgm-released", "released-instance", "released", released},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inFakeTime(t, func(t *testing.T, s *emulator.Server) {
				if row.guess != "" {
					must(t, s.SetGuess(row.guess, row.value))
				}
				config := attributes{"instance_id": row.instanceID}
				if region, given := row.want["region"]; given {
					config["region"] = region
				}
				got := testkit.NewSession(t, s, nil, testkit.FakeTime(s)...).Data(testkit.PolicyType, config)
				got.Said.RequireNone(t)
				requireValues(t, got, row.want)
			})
		})
	}
}

func TestDataSource_refusals(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(
		t,
		s,
		resource.TestStep{
			Config:      config(s, dataBlock("pgm-nowhere", "")),
			ExpectError: says("There is no instance pgm-nowhere in region cn-hangzhou under account 1234567890123456."),
		},
		resource.TestStep{
			Config:      config(s, dataBlock("pgm-shanghai", "")),
			ExpectError: says("If the instance is in another region, set region to that."),
		},
		resource.TestStep{
			Config:      config(s, dataBlock("", "")),
			ExpectError: says("instance_id is empty. Set the id of the instance"),
		},
		resource.TestStep{
			Config:      config(s, dataBlock("pgm-demo", `region = "cn-hangzhou-h"`)),
			ExpectError: says(`"cn-hangzhou-h" in the argument region is not a region id. Write the id of a region`),
		},
	)
}

// What the data source reports can be the arguments of a resource, which then adopts the policy as it is.
func TestDataSource_feedsAResource(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := dataBlock("pgm-console", "") + `
resource "apsaradb_rds_cross_region_backup_policy" "test" {
  instance_id        = data.apsaradb_rds_cross_region_backup_policy.test.instance_id
  destination_region = data.apsaradb_rds_cross_region_backup_policy.test.destination_region
  retention_days     = data.apsaradb_rds_cross_region_backup_policy.test.retention_days
  log_backup_enabled = data.apsaradb_rds_cross_region_backup_policy.test.log_backup_enabled
  deletion_policy    = "ABANDON"
}
`
	testkit.Run(t, s, resource.TestStep{
		Config: config(s, body),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("retention_days"), knownvalue.Int64Exact(1825)),
		},
		Check: then(func() { requireWrites(t, s) }),
	})
}
