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
				{
					[]string{"CrossBackupRegion", region(0)},
					map[string]string{"CrossBackupRegion": region(0), "LogBackupEnabled": "Disabled"},
				},
				{[]string{"CrossBackupRegion", region(1)}, map[string]string{"CrossBackupRegion": region(1)}},
				{[]string{"CrossBackupRegion", region(2)}, map[string]string{"CrossBackupRegion": region(2)}},
				{
					[]string{"CrossBackupRegion", region(2), "LogBackupEnabled", "0"},
					map[string]string{"LogBackupEnabled": "Disabled"},
				},
				{
					[]string{"CrossBackupRegion", region(2), "LogBackupEnabled", "0", "Retention", "15"},
					map[string]string{"Retention": "15"},
				},
				{
					[]string{"CrossBackupRegion", region(0), "LogBackupEnabled", "1", "Retention", "30"},
					map[string]string{"CrossBackupRegion": region(0), "LogBackupEnabled": "Enable", "Retention": "30"},
				},
			} {
				destination := step.sent[1]
				common := []string{
					"DBProxyEndpointId", destination, "CrossBackupType", "1", "BackupEnabled", "1", "RetentType", "1", "SourceIp",
					"10.0.0.1",
				}
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
			wantOK(t,
				c.modify(id, "BackupEnabled", "0", "LogBackupEnabled", "0", "CrossBackupRegion", region(0), "SourceIp", "10.0.0.1"))
			s.Fleet().Advance(time.Minute)
			off := c.policy(id)
			if off.text("BackupEnabled") != "Disabled" || off.text("LogBackupEnabled") != "Disabled" ||
				off.text("CrossBackupRegion") != region(0) {
				t.Errorf("got %s, want the policy off and the rest as it was", off.raw)
			}
		})
	}
}
