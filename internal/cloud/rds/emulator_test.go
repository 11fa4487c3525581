// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// newEmulated returns a client of an emulator whose clock moves by what the client sleeps.
func newEmulated(t *testing.T, options ...emulator.Option) (*rds.Client, *emulator.Server) {
	t.Helper()
	server := emulator.Start(t, options...)
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "emulator-key", AccessKeySecret: "emulator-secret"}),
		RDSEndpoint: server.URL(), STSEndpoint: server.URL(), RAMEndpoint: server.URL(),
		Clock: rds.Clock{Now: server.Fleet().Now, Sleep: func(ctx context.Context, d time.Duration) error {
			server.Fleet().Advance(d)
			return ctx.Err()
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client, server
}

// writes returns the parameters of the writes that the emulator executed or refused.
func writes(server *emulator.Server) []emulator.Call { return server.Calls(put) }

func TestEmulator_offAndRetentionInOneGo(t *testing.T) {
	t.Parallel()
	for retention, want := range map[string]int{"taken": 1, "ignored": 2} {
		client, server := newEmulated(t, emulator.WithGuess("retention-in-disable", retention))
		policy, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-console")
		if err != nil || !policy.Enabled {
			t.Fatalf("%+v, %v", policy, err)
		}
		off := rds.Settings{
			InstanceID: "pgm-console", Region: "cn-hangzhou", DestinationRegion: policy.DestinationRegion, RetentionDays: 7,
		}
		if _, err := client.ApplySettings(t.Context(), off); err != nil {
			t.Errorf("%s: %v", retention, err)
		}
		stored, _ := server.Fleet().Policy("pgm-console")
		if stored.Enabled || stored.LogEnabled || stored.RetentionDays != 7 {
			t.Errorf("%s: stored %+v", retention, stored)
		}
		accepted := 0
		for _, call := range writes(server) {
			if call.Status == 200 {
				accepted++
			}
		}
		if accepted != want {
			t.Errorf("%s: %d accepted writes, want %d", retention, accepted, want)
		}
	}
}

func TestEmulator_readsEverything(t *testing.T) {
	t.Parallel()
	client, _ := newEmulated(t)
	ctx := t.Context()
	policies, err := collect(client.Policies(ctx, "cn-hangzhou"))
	console := func(p rds.Policy) bool { return p.InstanceID == "pgm-console" && p.RetentionDays == 1825 }
	if err != nil || !slices.ContainsFunc(policies, console) {
		t.Errorf("policies %+v, %v", policies, err)
	}
	for _, row := range policies {
		read, err := client.Policy(ctx, "cn-hangzhou", row.InstanceID)
		read.Description, row.Description = "", ""
		if err != nil || read != row {
			t.Errorf("list and getter differ:\n%+v\n%+v, %v", row, read, err)
		}
	}
	instances, err := collect(client.Instances(ctx, rds.InstanceQuery{Region: "cn-hangzhou"}))
	if err != nil || len(instances) < 15 {
		t.Errorf("%d instances, %v", len(instances), err)
	}
	one, err := client.Instance(ctx, "cn-hangzhou", "pgm-serverless")
	if err != nil || !one.ServerlessConfig || one.Engine != rds.EnginePostgreSQL {
		t.Errorf("instance %+v, %v", one, err)
	}
	sets, err := collect(client.BackupSets(ctx, rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-console"}))
	if err != nil || len(sets) == 0 {
		t.Errorf("%d sets, %v", len(sets), err)
	}
	summary, err := client.SummarizeBackupSets(ctx, rds.BackupSetQuery{Region: "cn-hangzhou", InstanceID: "pgm-console"})
	if err != nil || summary.Count != int64(len(sets)) || summary.SampledBytes == 0 {
		t.Errorf("summary %+v of %d sets, %v", summary, len(sets), err)
	}
	regions, err := client.DestinationRegions(ctx, "cn-hangzhou")
	if err != nil || len(regions) != 22 || slices.Contains(regions, "cn-hangzhou") {
		t.Errorf("regions %v, %v", regions, err)
	}
	for id, want := range map[string]bool{"pgm-encrypted": true, "pgm-demo": false} {
		if got, err := client.DiskEncryption(ctx, "cn-hangzhou", id); err != nil || got.Encrypted != want {
			t.Errorf("%s: encrypted %v, %v", id, got, err)
		}
	}
	local, err := client.LocalBackupPolicy(ctx, "cn-hangzhou", "rds-mssql-snapshot")
	if err != nil || local.Method != "Snapshot" || local.LogBackupOff || local.LongestGap() != 24*time.Hour {
		t.Errorf("local backup policy %+v, %v", local, err)
	}
	identity, err := client.CallerIdentity(ctx)
	if err != nil || identity.AccountID != "1234567890123456" {
		t.Errorf("identity %+v, %v", identity, err)
	}
	for role, want := range map[string]bool{"AliyunServiceRoleForDBS": true, "NoSuchRole": false} {
		if got, err := client.RoleExists(ctx, role); err != nil || got != want {
			t.Errorf("%s: %v, %v", role, got, err)
		}
	}
}

func TestEmulator_readsWhyAnInstanceIsLocked(t *testing.T) {
	t.Parallel()
	client, _ := newEmulated(t)
	one, err := client.Instance(t.Context(), "cn-hangzhou", "pgm-locked")
	if err != nil || one.LockReason != "instance_expired" {
		t.Errorf("the getter gives the lock the reason %q, %v", one.LockReason, err)
	}
	listed, err := collect(
		client.Instances(t.Context(), rds.InstanceQuery{Region: "cn-hangzhou", InstanceIDs: []string{"pgm-locked"}}),
	)
	if err != nil || len(listed) != 1 || listed[0].LockReason != "instance_expired" {
		t.Errorf("the list gives the lock another reason: %+v, %v", listed, err)
	}
}

// TestEmulator_readsTheSameWhateverTheTypes reads what holds numbers with each value of the guess about their types.
func TestEmulator_readsTheSameWhateverTheTypes(t *testing.T) {
	t.Parallel()
	read := func(types string) []any {
		client, _ := newEmulated(t, emulator.WithGuess("number-types", types))
		var all []any
		add := func(what any, err error) {
			if err != nil {
				t.Errorf("%s: %v", types, err)
			}
			all = append(all, what)
		}
		ctx := t.Context()
		add(collect(client.Policies(ctx, home)))
		add(client.Policy(ctx, home, "pgm-console"))
		add(collect(client.Instances(ctx, rds.InstanceQuery{Region: home})))
		add(client.Instance(ctx, home, "pgm-serverless"))
		sets, err := collect(client.BackupSets(ctx, rds.BackupSetQuery{Region: home, InstanceID: "pgm-console"}))
		add(sets, err)
		begin, end, err := client.RecoveryWindow(ctx, home, "pgm-console", sets[0].ID)
		add([]time.Time{begin, end}, err)
		add(client.CallerIdentity(ctx))
		add(client.DiskEncryption(ctx, home, "pgm-encrypted"))
		add(client.ApplySettings(ctx, onSettings()))
		return all
	}
	declared := read("declared")
	for _, types := range []string{"numbers", "texts"} {
		for i, got := range read(types) {
			if diff := cmp.Diff(declared[i], got, cmpopts.EquateApproxTime(24*time.Hour)); diff != "" {
				t.Errorf("%s: %s", types, diff)
			}
		}
	}
}

// TestEmulator_listsEditions: the rules need the edition of each row, and the API lists it only when it is asked to.
func TestEmulator_listsEditions(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"asked", "always"} {
		client, _ := newEmulated(t, emulator.WithGuess("list-edition", value))
		listed, err := collect(client.Instances(t.Context(), rds.InstanceQuery{Region: home}))
		page, _, pageErr := client.InstancePage(t.Context(), home, 1)
		query := rds.InstanceQuery{Region: home, InstanceIDs: []string{"pgm-demo"}}
		one, oneErr := collect(client.Instances(t.Context(), query))
		if err := errors.Join(err, pageErr, oneErr); err != nil || len(page) == 0 || len(one) != 1 {
			t.Fatalf("%s: %d and %d rows, %v", value, len(page), len(one), err)
		}
		for _, in := range slices.Concat(listed, page, one) {
			if in.Category == "" {
				t.Errorf("%s: the row of %s has no edition", value, in.ID)
			}
		}
	}
}
