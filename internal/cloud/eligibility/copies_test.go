// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestCopiesOf(t *testing.T) {
	t.Parallel()
	const no, yes, unknown = eligibility.No, eligibility.Yes, eligibility.NotKnown
	for name, row := range map[string]struct {
		engine, storage              string
		survive, downloadable, lists eligibility.Answer
	}{
		"PostgreSQL on cloud disks":           {rds.EnginePostgreSQL, "cloud_essd", yes, yes, yes},
		"PostgreSQL on local disks":           {rds.EnginePostgreSQL, "local_ssd", yes, yes, yes},
		"PostgreSQL, disk not known":          {rds.EnginePostgreSQL, "", yes, yes, yes},
		"PostgreSQL, a new disk":              {rds.EnginePostgreSQL, "quantum", yes, yes, yes},
		"MySQL on cloud disks":                {rds.EngineMySQL, "cloud_essd", no, no, no},
		"MySQL on a standard SSD":             {rds.EngineMySQL, "cloud_ssd", no, no, no},
		"MySQL on a Premium ESSD":             {rds.EngineMySQL, "general_essd", no, no, no},
		"MySQL on a later performance level":  {rds.EngineMySQL, "cloud_essd9", no, no, no},
		"MySQL on local disks":                {rds.EngineMySQL, "local_ssd", yes, yes, yes},
		"MySQL on Premium Local SSDs":         {rds.EngineMySQL, "ephemeral_ssd", yes, yes, yes},
		"MySQL, disk not known":               {rds.EngineMySQL, "", unknown, unknown, unknown},
		"MySQL, a new disk":                   {rds.EngineMySQL, "quantum", unknown, unknown, unknown},
		"SQL Server on cloud disks":           {rds.EngineSQLServer, "cloud_essd", yes, unknown, yes},
		"SQL Server, disk not known":          {rds.EngineSQLServer, "", yes, unknown, yes},
		"engine not known, on cloud disks":    {"", "cloud_essd", unknown, unknown, unknown},
		"engine not known, on local disks":    {"", "local_ssd", yes, unknown, yes},
		"nothing known":                       {"", "", unknown, unknown, unknown},
		"an engine without the feature":       {rds.EngineMariaDB, "cloud_essd", unknown, unknown, unknown},
		"the engine as the API may spell it":  {"mysql", "cloud_essd", no, no, no},
		"the storage as the API may spell it": {rds.EngineMySQL, "CLOUD_ESSD", no, no, no},
	} {
		got := eligibility.CopiesOf(rds.Instance{Engine: row.engine, StorageType: row.storage})
		if got.SurviveRelease != row.survive || got.Downloadable != row.downloadable || got.Listed != row.lists {
			t.Errorf("%s: survive %v, downloadable %v, listed %v; want %v, %v, %v", name,
				got.SurviveRelease, got.Downloadable, got.Listed, row.survive, row.downloadable, row.lists)
		}
		if got.ChargedAfterRelease != got.SurviveRelease {
			t.Errorf("%s: what stays is charged, what does not is not", name)
		}
	}
}

// A released instance whose copies are gone, or may be, gets no advice to keep them.
func TestCheckState_aReleaseSaysWhetherCopiesAreGone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ engine, storage, do string }{
		"stay": {rds.EnginePostgreSQL, "", "Name an instance that exists, or change nothing but retention_days."},
		"gone": {
			rds.EngineMySQL, "cloud_essd",
			"The copies of MySQL on cloud disks were deleted with it. Name an instance that exists.",
		},
		"not known": {
			rds.EngineMySQL, "", "Name an instance that exists, or change nothing but retention_days. " +
				"If it was MySQL on cloud disks, its copies were deleted with it.",
		},
	} {
		in := rds.Instance{ID: "rm-shop", Engine: row.engine, StorageType: row.storage, Released: true}
		if found := eligibility.CheckState(in); len(found) != 1 || found[0].Do != row.do {
			t.Errorf("%s: %+v, want %q", name, found, row.do)
		}
	}
}

func TestCopyTable_isComplete(t *testing.T) {
	t.Parallel()
	for _, row := range eligibility.CopyTable() {
		if row.Engine == "" || row.Storage == "" || row.RestoreTo == "" || row.Source == "" ||
			row.OnEnabling == "" || row.OnLogs == "" {
			t.Errorf("a part is missing: %+v", row)
		}
		if _, err := time.Parse(time.DateOnly, row.Date); err != nil {
			t.Errorf("%s: %v", row.Engine, err)
		}
	}
}
