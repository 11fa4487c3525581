// SPDX-License-Identifier: MPL-2.0

package emulator

import "net/http"

// Statuses of the table.
const (
	badRequest = http.StatusBadRequest
	forbidden  = http.StatusForbidden
)

func bad(message string) errorRow    { return errorRow{badRequest, message} }
func denied(message string) errorRow { return errorRow{forbidden, message} }
func absent(message string) errorRow { return errorRow{http.StatusNotFound, message} }
func failed(message string) errorRow { return errorRow{http.StatusInternalServerError, message} }

func unavailable(message string) errorRow { return errorRow{http.StatusServiceUnavailable, message} }

// errorTable has the HTTP status and the text of each error code, as the API's pages give them.
var errorTable = map[string]errorRow{
	// Gateway.
	"MissingParameter": bad(
		`The input parameter "{arg}" that is mandatory for processing this request is not supplied.`),
	"InvalidParameter": bad(`The specified parameter "{arg}" is not valid.`),
	"InvalidAction.NotFound": absent(
		"Specified api is not found, please check your url and method."),
	"InvalidVersion":                             bad("Specified parameter Version is not valid."),
	"UnsupportedOperation":                       bad("The specified action is not supported."),
	"InvalidProtocol.NeedSsl":                    bad("Your request is denied as lack of ssl protect."),
	"InvalidAccessKeyId.NotFound":                absent("Specified access key is not found."),
	"InvalidAccessKeyId.Inactive":                bad("Specified access key is disabled."),
	"MissingSecurityToken":                       bad("SecurityToken is mandatory for this action."),
	"InvalidSecurityToken.Malformed":             bad("Specified SecurityToken is malformed."),
	"InvalidSecurityToken.MismatchWithAccessKey": bad("Specified SecurityToken mismatch with the AccessKey."),
	"InvalidSecurityToken.Expired":               bad("Specified SecurityToken is expired."),
	"SignatureDoesNotMatch": bad(
		"Specified signature is not matched with our calculation. server string to sign is:{arg}"),
	"IncompleteSignature": bad(
		"The request signature does not conform to Aliyun standards. server string to sign is:{arg}"),
	"SignatureNonceUsed":       bad("Specified signature nonce was used already."),
	"InvalidTimeStamp.Expired": bad("Specified time stamp or date value is expired."),
	"InvalidTimeStamp.Format":  bad("Specified time stamp or date value is not well formatted."),
	"Forbidden.RAM": denied(
		"User not authorized to operate on the specified resource, or this API doesn't support RAM."),
	"Forbidden": denied("User not authorized to operate on the specified resource."),
	"NoPermission": denied(
		"You are not authorized to do this action. You should be authorized by RAM."),
	"Forbidden.RiskControl": denied("This operation is forbidden by the risk control system."),
	"Forbidden.NotVerified": denied(
		"Your account has not passed the real-name verification yet."),
	"Throttling":          bad("Request was denied due to request throttling."),
	"Throttling.User":     bad("Request was denied due to user flow control."),
	"Throttling.Api":      bad("Request was denied due to api flow control."),
	"Rejected.Throttling": {http.StatusTooManyRequests, "Request was denied due to request throttling."},
	"ServiceUnavailable": unavailable(
		"The request has failed due to a temporary failure of the server."),
	"ServiceUnAvailable": unavailable(
		"The request has failed due to a temporary failure of the server."),
	"InternalError": failed("The request processing has failed due to some unknown error."),
	"ExternalFailure": failed(
		"The request processing has failed due to external service failure."),
	"RequestMetaDataFailed": failed(
		"The service request failed. Please try again later or contact service personnel."),
	"InvokeProxyFailure": failed(
		"The request processing has failed due to service failure of rds api."),
	"InvalidRegionId":        absent("The specified region does not exist."),
	"InvalidRegion.NotFound": absent("The specified region does not exist."),

	// Parameters of RDS actions.
	"ParameterAbsence":                        bad("Necessary param is absence."),
	"ParameterLeastAssociate":                 bad("Must input at least one optional parameter."),
	"InvalidParameters.Format":                bad("Specified parameter is not valid."),
	"InvalidRegion.Format":                    bad("Specified Region is not valid."),
	"InvalidStartTime.Format":                 bad("The start time format is invalid."),
	"InvalidEndTime.Format":                   bad("The end time format is invalid."),
	"InvalidTime.Format":                      bad("Specified time is not valid."),
	"InvalidPage.notFound":                    absent("Page not found."),
	"InvalidPageNumbers.Malformed":            bad("The specified page number is not valid."),
	"InvalidMaxRecordsPerPage.Malformed":      denied("The specified maximum of records per page is not valid."),
	"InvalidParameterCombination":             bad("The end time must be greater than the start time."),
	"InvalidBackupMethod.Format":              bad("Specified backup method is not valid."),
	"InvalidBackupType.Format":                bad("Specified backup type is not valid."),
	"Invalid.NextToken":                       bad("Specified next token is not valid."),
	"InvalidExpired.Format":                   bad("Specified expired is not valid."),
	"InvalidRestoreType.Format":               bad("Specified restore type is not valid."),
	"RestoreType.NotFound":                    absent("Specified restore type does not exist."),
	"InvalidEngine.Malformed":                 bad("Specified engine is not valid."),
	"InvalidEngineVersion.Malformed":          bad("Specified engine version is not valid."),
	"InvalidStorage.Format":                   bad("Specified storage is not valid."),
	"InvalidDBInstanceClass.NotFound":         absent("Specified DB instance class is not found."),
	"InvalidDBInstanceId.MalFormed":           bad("Specified DB instance id is not valid."),
	"ByokInsnameAndRegionAllEmpty":            denied("Instance name and region are all empty."),
	"InvalidReleasedKeepPolicy.Format":        bad("Specified released keep policy is not valid."),
	"InvalidDBInstanceType.ValueNotSupported": bad("Specified DB instance type is not supported."),

	// Instances.
	"InvalidDBInstanceId.NotFound":   bad("The DBInstanceId provided does not exist in records."),
	"InvalidDBInstanceName.NotFound": absent("The specified DB instance name does not exist."),
	"InvalidDBInstance.NotFound":     absent("Specified instance does not exist or not support."),
	"DataNotExist":                   bad("The data does not exist."),
	"Request.NotFound":               absent("The requested resource is not available."),
	"HostInfo.NotFound":              absent("The specified host info is not found."),
	"ProductInstanceReleased": bad(
		"The instance has been released. Please check before placing the order."),
	"IncorrectDBInstanceLockMode": denied(
		"Current DB instance lock mode does not support this operation."),
	"IncorrectDBInstanceState": denied(
		"Current DB instance state does not support this operation."),
	"InvalideStatus.Format":  bad("The instance status does not support this operation."),
	"IncorrectEngineVersion": denied("Current engine version does not support operations."),
	"IncorrectHostType": denied(
		"Current DB Instance host type does not support this operation."),
	"IncorrectDBInstanceType": denied("Current DB instance type does not support this operation."),
	"IncorrectDBInstanceEngine": denied(
		"Current DB Instance engine does not support this operation."),
	"InvalidDBInstanceEngineType.Format": bad("the DB instance engine type does not support this operation."),
	"InvalidInstanceLevel.Malformed": denied(
		"Current DB instance level does not support this operation."),
	"IncorrectMinorVersion": denied("Current engine minor version does not support operations."),
	"IncorrectDBInstanceCharacterType": denied(
		"Current DB instance character type does not support this operation."),
	"OrderStatus.UnPaid":               denied("The specified db instance has unpaid order."),
	"OperationDenied.DBInstanceStatus": denied("The operation is not permitted due to status of instance."),
	"OperationDenied.DBStatus":         denied("The operation is not permitted due to status of database."),
	"OperationDenied.DBClusterStatus":  denied("The operation is not permitted due to status of cluster."),
	"OperationDenied.DeletionProtection": denied(
		"The operation is not permitted due to deletion protection of instance."),
	"OperationDenied.OutofUsage":    denied("The operation is not permitted due to out of usage."),
	"ConcurrentTaskExceeded":        denied("Concurrent tasks exceeding the allowed amount."),
	"LockTimeout":                   denied("Acquiring a lock of the instance timed out."),
	"TimeoutRetryLater":             bad("The request timed out, please retry later."),
	"ConnectTimeoutRetryLater":      bad("The connection timed out, please retry later."),
	"InvalidUserOperatorPermission": denied("The user permission does not support this operation."),
	"NotInFlowController":           denied("Sorry,no permission."),
	"Api.NotSupport":                bad("Specified api is not supported."),

	// Cross-region backup.
	"CrossBackupNotSupport": denied("Specified region not support cross region backup."),
	"CloudSSDNotSupport": denied(
		"Cloud ssd does not support this operation, please upgrade to essd."),
	"DstRegionNoUser": bad(
		"The user info wasn't found destination region, please access the purchase page to initiate registration."),
	"BackupPolicyNotSupport": bad(
		"Cold Data won't open with CrossBackup or Flash Backup, please check Backup Policy."),
	"OperationDenied.SwitchToCrossRegionBackup": bad(
		"Snapshot backup does not support cross region backup storage at present."),
	"OperationDenied.SwitchToSnapshot": bad(
		"Snapshot backup does not support cross region storage at present. Please turn off cross region backup " +
			"before switching to snapshot backup mode."),
	"OperationDenied.SwitchSnapshotToPhysical": bad("Only physical backup to snapshot backup is supported."),
	"UnsupportEncryptedSnapshot":               bad("Encrypted DB instance snapshot does not support this operation."),
	"KmsApiError":                              bad("User secret key invalid."),
	"InvalidKmsKey":                            denied("Kms key is disabled."),
	"InvalidClusterKms": absent(
		"The current instance does not authorized to access the Key Management Service."),
	"RegionDissolvedEOM":          bad("The region is being closed."),
	"InvalidDdrStorage.NotFound":  denied("Specified Ddr Storage does not exist or not support."),
	"InvalidBackupSetID.NotFound": absent("Specified backup set ID does not exist."),

	// Backups, encryption, restore check.
	"BackupJobExists": bad("A backup job already exists in the specified DB instance."),
	"BackupTimesExceeded": bad(
		"The number of backups of the specified DB instance exceeds the limit of a day."),
	"NoActiveBYOK":                     denied("This custins no active byok."),
	"NoSourceInstanceName":             bad("Source instance name is absence."),
	"NoBackupSetRegion":                bad("BackupSetRegion is absence."),
	"NoAvailableDisasterRestoreBakset": bad("No available disaster restore bakset."),
	"DisasterRestoreRegionNotMatched": bad(
		"Disaster restore should be operated in the ddr region or source region."),
	"CrossRegionUnsupportTDE":  bad("Cross-region disaster restore not support TDE bakset."),
	"IncorrectBaksetVersion":   bad("Current backup set version does not support this operation."),
	"IncorrectBackupSetMethod": bad("Current backup set method does not support operations."),

	// STS and RAM.
	"EntityNotExist.Role":                  absent("The role not exists: {arg}."),
	"EntityNotExist.RoleArn":               absent("The role not exists: {arg}."),
	"InvalidParameter.RoleArn":             bad("The parameter RoleArn is wrongly formed."),
	"InvalidParameter.RoleSessionName":     bad("The parameter RoleSessionName is wrongly formed."),
	"InvalidParameter.DurationSeconds":     bad("The Min/Max value of DurationSeconds is 15min/1hr."),
	"InvalidParameter.ExternalId":          bad("The parameter ExternalId is wrongly formed."),
	"InvalidParameter.PolicyGrammar":       bad("The parameter Policy has not passed grammar check."),
	"InvalidParameter.PolicySize":          bad("The size of Policy must be smaller than 2048 bytes."),
	"AuthenticationFail.OIDCToken.Invalid": bad("This OIDC token is invalid."),
	"AuthenticationFail.OIDCToken.Expired": bad("This JsonWebToken is expired."),
	"AuthenticationFail.NoPermission":      denied("This token is not allowed to assume the role."),
}
