// SPDX-License-Identifier: MPL-2.0

package eligibility

// askCloud is the way out where the provider cannot decide.
const askCloud = "The API decides when the policy is applied."

// sharedReasons are the rows that are not about one engine.
func sharedReasons() []Reason {
	return append(knownReasons(), missingReasons()...)
}

// knownReasons are about what an instance is.
func knownReasons() []Reason {
	return []Reason{
		{
			Code: CodeEngineNotSupported, Verdict: Bad, Source: setterPage, Date: apiDate,
			Sentence: "Cross-region backup exists for PostgreSQL, MySQL and SQL Server only.",
			Remedy:   "Name an instance of one of these engines, or back this one up by other means.",
		},
		{
			Code: CodeNotPrimary, Verdict: Bad, Source: setterPage, Date: apiDate,
			Sentence: "Cross-region backup is a setting of the primary instance; read-only, guard and temporary instances do " +
				"not have it.",
			Remedy: "Name the primary instance instead: its backups hold the same data.",
		},
		{
			Code: CodeServerless, Verdict: Bad, Source: productPage, Date: productPageDate,
			Sentence: "Cross-region backup does not support serverless instances of any engine.",
			Remedy:   "Use a subscription or pay-as-you-go instance.",
		},
		{
			// Only an error message states it ("Cold Data won't open with CrossBackup"); no page lists it as a
			// prerequisite, and it does not say whether an instance that has archived no data is refused too.
			Code: CodeColdData, Verdict: Suspicious, Source: setterPage, Date: apiDate,
			Sentence: "The API reports a conflict between cold data and cross-region backup (BackupPolicyNotSupport).",
			Remedy:   "If enabling fails, switch cold data archiving off, or leave cross-region backup off.",
		},
		{
			Code: CodeSourceRegionNotListed, Verdict: Suspicious, Source: productPage, Date: productPageDate,
			Sentence: "The product page lists the regions with cross-region backup, and this source region is not among them.",
			Remedy:   askCloud,
		},
	}
}

// missingReasons are about what the API leaves out, or says in a word that no rule knows.
func missingReasons() []Reason {
	return []Reason{
		{
			Code: CodeEngineUnknown, Verdict: Suspicious, Source: instancePage, Date: apiDate,
			Sentence: "Without the engine no rule of cross-region backup can be checked.", Remedy: askCloud,
		},
		{
			Code: CodeRoleUnknown, Verdict: Suspicious, Source: setterPage, Date: apiDate,
			Sentence: "Cross-region backup is a setting of primary instances, and this one does not say that it is one.",
			Remedy:   askCloud,
		},
		{
			Code: CodePayTypeUnknown, Verdict: Suspicious, Source: instancePage, Date: apiDate,
			Sentence: "Serverless instances are not supported, and without a familiar billing method this cannot be ruled out.",
			Remedy:   askCloud,
		},
		{
			Code: CodeEngineVersionUnknown, Verdict: Suspicious, Source: instancePage, Date: apiDate,
			Sentence: "Which versions are supported depends on the engine, and this version cannot be read.", Remedy: askCloud,
		},
		{
			Code: CodeEditionUnknown, Verdict: Suspicious, Source: instancePage, Date: apiDate,
			Sentence: "Support depends on the edition, and this one is missing or unfamiliar.", Remedy: askCloud,
		},
		{
			Code: CodeStorageTypeUnknown, Verdict: Suspicious, Source: instancePage, Date: apiDate,
			Sentence: "The supported versions and editions depend on the storage type, and this one is missing or unfamiliar.",
			Remedy:   askCloud,
		},
		{
			Code: CodeClassUnknown, Verdict: Suspicious, Source: productPage, Date: productPageDate,
			Sentence: "New general-purpose instance types are not supported, and without the instance type this cannot be " +
				"ruled out.",
			Remedy: askCloud,
		},
		{
			Code: CodeClassTypeUnknown, Verdict: Suspicious, Source: sqlServerPage, Date: sqlServerPageDate,
			Sentence: "Shared instance types of SQL Server are not supported, and without a familiar instance family this " +
				"cannot be ruled out.",
			Remedy: askCloud,
		},
		{
			Code: CodeBackupMethodUnknown, Verdict: Suspicious, Source: sqlServerPage, Date: sqlServerPageDate,
			Sentence: "SQL Server below the Cluster Edition needs physical backup, and the backup method is missing or " +
				"unfamiliar.",
			Remedy: askCloud,
		},
		{
			Code: CodeSourceRegionUnknown, Verdict: Suspicious, Source: productPage, Date: productPageDate,
			Sentence: "Cross-region backup exists in some regions only, and the instance's region is missing.", Remedy: askCloud,
		},
	}
}

// engineReasons are the rows about one engine.
func engineReasons() []Reason {
	return append(postgreSQLReasons(), append(mySQLReasons(), sqlServerReasons()...)...)
}

// stateReasons are the rows about the state of an instance. That it is released or being deleted does not pass.
func stateReasons() []Reason {
	return []Reason{
		{
			Code: CodeReleased, Verdict: Bad, Source: productPage, Date: productPageDate,
			Sentence: "After the release of an instance only the retention of its remaining sets can be changed.",
			Remedy:   "Name an instance that exists, or change nothing but retention_days.",
		},
		{
			Code: CodeDeleting, Verdict: Bad, Source: statePage, Date: statePageDate,
			Sentence: "The API takes no change of an instance that is being deleted, and the instance never runs again.",
			Remedy: "Remove the resource of this instance, or leave the instance out of the fleet. If nobody meant to delete " +
				"it, look into the recycle bin of the RDS console.",
		},
		{
			// That the API refuses the change follows from its error code alone; no page says it of these statuses.
			Code: CodeIdle, Verdict: Suspicious, Passing: true, Source: statePage, Date: statePageDate,
			Sentence: "The API can refuse changes until the instance runs, and it does not start by itself.",
			Remedy:   "Start or unlock the instance in the RDS console, then apply again.",
		},
		{
			Code: CodeLocked, Verdict: Bad, Passing: true, Source: setterPage, Date: apiDate,
			Sentence: "The API refuses changes of the policy while the instance is locked (IncorrectDBInstanceLockMode).",
			Remedy:   "End the lock first, then apply again.", // checkLock knows how, by the mode
		},
		{
			// The error exists for lock modes in general; whether a full disk counts is not documented.
			Code: CodeLockedByDisk, Verdict: Suspicious, Passing: true, Source: setterPage, Date: apiDate,
			Sentence: "The API can refuse changes of the policy while the instance is locked because its disk is full.",
			Remedy:   "Expand the storage or free space, then apply again.", // checkLock knows of which instance
		},
		{
			Code: CodeLockModeUnknown, Verdict: Suspicious, Passing: true, Source: instancePage, Date: apiDate,
			Sentence: "A locked instance refuses changes, and the lock mode is missing or unfamiliar.", Remedy: askCloud,
		},
	}
}
