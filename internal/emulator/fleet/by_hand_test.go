// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestSetPolicy(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	must(t, f.SetPolicy("pgm-locked", fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai"}))
	p, _ := f.Policy("pgm-locked")
	equal(t, "policy", p, fleet.Policy{
		Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 7, EnabledTime: start, EverEnabled: true,
	})
	f.Advance(time.Hour)
	equal(t, "sets", len(sets(t, f, "pgm-locked")), 1)

	must(t, f.SetPolicy("pgm-console", fleet.Policy{}))
	v := view(t, f, "pgm-console")
	equal(t, "status", v.Status, "Running")
	equal(t, "off", v.BackupEnabled, "Disabled")
	equal(t, "log off", v.LogBackupEnabled, "Disabled")
	equal(t, "region", v.DestinationRegion, "cn-beijing")
	equal(t, "retention", v.Retention, 1825)
	wantCode(t, f.SetPolicy("pgm-nobody", p), "InvalidDBInstanceId.NotFound")
}

func TestUpdateInstance(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	update := func(id string, change func(*fleet.Instance)) fleet.Instance {
		t.Helper()
		must(t, f.UpdateInstance(id, change))
		in, _ := f.Instance(id)
		return in
	}
	in := update("pgm-console", func(in *fleet.Instance) { in.Policy.Enabled = false })
	equal(t, "drift: off", in.Policy.Enabled, false)
	equal(t, "drift: log off too", in.Policy.LogEnabled, false)
	f.Advance(time.Hour)
	in = update("pgm-console", func(in *fleet.Instance) { in.Policy.Enabled, in.Policy.RetentionDays = true, 30 })
	equal(t, "drift: on from now", in.Policy.EnabledTime, start.Add(time.Hour))
	equal(t, "drift: retention", in.Policy.RetentionDays, 30)
	in = update("pgm-console", func(in *fleet.Instance) { in.Policy = nil })
	equal(t, "forgotten", in.Policy, nil)
	equal(t, "sets too", len(f.StoredSets("pgm-console")), 0)

	in = update("pgm-locked", func(in *fleet.Instance) { in.Released = true })
	equal(t, "released", in.Status, "Released")
	equal(t, "at", in.ReleasedTime, f.Now())
	in = update("pgm-locked", func(in *fleet.Instance) { in.Released = false })
	equal(t, "recovered", in.LockMode, "LockByExpiration")

	for name, change := range map[string]func(*fleet.Instance){
		"id":        func(in *fleet.Instance) { in.ID = "other" },
		"region":    func(in *fleet.Instance) { in.Region = "cn-shanghai" },
		"account":   func(in *fleet.Instance) { in.AccountID = "7" },
		"retention": func(in *fleet.Instance) { in.Policy = &fleet.Policy{RetentionDays: 6} },
	} {
		if err := f.UpdateInstance("pgm-basic", change); err == nil {
			t.Errorf("%s: the update was accepted", name)
		}
	}
	wantCode(t, f.UpdateInstance("pgm-nobody", func(*fleet.Instance) {}), "InvalidDBInstanceId.NotFound")
}

func TestReleaseAndDelete(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	must(t, f.Release("pgm-console"))
	must(t, f.Release("pgm-console"))
	_, err := f.InstanceView("", "pgm-console")
	wantCode(t, err, "InvalidDBInstanceId.NotFound")
	equal(t, "policy stays", view(t, f, "pgm-console").DestinationRegion, "cn-beijing")
	wantCode(t, f.DeleteDBInstance(hangzhou, "pgm-console"), "InvalidDBInstanceId.NotFound")

	must(t, f.UpdateInstance("pgm-demo", func(in *fleet.Instance) { in.DeletionProtection = true }))
	wantCode(t, f.DeleteDBInstance(hangzhou, "pgm-demo"), "OperationDenied.DeletionProtection")
	wantCode(t, f.DeleteDBInstance("cn-shanghai", "pgm-basic"), "InvalidDBInstanceId.NotFound")
	must(t, f.DeleteDBInstance(hangzhou, "pgm-basic"))
	_, err = f.PolicyView(hangzhou, "pgm-basic")
	wantCode(t, err, "InvalidDBInstanceId.NotFound")

	id := sets(t, f, "pgm-console")[0].ID
	must(t, f.Delete("pgm-console"))
	_, ok := f.Instance("pgm-console")
	equal(t, "known", ok, false)
	equal(t, "sets", len(f.StoredSets("pgm-console")), 0)
	_, _, err = f.RecoveryWindow("", "", id)
	wantCode(t, err, "InvalidBackupSetID.NotFound")
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-console")))
	wantCode(t, f.Release("pgm-nobody"), "InvalidDBInstanceId.NotFound")
	wantCode(t, f.Delete("pgm-nobody"), "InvalidDBInstanceId.NotFound")
}

func TestInstanceViews(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	list, _, err := f.InstanceViews("cn-shanghai", nil, fleet.Part{})
	must(t, err)
	equal(t, "instances", len(list), 1)
	list[0].Tags["team"] = "changed in a copy"
	in, err := f.InstanceView("", "pgm-shanghai")
	must(t, err)
	equal(t, "tag", in.Tags["team"], "data")
	_, err = f.DestinationRegions("me-east-1")
	wantCode(t, err, "CrossBackupNotSupport")
	equal(t, "regions", len(fleet.Regions()) >= 23, true)
}
