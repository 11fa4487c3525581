// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// eachReleased runs a test under every way in which the API may result about a released instance that still has copies.
// Where all three answers are "absent", the policy is gone; see TestGone.
func eachReleased(t *testing.T, run func(t *testing.T, s *emulator.Server)) {
	t.Helper()
	for _, policy := range []string{"policy", "notfound"} {
		for _, instance := range []string{"notfound", "released"} {
			for _, listed := range []string{"true", "false"} {
				if policy == "notfound" && listed == "false" {
					continue // nothing shows the retention; see TestReleased_thatNothingShows
				}
				t.Run(fmt.Sprintf("getter %s, instance %s, listed %s", policy, instance, listed), func(t *testing.T) {
					t.Parallel()
					run(t, emulator.Start(t, guesses(map[string]string{
						"released-getter": policy, "released-instance": instance, "list-released": listed,
					})...))
				})
			}
		}
	}
}

func TestReleased_onlyTheRetentionIsReadAndWritten(t *testing.T) {
	t.Parallel()
	eachReleased(t, func(t *testing.T, s *emulator.Server) {
		cfg := func(days int) string {
			return config(s, block("pgm-demo", to("cn-shanghai", days), "log_backup_enabled = true"))
		}
		kept := func(days int) values {
			return values{
				"enabled": true, "destination_region": "cn-shanghai", "retention_days": days, "log_backup_enabled": true,
				"engine": "PostgreSQL", "engine_version": "16.0", "instance_released": true,
			}
		}
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: testkit.Factories(s),
			Steps: []resource.TestStep{
				{Config: cfg(30), ConfigStateChecks: state(values{"instance_released": false}), Check: check(s.ResetCalls)},
				{
					PreConfig:         func() { must(t, s.Fleet().Release("pgm-demo")) },
					Config:            cfg(30),
					ConfigPlanChecks:  planned(plancheck.ExpectEmptyPlan()),
					ConfigStateChecks: state(kept(30)),
				},
				{
					PreConfig: func() {
						changed(t, s, "pgm-demo", func(p *fleet.Policy) {
							p.RetentionDays, p.Enabled, p.LogEnabled, p.DestinationRegion = 90, false, false, "cn-beijing"
						})
					},
					Config:            cfg(60),
					ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), drifted{"retention_days": 90, "enabled": true, "destination_region": "cn-shanghai"}),
					ConfigStateChecks: state(kept(60)),
					Check: check(func() {
						requireWrites(t, s, retentionAlone("pgm-demo", 60))
						s.ResetCalls()
					}),
				},
			},
			CheckDestroy: check(func() { requireWrites(t, s) }), // DISABLE
		})
	})
}

func TestReleased_disableAndExpireSendsTheRetentionAlone(t *testing.T) {
	t.Parallel()
	eachReleased(t, func(t *testing.T, s *emulator.Server) {
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: testkit.Factories(s),
			Steps: []resource.TestStep{{
				Config: config(s, block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "DISABLE_AND_EXPIRE"`)),
				PostApplyFunc: func() {
					must(t, s.Fleet().Release("pgm-demo"))
					s.ResetCalls()
				},
			}},
			CheckDestroy: check(func() {
				requireWrites(t, s, retentionAlone("pgm-demo", 7))
				if p, _ := s.Fleet().Policy("pgm-demo"); p.RetentionDays != 7 {
					t.Errorf("retention is %d days, want 7", p.RetentionDays)
				}
			}),
		})
	})
}

// Only the instance still answers, with status Released: that is not gone, and there is nothing to read a retention from.
func TestReleased_thatNothingShows(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, guesses(map[string]string{
		"released-getter": "notfound", "released-instance": "released", "list-released": "false",
	})...)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 30), `deletion_policy = "DISABLE_AND_EXPIRE"`))
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s),
		Steps: []resource.TestStep{
			{Config: cfg, Check: check(s.ResetCalls)},
			{
				PreConfig:         func() { must(t, s.Fleet().Release("pgm-demo")) },
				Config:            cfg,
				ConfigPlanChecks:  planned(plancheck.ExpectEmptyPlan()),
				ConfigStateChecks: state(values{"enabled": true, "retention_days": 30, "instance_released": true}),
			},
		},
		CheckDestroy: check(func() { requireWrites(t, s, retentionAlone("pgm-demo", 7)) }),
	})
}

// The instance is released between the plan's look and the end of Delete's wait.
func TestReleased_whileADestroyWaitsIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, result := range []string{"notfound", "released"} {
		t.Run(result, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("released-instance", result))
			factories := testkit.Factories(s, releaseOnWrite(t, s))
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps:                    []resource.TestStep{{Config: config(s, block("pgm-demo", to("cn-shanghai", 30)))}},
				CheckDestroy: check(func() {
					if in, _ := s.Fleet().Instance("pgm-demo"); !in.Released {
						t.Error("the instance was not released in time for this test")
					}
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30), written("pgm-demo", false, false, "cn-shanghai", 30))
				}),
			})
		})
	}
}
