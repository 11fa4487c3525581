// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func mySQLReasons() []Reason {
	return []Reason{
		{
			Code: CodeMySQLLocalVersion, Verdict: Bad, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "MySQL on Premium Local SSDs has cross-region backup for versions 5.6, 5.7 and 8.0.",
			Remedy:   "Upgrade the instance to one of these versions.",
		},
		{
			Code: CodeMySQLLocalEdition, Verdict: Bad, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "MySQL on Premium Local SSDs has cross-region backup on the High-availability Edition, and on the " +
				"Finance Edition of 5.7.",
			Remedy: "Upgrade the instance to the High-availability Edition.",
		},
		{
			Code: CodeMySQLFinanceVersion, Verdict: Bad, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "The Finance Edition of MySQL has cross-region backup for version 5.7 only.",
			Remedy:   "Use version 5.7 of the Finance Edition, or the High-availability Edition.",
		},
		{
			Code: CodeMySQLCloudVersion, Verdict: Bad, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "MySQL on cloud disks has cross-region backup for versions 5.7 and 8.0.",
			Remedy:   "Upgrade the instance to one of these versions.",
		},
		{
			Code: CodeMySQLCloudEdition, Verdict: Bad, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "MySQL on cloud disks has cross-region backup on the Basic, High-availability and Cluster Editions.",
			Remedy:   "Change the instance to one of these editions.",
		},
		{
			// A page of a given date cannot refuse a version that came after it.
			Code: CodeMySQLVersionNewer, Verdict: Suspicious, Source: mySQLPage, Date: mySQLPageDate,
			Sentence: "The newest MySQL version that the page lists is 8.0, and this one is newer.", Remedy: askCloud,
		},
	}
}

// mySQLRule is what the MySQL page (2026-06-21) says about one kind of storage. Lists are of supported values.
type mySQLRule struct {
	storage                  string
	versions                 []version
	editions                 []string
	versionCode, editionCode string
}

// newestMySQL is the newest version that the page lists.
func newestMySQL() version { return version{major: 8} }

func mySQLRuleOf(kind storageKind) (mySQLRule, bool) {
	switch kind {
	case storageLocal:
		return mySQLRule{
			storage: "Premium Local SSDs", versions: []version{{5, 6}, {5, 7}, {8, 0}},
			editions:    []string{"highavailability", "finance"},
			versionCode: CodeMySQLLocalVersion, editionCode: CodeMySQLLocalEdition,
		}, true
	case storageCloud:
		return mySQLRule{
			storage: "cloud disks", versions: []version{{5, 7}, {8, 0}},
			editions:    []string{"basic", "highavailability", "cluster"},
			versionCode: CodeMySQLCloudVersion, editionCode: CodeMySQLCloudEdition,
		}, true
	case storageUnknown:
	}
	return mySQLRule{}, false
}

func checkMySQL(in rds.Instance) []Finding {
	rule, storageKnown := mySQLRuleOf(storageOf(in))
	if !storageKnown {
		findings := []Finding{storageUnknownFinding(in)}
		if _, readable := parseVersion(in.EngineVersion); !readable {
			findings = append(findings, versionUnknownFinding(in))
		}
		if in.Category == "" {
			findings = append(findings, editionUnknownFinding(in))
		}
		return findings
	}
	return slices.Concat(checkMySQLVersion(in, rule), checkMySQLEdition(in, rule))
}

func checkMySQLVersion(in rds.Instance, rule mySQLRule) []Finding {
	v, readable := parseVersion(in.EngineVersion)
	found := fmt.Sprintf("%s runs MySQL %s on %s (%s).", subject(in), in.EngineVersion, rule.storage, in.StorageType)
	switch {
	case !readable:
		return []Finding{versionUnknownFinding(in)}
	case slices.Contains(rule.versions, v):
		return nil
	case v.compare(newestMySQL()) > 0:
		return []Finding{newFinding(CodeMySQLVersionNewer, found)}
	default:
		return []Finding{newFinding(rule.versionCode, found)}
	}
}

func checkMySQLEdition(in rds.Instance, rule mySQLRule) []Finding {
	edition := strings.ToLower(in.Category)
	found := fmt.Sprintf("%s is of edition %s on %s (%s).", subject(in), in.Category, rule.storage, in.StorageType)
	switch {
	case isServerlessCategory(edition):
		return nil // reported as serverless
	case edition == "finance" && slices.Contains(rule.editions, edition):
		if v, readable := parseVersion(in.EngineVersion); readable && v != (version{5, 7}) {
			return []Finding{newFinding(CodeMySQLFinanceVersion,
				fmt.Sprintf("%s runs MySQL %s on the Finance Edition.", subject(in), in.EngineVersion))}
		}
		return nil
	case slices.Contains(rule.editions, edition):
		return nil
	case slices.Contains([]string{"basic", "highavailability", "cluster", "finance", "alwayson"}, edition):
		return []Finding{newFinding(rule.editionCode, found)}
	default:
		return []Finding{editionUnknownFinding(in)}
	}
}
