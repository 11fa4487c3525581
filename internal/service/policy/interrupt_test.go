// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// requireNeverOff fails if anything that was sent so far switches a policy off, or shortens to 7 days.
func requireNeverOff(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, call := range s.Calls(modify) {
		if call.Params.Get("BackupEnabled") != "1" || call.Params.Get("Retention") == "7" {
			t.Errorf("a write took protection away: %v", call.Params)
		}
	}
}

// interruptible is a provider whose waits end as Ctrl-C ends them, while the flag is set.
func interruptible(s *emulator.Server) (provider.Option, *atomic.Bool) {
	var interrupted atomic.Bool
	return provider.WithSleep(func(ctx context.Context, d time.Duration) error {
		if interrupted.Load() {
			return context.Canceled
		}
		s.Fleet().Advance(d)
		return ctx.Err()
	}), &interrupted
}

// The apply ends after the write and before the read-back. The next one must go on, not start with a destroy.
func TestInterrupt_betweenWriteAndReadBackIsContinuedByTheNextApply(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("getter-lag", "30s"))
	sleep, interrupted := interruptible(s)
	interrupt := func() { interrupted.Store(true) }
	resume := func() {
		interrupted.Store(false)
		s.Fleet().Advance(time.Minute)
	}
	cfg := func(days int) string { return config(s, block("pgm-demo", to("cn-shanghai", days))) }
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s, sleep),
		Steps: []resource.TestStep{
			{PreConfig: interrupt, Config: cfg(365), ExpectError: says("Cannot enable cross-region backup")},
			{
				PreConfig: resume, Config: cfg(365),
				ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)),
				ConfigStateChecks: state(values{"enabled": true, "retention_days": 365}),
				Check:             check(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 365)) }),
			},
			{PreConfig: interrupt, Config: cfg(730), ExpectError: says("Cannot change cross-region backup")},
			{
				PreConfig: resume, Config: cfg(730),
				ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop)),
				ConfigStateChecks: state(values{"enabled": true, "retention_days": 730}),
				Check: check(func() {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 365), written("pgm-demo", true, false, "cn-shanghai", 730))
					requireNeverOff(t, s)
				}),
			},
		},
	})
}

// One policy of two fails in the middle of an apply, before or after its write took effect.
func TestInterrupt_aFailedApplyNeverSwitchesOffAtTheNextOne(t *testing.T) {
	t.Parallel()
	const one = "pgm-basic"
	for name, faults := range map[string][]emulator.Fault{
		"write refused":       {{Action: modify, InstanceID: one, Code: "Forbidden.RAM"}},
		"write lost, no look": {{Action: modify, InstanceID: one, Drop: true, When: emulator.AfterCommit}, {Action: getter, InstanceID: one, Nth: 3, Code: "InternalError"}, {Action: policyList, Code: "InternalError"}},
		"look refused":        {{Action: getter, InstanceID: one, Nth: 3, Code: "Forbidden.RAM"}},
		"look not understood": {{Action: getter, InstanceID: one, Nth: 3, Code: "NeverHeardOf", Status: 404}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			cfg := config(s, block("pgm-demo", to("cn-shanghai", 365)), namedBlock("second", one, to("cn-shanghai", 365)))
			testkit.Run(t, s,
				resource.TestStep{
					PreConfig: func() {
						for _, fault := range faults {
							s.AddFault(fault)
						}
					},
					Config: cfg, ExpectError: says("Cannot enable cross-region backup"),
				},
				resource.TestStep{
					PreConfig: s.ClearFaults,
					Config:    cfg,
					ConfigPlanChecks: planned(
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop),
						plancheck.ExpectResourceAction("apsaradb_rds_cross_region_backup_policy.second", plancheck.ResourceActionCreate),
					),
					Check: check(func() {
						requireNeverOff(t, s)
						neverBlind(t, s, one)
						for _, id := range []string{"pgm-demo", one} {
							requirePolicy(t, s, id, true, false, "cn-shanghai", 365)
						}
					}),
				},
			)
		})
	}
}

// A destroy that is interrupted keeps the state, and the next one finishes it without another write.
func TestInterrupt_ofADestroyIsFinishedByTheNextOne(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	sleep, interrupted := interruptible(s)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 365)))
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: testkit.Factories(s, sleep),
		Steps: []resource.TestStep{
			{Config: cfg, PostApplyFunc: func() {
				s.Fleet().Advance(time.Hour)
				s.ResetCalls()
				interrupted.Store(true)
			}},
			{Config: cfg, Destroy: true, ExpectError: says("pgm-demo")},
			{PreConfig: func() { interrupted.Store(false) }, Config: cfg, Destroy: true},
		},
	})
	requireWrites(t, s, written("pgm-demo", false, false, "cn-shanghai", 365))
	requirePolicy(t, s, "pgm-demo", false, false, "cn-shanghai", 365)
}
