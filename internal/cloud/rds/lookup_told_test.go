// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// An answer of the getter that does not say whether the policy is on must not pass for off: the list decides.
func TestLookup_asksTheListWhereTheGetterDoesNotSayOff(t *testing.T) {
	t.Parallel()
	on := success(`"TotalRecords":1,"ItemsNumbers":1,"Items":{"Item":[{` +
		`"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou","DBInstanceStatus":"Running","LockMode":"Unlock",` +
		`"BackupEnabled":"Enable","LogBackupEnabled":"Disabled","CrossBackupRegion":"cn-shanghai","Retention":30}]}`)
	none := success(`"TotalRecords":0,"ItemsNumbers":0,"Items":{"Item":[]}`)
	for name, tc := range map[string]struct {
		getter, list   reply
		presence       rds.Presence
		enabled, fails bool
	}{
		"nothing said, listed as on":     {success(""), on, rds.PolicySet, true, false},
		"an error in it, listed as on":   {success(`"Code":"Forbidden.RAM","Message":"no"`), on, rds.PolicySet, true, false},
		"a null switch, listed as on":    {success(`"BackupEnabled":null,"Retention":30`), on, rds.PolicySet, true, false},
		"nothing said, not listed":       {success(""), none, rds.NeverEnabled, false, false},
		"nothing said in either of them": {success(""), success(""), 0, false, true},
		"off, said by the getter": {
			success(`"BackupEnabled":"Disabled","LogBackupEnabled":"Disabled"`), on, rds.NeverEnabled, false, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{get: {tc.getter}, "DescribeCrossRegionBackupDBInstance": {tc.list}}))
			client, _ := newClient(t, api.URL)
			found, err := client.Lookup(t.Context(), "cn-hangzhou", "pgm-demo", false)
			if (err != nil) != tc.fails || found.Presence != tc.presence || found.Policy.Enabled != tc.enabled {
				t.Errorf("got %+v, %v", found, err)
			}
		})
	}
}

// A policy that is to be switched off does not pass for off because the getter says nothing.
func TestApplySettings_isNotOffWhereTheGetterDoesNotSaySo(t *testing.T) {
	t.Parallel()
	off := onSettings()
	off.Enabled, off.LogBackupEnabled = false, false
	row := `"TotalRecords":1,"ItemsNumbers":1,"Items":{"Item":[{"DBInstanceId":"pgm-demo","BackupEnabled":"Enable",` +
		`"LogBackupEnabled":"Disabled","CrossBackupRegion":"cn-shanghai","Retention":30}]}`
	api := newFakeAPI(t, script(map[string][]reply{
		put: {success("")}, get: {success(`"CrossBackupRegion":"cn-shanghai","Retention":30`), policyReply(off)},
		"DescribeCrossRegionBackupDBInstance": {success(row)},
	}))
	client, _ := newClient(t, api.URL)
	if _, err := client.ApplySettings(t.Context(), off); err != nil {
		t.Fatal(err)
	}
	want := []string{put, get, "DescribeCrossRegionBackupDBInstance", get}
	if got := api.actions(); !slices.Equal(got, want) {
		t.Errorf("calls %v, want %v", got, want)
	}
}

// An instance that reports no status may be free: the next write shows it, and nobody waits until the time is over.
func TestApplySettings_sendsAgainWhereTheInstanceHasNoStatus(t *testing.T) {
	t.Parallel()
	old := onSettings()
	old.RetentionDays = 90
	api := newFakeAPI(t, script(map[string][]reply{
		put: {refusal(403, "IncorrectDBInstanceState"), success("")}, attr: {instanceReply("")},
		get: {policyReply(old), policyReply(onSettings())},
	}))
	client, slept := newClient(t, api.URL)
	if _, err := client.ApplySettings(t.Context(), onSettings()); err != nil || slept.total() > 10*time.Second {
		t.Errorf("got %v after %v", err, slept.total())
	}
	if want := []string{put, get, attr, put, get}; !slices.Equal(api.actions(), want) {
		t.Errorf("calls %v, want %v", api.actions(), want)
	}
}
