// SPDX-License-Identifier: MPL-2.0

package fleet

// policyGuesses are about what reading a policy shows.
func policyGuesses() []Guess {
	return []Guess{
		{
			ID: guessDisabledSpelling, Default: "Disabled", Values: []string{"Disabled", "Disable"},
			Sentence: "How BackupEnabled and LogBackupEnabled are spelled while off.",
			Source:   "Acceptance tests of the official provider read Disabled; the documents say Disable.",
		},
		{
			ID: guessEngineSpelling, Default: "lower", Values: []string{"lower", "attribute"},
			Sentence: "The policy getter and backup sets spell the engine mysql, postgresql, mssql (lower) or as the instance " +
				"getter does (attribute).",
			Source: "Samples of DescribeInstanceCrossBackupPolicy and the official data source; PostgreSQL is not proved.",
		},
		{
			ID: guessPolicyStatus, Default: "word", Values: []string{"word", "number"},
			Sentence: "DBInstanceStatus of the policy getter and list: the word of the instance getter, or always 1 with the " +
				"DBInstanceStatusDesc ACTIVATION (number). Of a released instance it is Released in both.",
			Source: "The page of DescribeInstanceCrossBackupPolicy shows Running, its sample of 2020 shows 1 and ACTIVATION.",
		},
		{
			ID: guessNeverEnabled, Default: "disabled", Values: []string{"disabled", "locknull", "notfound", "internalerror"},
			Sentence: "The getter's answer for an instance whose policy never was on: all off, all off with LockMode " +
				"\"null\", 404 InvalidDBInstance.NotFound, or 500 InternalError.",
			Source: "Undocumented; pull requests 6276 and 9838 of the official provider met the last three.",
		},
		{
			ID: guessListNever, Default: "false", Values: []string{"false", "true"},
			Sentence: "Whether DescribeCrossRegionBackupDBInstance lists instances whose policy never was on.",
			Source:   "The action's title says instances with the feature enabled.",
		},
		{
			ID: guessListDisabled, Default: "true", Values: []string{"true", "false"},
			Sentence: "Whether DescribeCrossRegionBackupDBInstance lists instances whose policy was switched off.",
			Source:   "The product page sends users to this list to change settings after switching off.",
		},
		{
			ID: guessListReleased, Default: "true", Values: []string{"true", "false"},
			Sentence: "Whether DescribeCrossRegionBackupDBInstance lists released instances that still have a policy.",
			Source:   "The product page sends users to this list to change the retention after release.",
		},
		{
			ID: guessReleasedGetter, Default: "policy", Values: []string{"policy", "notfound"},
			Sentence: "Whether the policy getter still answers for a released instance.",
			Source:   "Retention can be edited after release; the API's answer is undocumented.",
		},
		{
			ID: guessReleasedInstance, Default: "notfound", Values: []string{"notfound", "released"},
			Sentence: "Whether the instance getter and list answer for a released instance, with status Released.",
			Source:   "Status and lock mode tables contain Released; the official provider expects not found.",
		},
		{
			ID: guessReleasedNoCopies, Default: "gone", Values: []string{"gone", "policy"},
			Sentence: "Whether the policy of MySQL on cloud disks ends with the instance, as its copies do, or stays.",
			Source:   "The MySQL page says what becomes of the copies, not of the policy.",
		},
		{
			ID: guessDisabledGetter, Default: "full", Values: []string{"full", "bare"},
			Sentence: "While off, the getter and list report region and retention (full), or empty and 0 (bare).",
			Source:   "The official provider's delete reads the region of the policy from the getter.",
		},
	}
}

// listGuesses are about how fresh the answers are and how they are paged.
func listGuesses() []Guess {
	return []Guess{
		{
			ID: guessGetterLag, Default: "0s", Kind: "duration",
			Sentence: "How long the policy getter shows the old values after a change.",
			Source:   "Changes are acknowledged before they are done; no figure is known.",
		},
		{
			ID: guessListLag, Default: "0s", Kind: "duration",
			Sentence: "How long DescribeCrossRegionBackupDBInstance shows the old values after a change.",
			Source:   "As for getter-lag; the list may be another store.",
		},
		{
			ID: "page-sizes", Default: "enum", Values: []string{"enum", "any"},
			Sentence: "Whether set, log and backup lists accept only page sizes 30, 50 and 100 (enum) or any from 1 to 100.",
			Source:   "Documented as 30, 50 or 100; the reaction to others is not.",
		},
		{
			ID: "list-page-sizes", Default: "any", Values: []string{"any", "enum"},
			Sentence: "Whether DescribeCrossRegionBackupDBInstance accepts any page size from 1 to 100 or only 30, 50 and " +
				"100 (enum).",
			Source: "Its 2019 page had the enumeration, its newest has free text.",
		},
	}
}

// copyGuesses are about the sets and the log files that a list shows.
func copyGuesses() []Guess {
	return []Guess{
		{
			ID: guessSnapshotMethod, Default: "S", Values: []string{"S", "P"},
			Sentence: "BackupMethod of a set that was made by a snapshot: S, or P as for physical backup.",
			Source:   "The action documents P and L alone, yet the Cluster Edition of SQL Server copies snapshots.",
		},
		{
			ID: guessLogRange, Default: "overlaps", Values: []string{"overlaps", "begins"},
			Sentence: "Whether DescribeCrossRegionLogBackupFiles lists the files that overlap the range of time, or those " +
				"that begin in it (begins).",
			Source: "The page says no more than the beginning and the end of the range to query.",
		},
	}
}

// busyGuesses are about an instance that a write keeps busy.
func busyGuesses() []Guess {
	return []Guess{
		{
			ID: guessBusyAfterWrite, Default: "20s", Kind: "duration",
			Sentence: "How long the instance is not Running after a successful change.",
			Source:   "Pull request 9838 of the official provider; no figure is known.",
		},
		{
			ID: guessBusyStatus, Default: "Modifying", Kind: "text",
			Sentence: "DBInstanceStatus while the instance is busy with a change.",
			Source:   "The word of pull request 9838; it is not in the published table.",
		},
		{
			ID: guessBusyFlap, Default: "0", Values: []string{"0", "1", "2"},
			Sentence: "How often DescribeDBInstanceAttribute shows a busy instance as Running in between, at every second " +
				"read. Changes are still refused.",
			Source: "Other clouds' instances were seen to do it after a backup setting changed; nothing is known of this one.",
		},
	}
}

// behaviorGuesses are about what a write does.
func behaviorGuesses() []Guess {
	return []Guess{
		{
			ID: guessInstanceNotFound, Default: "400", Values: []string{"400", "404"},
			Sentence: "Policy calls on an unknown instance answer 400 InvalidDBInstanceId.NotFound or 404 " +
				"InvalidDBInstance.NotFound.",
			Source: "Both are documented for ModifyInstanceCrossBackupPolicy.",
		},
		{
			ID: guessOtherRegion, Default: "notfound", Values: []string{"notfound", "answered"},
			Sentence: "A call about an instance of another region than RegionId does not find it, or is answered with its own " +
				"region, as if one host looked ids up in all regions that it serves. Lists keep to RegionId.",
			Source: "About a dozen regions share one host. Issues 518 of alibaba-cloud-sdk-go and 222 of " +
				"steampipe-plugin-alicloud met such answers.",
		},
		{
			ID: guessPartialDisable, Default: "accepted", Values: []string{"accepted", "internalerror"},
			Sentence: "Switching off without sending the region, or without sending LogBackupEnabled=0, is accepted or " +
				"answers 500 InternalError.",
			Source: "Pull request 9838 of the official provider met the error.",
		},
		{
			ID: guessDisableNever, Default: "accepted", Values: []string{"accepted", "internalerror"},
			Sentence: "Switching off a policy that never was on is accepted, or answers 500 InternalError.",
			Source:   "Pull request 6276 of the official provider met a failure and does not name its code.",
		},
		{
			ID: guessRetentionDisable, Default: "taken", Values: []string{"taken", "ignored"},
			Sentence: "Whether Retention is taken in the call that switches off.",
			Source:   "The console does both in one form; the API is undocumented.",
		},
		{
			ID: guessDestinations, Default: "all", Values: []string{"all", "short2020", "finance"},
			Sentence: "Destinations of a source: the product page's 23 regions without the source, the short lists of 2020, " +
				"or the 23 regions and, from finance regions, the other finance regions.",
			Source: "Product page of 2025-07-23; MySQL page of 2020; SQL Server page of 2023, which names finance regions.",
		},
		{
			ID: guessRegionChangeTime, Default: "kept", Values: []string{"kept", "moved"},
			Sentence: "Whether BackupEnabledTime is kept or moves to now when the destination changes.",
			Source:   "Undocumented.",
		},
		{
			ID: guessRetentionApplies, Default: "existing", Values: []string{"existing", "new"},
			Sentence: "Whether a changed retention applies to existing sets too, or only to new ones.",
			Source:   "Product page: set 7 days, and after 7 days all files are gone.",
		},
		{
			ID: guessRecoveryTime, Default: "all", Values: []string{"all", "local-mysql"},
			Sentence: "Whether DescribeAvailableRecoveryTime answers for all sets or only for MySQL on local disks.",
			Source:   "The 2022 page names MySQL and PostgreSQL, a newer SDK only MySQL with local disks.",
		},
		{
			ID: guessBlockedClass, Default: `^pg\.n[12]e\..*\.1m$`, Kind: "regexp",
			Sentence: "Instance classes of the new general-purpose type, refused with InvalidInstanceLevel.Malformed.",
			Source:   "The class list of PostgreSQL; the product page names no class.",
		},
	}
}
