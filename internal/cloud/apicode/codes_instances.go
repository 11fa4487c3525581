// SPDX-License-Identifier: MPL-2.0

package apicode

// stateCodes say that the instance is absent, busy, locked or released.
func stateCodes() []Row {
	const wait = "Wait until the instance is Running in the RDS console" + again
	return []Row{
		row("InvalidDBInstanceId.NotFound InvalidDBInstanceName.NotFound "+
			"InvalidDBInstance.NotFound", Absent, KindInstanceNotFound, "instance_id",
			"The instance does not exist under this account in this region, or does not support the call.",
			"Check the instance id and the region, and that the credentials belong to the account that owns the "+
				"instance."),
		row("IncorrectDBInstanceState InvalideStatus.Format OperationDenied.DBInstanceStatus "+
			"OperationDenied.DBStatus OperationDenied.DBClusterStatus OperationDenied.ReadDBInstanceStatus "+
			"OperationDenied.MasterDBInstanceState OperationDenied.OutofUsage ConcurrentTaskExceeded "+
			"ReadDBInstance.Mismatch", Busy, KindInstanceBusy, "",
			"The instance is busy with another task.",
			wait),
		row("BackupJobExists", Busy, KindInstanceBusy, "",
			"The instance is making a backup, and makes one at a time.",
			"Wait until that backup has ended"+again),
		row("LockTimeout InstanceConnectTimeoutFault Database.ConnectError TimeoutRetryLater "+
			"ConnectTimeoutRetryLater", Busy, KindInstanceBusy, "",
			"The instance did not answer the API in time.",
			wait),
		row("IncorrectDBInstanceLockMode *LockMode* *InstanceLocked*", Ineligible, KindInstanceLocked, "instance_id",
			"The instance is locked, and takes no change.",
			"The RDS console shows why: renew it, pay for it, wait for a restore to end, or free disk space. Then "+
				"run the same command again."),
		row(InstanceReleased+" ProductInstanceReleased", Ineligible, KindInstanceReleased, "instance_id",
			"The instance has been released.",
			"Only retention_days can still be changed, for the copies left behind; those of MySQL on cloud disks were deleted "+
				"with it. Set everything else back, or remove the resource."),
		row(InstanceDeleting, Ineligible, KindInstanceDeleting, "instance_id",
			"The instance is being deleted, so that it takes no change and never runs again.",
			"If that is intended, remove the resource of this instance, or leave the instance out of the fleet. If it is "+
				"not, ask who deleted it, and look into the recycle bin of the RDS console."),
		row(InstanceIdle, Ineligible, KindInstanceStopped, "instance_id",
			"The instance does not run, and does not start by itself.",
			"Start or unlock the instance in the RDS console"+again),
		row("DataNotExist Request.NotFound", Unknown, KindInstanceNotShown, "instance_id",
			"The API found no data for this call.",
			"Check the instance id and the region"+again),
		row("HostInfo.NotFound", Unknown, KindInstanceBusy, "instance_id",
			"The API does not find the server that the instance runs on.",
			wait),
	}
}

// instanceCodes say that the instance is not of a kind that supports cross-region backup.
func instanceCodes() []Row {
	const page = " The documentation of the resource lists what is supported."
	return []Row{
		row("CloudSSDNotSupport", Ineligible, KindInstanceNotSupported, "instance_id",
			"The disk is a standard SSD, which does not support cross-region backup.",
			"Upgrade the disk of the instance to ESSD in the RDS console"+again),
		row("IncorrectMinorVersion", Ineligible, KindInstanceNotSupported, "instance_id",
			"The minor version of the engine is too old for cross-region backup.",
			"Update the minor engine version of the instance in the RDS console"+again),
		row("IncorrectEngineVersion", Ineligible, KindInstanceNotSupported, "instance_id",
			"The version of the engine does not support cross-region backup.",
			"Upgrade the engine version, or use another instance."+page),
		row("IncorrectDBInstanceEngine InvalidDBInstanceEngineType.Format", Ineligible, KindInstanceNotSupported,
			"instance_id",
			"The engine does not support cross-region backup: only PostgreSQL, MySQL and SQL Server do.",
			"Use another instance."+page),
		row("IncorrectDBInstanceType IncorrectDBInstanceCharacterType", Ineligible, KindInstanceNotSupported, "instance_id",
			"An instance of this kind, such as a read-only or temporary one, does not support cross-region backup.",
			"Use the primary instance."+page),
		row("IncorrectHostType", Ineligible, KindInstanceNotSupported, "instance_id",
			"The storage or host type of the instance does not support cross-region backup. That of a serverless instance "+
				"never does.",
			"Change the storage type, or use another instance."+page),
		row("InvalidInstanceLevel.Malformed InvalidInstanceLevel.DiskType IncorrectTargetClasscode "+
			"UnsupportedClassCode InvalidDBinstanceClass.ValueNotSupported", Ineligible, KindInstanceNotSupported, "instance_id",
			"The instance type does not support cross-region backup, like serverless and new general-purpose ones.",
			"Change the instance type, or use another instance."+page),
		row("MirrorInsExists", Ineligible, KindInstanceNotSupported, "instance_id",
			"The instance has a mirror instance, which rules out the change.",
			"Finish or remove the mirror in the RDS console"+again),
		row("VpcNetworkTypeNotSupport", Ineligible, KindInstanceNotSupported, "instance_id",
			"The network type of the instance does not support the call.",
			"Use another instance, or open a ticket with Alibaba Cloud that names the request id."),
	}
}

// methodCodes say that the way in which the instance is backed up rules out cross-region backup, or the reverse.
func methodCodes() []Row {
	const physical = "Use an instance with physical backup; on SQL Server, the Cluster Edition works as well. " +
		"The API does not let an instance change back from snapshots to physical backup."
	return []Row{
		row("OperationDenied.SwitchToCrossRegionBackup", Ineligible, KindInstanceNotSupported, "instance_id",
			"The instance backs up by snapshot, and snapshots are not copied to other regions.",
			physical),
		row("OperationDenied.SwitchToSnapshot", Ineligible, KindInstanceNotSupported, "instance_id",
			"Cross-region backup is on, so that the instance cannot change to snapshot backup.",
			"Turn cross-region backup off before you change to snapshots. It stays off then."),
		row("OperationDenied.SwitchSnapshotToPhysical", Ineligible, KindInstanceNotSupported, "instance_id",
			"The instance backs up by snapshot and cannot change back to physical backup.",
			physical),
		row("UnsupportEncryptedSnapshot", Ineligible, KindInstanceNotSupported, "instance_id",
			"The snapshots of the instance are encrypted, and such snapshots are not copied to other regions.",
			"Use an instance with physical backup, or one without disk encryption."),
		row("BackupPolicyNotSupport", Ineligible, KindInstanceNotSupported, "instance_id",
			"The instance archives cold data or uses flash backup, and both rule out cross-region backup.",
			"Turn off cold data archiving and flash backup of the instance in the RDS console"+again),
		row("ColdData.EngineVersionNotSupport ColdData.MinorVersionNotSupport", Ineligible, KindInstanceNotSupported,
			"instance_id",
			"The engine version does not support the archiving of cold data that is set for the instance.",
			"Turn off cold data archiving of the instance in the RDS console"+again),
	}
}
