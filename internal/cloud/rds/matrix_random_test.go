// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const (
	// randomSeeds is how many series of random faults are run.
	randomSeeds = 20
	// randomPolicies is how many policies are applied in each, all at once.
	randomPolicies = 50
)

// TestRandomFaults_policiesEndAsConfigured applies policies while a third of all calls go wrong. No write is sent
// blindly.
func TestRandomFaults_policiesEndAsConfigured(t *testing.T) {
	t.Parallel()
	for seed := range uint64(randomSeeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { applyUnderFaults(t, seed+1) })
		})
	}
}

// applyUnderFaults is one series. The seed also chooses among the guesses about the API.
func applyUnderFaults(t *testing.T, seed uint64) {
	pick := func(values ...string) string { return values[seed%uint64(len(values))] }
	account := canarySeed(row{}).Accounts
	server := emulator.StartInMemory(
		t,
		emulator.WithManualClock(time.Time{}),
		emulator.WithSpeed(1),
		emulator.WithSeed(fleet.Seed{Accounts: account, Instances: randomFleet()}),
		emulator.WithGuess("never-enabled-policy", pick("disabled", "locknull", "notfound", "internalerror")),
		emulator.WithGuess("retention-in-disable", pick("taken", "ignored", "taken")),
		emulator.WithGuess("getter-lag", pick("0s", "0s", "0s", "7s", "40s")), // ten polls take 37 s
		emulator.WithGuess("busy-flap", pick("0", "1", "2")),
		emulator.WithRandomFaults(emulator.RandomFaults{Seed: seed, Rate: 0.35}),
	)
	log := newTranscript()
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(
			rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret, SecurityToken: canaryToken},
		),
		RDSEndpoint: server.URL(),
		Transport:   server.Transport(),
		Observer:    log,
	})
	if err != nil {
		t.Fatal(err)
	}
	// fifty at once, slowed down by the throttling among the faults
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
	defer cancel()
	begun := time.Now()
	var applying sync.WaitGroup
	for n := range randomPolicies {
		applying.Go(func() {
			if err := applyRandom(ctx, client, n); err != nil {
				t.Errorf("policy %d: %v", n, err)
			}
		})
	}
	applying.Wait()
	took := time.Since(begun)
	state := server.RandomFaultsState()
	server.ClearRandomFaults()
	for n := range randomPolicies {
		_, want := randomPolicy(n)
		got, _ := server.Fleet().Policy(randomID(n))
		if have := (stored{got.Enabled, got.LogEnabled, got.DestinationRegion, got.RetentionDays}); have != want {
			t.Errorf("policy %d is %+v, want %+v", n, have, want)
		}
	}
	for _, call := range server.Calls(put) {
		if n := 0; call.Params.Get("BackupEnabled") == "0" {
			_, _ = fmt.Sscanf(call.Params.Get("DBInstanceId"), "pgm-random-%d", &n)
			if _, want := randomPolicy(n); want.enabled {
				t.Errorf("policy %d was switched off on the way", n)
			}
		}
	}
	for _, problem := range check.BlindWrites(server.Calls()) {
		t.Error(problem)
	}
	for _, line := range log.all() {
		if leak := leaked(line); leak != "" {
			t.Errorf("%q shows in: %s", leak, line)
		}
	}
	t.Logf("%d of %d calls failed, %d writes for %d policies, %s of the cloud's time",
		state.Injected, state.Calls, len(server.Calls(put)), randomPolicies, took.Round(time.Second))
}

func randomID(n int) string { return fmt.Sprintf("pgm-random-%02d", n) }

// randomPolicy is the policy n before and as wanted: one of each kind of change, in turn.
func randomPolicy(n int) (before, wanted stored) {
	on := stored{true, true, "cn-beijing", 30}
	switch n % 5 {
	case 0: // on, for the first time
		return stored{}, stored{true, n%2 == 0, "cn-shanghai", 7 + n}
	case 1: // longer
		return on, stored{true, true, "cn-beijing", 400 + n}
	case 2: // elsewhere, without logs
		return on, stored{true, false, "cn-shanghai", 30}
	case 3: // off, and 7 days
		return on, stored{false, false, "cn-beijing", 7}
	}
	return stored{true, false, "cn-beijing", 30}, stored{true, false, "cn-beijing", 7} // released: the retention alone
}

func randomFleet() []fleet.Instance {
	var instances []fleet.Instance
	for n := range randomPolicies {
		instance := canarySeed(row{}).Instances[0]
		instance.ID, instance.Policy, instance.Released = randomID(n), nil, n%5 == 4
		if before, _ := randomPolicy(n); before != (stored{}) {
			instance.Policy = &fleet.Policy{
				Enabled: before.enabled, LogEnabled: before.logs, DestinationRegion: before.destination,
				RetentionDays: before.days, EverEnabled: true,
			}
		}
		instances = append(instances, instance)
	}
	return instances
}

func applyRandom(ctx context.Context, client *rds.Client, n int) error {
	_, want := randomPolicy(n)
	if n%5 == 4 {
		_, err := client.ApplyRetention(ctx, home, randomID(n), int64(want.days))
		return err
	}
	_, err := client.ApplySettings(ctx, rds.Settings{
		InstanceID: randomID(n), Region: home, Enabled: want.enabled, LogBackupEnabled: want.logs,
		DestinationRegion: want.destination, RetentionDays: int64(want.days),
	})
	return err
}
