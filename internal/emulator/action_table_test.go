// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestPolicyList(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	got := c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "DBInstanceId",
		"pgm-console,pgm-disabled,pgm-demo,pgm-none")
	if got.text("TotalRecords") != "2" || got.text("ItemsNumbers") != "2" || got.text("PageSize") != "30" ||
		got.text("Items", "Item", 0, "DBInstanceId") != "pgm-console" ||
		got.text("Items", "Item", 1, "BackupEnabled") != "Disabled" {
		t.Errorf("got %s", got.raw)
	}
	page := c.call("DescribeCrossRegionBackupDBInstance", "RegionId", "cn-hangzhou", "PageSize", "1", "PageNumber", "2")
	if page.text("ItemsNumbers") != "1" || page.text("TotalRecords") != "3" || page.text("PageNumber") != "2" {
		t.Errorf("got %s, want the second of three", page.raw)
	}
}

func TestInstances(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	for name, row := range map[string]struct {
		params []string
		want   string
	}{
		"by id":       {[]string{"DBInstanceId", "pgm-demo"}, "1"},
		"by engine":   {[]string{"Engine", "SQLServer"}, "3"},
		"by role":     {[]string{"DBInstanceType", "Readonly"}, "1"},
		"by tag":      {[]string{"Tags", `{"team":"data"}`, "Engine", "MySQL"}, "0"},
		"by tag key":  {[]string{"Tags", `{"team":""}`, "DBInstanceId", "pgm-demo"}, "1"},
		"by text":     {[]string{"SearchKey", "ledger"}, "3"},
		"by category": {[]string{"Category", "serverless_standard"}, "1"},
		"elsewhere":   {[]string{"RegionId", "eu-central-1"}, "1"},
		"released":    {[]string{"DBInstanceId", "pgm-released"}, "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.call("DescribeDBInstances", append([]string{"RegionId", "cn-hangzhou"}, row.params...)...)
			if got.text("TotalRecordCount") != row.want {
				t.Errorf("got %s, want %s", got.raw, row.want)
			}
		})
	}
	seen, token := map[string]bool{}, ""
	for calls := 0; calls == 0 || token != ""; calls++ {
		params := []string{"RegionId", "cn-hangzhou", "MaxResults", "7"}
		if token != "" {
			params = append(params, "NextToken", token)
		}
		got := c.call("DescribeDBInstances", params...)
		wantOK(t, got)
		rows := fmt.Sprint(len(got.list("Items", "DBInstance")))
		if got.text("PageNumber") != "1" || got.text("PageRecordCount") != rows || got.text("TotalRecordCount") != rows {
			t.Errorf("got %s, want the page 1 and the counts of the page alone", got.raw)
		}
		for i := range got.list("Items", "DBInstance") {
			seen[got.text("Items", "DBInstance", i, "DBInstanceId")] = true
		}
		token = got.text("NextToken")
	}
	all := c.call("DescribeDBInstances", "RegionId", "cn-hangzhou", "PageSize", "100")
	if fmt.Sprint(len(seen)) != all.text("TotalRecordCount") {
		t.Errorf("tokens led to %d instances, want %s", len(seen), all.text("TotalRecordCount"))
	}
}

func TestInstanceAttribute_showsWhatDecidesEligibility(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	for _, row := range []struct{ id, field, want string }{
		{"pgm-demo", "DBInstanceCPU", "2"},
		{"pgm-demo", "DBInstanceMemory", "8192"},
		{"pgm-demo", "ServerlessConfig", ""},
		{"pgm-demo", "ReadOnlyDBInstanceIds", "map[ReadOnlyDBInstanceId:[map[DBInstanceId:pgm-readonly]]]"},
		{"pgm-serverless", "ServerlessConfig", "map[AutoPause:false ScaleMax:8 ScaleMin:0.5 SwitchForce:false]"},
		{"pgm-serverless", "PayType", "SERVERLESS"},
		{"pgm-readonly", "DBInstanceType", "Readonly"},
		{"pgm-readonly", "MasterInstanceId", "pgm-demo"},
		{"pgm-local12", "DBInstanceStorageType", "local_ssd"},
		{"pgm-locked", "LockMode", "LockByExpiration"},
		{"pgm-locked", "LockReason", "instance_expired"},
		{"pgm-busy", "DBInstanceStatus", "Modifying"},
		{"pgm-shanghai", "RegionId", "cn-shanghai"},
		{"rds-mssql-shared", "DBInstanceClassType", "s"},
	} {
		got := c.call("DescribeDBInstanceAttribute", "DBInstanceId", row.id)
		if value := got.text("Items", "DBInstanceAttribute", 0, row.field); value != row.want {
			t.Errorf("%s of %s is %q, want %q", row.field, row.id, value, row.want)
		}
	}
	wantCode(t, c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-released"), 400, "InvalidDBInstanceId.NotFound")
}

func TestEncryption(t *testing.T) {
	t.Parallel()
	seed := fleet.DefaultSeed()
	seed.Instances[0].TDE = true
	c := newCaller(t, emulator.Start(t, emulator.WithSeed(seed)))
	got := c.call("DescribeDBInstanceEncryptionKey", "DBInstanceId", "pgm-encrypted")
	if got.text("EncryptionKeyStatus") != "Enabled" || len(got.list("EncryptionKeyList")) != 1 {
		t.Errorf("got %s", got.raw)
	}
	for id, want := range map[string]string{seed.Instances[0].ID: "Enabled", "pgm-encrypted": "Disabled"} {
		if got := c.call("DescribeDBInstanceTDE", "DBInstanceId", id); got.text("TDEStatus") != want {
			t.Errorf("%s: got %s, want %s", id, got.raw, want)
		}
	}
}

func TestRegions(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t))
	got := c.call("DescribeRegions", "AcceptLanguage", "en-US")
	ids := map[string]bool{}
	for i := range got.list("Regions", "RDSRegion") {
		ids[got.text("Regions", "RDSRegion", i, "RegionId")] = true
	}
	for _, id := range c.call("DescribeAvailableCrossRegion", "RegionId", "cn-hangzhou").list("Regions", "Region") {
		if name := fmt.Sprint(id); !ids[name] || name == "cn-hangzhou" {
			t.Errorf("destination %s is unknown or the source itself", name)
		}
	}
}

func TestDeleteInstance_keepsPolicyAndSets(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	before := c.sets("pgm-console").text("TotalRecordCount")
	got := c.call("DeleteDBInstance", "DBInstanceId", "pgm-console")
	if got.status != 200 || got.text("RegionId") != "cn-hangzhou" {
		t.Fatalf("got %d %s", got.status, got.raw)
	}
	wantCode(t, c.call("DeleteDBInstance", "DBInstanceId", "pgm-console"), 400, "InvalidDBInstanceId.NotFound")
	wantCode(t, c.modify("pgm-console", "LogBackupEnabled", "0"), 400, "ProductInstanceReleased")
	wantOK(t, c.modify("pgm-console", "Retention", "100"))
	if after := c.sets("pgm-console").text("TotalRecordCount"); after != before {
		t.Errorf("%s sets after the release, %s before", after, before)
	}
	if policy := c.policy("pgm-console"); policy.text("Retention") != "100" || policy.text("LockMode") != "Released" {
		t.Errorf("got %s", policy.raw)
	}
}

func TestDescribeDBInstances_editionWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ guess, level, want string }{
		{"asked", "", ""}, {"asked", "0", ""}, {"asked", "1", "HighAvailability"}, {"always", "", "HighAvailability"},
	} {
		c := newMemoryCaller(t, emulator.StartInMemory(t, emulator.WithGuess("list-edition", tc.guess)))
		params := []string{"RegionId", "cn-hangzhou", "DBInstanceId", "pgm-demo"}
		if tc.level != "" {
			params = append(params, "InstanceLevel", tc.level)
		}
		got := c.call("DescribeDBInstances", params...)
		if category := got.text("Items", "DBInstance", 0, "Category"); category != tc.want {
			t.Errorf("%s, level %q: the edition is %q, want %q", tc.guess, tc.level, category, tc.want)
		}
	}
}

func TestDescribeBackupPolicy_methodOfSQLServerOnCloudDisks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ guess, id, want string }{
		{"sqlserver-cloud", "rds-mssql", "Physical"},
		{"sqlserver-cloud", "rds-mssql-snapshot", "Snapshot"},
		{"sqlserver-cloud", "pgm-demo", ""},
		{"sqlserver-cloud", "rds-local", ""},
		{"always", "pgm-demo", "Physical"},
	} {
		s := emulator.StartInMemory(t, emulator.WithGuess("backup-method-shown", tc.guess))
		local := fleet.SQLServer("cn-hangzhou", "rds-local", func(in *fleet.Instance) { in.StorageType = "local_ssd" })
		if err := s.Fleet().AddInstance(local); err != nil {
			t.Fatal(err)
		}
		got := newMemoryCaller(t, s).call("DescribeBackupPolicy", "DBInstanceId", tc.id)
		if method := got.text("BackupMethod"); method != tc.want {
			t.Errorf("%s, %s: the method is %q, want %q", tc.guess, tc.id, method, tc.want)
		}
	}
}
