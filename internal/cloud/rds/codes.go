// SPDX-License-Identifier: MPL-2.0

package rds

import "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"

// The client's own codes, for failures that the API has no code for.
const (
	codeAbsent         = apicode.InstanceAbsent
	codeReleased       = apicode.InstanceReleased
	codeConnection     = apicode.ConnectionFailed
	codeTimeout        = apicode.ReadTimeout
	codeConnectTimeout = apicode.ConnectTimeout
	codeInterrupted    = apicode.Interrupted
	codeEmpty          = apicode.EmptyAnswer
	codeForeign        = apicode.ForeignAnswer
	codeForeignFailure = apicode.ForeignFailure
	codeIncomplete     = apicode.IncompleteList
	codeNoKeys         = apicode.NoCredentials
	codeInvalidRequest = apicode.InvalidRequest
	codeInvalidRegion  = apicode.InvalidRegion
	codeInvalidSetID   = apicode.InvalidBackupSetID
	codePanic          = apicode.Failure
)

// Codes of the API that the client itself acts on.
const (
	codeTokenExpired = "InvalidSecurityToken.Expired"
	codeNotEncrypted = "NoActiveBYOK"
	codeRoleAbsent   = "EntityNotExist.Role"
	// codeInternalError is a failure of the API, and what the policy getter answers for some instances that never had
	// the feature.
	codeInternalError = "InternalError"
)

// Actions that are named in errors made outside a call, and in logs.
const (
	actionModify       = "ModifyInstanceCrossBackupPolicy"
	actionPolicy       = "DescribeInstanceCrossBackupPolicy"
	actionPolicies     = "DescribeCrossRegionBackupDBInstance"
	actionInstance     = "DescribeDBInstanceAttribute"
	actionInstances    = "DescribeDBInstances"
	actionBackupSets   = "DescribeCrossRegionBackups"
	actionWindow       = "DescribeAvailableRecoveryTime"
	actionDestinations = "DescribeAvailableCrossRegion"
	actionAssume       = "AssumeRole"
	actionAssumeOIDC   = "AssumeRoleWithOIDC"
)
