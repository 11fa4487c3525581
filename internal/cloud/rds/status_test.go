// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestStatuses_areTold(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]rds.StatusKind{
		"Running": rds.StatusRunning, "running": rds.StatusRunning, " RUNNING\n": rds.StatusRunning,
		"Deleting": rds.StatusDeleting, "DELETING": rds.StatusDeleting,
		"Released": rds.StatusReleased, "released": rds.StatusReleased, "Deleted": rds.StatusReleased,
		"Stopping": rds.StatusIdle, "Stopped": rds.StatusIdle, "Locked": rds.StatusIdle,
		"Starting": rds.StatusBusy, "Transing": rds.StatusBusy, "TransingToOthers": rds.StatusBusy,
		// No table has these: to wait costs time alone.
		"": rds.StatusBusy, "1": rds.StatusBusy, "Hibernating": rds.StatusBusy, "Running!": rds.StatusBusy,
		"DeletingSoon": rds.StatusBusy, strings.Repeat("Running", 1000): rds.StatusBusy,
	} {
		if got := rds.KindOf(word); got != want {
			t.Errorf("%.20q is %s, want %s", word, got, want)
		}
	}
}

// The API's own table, as its page has it.
func TestStatuses_holdTheTableOfTheAPI(t *testing.T) {
	t.Parallel()
	for word := range strings.FieldsSeq(`Creating Running Deleting Rebooting Stopping Stopped DBInstanceClassChanging
		TRANSING EngineVersionUpgrading TransingToOthers GuardDBInstanceCreating Restoring Importing ImportingFromOthers
		DBInstanceNetTypeChanging GuardSwitching INS_CLONING Released`) {
		if row, known := rds.LookupStatus(word); !known || row.Word != word {
			t.Errorf("the table has %q for %s", row.Word, word)
		}
	}
	seen := map[string]bool{}
	for _, row := range rds.Statuses() {
		if key := strings.ToLower(row.Word); seen[key] || row.Meaning == "" || row.Source == "" {
			t.Errorf("%s stands twice or lacks something: %+v", row.Word, row)
		} else {
			seen[key] = true
		}
	}
}
