// SPDX-License-Identifier: MPL-2.0

package rds

// stateCodes say that the instance is absent, busy, locked or released.
func stateCodes() []CodeInfo {
	list := rows(CodeInfo{
		"", ClassAbsent, "The instance does not exist under this account in this region, or does not support the call.",
		"Check the instance id, the region, and that the credentials belong to the account that owns the instance.", attributeInstance,
	},
		"InvalidDBInstanceId.NotFound", "InvalidDBInstanceName.NotFound", "InvalidDBInstance.NotFound")
	list = append(list, rows(CodeInfo{
		"", ClassBusy, "The instance executes another task.",
		"Wait until the instance is Running in the console and run the same command again.", "",
	},
		"IncorrectDBInstanceState", "InvalideStatus.Format", "OperationDenied.DBInstanceStatus", "OperationDenied.DBStatus", "OperationDenied.DBClusterStatus",
		"OperationDenied.ReadDBInstanceStatus", "OperationDenied.MasterDBInstanceState", "OperationDenied.OutofUsage", "ConcurrentTaskExceeded", "ReadDBInstance.Mismatch",
		"BackupJobExists")...)
	list = append(list, rows(CodeInfo{"", ClassBusy, "The instance did not answer the API in time.", "Wait until the instance is Running in the console and run the same command again.", ""},
		"LockTimeout", "InstanceConnectTimeoutFault", "Database.ConnectError", "TimeoutRetryLater", "ConnectTimeoutRetryLater")...)
	return append(list,
		CodeInfo{
			"IncorrectDBInstanceLockMode", ClassIneligible, "The instance is locked.",
			"Unlock the instance: renew it, pay for it, or free disk space, as its lock reason in the console says. Then run the same command again.", attributeInstance,
		},
		CodeInfo{
			"ProductInstanceReleased", ClassIneligible, "The instance has been released.",
			"Only the retention of its existing backup sets can still be changed. Restore the instance or remove it from the configuration.", attributeInstance,
		},
		CodeInfo{"DataNotExist", ClassUnknown, "The API found no data for this call.", "Check the instance id and the region.", attributeInstance},
	)
}

// parameterCodes say that a parameter of the call is missing or wrong.
func parameterCodes() []CodeInfo {
	list := []CodeInfo{
		{"ParameterLeastAssociate", ClassInvalid, "The call changes nothing.", "Run the same command again.", ""},
		{"InvalidStartTime.Format", ClassInvalid, "The start time is not valid.", "Use a time such as 2026-01-31T00:00:00Z.", attributeStart},
		{"InvalidEndTime.Format", ClassInvalid, "The end time is not valid.", "Use a time such as 2026-01-31T00:00:00Z, after the start time.", attributeEnd},
		{"InvalidTime.Format", ClassInvalid, "The range of time is not valid.", "Use a start time that is before the end time.", attributeStart},
		{"InvalidPage.notFound", ClassInvalid, "The page does not exist.", "Run the command again.", ""},
		{"InvalidExpired.Format", ClassInvalid, "A filter of the list is not valid.", "Run the command again.", ""},
		{"Invalid.NextToken", ClassInvalid, "The list changed while it was read.", "Run the command again.", ""},
		{"InvalidDBInstanceType.ValueNotSupported", ClassInvalid, "A filter of the list is not valid.", "Run the command again.", ""},
		{"InvalidBackupSetID.NotFound", ClassInvalid, "The backup set does not exist or has expired.", "Use an id from the backup_sets of the data source.", attributeSet},
		{"InvalidBackupSet", ClassInvalid, "The backup set cannot be used.", "Use an id from the backup_sets of the data source.", attributeSet},
		{"InvalidReleasedKeepPolicy.Format", ClassInvalid, "The API refused a value for backups of released instances.", "Check the backup settings of the instance in the console.", ""},
		{"InvalidConnectionString.Duplicate", ClassInvalid, "A connection address is taken already.", "Check the addresses of the instance in the console.", attributeInstance},
		{"ByokInsnameAndRegionAllEmpty", ClassInvalid, "The call names no instance.", "Set the instance id.", attributeInstance},
		{"Abs.InvalidAccount.NotFound", ClassInvalid, "The API does not know the account.", "Check which account the credentials belong to.", attributeAccessKey},
	}
	list = append(list, rows(CodeInfo{"", ClassInvalid, "The region is not one that the API knows.", "Use a region id such as cn-hangzhou, and check that the account may use it.", attributeRegion},
		"InvalidRegion.Format", "InvalidRegionId*", "InvalidRegion.NotFound")...)
	list = append(list, rows(CodeInfo{
		"", ClassInvalid, "The API refused a value in the call.",
		"Check destination_region, and retention_days, which takes 7 to 1825. The API's message names the value.", "",
	},
		"InvalidParameters.Format", "InvalidParameter*", "InvalidParam", "Parameters.Invalid")...)
	return append(list, rows(CodeInfo{"", ClassInvalid, "The call lacks a value that the API demands.", "Check that destination_region and instance_id are set.", ""},
		"ParameterAbsence", "Missing*", "RequiredParam.NotFound")...)
}

// eligibilityCodes say that the instance, or the pair of regions, does not support cross-region backup.
func eligibilityCodes() []CodeInfo {
	const page = "See the supported engines, versions, editions and storage types in the documentation of the resource. "
	list := []CodeInfo{
		{
			"DstRegionNoUser", ClassIneligible, "The disk is encrypted and the account is not active in the destination region yet.",
			"Log on to the ApsaraDB RDS buy page and select the destination region; no purchase is needed. Then run the same command again.", attributeDestination,
		},
		{"RegionDissolvedEOM", ClassIneligible, "The destination region is being closed.", "Choose another destination region.", attributeDestination},
		{"InvalidDdrStorage.NotFound", ClassIneligible, "There is no backup storage for this instance in the destination region.", "Choose another destination region.", attributeDestination},
		{
			"CrossBackupNotSupport", ClassIneligible, "Cross-region backup is not supported from this region to that destination.",
			"Choose a destination that the data source apsaradb_rds_cross_region_backup_regions lists for the region.", attributeDestination,
		},
		{
			"BackupPolicyNotSupport", ClassIneligible, "The instance archives cold data or uses flash backup, which excludes cross-region backup.",
			"Turn off cold data archiving and flash backup of the instance, then run the same command again.", attributeInstance,
		},
		{"UnsupportEncryptedSnapshot", ClassIneligible, "Encrypted snapshots cannot be copied to another region.", "Use physical backup, or an instance without disk encryption.", attributeInstance},
		{"CloudSSDNotSupport", ClassIneligible, "The storage type standard SSD does not support cross-region backup.", "Upgrade the instance to ESSD, then run the same command again.", attributeInstance},
		{"IncorrectMinorVersion", ClassIneligible, "The minor version of the engine does not support cross-region backup.", "Update the minor engine version of the instance, then run the same command again.", attributeInstance},
		{"NotInFlowController", ClassIneligible, "The feature has not been opened to this account yet.", "Ask Alibaba Cloud support to open it.", ""},
		{"MirrorInsExists", ClassIneligible, "The instance has a mirror instance, which excludes the change.", "Finish or remove the mirror in the console, then run the same command again.", attributeInstance},
		{"VpcNetworkTypeNotSupport", ClassIneligible, "The network type of the instance does not support the call.", "Move the instance to a VPC, then run the same command again.", attributeInstance},
		{codeNotEncrypted, ClassUnknown, "The disk of the instance is not encrypted.", "Nothing needs to be done.", ""},
	}
	list = append(list, rows(CodeInfo{
		"", ClassIneligible, "The instance uses snapshot backup, which excludes cross-region backup.",
		"Switch the instance to physical backup in its backup settings, then run the same command again.", attributeInstance,
	},
		"OperationDenied.SwitchToCrossRegionBackup", "OperationDenied.SwitchToSnapshot", "OperationDenied.SwitchSnapshotToPhysical")...)
	list = append(list, rows(CodeInfo{"", ClassIneligible, "The engine or its version does not support cross-region backup.", page + "Upgrade the engine version or use another instance.", attributeInstance},
		"IncorrectEngineVersion", "IncorrectDBInstanceEngine", "InvalidDBInstanceEngineType.Format", "ColdData.EngineVersionNotSupport", "ColdData.MinorVersionNotSupport")...)
	return append(list, rows(CodeInfo{
		"", ClassIneligible, "The type, class or storage of the instance does not support cross-region backup.",
		page + "Read-only, serverless and new general-purpose instances are not supported.", attributeInstance,
	},
		"IncorrectHostType", "IncorrectDBInstanceType", "InvalidInstanceLevel.Malformed", "InvalidInstanceLevel.DiskType", "UnsupportedClassCode", "IncorrectTargetClasscode")...)
}
