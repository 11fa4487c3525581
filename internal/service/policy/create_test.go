// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// eachNeverEnabled runs a test under every way in which the API may result about a policy that never was on.
func eachNeverEnabled(t *testing.T, run func(t *testing.T, s *emulator.Server)) {
	t.Helper()
	for _, getter := range []string{"disabled", "locknull", "notfound", "internalerror"} {
		for _, listed := range []string{"false", "true"} {
			t.Run(getter+", listed "+listed, func(t *testing.T) {
				t.Parallel()
				run(t, emulator.Start(t, guesses(map[string]string{"never-enabled-policy": getter, "list-never-enabled": listed})...))
			})
		}
	}
}

func TestCreate_enablesWhateverTheAPISaysOfANeverEnabledPolicy(t *testing.T) {
	t.Parallel()
	eachNeverEnabled(t, func(t *testing.T, s *emulator.Server) {
		factories, h := listen(s)
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: factories,
			Steps: []resource.TestStep{{
				Config: config(s, block("pgm-demo", to("cn-shanghai", 30))),
				ConfigStateChecks: state(values{
					"enabled": true, "destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": false,
					"engine": "PostgreSQL", "engine_version": "16.0", "log_backup_enabled_time": nil, "instance_released": false,
				}),
				Check: check(func() {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
					looksBeforeWriting(t, h.appliedCalls())
					h.requireSilent(t, "apply")
					s.ResetCalls()
				}),
			}},
			CheckDestroy: check(func() {
				requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 30))
				requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 30)
			}),
		})
	})
}

// looksBeforeWriting fails unless an apply read the policy before its only write, and again after it.
func looksBeforeWriting(t *testing.T, calls []string) {
	t.Helper()
	const getter = "DescribeInstanceCrossBackupPolicy"
	write := slices.Index(calls, modify)
	looks := func(calls []string) bool {
		return slices.ContainsFunc(calls, func(call string) bool { return len(call) >= len(getter) && call[:len(getter)] == getter })
	}
	if write < 0 || !looks(calls[:write]) || !looks(calls[write+1:]) {
		t.Errorf("calls of the apply do not read, write and read back: %v", calls)
	}
}

func TestCreate_switchedOffOnANeverEnabledPolicyWritesNothing(t *testing.T) {
	t.Parallel()
	eachNeverEnabled(t, func(t *testing.T, s *emulator.Server) {
		testkit.RunCase(t, resource.TestCase{
			ProtoV6ProviderFactories: testkit.Factories(s),
			Steps: []resource.TestStep{
				{
					Config: config(s, block("pgm-demo", to("cn-shanghai", 30), "enabled = false")),
					ConfigStateChecks: state(values{
						"enabled": false, "destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": false,
						"engine": "PostgreSQL", "engine_version": "16.0", "enabled_time": nil, "instance_released": false,
					}),
				},
				{
					Config:            config(s, block("pgm-demo", to("cn-beijing", 60), "enabled = false")),
					ConfigStateChecks: state(values{"enabled": false, "destination_region": "cn-beijing", "retention_days": 60}),
				},
			},
			CheckDestroy: check(func() {
				if calls := s.Calls(modify); len(calls) != 0 {
					t.Errorf("%d writes were tried, want none", len(calls))
				}
				requirePolicy(t, s, "pgm-demo", false, false, "", 0)
			}),
		})
	})
}

func TestCreate_overAPolicyThatIsOffIsOneWrite(t *testing.T) {
	t.Parallel()
	for _, getter := range []string{"full", "bare"} {
		t.Run(getter, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("disabled-getter", getter))
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				Steps: []resource.TestStep{{
					Config:            config(s, block("pgm-disabled", to("cn-beijing", 60), "log_backup_enabled = true")),
					ConfigStateChecks: state(values{"enabled": true, "destination_region": "cn-beijing", "retention_days": 60, "log_backup_enabled": true}),
					Check: check(func() {
						requireWrites(t, s, written("pgm-disabled", true, true, "cn-beijing", 60))
						s.ResetCalls()
					}),
				}},
				CheckDestroy: check(func() {
					requireWrites(t, s, written("pgm-disabled", false, false, "cn-beijing", 60))
				}),
			})
		})
	}
}

func TestCreate_switchedOffOverAPolicyThatIsOff(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		getter, arguments string
		retention         int
		writes            []string
	}{
		"equal":                          {getter: "full", arguments: to("cn-shanghai", 30), retention: 30},
		"nothing reported to compare":    {getter: "bare", arguments: to("cn-shanghai", 30), retention: 30},
		"longer retention is one write":  {getter: "full", arguments: to("cn-shanghai", 90), retention: 90, writes: []string{written("pgm-disabled", false, false, "cn-shanghai", 90)}},
		"shorter retention is one write": {getter: "full", arguments: to("cn-shanghai", 7), retention: 7, writes: []string{written("pgm-disabled", false, false, "cn-shanghai", 7)}},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("disabled-getter", tt.getter))
			factories, h := listen(s)
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps: []resource.TestStep{{
					Config:            config(s, block("pgm-disabled", tt.arguments, "enabled = false")),
					ConfigStateChecks: state(values{"enabled": false, "destination_region": "cn-shanghai", "retention_days": tt.retention}),
				}},
				CheckDestroy: check(func() {
					requireWrites(t, s, tt.writes...)
					requirePolicy(t, s, "pgm-disabled", false, false, "cn-shanghai", tt.retention)
					if tt.retention < 30 {
						h.requireSaid(t, "plan WARNING: Copies of pgm-disabled will be lost by shorter retention: retention_days goes from 30 to 7.")
					} else {
						h.requireSilent(t, "plan WARNING: Copies of pgm-disabled will be lost")
					}
				}),
			})
		})
	}
}
