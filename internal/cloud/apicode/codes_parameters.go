// SPDX-License-Identifier: MPL-2.0

package apicode

// parameterCodes say that a parameter of the call is missing or wrong.
func parameterCodes() []Row {
	return []Row{
		row("InvalidParameters.Format InvalidParameter* Parameters.Invalid UnsupportedParameter", Invalid, KindValueRefused,
			"",
			"The API refused a value in the call.",
			"The API's message may name the value. Compare it with instance_id, region and the other arguments."),
		row("InvalidParameters.Format InvalidParameter* Parameters.Invalid", Invalid, KindValueRefused, "",
			"The API refused a value in the call.",
			"The API's message may name the value. Check destination_region, and retention_days, which takes 7 to "+
				"1825.").in(modify),
		row("InvalidParameter*", Invalid, KindValueRefused, "",
			"STS refused a value in the call.",
			"The API's message may name the value. Check role_arn, the name of the session and the other arguments "+
				"of the role.").in(assumeRole, assumeRoleWithOIDC),
		row("ParameterAbsence Missing* RequiredParam.NotFound", Invalid, KindValueRefused, "",
			"The call lacks a value that the API demands.",
			"The API's message may name it. Check that instance_id and region are set."),
		row("ParameterAbsence Missing* RequiredParam.NotFound", Invalid, KindValueRefused, "",
			"The call lacks a value that the API demands.",
			"Set destination_region, which the API demands with every change"+again).in(modify),
		row("ParameterLeastAssociate", Invalid, KindValueRefused, "",
			"The call changes nothing.",
			"Run the same command again. If this stays, it is a defect of the provider: report it with its version."),
		row("InvalidOwner*", Invalid, KindValueRefused, "",
			"The account named in the call is not valid.",
			"Check which account the credentials belong to."),
	}
}

// listCodes say that a parameter of a list is wrong. Users set the times; the provider sets the rest.
func listCodes() []Row {
	return []Row{
		row("InvalidStartTime.Format", Invalid, KindValueRefused, "start_time",
			"The start time is not valid.",
			"Use a time such as 2026-01-31T00:00:00Z."),
		row("InvalidEndTime.Format", Invalid, KindValueRefused, "end_time",
			"The end time is not valid.",
			"Use a time such as 2026-01-31T00:00:00Z, after the start time."),
		row("InvalidTime.Format InvalidParameterCombination", Invalid, KindValueRefused, "start_time",
			"The span of time is not valid.",
			"Use a start time that is before the end time, and a shorter span if it is."),
		row("InvalidPage.notFound InvalidPageNumbers.Malformed Invalid.NextToken", Invalid, KindListChanged, "",
			"The list changed while it was read.",
			"Run the same command again."),
		row("InvalidMaxRecordsPerPage.Malformed InvalidExpired.Format InvalidDBInstanceType.ValueNotSupported "+
			"InvalidBackupSetLocation.Format", Invalid, KindProviderDefect, "",
			"The API refused a setting of the list, which the provider chose.",
			"This is a defect of the provider: report it with the provider's version."),
	}
}

// backupCodes are about backups and their sets.
func backupCodes() []Row {
	return []Row{
		row("InvalidBackupSetID.NotFound", Invalid, KindBackupSetNotFound, "backup_set_id",
			"The backup set does not exist, or has expired.",
			"Use an id that the data source apsaradb_rds_cross_region_backup_sets lists."),
		row("InvalidBackupSet", Invalid, KindValueRefused, "backup_set_id",
			"The backup set does not hold the database.",
			"Use another set, or another database."),
		row("InvalidRestoreTime.Malformed", Invalid, KindValueRefused, "",
			"The time to restore is outside of what the backups of the instance cover.",
			"Use a time for which a backup and its logs exist."),
		row("BackupTimesExceeded", Invalid, KindQuotaExceeded, "",
			"The instance has made as many backups as it may in a day.",
			"Wait until tomorrow"+again+" A day takes at most 20 backups of an instance."),
		row("InvalidBackupMethod.Format InvalidBackupType.Format BackupType.NotSupport", Invalid, KindValueRefused, "",
			"The instance does not support this kind of backup.",
			"Leave the method and type of the backup out, so that the instance's own are used."),
	}
}
