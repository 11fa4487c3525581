// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// TestConformance_acceptanceTestOfTheOfficialProvider replays the sequence that is known to pass on the real API:
// enable with instance and region alone, change the region twice, log copy off, retention 15, everything at once,
// off. The parameters are those that the official provider sends, its stray one included.
func TestConformance_acceptanceTestOfTheOfficialProvider(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"pgm-demo", "rm-mysql", "rm-mysql-cloud", "rds-mssql"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			c := newCaller(t, s).with(func(c *caller) { c.form = true })
			regions := c.call("DescribeAvailableCrossRegion", "RegionId", "cn-hangzhou").list("Regions", "Region")
			if len(regions) < 3 {
				t.Fatalf("got %v, want at least three destinations", regions)
			}
			region := func(i int) string { text, _ := regions[i].(string); return text }
			for i, step := range []struct {
				sent []string
				want map[string]string
			}{
				{[]string{"CrossBackupRegion", region(0)}, map[string]string{"CrossBackupRegion": region(0), "LogBackupEnabled": "Disabled"}},
				{[]string{"CrossBackupRegion", region(1)}, map[string]string{"CrossBackupRegion": region(1)}},
				{[]string{"CrossBackupRegion", region(2)}, map[string]string{"CrossBackupRegion": region(2)}},
				{[]string{"CrossBackupRegion", region(2), "LogBackupEnabled", "0"}, map[string]string{"LogBackupEnabled": "Disabled"}},
				{[]string{"CrossBackupRegion", region(2), "LogBackupEnabled", "0", "Retention", "15"}, map[string]string{"Retention": "15"}},
				{
					[]string{"CrossBackupRegion", region(0), "LogBackupEnabled", "1", "Retention", "30"},
					map[string]string{"CrossBackupRegion": region(0), "LogBackupEnabled": "Enable", "Retention": "30"},
				},
			} {
				destination := step.sent[1]
				common := []string{"DBProxyEndpointId", destination, "CrossBackupType", "1", "BackupEnabled", "1", "RetentType", "1", "SourceIp", "10.0.0.1"}
				wantOK(t, c.modify(id, append(common, step.sent...)...))
				s.Fleet().Advance(time.Minute) // the official provider waits for Running
				got := c.policy(id)
				wantOK(t, got)
				if got.text("BackupEnabled") != "Enable" {
					t.Errorf("step %d: BackupEnabled is %q", i, got.text("BackupEnabled"))
				}
				for name, want := range step.want {
					if got.text(name) != want {
						t.Errorf("step %d: %s is %q, want %q", i, name, got.text(name), want)
					}
				}
			}
			wantOK(t, c.modify(id, "BackupEnabled", "0", "LogBackupEnabled", "0", "CrossBackupRegion", region(0), "SourceIp", "10.0.0.1"))
			s.Fleet().Advance(time.Minute)
			off := c.policy(id)
			if off.text("BackupEnabled") != "Disabled" || off.text("LogBackupEnabled") != "Disabled" || off.text("CrossBackupRegion") != region(0) {
				t.Errorf("got %s, want the policy off and the rest as it was", off.raw)
			}
		})
	}
}

func TestConformance_busyAfterAWrite(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	wantOK(t, c.call(modifyAction, enable("pgm-demo")...))
	wantCode(t, c.modify("pgm-demo", "Retention", "31"), 403, "IncorrectDBInstanceState")
	if got := c.call("DescribeDBInstanceAttribute", "DBInstanceId", "pgm-demo").text("Items", "DBInstanceAttribute", 0, "DBInstanceStatus"); got == "Running" {
		t.Errorf("status is %q right after a write", got)
	}
	s.Fleet().Advance(20 * time.Second)
	wantOK(t, c.modify("pgm-demo", "Retention", "31"))
}

func TestConformance_refusals(t *testing.T) {
	t.Parallel()
	on := []string{"BackupEnabled", "1", "CrossBackupRegion", "cn-shanghai"}
	for name, row := range map[string]struct {
		id     string
		params []string
		status int
		code   string
	}{
		"nothing to change":     {"pgm-demo", nil, 400, "ParameterLeastAssociate"},
		"on without region":     {"pgm-demo", []string{"BackupEnabled", "1"}, 400, "ParameterAbsence"},
		"same region":           {"pgm-demo", []string{"BackupEnabled", "1", "CrossBackupRegion", "cn-hangzhou"}, 403, "CrossBackupNotSupport"},
		"region without it":     {"pgm-demo", []string{"BackupEnabled", "1", "CrossBackupRegion", "me-east-1"}, 403, "CrossBackupNotSupport"},
		"logs while off":        {"pgm-demo", []string{"LogBackupEnabled", "1"}, 400, "InvalidParameters.Format"},
		"serverless":            {"pgm-serverless", on, 403, "IncorrectHostType"},
		"read-only":             {"pgm-readonly", on, 403, "IncorrectDBInstanceType"},
		"old version":           {"pgm-old", on, 403, "IncorrectEngineVersion"},
		"local disk version":    {"pgm-local12", on, 403, "IncorrectEngineVersion"},
		"local disk edition":    {"pgm-local-basic", on, 403, "IncorrectHostType"},
		"new general-purpose":   {"pgm-economy", on, 403, "InvalidInstanceLevel.Malformed"},
		"not active":            {"pgm-encrypted", []string{"BackupEnabled", "1", "CrossBackupRegion", "cn-chengdu"}, 400, "DstRegionNoUser"},
		"active":                {"pgm-encrypted", on, 200, ""},
		"released":              {"pgm-released", on, 400, "ProductInstanceReleased"},
		"released, retention":   {"pgm-released", []string{"Retention", "7"}, 200, ""},
		"locked":                {"pgm-locked", on, 403, "IncorrectDBInstanceLockMode"},
		"busy":                  {"pgm-busy", on, 403, "IncorrectDBInstanceState"},
		"snapshot backup":       {"rds-mssql-snapshot", on, 400, "OperationDenied.SwitchToCrossRegionBackup"},
		"shared class":          {"rds-mssql-shared", on, 403, "InvalidInstanceLevel.Malformed"},
		"other engine":          {"rm-mariadb", on, 403, "IncorrectDBInstanceEngine"},
		"unknown":               {"pgm-none", on, 400, "InvalidDBInstanceId.NotFound"},
		"local disk and high":   {"pgm-local10", on, 200, ""},
		"basic on a cloud disk": {"pgm-basic", on, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCaller(t, emulator.Start(t))
			wantCode(t, c.modify(row.id, row.params...), row.status, row.code)
		})
	}
}
