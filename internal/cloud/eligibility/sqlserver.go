// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func sqlServerReasons() []Reason {
	return []Reason{
		{
			Code: CodeSQLServerSharedClass, Verdict: Bad, Source: sqlServerPage, Date: sqlServerPageDate,
			Sentence: "SQL Server has cross-region backup on general-purpose and dedicated instance types, not on shared ones.",
			Remedy:   "Change the instance to a general-purpose or dedicated instance type.",
		},
		{
			Code: CodeSQLServerSnapshot, Verdict: Bad, Source: setterPage, Date: apiDate,
			Sentence: "Snapshot backup and cross-region backup exclude each other, except on the Cluster Edition " +
				"(OperationDenied.SwitchToCrossRegionBackup).",
			Remedy: "Use an instance with physical backup, or the Cluster Edition.",
		},
	}
}

// checkSQLServer applies the rules of the SQL Server page, 2023-11-27. Every version but serverless ones is supported.
func checkSQLServer(in rds.Instance, backupMethod string) []Finding {
	var findings []Finding
	if in.EngineVersion == "" {
		findings = append(findings, versionUnknownFinding(in))
	}
	return slices.Concat(findings, checkSQLServerClassType(in), checkSQLServerBackupMethod(in, backupMethod))
}

func checkSQLServerClassType(in rds.Instance) []Finding {
	switch strings.ToLower(in.ClassType) {
	case "x", "d", "h":
		return nil
	case "s":
		found := subject(in) + " is of a shared instance type."
		if in.Class != "" {
			found = fmt.Sprintf("%s is of the shared instance type %s.", subject(in), in.Class)
		}
		return []Finding{newFinding(CodeSQLServerSharedClass, found)}
	default:
		return []Finding{newFinding(CodeClassTypeUnknown, subject(in)+" has "+value("instance family", in.ClassType)+".")}
	}
}

// checkSQLServerBackupMethod needs the edition, because only the Cluster Edition (AlwaysOn) copies snapshots.
func checkSQLServerBackupMethod(in rds.Instance, backupMethod string) []Finding {
	switch edition := strings.ToLower(in.Category); {
	case edition == "alwayson", isServerlessCategory(edition):
		return nil // every method is fine, or reported as serverless
	case edition != "basic" && edition != "highavailability":
		return []Finding{editionUnknownFinding(in)}
	}
	if backupMethod == "" && storageOf(in) == storageLocal {
		return nil // only cloud disks have snapshots, and the API tells the method of those alone
	}
	switch strings.ToLower(backupMethod) {
	case "physical":
		return nil
	case "snapshot":
		return []Finding{newFinding(CodeSQLServerSnapshot,
			fmt.Sprintf("%s is of edition %s and its backup method is Snapshot.", subject(in), in.Category))}
	default:
		return []Finding{newFinding(CodeBackupMethodUnknown, subject(in)+" has "+value("backup method", backupMethod)+".")}
	}
}
