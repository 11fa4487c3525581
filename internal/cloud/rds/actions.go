// SPDX-License-Identifier: MPL-2.0

package rds

// Actions that are named in errors made outside a call, and in logs.
const (
	actionModify       = "ModifyInstanceCrossBackupPolicy"
	actionPolicy       = "DescribeInstanceCrossBackupPolicy"
	actionPolicies     = "DescribeCrossRegionBackupDBInstance"
	actionInstance     = "DescribeDBInstanceAttribute"
	actionInstances    = "DescribeDBInstances"
	actionBackupSets   = "DescribeCrossRegionBackups"
	actionLogBackups   = "DescribeCrossRegionLogBackupFiles"
	actionLocalBackups = "DescribeBackups"
	actionBackupJobs   = "DescribeBackupTasks"
	actionWindow       = "DescribeAvailableRecoveryTime"
	actionDestinations = "DescribeAvailableCrossRegion"
	actionAssume       = "AssumeRole"
	actionAssumeOIDC   = "AssumeRoleWithOIDC"
)
