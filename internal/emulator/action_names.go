// SPDX-License-Identifier: MPL-2.0

package emulator

// Names of the actions that the emulator answers, as the API spells them.
const (
	ActionModifyInstanceCrossBackupPolicy     = "ModifyInstanceCrossBackupPolicy"
	ActionDescribeInstanceCrossBackupPolicy   = "DescribeInstanceCrossBackupPolicy"
	ActionDescribeCrossRegionBackupDBInstance = "DescribeCrossRegionBackupDBInstance"
	ActionDescribeCrossRegionBackups          = "DescribeCrossRegionBackups"
	ActionDescribeCrossRegionLogBackupFiles   = "DescribeCrossRegionLogBackupFiles"
	ActionDescribeAvailableCrossRegion        = "DescribeAvailableCrossRegion"
	ActionDescribeAvailableRecoveryTime       = "DescribeAvailableRecoveryTime"
	ActionCheckCreateDdrDBInstance            = "CheckCreateDdrDBInstance"

	ActionDescribeDBInstanceAttribute     = "DescribeDBInstanceAttribute"
	ActionDescribeDBInstances             = "DescribeDBInstances"
	ActionDescribeDBInstanceEncryptionKey = "DescribeDBInstanceEncryptionKey"
	ActionDescribeDBInstanceTDE           = "DescribeDBInstanceTDE"
	ActionDeleteDBInstance                = "DeleteDBInstance"
	ActionDescribeRegions                 = "DescribeRegions"

	ActionDescribeBackupPolicy = "DescribeBackupPolicy"
	ActionDescribeBackups      = "DescribeBackups"
	ActionDescribeBackupTasks  = "DescribeBackupTasks"
	ActionCreateBackup         = "CreateBackup"

	ActionGetCallerIdentity  = "GetCallerIdentity"  // STS
	ActionAssumeRole         = "AssumeRole"         // STS
	ActionAssumeRoleWithOIDC = "AssumeRoleWithOIDC" // STS
	ActionGetRole            = "GetRole"            // RAM
)
