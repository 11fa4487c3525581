// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestPolicy_decodesWhatTheAPIMayAnswer(t *testing.T) {
	t.Parallel()
	enabledTime := time.Date(2019, 6, 12, 5, 44, 21, 0, time.UTC)
	base := rds.Policy{InstanceID: "pgm-demo", Region: "cn-hangzhou"}
	with := func(edit func(*rds.Policy)) rds.Policy {
		p := base
		edit(&p)
		return p
	}
	unsaid := with(func(p *rds.Policy) { p.Incomplete = true }) // whether it is on
	cases := map[string]struct {
		fields string
		want   rds.Policy
	}{
		"documented sample": {
			`"DBInstanceId":"pgm-demo","DBInstanceDescription":"","RegionId":"cn-hangzhou","Engine":"postgresql",
"EngineVersion":"14.0",
"DBInstanceStatus":"Running","LockMode":"Unlock","BackupEnabled":"Enable","BackupEnabledTime":"2019-06-12T05:44:21Z",
"LogBackupEnabled":"Enable",
"LogBackupEnabledTime":"2019-06-12T05:44Z","CrossBackupRegion":"cn-shanghai","CrossBackupType":"1","RetentType":1,
"Retention":15`,
			rds.Policy{
				InstanceID: "pgm-demo", Region: "cn-hangzhou", RegionNamed: true, Engine: "PostgreSQL", EngineVersion: "14.0",
				TellsRelease: true, LockMode: "Unlock",
				Exists: true, Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 15,
				EnabledTime: enabledTime, LogBackupEnabledTime: enabledTime.Truncate(time.Minute),
			},
		},
		"numbers for strings": {
			`"DBInstanceId":"pgm-demo","EngineVersion":5.6,"BackupEnabled":1,"LogBackupEnabled":0,
"CrossBackupRegion":"cn-shanghai","Retention":"15"`,
			with(func(p *rds.Policy) {
				p.EngineVersion, p.Exists, p.Enabled, p.DestinationRegion, p.RetentionDays = "5.6", true, true, "cn-shanghai", 15
			}),
		},
		"off after use": {
			`"DBInstanceId":"pgm-demo","BackupEnabled":"Disabled","LogBackupEnabled":"Disabled",
"CrossBackupRegion":"cn-shanghai","Retention":30`,
			with(func(p *rds.Policy) { p.Exists, p.DestinationRegion, p.RetentionDays = true, "cn-shanghai", 30 }),
		},
		"on, and no word on logs": {
			`"DBInstanceId":"pgm-demo","BackupEnabled":"Enable","CrossBackupRegion":"cn-shanghai","Retention":30`,
			with(func(p *rds.Policy) {
				p.Exists, p.Enabled, p.DestinationRegion, p.RetentionDays, p.Incomplete = true, true, "cn-shanghai", 30, true
			}),
		},
		"never, empty answer": {``, unsaid},
		"never, all off": {
			`"DBInstanceId":"pgm-demo","BackupEnabled":"Disable","LogBackupEnabled":"Disable","CrossBackupRegion":"",
"LockMode":"Unlock"`,
			with(func(p *rds.Policy) { p.LockMode = "Unlock" }),
		},
		"never, lock mode null": {
			`"DBInstanceId":"pgm-demo","BackupEnabled":"Disabled","LogBackupEnabled":"Disabled","LockMode":"null",
"BackupEnabledTime":"2019-06-12T05:44:21Z"`,
			with(func(p *rds.Policy) { p.EnabledTime = enabledTime }),
		},
		"never, everything null": {
			`"DBInstanceId":null,"BackupEnabled":null,"LogBackupEnabled":null,"CrossBackupRegion":null,"Retention":null,
"LockMode":null,"BackupEnabledTime":null`,
			unsaid,
		},
		"off, only a time left": {
			`"BackupEnabled":"Disabled","LogBackupEnabled":"Disabled","BackupEnabledTime":"2019-06-12T05:44:21Z"`,
			with(func(p *rds.Policy) { p.Exists, p.EnabledTime = true, enabledTime }),
		},
		"released by status": {
			`"DBInstanceStatus":"released","CrossBackupRegion":"cn-shanghai","Retention":30`,
			with(func(p *rds.Policy) {
				p.TellsRelease, p.Released, p.Exists, p.Incomplete = true, true, true, true
				p.DestinationRegion, p.RetentionDays = "cn-shanghai", 30
			}),
		},
		"released by lock mode": {
			`"LockMode":"Released"`,
			with(func(p *rds.Policy) {
				p.TellsRelease, p.Released, p.Exists, p.Incomplete = true, true, true, true
				p.LockMode = "Released"
			}),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(call) reply { return success(tc.fields) })
			client, _ := newClient(t, api.URL)
			got, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			if err != nil || got != tc.want {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, tc.want)
			}
		})
	}
}

func TestSettings_Matches(t *testing.T) {
	t.Parallel()
	on := rds.Settings{Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
	off := rds.Settings{DestinationRegion: "cn-shanghai", RetentionDays: 30}
	cases := map[string]struct {
		want   rds.Settings
		policy rds.Policy
		match  bool
	}{
		"on and equal": {
			on, rds.Policy{Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}, true,
		},
		"on, but off": {
			on, rds.Policy{LogBackupEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}, false,
		},
		"on, other region": {
			on, rds.Policy{Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}, false,
		},
		"on, no region reported": {on, rds.Policy{Enabled: true, LogBackupEnabled: true, RetentionDays: 30}, false},
		"on, other retention": {
			on, rds.Policy{Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 7}, false,
		},
		"on, no retention reported": {
			on, rds.Policy{Enabled: true, LogBackupEnabled: true, DestinationRegion: "cn-shanghai"}, false,
		},
		"on, log off":           {on, rds.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}, false},
		"off and equal":         {off, rds.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30}, true},
		"off, nothing reported": {off, rds.Policy{}, true},
		"off, but on":           {off, rds.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}, false},
		"off, other retention":  {off, rds.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 7}, false},
		"off, other region":     {off, rds.Policy{DestinationRegion: "cn-beijing", RetentionDays: 30}, false},
		"off, log still on":     {off, rds.Policy{LogBackupEnabled: true}, false},
		"off, log wanted":       {rds.Settings{LogBackupEnabled: true}, rds.Policy{}, true},
	}
	for name, tc := range cases {
		if got := tc.want.Matches(tc.policy); got != tc.match {
			t.Errorf("%s: Matches is %v, want %v", name, got, tc.match)
		}
	}
}

// An instance that answers from another region is a mistake, and neither gone nor one that was never protected.
func TestLookup_ofAnInstanceInAnotherRegion(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(c call) reply {
		switch c.action {
		case "DescribeInstanceCrossBackupPolicy":
			return refusal(404, "InvalidDBInstanceId.NotFound")
		case "DescribeDBInstanceAttribute":
			return success(`"Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","RegionId":"cn-beijing"}]}`)
		}
		return success(`"TotalRecords":0,"PageNumber":1,"Items":{"Item":[]}`)
	})
	client, _ := newClient(t, api.URL)
	found, err := client.Lookup(t.Context(), "cn-hangzhou", "pgm-demo", true)
	if rds.RegionSaid(err) != "cn-beijing" {
		t.Errorf("got %+v, %v; want an error that names the region", found, err)
	}
}
