// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Check checks an instance by lasting facts: engine, version, edition, storage, serverless, class and role.
// No finding means known good. Findings come in a fixed order, at most one of each code.
// An engine or a role that is known bad is reported alone, because it makes the other facts irrelevant.
//
// The method of the local backup is Physical or Snapshot, as [rds.Client.LocalBackupPolicy] tells. Only the rules of
// SQL Server read it.
func Check(in rds.Instance, backupMethod string) []Finding {
	engine := strings.ToLower(in.Engine)
	switch engine {
	case "":
		return []Finding{newFinding(CodeEngineUnknown, subject(in)+" has no engine in the API's answer.")}
	case "postgresql", "mysql", "sqlserver":
	default:
		return []Finding{newFinding(CodeEngineNotSupported, fmt.Sprintf("%s runs %s.", subject(in), in.Engine))}
	}
	role := checkRole(in)
	if Worst(role) == Bad {
		return role
	}
	findings := slices.Concat(role, checkSourceRegion(in), checkServerless(in))
	switch engine {
	case "postgresql":
		findings = append(findings, checkPostgreSQL(in)...)
	case "mysql":
		findings = append(findings, checkMySQL(in)...)
	case "sqlserver":
		findings = append(findings, checkSQLServer(in, backupMethod)...)
	}
	if in.ColdData {
		findings = append(findings, newFinding(CodeColdData, subject(in)+" has cold data archiving switched on."))
	}
	return findings
}

// CheckState checks an instance by its state: release, status and lock. No finding means that none stands in the way of
// a change.
func CheckState(in rds.Instance) []Finding {
	status, _ := rds.LookupStatus(in.Status)
	switch {
	case in.Released:
		return []Finding{releasedFinding(in)}
	case status.Kind == rds.StatusDeleting:
		return []Finding{newFinding(CodeDeleting, statusSentence(in, status))}
	case status.Kind == rds.StatusIdle:
		return append(checkLock(in), newFinding(CodeIdle, statusSentence(in, status)))
	}
	return checkLock(in)
}

// releasedFinding does not advise to keep copies that may be gone.
func releasedFinding(in rds.Instance) Finding {
	finding := newFinding(CodeReleased, subject(in)+" has been released.")
	switch CopiesOf(in).SurviveRelease {
	case No:
		finding.Do = "The copies of MySQL on cloud disks were deleted with it. Name an instance that exists."
	case NotKnown:
		finding.Do += " If it was MySQL on cloud disks, its copies were deleted with it."
	case Yes:
	}
	return finding
}

// Lasting reports whether a finding is known to be bad and does not pass.
func (f Finding) Lasting() bool {
	reason, _ := LookupReason(f.Code)
	return f.Verdict == Bad && !reason.Passing
}

// statusSentence says what the instance is doing, with the API's word for it.
func statusSentence(in rds.Instance, status rds.Status) string {
	return fmt.Sprintf("%s %s (status %s).", subject(in), status.Meaning, in.Status)
}

func checkRole(in rds.Instance) []Finding {
	switch strings.ToLower(in.Role) {
	case "primary":
		return nil
	case "readonly", "guard", "temp":
		return []Finding{
			newFinding(CodeNotPrimary, fmt.Sprintf("%s is %s%s.", subject(in), roleWords(in.Role), ofMaster(in))),
		}
	case "":
		// The API documents that only an instance with a primary above it has a master id.
		if in.MasterID != "" && in.MasterID != in.ID {
			return []Finding{newFinding(CodeNotPrimary, fmt.Sprintf("%s is a secondary instance%s.", subject(in), ofMaster(in)))}
		}
	}
	return []Finding{newFinding(CodeRoleUnknown, subject(in)+" has "+value("role", in.Role)+".")}
}

func roleWords(role string) string {
	switch strings.ToLower(role) {
	case "readonly":
		return "a read-only instance"
	case "guard":
		return "a guard (disaster recovery) instance"
	default:
		return "a temporary instance"
	}
}

func ofMaster(in rds.Instance) string {
	if in.MasterID == "" || in.MasterID == in.ID {
		return ""
	}
	return " of " + in.MasterID
}

func checkSourceRegion(in rds.Instance) []Finding {
	if in.Region == "" {
		return []Finding{newFinding(CodeSourceRegionUnknown, subject(in)+" has no region in the API's answer.")}
	}
	if _, listed := LookupRegion(in.Region); listed {
		return nil
	}
	if strings.EqualFold(in.Engine, "SQLServer") && slices.Contains(sqlServerFinanceRegions(), in.Region) {
		return nil
	}
	return []Finding{newFinding(CodeSourceRegionNotListed, fmt.Sprintf("%s is in region %s.", subject(in), in.Region))}
}

// checkServerless reports serverless, or that it cannot be ruled out.
func checkServerless(in rds.Instance) []Finding {
	if signal := serverlessSignal(in); signal != "" {
		return []Finding{newFinding(CodeServerless, fmt.Sprintf("%s is serverless (%s).", subject(in), signal))}
	}
	switch strings.ToLower(in.PayType) {
	case "postpaid", "prepaid":
		return nil
	}
	return []Finding{newFinding(CodePayTypeUnknown, subject(in)+" has "+value("billing method", in.PayType)+".")}
}

// serverlessSignal names the field that shows a serverless instance, "" for none. Any one of them is enough, because
// no single field is filled by every call. Source: API reference, DescribeDBInstanceAttribute, 2026-04-21.
func serverlessSignal(in rds.Instance) string {
	switch {
	case isServerlessCategory(in.Category):
		return "edition " + in.Category
	case strings.EqualFold(in.PayType, "serverless"):
		return "billing method " + in.PayType
	case strings.Contains(strings.ToLower(in.Class), ".serverless."):
		return "instance type " + in.Class
	case strings.HasSuffix(strings.ToLower(in.EngineVersion), "_sl"): // such as 2019_std_sl of SQL Server
		return "engine version " + in.EngineVersion
	case in.ServerlessConfig:
		return "it has a serverless configuration"
	default:
		return ""
	}
}

func isServerlessCategory(category string) bool {
	return strings.HasPrefix(strings.ToLower(category), "serverless")
}

func storageUnknownFinding(in rds.Instance) Finding {
	return newFinding(CodeStorageTypeUnknown, subject(in)+" has "+value("storage type", in.StorageType)+".")
}

func editionUnknownFinding(in rds.Instance) Finding {
	return newFinding(CodeEditionUnknown, subject(in)+" has "+value("edition", in.Category)+".")
}

func versionUnknownFinding(in rds.Instance) Finding {
	return newFinding(CodeEngineVersionUnknown, subject(in)+" has "+value("engine version", in.EngineVersion)+".")
}

// subject begins every "found" sentence.
func subject(in rds.Instance) string {
	if in.ID == "" {
		return "The instance"
	}
	return "Instance " + in.ID
}

// value names an unusable value of a field.
func value(field, v string) string {
	if v == "" {
		return "no " + field + " in the API's answer"
	}
	return fmt.Sprintf("the unfamiliar %s %q", field, v)
}
