// SPDX-License-Identifier: MPL-2.0

package policy

import "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"

// This file has the sentences about what becomes of copies. They follow others and begin with a space.

// releaseNote says what the release of the instance does to its copies, or has done.
func releaseNote(released bool, facts eligibility.CopyFacts) string {
	switch fate := facts.SurviveRelease; {
	case released && fate == eligibility.No:
		return copiesDeleted
	case released && fate == eligibility.NotKnown:
		return " But the storage type of the instance is not known: " +
			"if it was MySQL on cloud disks, its copies were deleted with it, and nothing is charged."
	case fate == eligibility.No:
		return " The release of this MySQL instance on cloud disks also ends its copies, which cannot be downloaded. " +
			"Take another backup before you release it."
	case fate == eligibility.NotKnown:
		return " The storage type of the instance could not be read. If it is MySQL on cloud disks, " +
			"its release ends its copies too: take another backup before you release it."
	}
	return ""
}

// copiesDeleted is about the copies of a released instance.
const copiesDeleted = " The copies of this MySQL instance on cloud disks were deleted with it: " +
	"nothing is left to restore, and nothing is charged."

// notListed says why there is no number of copies.
func notListed(facts eligibility.CopyFacts) string {
	switch facts.Listed {
	case eligibility.No:
		return "The copies were not counted: the API does not list those of MySQL on cloud disks."
	case eligibility.NotKnown:
		return "The copies were not counted: the API lists none, but it does not list those of MySQL on cloud disks, " +
			"and the storage type of the instance could not be read."
	case eligibility.Yes:
	}
	return ""
}
