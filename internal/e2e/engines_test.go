// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	logsType     = "apsaradb_rds_cross_region_log_backups"
	downloadType = "apsaradb_rds_cross_region_backup_download"
)

// engineCase is an instance of one kind, and what a user meets from switching on to the download.
type engineCase struct {
	name     string
	instance fleet.Instance
	// triggered says that switching on starts a backup, though there is one of the last 24 hours.
	triggered bool
	// atOnce says that a copy is there an hour later, without waiting for the next default backup.
	atOnce bool
	// method is that of the copies, and restore where they can be restored; both empty where none is listed.
	method, restore string
	// logsFrom says how far back the copied logs reach: before log copy was on, or not; "" where none is listed.
	logsFrom string
	// refused is the code where a copy cannot be downloaded.
	refused string
}

// engineCases has each row of the table of facts, and the exceptions that the pages name.
func engineCases() []engineCase {
	const id = "shop-1"
	local := func(more ...func(*fleet.Instance)) fleet.Instance { return fleet.MySQL(testkit.Region, id, more...) }
	cloud := func(in *fleet.Instance) { in.StorageType, in.Class = "cloud_essd", "mysql.n4.large.2c" }
	cluster := func(in *fleet.Instance) { in.Category, in.BackupMethod = "AlwaysOn", "Snapshot" }
	return []engineCase{
		{
			name: "PostgreSQL", instance: fleet.PostgreSQL(testkit.Region, id), atOnce: true,
			method: "PHYSICAL", restore: "cn-shanghai", logsFrom: "on",
		},
		{
			name: "MySQL on local disks", instance: local(), atOnce: true,
			method: "PHYSICAL", restore: "cn-hangzhou cn-shanghai", logsFrom: "before",
		},
		{
			name: "MySQL on local disks with TDE", instance: local(func(in *fleet.Instance) { in.TDE = true }), atOnce: true,
			method: "PHYSICAL", restore: "cn-hangzhou", logsFrom: "before",
		},
		{name: "MySQL on cloud disks", instance: local(cloud), refused: "DOWNLOAD_NOT_OFFERED"},
		{
			name: "SQL Server", instance: fleet.SQLServer(testkit.Region, id), triggered: true, atOnce: true,
			method: "PHYSICAL", restore: "cn-shanghai", logsFrom: "before",
		},
		{
			name: "SQL Server, Cluster Edition", instance: fleet.SQLServer(testkit.Region, id, cluster), triggered: true,
			atOnce: true, method: "SNAPSHOT", restore: "cn-shanghai", logsFrom: "before", refused: "DOWNLOAD_NOT_OFFERED",
		},
	}
}

// TestEngines follows each kind of instance: what switching on triggers, what is then listed, where it can be restored,
// whether it can be downloaded, and what is left after the release.
func TestEngines(t *testing.T) {
	t.Parallel()
	for _, c := range engineCases() {
		for _, backed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, backed up today %t", c.name, backed), func(t *testing.T) {
				t.Parallel()
				followed := c
				if backed {
					followed.instance = c.instance.With(fleet.WithHistory(2))
				}
				followed.follow(t, backed)
			})
		}
	}
}

func (c engineCase) follow(t *testing.T, backed bool) {
	t.Helper()
	s := emulator.StartInMemory(t)
	if err := s.Fleet().AddInstance(c.instance); err != nil {
		t.Fatal(err)
	}
	before := localBackups(t, s)
	session := testkit.NewSession(t, s, nil, testkit.InMemory(s))
	created := session.Create(values{
		"instance_id": c.instance.ID, "destination_region": "cn-shanghai", "retention_days": int64(30),
		"log_backup_enabled": true,
	})
	if created.Said.Failed() {
		t.Fatal(created.Said)
	}
	on := s.Fleet().Now()
	s.Fleet().Advance(2 * time.Hour)
	starts := c.triggered || c.atOnce && !backed
	if made := localBackups(t, s) - before; (made == 1) != starts || made > 1 {
		t.Errorf("switching on made %d backups, want one: %t", made, starts)
	}
	if there := len(s.Fleet().StoredSets(c.instance.ID)) > 0; there != c.atOnce {
		t.Errorf("a copy is there at once: %t, want %t", there, c.atOnce)
	}
	s.Fleet().Advance(26 * time.Hour)
	if len(s.Fleet().StoredSets(c.instance.ID)) == 0 {
		t.Error("the next default backup was not copied")
	}
	id := c.lists(t, session)
	c.logs(t, session, on, backed)
	c.downloads(t, session, id)

	if err := s.Fleet().Release(c.instance.ID); err != nil {
		t.Fatal(err)
	}
	facts := eligibility.CopiesOf(rds.Instance{Engine: c.instance.Engine, StorageType: c.instance.StorageType})
	survives := facts.SurviveRelease
	if left := len(s.Fleet().StoredSets(c.instance.ID)) > 0; left != (survives == eligibility.Yes) {
		t.Errorf("copies are left after the release: %t, and the table says %s", left, survives)
	}
	if c.method != "" {
		c.lists(t, session)
		c.downloads(t, session, id)
	}
}

// localBackups counts the backups in the instance's own region.
func localBackups(t *testing.T, s *emulator.Server) int {
	t.Helper()
	all, err := s.Fleet().LocalBackups(testkit.Region, "shop-1")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// lists reads the sets and returns the id of the newest one, or one that nobody has where none is listed.
func (c engineCase) lists(t *testing.T, session *testkit.Session) string {
	t.Helper()
	got := session.Data(setsType, values{"instance_id": c.instance.ID})
	latest, _ := got.Get(t, "latest").(map[string]any)
	if c.method == "" {
		if got.Said.Require(t, "warning", "(COPIES_NOT_LISTED)"); latest != nil || got.Get(t, "total_count") != nil {
			t.Errorf("sets are listed: %v", got.Map())
		}
		return "1"
	}
	got.Said.RequireNone(t)
	regions, _ := latest["restore_regions"].([]any)
	var to []string
	for _, region := range regions {
		to = append(to, fmt.Sprint(region))
	}
	if latest["method"] != c.method || latest["engine"] != c.instance.Engine || strings.Join(to, " ") != c.restore {
		t.Errorf("latest is %v", latest)
	}
	return fmt.Sprint(latest["id"])
}

// logs reads how far back the logs reach.
func (c engineCase) logs(t *testing.T, session *testkit.Session, on time.Time, backed bool) {
	t.Helper()
	got := session.Data(logsType, values{"instance_id": c.instance.ID})
	if c.logsFrom == "" {
		got.Said.Require(t, "warning", "(COPIES_NOT_LISTED)")
		return
	}
	got.Said.RequireNone(t)
	from, err := time.Parse(time.RFC3339, fmt.Sprint(got.Get(t, "continuous_from_time")))
	if err != nil {
		t.Fatal(err)
	}
	if early := on.Sub(from) > time.Hour; early != (c.logsFrom == "before" && backed) {
		t.Errorf("logs reach back to %s, and log copy was switched on at %s", from, on)
	}
	if gaps, _ := got.Get(t, "gaps").([]any); len(gaps) > 0 {
		t.Errorf("logs have the gaps %v", gaps)
	}
}

func (c engineCase) downloads(t *testing.T, session *testkit.Session, id string) {
	t.Helper()
	got := session.Open(downloadType, values{"instance_id": c.instance.ID, "backup_set_id": id})
	if c.refused != "" {
		got.Said.Require(t, "error", "("+c.refused+")")
		return
	}
	if got.Said.RequireNone(t); got.Exists() && got.Get(t, "url") == nil {
		t.Error("there is no link")
	}
}
