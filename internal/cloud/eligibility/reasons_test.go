// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// stableCodes is the promise to users of ignore_checks: codes may be added, never renamed or removed.
func stableCodes() []string {
	return []string{
		"BACKUP_METHOD_UNKNOWN", "CLASS_TYPE_UNKNOWN", "CLASS_UNKNOWN", "COLD_DATA", "EDITION_UNKNOWN",
		"ENGINE_NOT_SUPPORTED", "ENGINE_UNKNOWN", "ENGINE_VERSION_UNKNOWN", "INSTANCE_DELETING", "INSTANCE_LOCKED",
		"INSTANCE_LOCKED_BY_DISK_QUOTA", "INSTANCE_NOT_RUNNING", "INSTANCE_RELEASED", "LOCK_MODE_UNKNOWN",
		"MYSQL_CLOUD_DISK_EDITION", "MYSQL_CLOUD_DISK_VERSION", "MYSQL_FINANCE_VERSION", "MYSQL_LOCAL_SSD_EDITION",
		"MYSQL_LOCAL_SSD_VERSION",
		"MYSQL_VERSION_NOT_LISTED", "NOT_PRIMARY", "PAY_TYPE_UNKNOWN", "POSTGRESQL_CLOUD_DISK_VERSION",
		"POSTGRESQL_LOCAL_SSD_EDITION", "POSTGRESQL_LOCAL_SSD_VERSION", "POSTGRESQL_NEW_GENERAL_PURPOSE", "ROLE_UNKNOWN",
		"SERVERLESS", "SOURCE_REGION_NOT_LISTED", "SOURCE_REGION_UNKNOWN", "SQLSERVER_SHARED_CLASS",
		"SQLSERVER_SNAPSHOT_BACKUP", "STORAGE_TYPE_UNKNOWN",
	}
}

func TestReasons_areTheStableCodes(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range eligibility.Reasons() {
		got = append(got, r.Code)
	}
	slices.Sort(got)
	if want := stableCodes(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestReasons_areComplete(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	for _, r := range eligibility.Reasons() {
		if !shape.MatchString(r.Code) {
			t.Errorf("%s is not UPPER_SNAKE", r.Code)
		}
		if r.Verdict != eligibility.Suspicious && r.Verdict != eligibility.Bad {
			t.Errorf("%s has verdict %s", r.Code, r.Verdict)
		}
		for what, text := range map[string]string{"sentence": r.Sentence, "remedy": r.Remedy} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is no sentence: %q", r.Code, what, text)
			}
		}
		if r.Source == "" {
			t.Errorf("%s has no source", r.Code)
		}
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
			t.Errorf("%s: %v", r.Code, err)
		}
		if found, ok := eligibility.LookupReason(r.Code); !ok || found != r {
			t.Errorf("LookupReason(%s) = %v, %t", r.Code, found, ok)
		}
	}
	if _, ok := eligibility.LookupReason("NO_SUCH_CODE"); ok {
		t.Error("LookupReason finds a code that is not in the table")
	}
}

func TestReasons_productPageRulesCarryItsDate(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"POSTGRESQL_LOCAL_SSD_VERSION", "POSTGRESQL_LOCAL_SSD_EDITION", "POSTGRESQL_CLOUD_DISK_VERSION",
		"POSTGRESQL_NEW_GENERAL_PURPOSE", "SERVERLESS",
	} {
		if r, _ := eligibility.LookupReason(code); r.Date != "2025-07-23" {
			t.Errorf("%s has date %q", code, r.Date)
		}
	}
	if eligibility.RegionTableDate != "2025-07-23" || eligibility.RegionTableSource == "" {
		t.Errorf("region table: %q of %q", eligibility.RegionTableSource, eligibility.RegionTableDate)
	}
}

// Each code must be reachable, and what a check reports must agree with the table.
func TestReasons_areAllProduced(t *testing.T) {
	t.Parallel()
	produced := map[string]bool{}
	collect := func(findings []eligibility.Finding, passing bool) {
		for _, f := range findings {
			produced[f.Code] = true
			r, ok := eligibility.LookupReason(f.Code)
			// The way out of a lock depends on its mode; see TestCheckState_eachLockHasItsOwnWayOut.
			locked := f.Code == eligibility.CodeLocked || f.Code == eligibility.CodeLockedByDisk
			if !ok || r.Verdict != f.Verdict || r.Sentence != f.Why || r.Remedy != f.Do != locked ||
				r.Passing != (passing && !endsForGood(f.Code)) {
				t.Errorf("%s differs from its row of the table", f.Code)
			}
			if f.Found == "" || !strings.HasSuffix(f.Found, ".") {
				t.Errorf("%s: found %q", f.Code, f.Found)
			}
		}
	}
	for _, table := range ruleTables() {
		for _, r := range table.rows {
			collect(findingsOf(table.base, r, check), false)
		}
	}
	for _, r := range stateRows() {
		collect(findingsOf(postgreSQL, r, checkState), true)
	}
	for _, r := range eligibility.Reasons() {
		if !produced[r.Code] {
			t.Errorf("no row produces %s", r.Code)
		}
	}
}

// endsForGood reports whether a code is about the state of an instance and does not pass.
func endsForGood(code string) bool {
	return code == eligibility.CodeReleased || code == eligibility.CodeDeleting
}

func TestWorst(t *testing.T) {
	t.Parallel()
	suspicious, bad := eligibility.Finding{Verdict: eligibility.Suspicious}, eligibility.Finding{Verdict: eligibility.Bad}
	for _, row := range []struct {
		findings []eligibility.Finding
		want     eligibility.Verdict
	}{
		{nil, eligibility.Good},
		{[]eligibility.Finding{suspicious}, eligibility.Suspicious},
		{[]eligibility.Finding{suspicious, bad, suspicious}, eligibility.Bad},
	} {
		if got := eligibility.Worst(row.findings); got != row.want {
			t.Errorf("Worst(%d findings) = %s, want %s", len(row.findings), got, row.want)
		}
	}
}
