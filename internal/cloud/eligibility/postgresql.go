// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// newGeneralPurposeClass matches the classes suspected to be the product page's "new general-purpose instance types":
// the economy classes of the Basic Edition. No document names them by code, so a match is never more than suspicious.
var newGeneralPurposeClass = regexp.MustCompile(`^pg\.n[12]e\..*\.1m$`)

func postgreSQLReasons() []Reason {
	return []Reason{
		{
			Code: CodePostgreSQLLocalVersion, Verdict: Bad, Source: productPage, Date: productPageDate,
			Sentence: "PostgreSQL on Premium Local SSDs has cross-region backup for versions 9.4 and 10 only.",
			Remedy:   "Use an instance with cloud disks, where version 10 and later are supported.",
		},
		{
			Code: CodePostgreSQLLocalEdition, Verdict: Bad, Source: productPage, Date: productPageDate,
			Sentence: "PostgreSQL on Premium Local SSDs has cross-region backup on the High-availability Edition only.",
			Remedy:   "Upgrade the instance to the High-availability Edition, or use an instance with cloud disks.",
		},
		{
			Code: CodePostgreSQLCloudVersion, Verdict: Bad, Source: productPage, Date: productPageDate,
			Sentence: "PostgreSQL on cloud disks has cross-region backup from version 10 on.",
			Remedy:   "Upgrade the major version of the instance to 10 or later.",
		},
		{
			Code: CodePostgreSQLNewGeneralPurpose, Verdict: Suspicious, Source: productPage, Date: productPageDate,
			Sentence: "The product page says that new general-purpose instance types are not supported yet, and this one may " +
				"belong to them.",
			Remedy: "If enabling fails, change the instance type.",
		},
	}
}

// checkPostgreSQL applies the rules of the PostgreSQL product page, 2025-07-23.
func checkPostgreSQL(in rds.Instance) []Finding {
	var findings []Finding
	v, readable := parseVersion(in.EngineVersion)
	if !readable {
		findings = append(findings, versionUnknownFinding(in))
	}
	switch storageOf(in) {
	case storageLocal:
		if readable && v.major != 10 && v != (version{major: 9, minor: 4}) {
			findings = append(findings, newFinding(CodePostgreSQLLocalVersion,
				fmt.Sprintf("%s runs PostgreSQL %s on Premium Local SSDs (%s).", subject(in), in.EngineVersion, in.StorageType)))
		}
		findings = append(findings, checkPostgreSQLLocalEdition(in)...)
	case storageCloud:
		if readable && v.major < 10 {
			findings = append(findings, newFinding(CodePostgreSQLCloudVersion,
				fmt.Sprintf("%s runs PostgreSQL %s on cloud disks (%s).", subject(in), in.EngineVersion, in.StorageType)))
		}
		findings = append(findings, checkPostgreSQLCloudEdition(in)...)
	case storageUnknown:
		findings = append(findings, storageUnknownFinding(in))
		findings = append(findings, checkPostgreSQLCloudEdition(in)...)
	}
	return append(findings, checkPostgreSQLClass(in)...)
}

func checkPostgreSQLLocalEdition(in rds.Instance) []Finding {
	switch strings.ToLower(in.Category) {
	case "highavailability":
		return nil
	case "basic", "cluster", "finance", "alwayson":
		return []Finding{newFinding(CodePostgreSQLLocalEdition,
			fmt.Sprintf("%s is of edition %s on Premium Local SSDs (%s).", subject(in), in.Category, in.StorageType))}
	}
	if isServerlessCategory(in.Category) {
		return nil // reported as serverless
	}
	return []Finding{editionUnknownFinding(in)}
}

// checkPostgreSQLCloudEdition knows no bad edition: the feature matrix has all three of cloud disks.
func checkPostgreSQLCloudEdition(in rds.Instance) []Finding {
	switch strings.ToLower(in.Category) {
	case "basic", "highavailability", "cluster":
		return nil
	}
	if isServerlessCategory(in.Category) {
		return nil // reported as serverless
	}
	return []Finding{editionUnknownFinding(in)}
}

func checkPostgreSQLClass(in rds.Instance) []Finding {
	switch {
	case in.Class == "":
		return []Finding{newFinding(CodeClassUnknown, subject(in)+" has no instance type in the API's answer.")}
	case newGeneralPurposeClass.MatchString(strings.ToLower(in.Class)):
		return []Finding{
			newFinding(CodePostgreSQLNewGeneralPurpose, fmt.Sprintf("%s is of instance type %s.", subject(in), in.Class)),
		}
	default:
		return nil
	}
}
