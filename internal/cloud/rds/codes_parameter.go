// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// parameterCodes say that a parameter of the call is missing or wrong.
func parameterCodes() []CodeInfo {
	const region = "Use a region id such as cn-hangzhou, and one that the account may use."
	return slices.Concat(
		same(ClassInvalid, attributeRegion, "The API does not know the region.", region, "InvalidRegion.Format", "InvalidRegionId*", "InvalidRegion.NotFound"),
		only(same(ClassInvalid, attributeDestination, "The API does not know one of the regions, most likely the destination.", region,
			"InvalidRegion.Format", "InvalidRegionId*", "InvalidRegion.NotFound"), actionModify),
		same(ClassInvalid, "", "The API refused a value in the call.", "The API's message may name the value. Compare it with instance_id, region and the other arguments.",
			"InvalidParameters.Format", "InvalidParameter*", "Parameters.Invalid", "UnsupportedParameter"),
		only(same(ClassInvalid, "", "The API refused a value in the call.",
			"The API's message may name the value. Check destination_region, and retention_days, which takes 7 to 1825.",
			"InvalidParameters.Format", "InvalidParameter*", "Parameters.Invalid"), actionModify),
		only(same(ClassInvalid, "", "STS refused a value in the call.", "The API's message may name the value. Check role_arn, the name of the session and the other arguments of the role.",
			"InvalidParameter*"), actionAssume, actionAssumeOIDC),
		same(ClassInvalid, "", "The call lacks a value that the API demands.", "The API's message may name it. Check that instance_id and region are set.",
			"ParameterAbsence", "Missing*", "RequiredParam.NotFound"),
		only(same(ClassInvalid, "", "The call lacks a value that the API demands.", "Set destination_region, which the API demands with every change"+again,
			"ParameterAbsence", "Missing*", "RequiredParam.NotFound"), actionModify),
		same(ClassInvalid, "", "The call changes nothing.", "Run the same command again. If this stays, it is a defect of the provider: report it with its version.", "ParameterLeastAssociate"),
		same(ClassInvalid, "", "The account named in the call is not valid.", "Check which account the credentials belong to.", "InvalidOwner*"),
	)
}

// listCodes say that a parameter of a list is wrong. Users set the times; the provider sets the rest.
func listCodes() []CodeInfo {
	return slices.Concat(
		same(ClassInvalid, attributeStart, "The start time is not valid.", "Use a time such as 2026-01-31T00:00:00Z.", "InvalidStartTime.Format"),
		same(ClassInvalid, attributeEnd, "The end time is not valid.", "Use a time such as 2026-01-31T00:00:00Z, after the start time.", "InvalidEndTime.Format"),
		same(ClassInvalid, attributeStart, "The span of time is not valid.", "Use a start time that is before the end time.", "InvalidTime.Format", "InvalidParameterCombination"),
		same(ClassInvalid, "", "The list changed while it was read.", "Run the same command again.", "InvalidPage.notFound", "InvalidPageNumbers.Malformed", "Invalid.NextToken"),
		same(ClassInvalid, "", "The API refused a setting of the list, which the provider chose.", "This is a defect of the provider: report it with the provider's version.",
			"InvalidMaxRecordsPerPage.Malformed", "InvalidExpired.Format", "InvalidDBInstanceType.ValueNotSupported", "InvalidBackupSetLocation.Format"),
	)
}

// backupCodes are about backups and their sets.
func backupCodes() []CodeInfo {
	return slices.Concat(
		same(ClassInvalid, attributeSet, "The backup set does not exist, or has expired.",
			"Use an id that the data source apsaradb_rds_cross_region_backup_sets lists.", "InvalidBackupSetID.NotFound"),
		same(ClassInvalid, attributeSet, "The backup set does not hold the database.", "Use another set, or another database.", "InvalidBackupSet"),
		same(ClassInvalid, "", "The time to restore is outside of what the backups of the instance cover.", "Use a time for which a backup and its logs exist.", "InvalidRestoreTime.Malformed"),
		same(ClassInvalid, "", "The instance has made as many backups as it may in a day.", "Wait until tomorrow"+again+" A day takes at most 20 backups of an instance.", "BackupTimesExceeded"),
		same(ClassInvalid, "", "The instance does not support this kind of backup.", "Leave the method and type of the backup out, so that the instance's own are used.",
			"InvalidBackupMethod.Format", "InvalidBackupType.Format", "BackupType.NotSupport"),
	)
}
