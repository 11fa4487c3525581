// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// stateCodes say that the instance is absent, busy, locked or released.
func stateCodes() []CodeInfo {
	const wait = "Wait until the instance is Running in the RDS console" + again
	return slices.Concat(
		same(ClassAbsent, attributeInstance, "The instance does not exist under this account in this region, or does not support the call.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the instance.",
			"InvalidDBInstanceId.NotFound", "InvalidDBInstanceName.NotFound", "InvalidDBInstance.NotFound"),
		same(ClassBusy, "", "The instance is busy with another task.", wait,
			"IncorrectDBInstanceState", "InvalideStatus.Format", "OperationDenied.DBInstanceStatus", "OperationDenied.DBStatus", "OperationDenied.DBClusterStatus",
			"OperationDenied.ReadDBInstanceStatus", "OperationDenied.MasterDBInstanceState", "OperationDenied.OutofUsage", "ConcurrentTaskExceeded", "ReadDBInstance.Mismatch"),
		same(ClassBusy, "", "The instance is making a backup, and makes one at a time.", "Wait until that backup has ended"+again, "BackupJobExists"),
		same(ClassBusy, "", "The instance did not answer the API in time.", wait,
			"LockTimeout", "InstanceConnectTimeoutFault", "Database.ConnectError", "TimeoutRetryLater", "ConnectTimeoutRetryLater"),
		same(ClassIneligible, attributeInstance, "The instance is locked, and takes no change.",
			"The RDS console shows why: renew it, pay for it, wait for a restore to end, or free disk space. Then run the same command again.", "IncorrectDBInstanceLockMode"),
		same(ClassIneligible, attributeInstance, "The instance has been released.",
			"Only retention_days can still be changed, for the copies left behind. Set everything else back, or remove the resource.", "ProductInstanceReleased"),
		same(ClassUnknown, attributeInstance, "The API found no data for this call.", "Check the instance id and the region"+again, "DataNotExist", "Request.NotFound"),
		same(ClassUnknown, attributeInstance, "The API does not find the server that the instance runs on.", wait, "HostInfo.NotFound"),
	)
}

// destinationCodes say that the destination region, or the pair of regions, is not open.
func destinationCodes() []CodeInfo {
	return slices.Concat(
		same(ClassIneligible, attributeDestination, "The disk is encrypted, and the account is not active in the destination region yet.",
			"Activate it once: open the ApsaraDB RDS buy page with this account, and select the destination region. Leave without buying"+again, "DstRegionNoUser"),
		same(ClassIneligible, attributeRegion, "Cross-region backup is not open in this region.",
			"Check region. If it is right, instances there cannot be copied to other regions.", "CrossBackupNotSupport"),
		only(same(ClassIneligible, attributeDestination, "Backups cannot be copied from the region of the instance to this destination.",
			"Choose a destination that is open. The data source apsaradb_rds_cross_region_backup_regions lists them for {region}.", "CrossBackupNotSupport"), actionModify),
		same(ClassIneligible, attributeDestination, "The destination region has no storage for backups of this instance.",
			"Choose another destination. The data source apsaradb_rds_cross_region_backup_regions lists what is open.", "InvalidDdrStorage.NotFound"),
		same(ClassIneligible, attributeDestination, "Alibaba Cloud is closing the region of the instance or the destination region.", "Choose a destination that stays open.", "RegionDissolvedEOM"),
		same(ClassIneligible, "", "The feature has not been opened to this account yet.",
			"Open a ticket with Alibaba Cloud, and ask for cross-region backup of this instance.", "NotInFlowController"),
	)
}

// methodCodes say that the way in which the instance is backed up rules out cross-region backup, or the reverse.
func methodCodes() []CodeInfo {
	const physical = "Use an instance with physical backup; on SQL Server, the Cluster Edition works as well. " +
		"The API does not let an instance change back from snapshots to physical backup."
	return slices.Concat(
		same(ClassIneligible, attributeInstance, "The instance backs up by snapshot, and snapshots are not copied to other regions.", physical, "OperationDenied.SwitchToCrossRegionBackup"),
		same(ClassIneligible, attributeInstance, "Cross-region backup is on, so that the instance cannot change to snapshot backup.",
			"Turn cross-region backup off before you change to snapshots. It stays off then.", "OperationDenied.SwitchToSnapshot"),
		same(ClassIneligible, attributeInstance, "The instance backs up by snapshot and cannot change back to physical backup.", physical, "OperationDenied.SwitchSnapshotToPhysical"),
		same(ClassIneligible, attributeInstance, "The snapshots of the instance are encrypted, and such snapshots are not copied to other regions.",
			"Use an instance with physical backup, or one without disk encryption.", "UnsupportEncryptedSnapshot"),
		same(ClassIneligible, attributeInstance, "The instance archives cold data or uses flash backup, and both rule out cross-region backup.",
			"Turn off cold data archiving and flash backup of the instance in the RDS console"+again, "BackupPolicyNotSupport"),
		same(ClassIneligible, attributeInstance, "The engine version does not support the archiving of cold data that is set for the instance.",
			"Turn off cold data archiving of the instance in the RDS console"+again, "ColdData.EngineVersionNotSupport", "ColdData.MinorVersionNotSupport"),
	)
}

// instanceCodes say that the instance is not of a kind that supports cross-region backup.
func instanceCodes() []CodeInfo {
	const page = " The documentation of the resource lists what is supported."
	return slices.Concat(
		same(ClassIneligible, attributeInstance, "The disk is a standard SSD, which does not support cross-region backup.",
			"Upgrade the disk of the instance to ESSD in the RDS console"+again, "CloudSSDNotSupport"),
		same(ClassIneligible, attributeInstance, "The minor version of the engine is too old for cross-region backup.",
			"Update the minor engine version of the instance in the RDS console"+again, "IncorrectMinorVersion"),
		same(ClassIneligible, attributeInstance, "The version of the engine does not support cross-region backup.", "Upgrade the engine version, or use another instance."+page, "IncorrectEngineVersion"),
		same(ClassIneligible, attributeInstance, "The engine does not support cross-region backup: only PostgreSQL, MySQL and SQL Server do.", "Use another instance."+page,
			"IncorrectDBInstanceEngine", "InvalidDBInstanceEngineType.Format"),
		same(ClassIneligible, attributeInstance, "An instance of this kind, such as a read-only or temporary one, does not support cross-region backup.",
			"Use the primary instance."+page, "IncorrectDBInstanceType", "IncorrectDBInstanceCharacterType"),
		same(ClassIneligible, attributeInstance, "The storage or host type of the instance does not support cross-region backup.", "Change the storage type, or use another instance."+page, "IncorrectHostType"),
		same(ClassIneligible, attributeInstance, "The instance type does not support cross-region backup, like serverless and new general-purpose ones.",
			"Change the instance type, or use another instance."+page,
			"InvalidInstanceLevel.Malformed", "InvalidInstanceLevel.DiskType", "IncorrectTargetClasscode", "UnsupportedClassCode", "InvalidDBinstanceClass.ValueNotSupported"),
		same(ClassIneligible, attributeInstance, "The instance has a mirror instance, which rules out the change.", "Finish or remove the mirror in the RDS console"+again, "MirrorInsExists"),
		same(ClassIneligible, attributeInstance, "The network type of the instance does not support the call.",
			"Use another instance, or open a ticket with Alibaba Cloud that names the request id.", "VpcNetworkTypeNotSupport"),
	)
}
