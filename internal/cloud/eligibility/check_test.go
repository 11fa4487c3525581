// SPDX-License-Identifier: MPL-2.0

package eligibility_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

func findingsOf(base func() instance, r row, check func(instance) []eligibility.Finding) []eligibility.Finding {
	in := base()
	r.change(&in)
	return check(in)
}

func codesOf(findings []eligibility.Finding) []string {
	var codes []string
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	return codes
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for engine, table := range ruleTables() {
		for _, r := range table.rows {
			if got := codesOf(findingsOf(table.base, r, check)); !slices.Equal(got, r.want) {
				t.Errorf("%s, %s: got %q, want %q", engine, r.name, got, r.want)
			}
		}
	}
}

func TestCheckState(t *testing.T) {
	t.Parallel()
	for _, r := range stateRows() {
		if got := codesOf(findingsOf(postgreSQL, r, checkState)); !slices.Equal(got, r.want) {
			t.Errorf("%s: got %q, want %q", r.name, got, r.want)
		}
	}
}

// What ends one lock is no help against another.
func TestCheckState_eachLockHasItsOwnWayOut(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ mode, reason, found, do, never string }{
		{
			"ManualLock", "  audit of \n May", `Instance pgm-1 is locked (ManualLock). The API's reason: "audit of \n May".`,
			"ask who did", "Renew",
		},
		{"manuallock", "", "Instance pgm-1 is locked (manuallock).", "ask who did", "reason"},
		{
			"LockByExpiration", "instance_expired",
			`Instance pgm-1 is locked (LockByExpiration). The API's reason: "instance_expired".`, "Renew the instance",
			"storage",
		},
		{"LockByRestoration", "", "Instance pgm-1 is locked (LockByRestoration).", "rolled back: wait", "Renew"},
		{"LockByDiskQuota", "", "Instance pgm-1 is locked (LockByDiskQuota).", "expand the storage, or free space", "Renew"},
		{
			"LockReadInstanceByDiskQuota", "", "Instance pgm-1 is locked (LockReadInstanceByDiskQuota).",
			"The disk of a read-only instance is full", "Renew",
		},
		{
			"LockByDiskQuota", strings.Repeat("é", 200),
			`Instance pgm-1 is locked (LockByDiskQuota). The API's reason: "` + strings.Repeat("é", 200) + `".`, "expand", "…",
		},
		{
			"LockByMoon", strings.Repeat("é", 201),
			`Instance pgm-1 has the unfamiliar lock mode "LockByMoon". The API's reason: "` + strings.Repeat("é", 200) + `…".`,
			"The API decides", "Renew",
		},
	} {
		in := postgreSQL()
		in.LockMode, in.LockReason = row.mode, row.reason
		findings := checkState(in)
		if len(findings) != 1 {
			t.Errorf("%s: %d findings", row.mode, len(findings))
			continue
		}
		if got := findings[0]; got.Found != row.found || !strings.Contains(got.Do, row.do) ||
			strings.Contains(got.Message(), row.never) {
			t.Errorf("%s: %s", row.mode, got.Message())
		}
	}
}

func TestFinding_messageIsWhole(t *testing.T) {
	t.Parallel()
	in := postgreSQLLocal()
	in.EngineVersion = "12.0"
	findings := check(in)
	if len(findings) != 1 {
		t.Fatalf("got %d findings", len(findings))
	}
	const want = "Instance pgm-1 runs PostgreSQL 12.0 on Premium Local SSDs (local_ssd). " +
		"PostgreSQL on Premium Local SSDs has cross-region backup for versions 9.4 and 10 only. " +
		"Use an instance with cloud disks, where version 10 and later are supported."
	if got := findings[0].Message(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if findings[0].Verdict != eligibility.Bad {
		t.Errorf("verdict %s", findings[0].Verdict)
	}
}

// The instance type is named where the API has it.
func TestCheck_namesTheSharedInstanceType(t *testing.T) {
	t.Parallel()
	for class, want := range map[string]string{
		"rds.mssql.s2.large": "Instance rds-1 is of the shared instance type rds.mssql.s2.large.",
		"":                   "Instance rds-1 is of a shared instance type.",
	} {
		in := sqlServer()
		in.ClassType, in.Class = "s", class
		if found := check(in); len(found) != 1 || found[0].Found != want {
			t.Errorf("of %q: found %+v, want %q", class, found, want)
		}
	}
}

// Suspicious is what a missing value may at most be: no gap in an answer may block a user.
func TestCheck_missingInputsAreNeverBad(t *testing.T) {
	t.Parallel()
	for engine, table := range ruleTables() {
		for name, empty := range map[string]func(*instance){
			"id":         func(in *instance) { in.ID = "" },
			"region":     func(in *instance) { in.Region = "" },
			"engine":     func(in *instance) { in.Engine = "" },
			"version":    func(in *instance) { in.EngineVersion = "" },
			"category":   func(in *instance) { in.Category = "" },
			"storage":    func(in *instance) { in.StorageType = "" },
			"class":      func(in *instance) { in.Class = "" },
			"class type": func(in *instance) { in.ClassType = "" },
			"pay type":   func(in *instance) { in.PayType = "" },
			"role":       func(in *instance) { in.Role = "" },
			"method":     func(in *instance) { in.BackupMethod = "" },
			"lock mode":  func(in *instance) { in.LockMode = "" },
			"status":     func(in *instance) { in.Status = "" },
		} {
			in := table.base()
			empty(&in)
			for _, f := range append(check(in), checkState(in)...) {
				if f.Verdict == eligibility.Bad {
					t.Errorf("%s without %s: %s is bad", engine, name, f.Code)
				}
				if strings.Contains(f.Message(), `""`) {
					t.Errorf("%s without %s: %s", engine, name, f.Message())
				}
			}
		}
	}
}

// A user who reads that an instance is not primary needs to know which one is.
func TestCheck_namesThePrimaryInstance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ master, want string }{
		"known":   {"pgm-primary", "pgm-1 is a read-only instance of pgm-primary."},
		"unknown": {"", "pgm-1 is a read-only instance."},
		"itself":  {"pgm-1", "pgm-1 is a read-only instance."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := postgreSQL()
			in.Role, in.MasterID = "Readonly", test.master
			findings := check(in)
			if len(findings) != 1 || !strings.Contains(findings[0].Message(), test.want) {
				t.Errorf("got %v, want %q", findings, test.want)
			}
		})
	}
}
