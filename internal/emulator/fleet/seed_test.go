// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestDefaultSeed(t *testing.T) {
	t.Parallel()
	want := []string{
		"pgm-basic", "pgm-busy", "pgm-console", "pgm-demo", "pgm-disabled", "pgm-economy", "pgm-encrypted", "pgm-frankfurt",
		"pgm-local-basic", "pgm-local10", "pgm-local12", "pgm-locked", "pgm-old", "pgm-readonly", "pgm-released",
		"pgm-serverless", "pgm-shanghai", "rds-mssql", "rds-mssql-shared", "rds-mssql-snapshot", "rm-mariadb", "rm-mysql",
		"rm-mysql-cloud",
	}
	f := newFleet(t, nil)
	var got []string
	for _, in := range f.Instances() {
		got = append(got, in.ID)
		equal(t, in.ID+" account", in.AccountID, "1234567890123456")
	}
	if !slices.Equal(got, want) {
		t.Errorf("instances = %v", got)
	}
	for id, least := range map[string]int{"pgm-console": 38, "pgm-released": 18, "pgm-disabled": 17} {
		if n := len(sets(t, f, id)); n < least {
			t.Errorf("%s has %d sets, want at least %d", id, n, least)
		}
	}
	p, _ := f.Policy("pgm-disabled")
	equal(t, "pgm-disabled", p, fleet.Policy{
		DestinationRegion: "cn-shanghai", RetentionDays: 30, EnabledTime: start.Add(-20 * day), EverEnabled: true,
	})
	p, _ = f.Policy("pgm-console")
	equal(t, "pgm-console log time", p.LogEnabledTime, start.Add(-40*day))
	in, _ := f.Instance("pgm-busy")
	equal(t, "pgm-busy", in.BusyFor, "10m0s")
}

// A seed may tell when things happened.
func TestSeedTimes(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	add := func(id string, change func(*fleet.Instance)) {
		must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, id, change)))
	}
	longAgo := start.Add(-300 * day)
	add("enabled", func(in *fleet.Instance) {
		in.History = 3
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", EnabledTime: longAgo}
	})
	equal(t, "enabled time", view(t, f, "enabled").BackupEnabledTime, longAgo)
	equal(t, "default retention", view(t, f, "enabled").Retention, 7)
	add("lately", func(in *fleet.Instance) {
		in.History = 20
		in.Policy = &fleet.Policy{
			Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 60, EnabledTime: start.Add(-3 * day),
		}
	})
	equal(t, "enabled lately", view(t, f, "lately").BackupEnabledTime, start.Add(-3*day))
	for _, set := range sets(t, f, "lately") {
		if set.EndTime.Before(start.Add(-3 * day)) {
			t.Errorf("set %+v is older than the policy", set)
		}
	}
	equal(t, "sets of a policy enabled lately", len(sets(t, f, "lately")), 3)
	add("released", func(in *fleet.Instance) {
		in.History, in.Released, in.ReleasedTime = 10, true, start.Add(-5*day)
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
	})
	for _, set := range sets(t, f, "released") {
		if set.EndTime.After(start.Add(-5 * day)) {
			t.Errorf("set %+v ended after the release", set)
		}
	}
	equal(t, "sets", len(sets(t, f, "released")) >= 4, true)
	add("new", func(in *fleet.Instance) { in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai"} })
	f.Advance(20 * time.Minute)
	equal(t, "enabled right now: first set", len(sets(t, f, "new")) >= 1, true)
	add("untouched", func(in *fleet.Instance) { in.Policy = &fleet.Policy{} })
	equal(t, "never on", view(t, f, "untouched").BackupEnabledTime.IsZero(), true)
}

func TestSeedRoundTrip(t *testing.T) {
	t.Parallel()
	seed := fleet.DefaultSeed()
	seed.Start = start
	seed.Guesses = map[string]string{"getter-lag": "5s"}
	text, err := json.Marshal(seed)
	must(t, err)
	read, err := fleet.ReadSeed(bytes.NewReader(text))
	must(t, err)
	if !reflect.DeepEqual(read, seed) {
		t.Errorf("read\n%+v\nwant\n%+v", read, seed)
	}
}

func TestReadSeedRefuses(t *testing.T) {
	t.Parallel()
	const mysql = `"id":"x","region":"cn-hangzhou","engine":"MySQL","engine_version":"8.0"`
	instances := func(list ...string) string { return `{"instances":[{` + strings.Join(list, "},{") + `}]}` }
	accounts := func(list ...string) string {
		return `{"accounts":[{` + strings.Join(list, "},{") + `}],"instances":[]}`
	}
	tests := map[string]struct{ text, want string }{
		"no JSON":                   {`{`, "read the seed"},
		"something after the seed":  {`{"instances":[]} {}`, "after the closing brace"},
		"unknown field of the seed": {`{"instances":[],"fleet":1}`, `unknown field "fleet"`},
		"unknown field of instance": {instances(mysql + `,"enigne":"y"`), `unknown field "enigne"`},
		"unknown field of policy":   {instances(mysql + `,"policy":{"enable":true}`), `unknown field "enable"`},
		"no instance id":            {instances(`"region":"cn-hangzhou"`), "id is missing"},
		"no region, and no engine":  {instances(`"id":"x"`), "region is missing; engine is missing"},
		"unknown region":            {instances(`"id":"x","region":"mars"`), `region "mars" is unknown`},
		"instance twice":            {instances(mysql, mysql), "exists already"},
		"engine in small letters":   {instances(strings.Replace(mysql, "MySQL", "mysql", 1)), "none of PostgreSQL"},
		"unknown role":              {instances(mysql + `,"role":"Main"`), "none of Primary"},
		"unknown backup method":     {instances(mysql + `,"backup_method":"Tape"`), `backup_method "Tape"`},
		"unknown account":           {instances(mysql + `,"account_id":"7"`), `account_id "7" is unknown`},
		"negative history":          {instances(mysql + `,"history":-1`), "history -1"},
		"long history":              {instances(mysql + `,"history":100000000`), "not within 0..3650"},
		"busy without a duration":   {instances(mysql + `,"busy_for":"long"`), `busy_for "long"`},
		"retention below 7":         {instances(mysql + `,"policy":{"retention_days":6}`), "retention_days 6"},
		"on without a destination":  {instances(mysql + `,"policy":{"enabled":true}`), "destination_region is missing"},
		"log copy while off":        {instances(mysql + `,"policy":{"log_backup_enabled":true}`), "needs policy.enabled"},
		"copies to the same region": {instances(mysql + `,"policy":{"destination_region":"cn-hangzhou"}`), "own region"},
		"copies to nowhere":         {instances(mysql + `,"policy":{"destination_region":"mars"}`), `"mars" is unknown`},
		"no account id":             {accounts(`"roles":null`), "no id"},
		"account twice":             {accounts(`"id":"1"`, `"id":"1"`), "exists already"},
		"key without a secret":      {accounts(`"id":"1","access_keys":[{"id":"k","secret":""}]`), "no secret"},
		"rule without its role":     {accounts(`"id":"1","role_rules":{"deployer":{}}`), "none of its roles"},
		"key of two accounts": {
			accounts(`"id":"1","access_keys":[{"id":"k","secret":"a"}]`, `"id":"2","access_keys":[{"id":"k","secret":"b"}]`),
			"belongs to account 1",
		},
		"session of a minute": {
			accounts(`"id":"1","roles":["r"],"role_rules":{"r":{"max_session_seconds":60}}`), "within 3600..43200",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := fleet.ReadSeed(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	a, key, ok := f.AccountByKey("emulator-key")
	equal(t, "found", ok, true)
	equal(t, "secret", key.Secret, "emulator-secret")
	equal(t, "arn", a.ARN, "acs:ram::1234567890123456:root")
	equal(t, "roles", slices.Contains(a.Roles, fleet.ServiceRole), true)
	equal(t, "active", a.Active("cn-shanghai"), true)
	equal(t, "inactive", a.Active("cn-chengdu"), false)
	equal(t, "listed only", fleet.Account{ActivatedRegions: []string{"cn-beijing"}}.Active("cn-shanghai"), false)
	_, _, ok = f.AccountByKey("nobody")
	equal(t, "unknown key", ok, false)
	must(t, f.UpdateAccount(a.ID, func(a *fleet.Account) { a.Roles = []string{} }))
	a.Roles[0] = "changed in a copy"
	a, _ = f.Account(a.ID)
	equal(t, "no roles", len(a.Roles)+len(a.RoleRules), 0)
	wantCode(t, f.UpdateAccount("0", func(*fleet.Account) {}), "NoSuchAccount")
	if err := f.UpdateAccount(a.ID, func(a *fleet.Account) { a.ID = "0" }); err == nil {
		t.Error("an account's id changed")
	}
	equal(t, "accounts", len(f.Accounts()), 2)
}
