// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"errors"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestModifyRefuses(t *testing.T) {
	t.Parallel()
	good := on("cn-shanghai", 30, true)
	tests := map[string]struct {
		region, id string
		change     fleet.Change
		code, arg  string
	}{
		"unknown instance": {hangzhou, "pgm-nobody", good, "InvalidDBInstanceId.NotFound", "pgm-nobody"},
		"other region":     {"cn-shanghai", "pgm-demo", good, "InvalidDBInstanceId.NotFound", "pgm-demo"},
		"released":         {hangzhou, "pgm-released", good, "ProductInstanceReleased", "pgm-released"},
		"released, off": {
			hangzhou, "pgm-released", fleet.Change{Enabled: &no}, "ProductInstanceReleased", "pgm-released",
		},
		"released, nothing":   {hangzhou, "pgm-released", fleet.Change{}, "ParameterLeastAssociate", ""},
		"locked":              {hangzhou, "pgm-locked", good, "IncorrectDBInstanceLockMode", "LockByExpiration"},
		"busy":                {hangzhou, "pgm-busy", good, "IncorrectDBInstanceState", "Modifying"},
		"engine":              {hangzhou, "rm-mariadb", good, "IncorrectDBInstanceEngine", "MariaDB"},
		"cloud disk below 10": {hangzhou, "pgm-old", good, "IncorrectEngineVersion", "pgm-old"},
		"local disk 12":       {hangzhou, "pgm-local12", good, "IncorrectEngineVersion", "pgm-local12"},
		"local disk Basic":    {hangzhou, "pgm-local-basic", good, "IncorrectHostType", "pgm-local-basic"},
		"serverless":          {hangzhou, "pgm-serverless", good, "IncorrectHostType", "pgm-serverless"},
		"read-only":           {hangzhou, "pgm-readonly", good, "IncorrectDBInstanceType", "Readonly"},
		"blocked class":       {hangzhou, "pgm-economy", good, "InvalidInstanceLevel.Malformed", "pg.n2e.1c.1m"},
		"shared SQL Server":   {hangzhou, "rds-mssql-shared", good, "InvalidInstanceLevel.Malformed", "rds-mssql-shared"},
		"on without region": {
			hangzhou, "pgm-demo", fleet.Change{Enabled: &yes}, "ParameterAbsence", "CrossBackupRegion",
		},
		"on again without region": {
			hangzhou, "pgm-console", fleet.Change{Enabled: &yes}, "ParameterAbsence", "CrossBackupRegion",
		},
		"to itself":              {hangzhou, "pgm-demo", on(hangzhou, 30, false), "CrossBackupNotSupport", hangzhou},
		"to a region without it": {hangzhou, "pgm-demo", on("me-east-1", 30, false), "CrossBackupNotSupport", "me-east-1"},
		"snapshot mode": {
			hangzhou, "rds-mssql-snapshot", good, "OperationDenied.SwitchToCrossRegionBackup", "rds-mssql-snapshot",
		},
		"encrypted": {hangzhou, "pgm-encrypted", on("cn-chengdu", 30, false), "DstRegionNoUser", "cn-chengdu"},
		"log while off": {
			hangzhou, "pgm-demo", fleet.Change{LogEnabled: &yes}, "InvalidParameters.Format", "LogBackupEnabled",
		},
		"log while switching off": {
			hangzhou, "pgm-console",
			fleet.Change{Enabled: &no, LogEnabled: &yes},
			"InvalidParameters.Format",
			"LogBackupEnabled",
		},
		"nothing": {hangzhou, "pgm-demo", fleet.Change{}, "ParameterLeastAssociate", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, nil)
			before := f.Instances()
			_, err := f.Modify(test.region, test.id, test.change)
			if want := (fleet.Refusal{Code: test.code, Arg: test.arg}); !errors.Is(err, want) {
				t.Fatalf("error = %v, want %v", err, want)
			}
			for i, in := range f.Instances() {
				if (in.Policy == nil) != (before[i].Policy == nil) || in.Policy != nil && *in.Policy != *before[i].Policy {
					t.Errorf("%s: a refused call changed the policy to %+v", in.ID, in.Policy)
				}
				equal(t, in.ID+" status", in.Status, before[i].Status)
			}
		})
	}
}

// Each step of the documented order wins over the next one.
func TestModifyOrder(t *testing.T) {
	t.Parallel()
	f := newFleet(t, map[string]string{"partial-disable": "internalerror"})
	must(t, f.AddInstance(fleet.Instance{
		ID: "all-wrong", Region: hangzhou, Engine: "MariaDB", EngineVersion: "10.3", LockMode: "ManualLock",
		BusyFor: "1h", BackupMethod: "Snapshot", ClassType: "s", Encrypted: true,
	}))
	wrong := fleet.Change{Enabled: &yes, LogEnabled: &yes}
	steps := []struct {
		fix  func(*fleet.Instance)
		code string
	}{
		{func(*fleet.Instance) {}, "IncorrectDBInstanceLockMode"},
		{func(in *fleet.Instance) { in.LockMode = "Unlock" }, "IncorrectDBInstanceState"},
		{func(in *fleet.Instance) { in.BusyFor = "" }, "IncorrectDBInstanceEngine"},
		{func(in *fleet.Instance) { in.Engine = "PostgreSQL"; in.EngineVersion = "9.4" }, "IncorrectEngineVersion"},
		{func(in *fleet.Instance) { in.EngineVersion = "16.0"; in.Serverless, in.Role = true, "Guard" }, "IncorrectHostType"},
		{func(in *fleet.Instance) { in.Serverless, in.Class = false, "pg.n1e.1c.1m" }, "IncorrectDBInstanceType"},
		{func(in *fleet.Instance) { in.Role = "Primary"; in.ColdData = true }, "InvalidInstanceLevel.Malformed"},
		{func(in *fleet.Instance) { in.Class = "pg.n4.2c.2m" }, "BackupPolicyNotSupport"},
		{func(in *fleet.Instance) { in.ColdData = false }, "ParameterAbsence"},
	}
	for _, step := range steps {
		must(t, f.UpdateInstance("all-wrong", step.fix))
		_, err := f.Modify(hangzhou, "all-wrong", wrong)
		wantCode(t, err, step.code)
	}
	must(t, f.UpdateInstance("all-wrong", func(in *fleet.Instance) { in.Engine, in.ClassType = "SQLServer", "d" }))
	wrong.Destination = "me-east-1"
	_, err := f.Modify(hangzhou, "all-wrong", wrong)
	wantCode(t, err, "CrossBackupNotSupport")
	wrong.Destination = "cn-chengdu"
	_, err = f.Modify(hangzhou, "all-wrong", wrong)
	wantCode(t, err, "OperationDenied.SwitchToCrossRegionBackup")
	must(t, f.UpdateInstance("all-wrong", func(in *fleet.Instance) { in.BackupMethod = "Physical" }))
	_, err = f.Modify(hangzhou, "all-wrong", wrong)
	wantCode(t, err, "DstRegionNoUser")
	must(t, f.UpdateAccount("1234567890123456", func(a *fleet.Account) { a.InactiveRegions = nil }))
	modify(t, f, "all-wrong", wrong)
}

// What the default fleet has no instance of.
func TestModifyEligible(t *testing.T) {
	t.Parallel()
	of := func(in fleet.Instance, version, category, storage string) fleet.Instance {
		in.EngineVersion, in.Category, in.StorageType = version, category, storage
		return in
	}
	mysql, postgres := fleet.MySQL(hangzhou, "x"), fleet.PostgreSQL(hangzhou, "x")
	for name, row := range map[string]struct {
		in   fleet.Instance
		code string
	}{
		"PostgreSQL 9.4 on local disks":         {of(postgres, "9.4", "HighAvailability", "local_ssd"), ""},
		"MySQL 5.7 Finance on local disks":      {of(mysql, "5.7", "Finance", "local_ssd"), ""},
		"MySQL 8.0 Basic on local disks":        {of(mysql, "8.0", "Basic", "local_ssd"), "IncorrectHostType"},
		"MySQL 8.0 Basic on a cloud disk":       {of(mysql, "8.0", "Basic", "cloud_essd"), ""},
		"MySQL 5.6 on a cloud disk":             {of(mysql, "5.6", "Basic", "cloud_essd"), "IncorrectEngineVersion"},
		"SQL Server with snapshots, as cluster": {fleet.SQLServer(hangzhou, "x", asCluster), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, nil)
			must(t, f.AddInstance(row.in))
			_, err := f.Modify(hangzhou, "x", on("cn-shanghai", 30, false))
			wantCode(t, err, row.code)
		})
	}
	f := newFleet(t, nil)
	for _, id := range []string{
		"pgm-demo", "pgm-basic", "pgm-local10", "pgm-encrypted", "rm-mysql", "rm-mysql-cloud", "rds-mssql",
	} {
		modify(t, f, id, on("cn-shanghai", 30, true))
	}
}

func TestModifyPartial(t *testing.T) {
	t.Parallel()
	f := newFleet(t, map[string]string{"busy-after-write": "0s"})
	p := modify(t, f, "pgm-demo", fleet.Change{Enabled: &yes, Destination: "cn-shanghai"})
	want := fleet.Policy{
		Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 7, EnabledTime: start, EverEnabled: true,
	}
	equal(t, "first enable", p, want)

	f.Advance(time.Hour)
	p = modify(t, f, "pgm-demo", fleet.Change{LogEnabled: &yes})
	want.LogEnabled, want.LogEnabledTime = true, start.Add(time.Hour)
	equal(t, "log on", p, want)

	p = modify(t, f, "pgm-demo", fleet.Change{RetentionDays: 30})
	want.RetentionDays = 30
	equal(t, "retention", p, want)

	p = modify(t, f, "pgm-demo", fleet.Change{Destination: "cn-beijing"})
	want.DestinationRegion = "cn-beijing"
	equal(t, "destination", p, want)

	p = modify(t, f, "pgm-demo", fleet.Change{CrossBackupType: true})
	equal(t, "nothing new", p, want)

	p = modify(t, f, "pgm-demo", fleet.Change{Enabled: &no})
	want.Enabled, want.LogEnabled = false, false
	equal(t, "off takes the log along", p, want)

	f.Advance(time.Hour)
	p = modify(t, f, "pgm-demo", on("cn-beijing", 30, false))
	want.Enabled, want.EnabledTime = true, start.Add(2*time.Hour)
	equal(t, "on again", p, want)
	stored, ok := f.Policy("pgm-demo")
	equal(t, "known", ok, true)
	equal(t, "stored", stored, want)
}
