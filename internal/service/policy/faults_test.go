// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// writeFaults are what can go wrong with a write, and how often it is sent then.
var writeFaults = map[string]struct {
	fault emulator.Fault
	sent  int
}{
	"throttled x3":           {emulator.Fault{Code: "Throttling.User", Times: 3}, 4},
	"busy x3":                {emulator.Fault{Code: "IncorrectDBInstanceState", Times: 3}, 4},
	"dropped before commit":  {emulator.Fault{Drop: true, Times: 1}, 2},
	"dropped after commit":   {emulator.Fault{Drop: true, Times: 1, When: emulator.AfterCommit}, 1},
	"error before commit":    {emulator.Fault{Code: "InternalError", Times: 1}, 2},
	"error after commit":     {emulator.Fault{Code: "InternalError", Times: 1, When: emulator.AfterCommit}, 1},
	"truncated after commit": {emulator.Fault{Truncate: true, Times: 1}, 1},
}

// Each of enable, change and destroy meets the fault once, and ends in one write that took effect.
func TestFaults_ofAWriteEndInOneWriteThatCounts(t *testing.T) {
	t.Parallel()
	for name, tt := range writeFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("busy-after-write", "0s"))
			tt.fault.Action = modify
			strike := func() {
				s.ClearFaults()
				s.ResetCalls()
				s.AddFault(tt.fault)
			}
			sent := func() {
				if calls := s.Calls(modify); len(calls) != tt.sent {
					t.Errorf("%d writes were sent, want %d", len(calls), tt.sent)
				}
				neverBlind(t, s, "pgm-demo")
			}
			testkit.RunCase(t, resource.TestCase{
				ProtoV6ProviderFactories: testkit.Factories(s),
				Steps: []resource.TestStep{
					{
						PreConfig: strike, Config: config(s, block("pgm-demo", to("cn-shanghai", 30))),
						ConfigStateChecks: state(values{"enabled": true, "retention_days": 30}), Check: check(sent),
					},
					{
						PreConfig: strike, Config: config(s, block("pgm-demo", to("cn-beijing", 60))),
						ConfigStateChecks: state(values{"destination_region": "cn-beijing", "retention_days": 60}), Check: check(sent),
						PostApplyFunc: strike,
					},
				},
				CheckDestroy: check(func() {
					sent()
					requirePolicy(t, s, "pgm-demo", false, false, "cn-beijing", 60)
				}),
			})
		})
	}
}

// neverBlind fails when two writes to an instance follow each other without a look between them, unless the first was
// throttled and so surely not executed.
func neverBlind(t *testing.T, s *emulator.Server, instanceID string) {
	t.Helper()
	looked := true
	for _, call := range s.Calls(modify, getter, policyList) {
		switch {
		case call.Params.Get("DBInstanceId") != instanceID:
		case call.Action != modify:
			looked = true
		case !looked:
			t.Errorf("a write to %s was sent without a look after the one before", instanceID)
		default:
			looked = call.Code == "Throttling.User"
		}
	}
}

// The write is taken, and the getter shows it too late for the timeout: no state, and the next apply adopts what was done.
func TestFaults_aWaitThatTimesOutLeavesNoStateAndTheNextApplyAdopts(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, guesses(map[string]string{"getter-lag": "5h", "list-lag": "5h", "busy-after-write": "5h"})...)
	cfg := config(s, block("pgm-demo", to("cn-shanghai", 30), "timeouts {\n    create = \"1m\"\n  }"))
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: cfg, ExpectError: says("Cannot enable cross-region backup")},
			{
				PreConfig:        func() { s.Fleet().Advance(6 * time.Hour) },
				Config:           cfg,
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)),
				Check: check(func() {
					h.requireSaid(t, "apply ERROR: Cannot enable cross-region backup:", "could not be confirmed", "Modifying")
					h.requireSaid(t, "plan WARNING: Existing policy is adopted:")
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
					must(t, s.SetGuess("getter-lag", "0s"))
					must(t, s.SetGuess("busy-after-write", "20s"))
				}),
			},
		},
	})
}

// Reading is allowed and writing is not.
func TestFaults_aForbiddenWriteChangesNeitherStateNorPolicy(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	denied := func() { s.AddFault(emulator.Fault{Action: modify, Code: "Forbidden.RAM"}) }
	cfg := func(days int) string { return config(s, block("pgm-demo", to("cn-shanghai", days))) }
	factories, h := listen(s)
	testkit.RunCase(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{PreConfig: denied, Config: cfg(30), ExpectError: says("Cannot enable cross-region backup")},
			{
				PreConfig: s.ClearFaults, Config: cfg(30),
				ConfigPlanChecks: planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)),
				Check:            check(func() { requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30)) }),
			},
			{PreConfig: denied, Config: cfg(60), ExpectError: says("Cannot change cross-region backup")},
			{
				PreConfig: s.ClearFaults, Config: cfg(60),
				ConfigPlanChecks:  planned(plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), drifted{"retention_days": 30}),
				ConfigStateChecks: state(values{"retention_days": 60}),
				Check: check(func() {
					requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30), written("pgm-demo", true, false, "cn-shanghai", 60))
					for _, operation := range []string{"enable", "change"} {
						h.requireSaid(t, "apply ERROR: Cannot "+operation+" cross-region backup:", "Forbidden.RAM", "HTTP 403", "rds:ModifyInstanceCrossBackupPolicy", "Request id: ")
					}
				}),
			},
		},
	})
}
