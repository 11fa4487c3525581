// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestBackupSets_filtersAndPages(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	all := c.sets("pgm-console", "PageSize", "100")
	total := len(all.list("Items", "Item"))
	if all.text("TotalRecordCount") != fmt.Sprint(total) || all.text("PageRecordCount") != fmt.Sprint(total) ||
		total <= 30 {
		t.Fatalf("got %s of %d sets, want more than one small page", all.text("TotalRecordCount"), total)
	}
	first, second := c.sets("pgm-console"), c.sets("pgm-console", "PageNumber", "2")
	if len(first.list("Items", "Item")) != 30 || len(second.list("Items", "Item")) != total-30 ||
		second.text("PageNumber") != "2" {
		t.Errorf("got pages of %d and %d", len(first.list("Items", "Item")), len(second.list("Items", "Item")))
	}
	if a, b := first.text("Items", "Item", 0, "CrossBackupId"), second.text("Items", "Item", 0, "CrossBackupId"); a == b {
		t.Error("both pages begin with the same set")
	}
	set := func(name string) string { return all.text("Items", "Item", 3, name) }
	for name, row := range map[string]struct {
		params []string
		want   int
	}{
		"by id":             {[]string{"CrossBackupId", set("CrossBackupId")}, 1},
		"by region":         {[]string{"CrossBackupRegion", "cn-beijing"}, total},
		"by another region": {[]string{"CrossBackupRegion", "cn-shanghai"}, 0},
		"by another backup": {[]string{"BackupId", "1"}, 0},
		"by time, exactly": {
			[]string{"StartTime", set("BackupStartTime"), "EndTime", plus(t, set("BackupStartTime"), time.Second)}, 1,
		},
		"by time, too late": {
			[]string{
				"StartTime", plus(t, set("BackupStartTime"), time.Second), "EndTime",
				plus(t, set("BackupStartTime"), time.Minute),
			},
			0,
		},
		"after the last":     {[]string{"PageNumber", "99"}, 0},
		"of a disabled one":  {[]string{"DBInstanceId", "pgm-disabled"}, 19},
		"of a released one":  {[]string{"DBInstanceId", "pgm-released"}, 20},
		"of one without any": {[]string{"DBInstanceId", "pgm-demo"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.sets("pgm-console", row.params...)
			if count := len(got.list("Items", "Item")); count != min(row.want, 30) {
				t.Errorf("got %d sets, want %d: %s", count, row.want, got.raw)
			}
		})
	}
	one := c.call("DescribeCrossRegionBackups", "RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console",
		"CrossBackupId", set("CrossBackupId"))
	if len(one.list("Items", "Item")) != 1 {
		t.Errorf("without times: got %s, want the one set", one.raw)
	}
}

func plus(t *testing.T, text string, d time.Duration) string {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04:05Z", text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(d).Format("2006-01-02T15:04:05Z")
}

func TestBackupSets_failedOnesHaveNoLink(t *testing.T) {
	t.Parallel()
	policy := fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30})
	flaky := fleet.PostgreSQL("cn-hangzhou", "pgm-flaky", policy, fleet.WithHistory(5))
	flaky.FailedCopies = []int{1}
	seed := fleet.Seed{Instances: []fleet.Instance{flaky}}
	got := newCaller(t, emulator.Start(t, emulator.WithSeed(seed))).sets("pgm-flaky")
	failed := 0
	for i := range got.list("Items", "Item") {
		link := got.text("Items", "Item", i, "CrossBackupDownloadLink")
		if bad := got.text("Items", "Item", i, "BackupSetStatus") == "1"; bad != (link == "") {
			t.Errorf("set %d: failed is %v and its link is %q", i, bad, link)
		} else if bad {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("got %d failed sets, want 1: %s", failed, got.raw)
	}
}

func TestPaging_afterTheLastPageIsAGuess(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("past-last-page", "notfound"))
	c := newCaller(t, s)
	wantCode(t, c.sets("pgm-console", "PageNumber", "99"), 404, "InvalidPage.notFound")
	wantOK(t, c.sets("pgm-demo"))
}

func TestLogFiles(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.Fleet().Advance(2 * time.Hour)
	c := newCaller(t, s)
	ask := []string{
		"RegionId", "cn-hangzhou", "DBInstanceId", "pgm-console",
		"StartTime", "2026-01-15T08:00:00Z", "EndTime", "2026-01-15T09:00:00Z",
	}
	got := c.call("DescribeCrossRegionLogBackupFiles", ask...)
	if got.text("DBInstanceId") != "pgm-console" || got.text("TotalRecordCount") != "12" ||
		got.text("Items", "Item", 0, "CrossBackupRegion") != "cn-beijing" {
		t.Errorf("got %s, want a file every five minutes", got.raw)
	}
	link := got.text("Items", "Item", 0, "CrossIntranetDownloadLink")
	if !strings.Contains(link, "oss-cn-beijing-internal.") {
		t.Errorf("got link %q", link)
	}
	none := c.call("DescribeCrossRegionLogBackupFiles", append(ask, "CrossBackupRegion", "cn-shanghai")...)
	if none.text("TotalRecordCount") != "0" {
		t.Errorf("another region: got %s", none.raw)
	}
}

func TestLocalBackups_createdByACallAndCopied(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	wantOK(t, c.call(modifyAction, enable("pgm-basic")...))
	s.Fleet().Advance(time.Hour)
	before := c.call("DescribeBackups", "DBInstanceId", "pgm-basic").text("TotalRecordCount")
	copies := len(c.sets("pgm-basic").list("Items", "Item"))
	job := c.call("CreateBackup", "DBInstanceId", "pgm-basic").text("BackupJobId")
	running := c.call("DescribeBackupTasks", "DBInstanceId", "pgm-basic", "BackupJobId", job)
	if running.text("Items", "BackupJob", 0, "BackupStatus") == "Finished" ||
		running.text("Items", "BackupJob", 0, "BackupId") != "" {
		t.Errorf("right away: got %s", running.raw)
	}
	wantCode(t, c.call("CreateBackup", "DBInstanceId", "pgm-basic"), 400, "BackupJobExists")
	s.Fleet().Advance(time.Hour)
	done := c.call("DescribeBackupTasks", "DBInstanceId", "pgm-basic", "BackupJobId", job)
	id := done.text("Items", "BackupJob", 0, "BackupId")
	if done.text("Items", "BackupJob", 0, "BackupStatus") != "Finished" ||
		done.text("Items", "BackupJob", 0, "Process") != "100" || id == "" {
		t.Errorf("an hour later: got %s", done.raw)
	}
	got := c.call("DescribeBackups", "DBInstanceId", "pgm-basic", "BackupId", id, "BackupMode", "Manual")
	if got.text("TotalRecordCount") != "1" || got.text("Items", "Backup", 0, "BackupInitiator") != "User" {
		t.Errorf("got %s, was %s, want the new backup", got.raw, before)
	}
	if got := c.sets("pgm-basic", "BackupId", id); len(got.list("Items", "Item")) != 1 ||
		len(c.sets("pgm-basic").list("Items", "Item")) != copies+1 {
		t.Errorf("got %s, want its copy", got.raw)
	}
	got = c.call("DescribeBackups", "DBInstanceId", "pgm-basic", "BackupStatus", "Failed")
	if got.text("TotalRecordCount") != "0" {
		t.Errorf("got %s, want no failed backup", got.raw)
	}
	if got := c.call("DescribeBackupPolicy", "DBInstanceId", "pgm-basic"); got.text("BackupMethod") != "" ||
		!strings.Contains(got.text("PreferredBackupTime"), "Z-") {
		t.Errorf("got %s", got.raw)
	}
}

func TestRestoreCheck(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	wantOK(t, c.call(modifyAction, enable("rm-mysql")...))
	s.Fleet().Advance(3 * time.Hour)
	mysql := c.sets("rm-mysql").text("Items", "Item", 0, "CrossBackupId")
	cloud := c.sets("pgm-console").text("Items", "Item", 0, "CrossBackupId")
	if mysql == "" || cloud == "" {
		t.Fatal("there are no sets")
	}
	byTime := []string{
		"RestoreType", "1", "RestoreTime", "2026-01-15T11:00:00Z", "SourceRegion", "cn-hangzhou",
		"SourceDBInstanceName", "rm-mysql",
	}
	for name, row := range map[string]struct {
		params []string
		code   string
	}{
		"by set":          {restoreCheck(mysql), ""},
		"in the source":   {restoreCheck(mysql, "RegionId", "cn-hangzhou"), ""},
		"elsewhere":       {restoreCheck(mysql, "RegionId", "cn-beijing"), "DisasterRestoreRegionNotMatched"},
		"another engine":  {restoreCheck(mysql, "Engine", "PostgreSQL"), "InvalidEngine.Malformed"},
		"another version": {restoreCheck(mysql, "EngineVersion", "5.7"), "IncorrectBaksetVersion"},
		"storage":         {restoreCheck(mysql, "DBInstanceStorage", "101"), "InvalidStorage.Format"},
		"little storage":  {restoreCheck(mysql, "DBInstanceStorage", "0"), "InvalidStorage.Format"},
		"type in words":   {restoreCheck(mysql, "RestoreType", "BackupSet"), "InvalidRestoreType.Format"},
		"unknown set":     {restoreCheck("1"), "InvalidBackupSetID.NotFound"},
		"cloud disk": {
			restoreCheck(cloud, "RegionId", "cn-beijing", "Engine", "PostgreSQL", "EngineVersion", "16.0"),
			"IncorrectDBInstanceType",
		},
		"time, no region": {
			restoreCheck(mysql, "RestoreType", "1", "RestoreTime", "2026-01-15T11:00:00Z"), "ParameterAbsence",
		},
		"time, too early": {
			restoreCheck(mysql, append(byTime, "RestoreTime", "2020-01-15T11:00:00Z")...), "NoAvailableDisasterRestoreBakset",
		},
		"time, no source": {
			restoreCheck(mysql, "RestoreType", "1", "RestoreTime", "2026-01-15T11:00:00Z", "SourceRegion", "cn-hangzhou"),
			"NoSourceInstanceName",
		},
		"by time": {restoreCheck(mysql, byTime...), ""},
		"another source": {
			restoreCheck(mysql, append(byTime, "SourceRegion", "cn-beijing")...), "NoAvailableDisasterRestoreBakset",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.call("CheckCreateDdrDBInstance", row.params...)
			if got.code() != row.code || row.code == "" && got.text("IsValid") != "true" {
				t.Errorf("got %d %s, want %q", got.status, got.raw, row.code)
			}
			if row.code == "IncorrectDBInstanceType" && got.status != 400 {
				t.Errorf("got %d, want the 400 that this action documents", got.status)
			}
		})
	}
}

// The id of a set to restore is a text, so that one that is no number names no set.
func TestCheckRestore_anIDThatNamesNoSet(t *testing.T) {
	t.Parallel()
	c := newMemoryCaller(t, emulator.StartInMemory(t))
	for _, id := range []string{"0", "-1", "one", "7e3", "99999999999999999999"} {
		got := c.call("CheckCreateDdrDBInstance", "RegionId", "cn-hangzhou", "Engine", "MySQL", "EngineVersion", "8.0",
			"DBInstanceClass", "rds.mysql.s3.large", "DBInstanceStorage", "100", "RestoreType", "0", "BackupSetId", id,
			"SourceDBInstanceName", "rm-mysql")
		wantCode(t, got, 404, "InvalidBackupSetID.NotFound")
	}
}
