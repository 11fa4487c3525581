// SPDX-License-Identifier: MPL-2.0

package fleet

import "errors"

// Refusal is an error of an API call, by its code. It is returned as a value, so that
// errors.As needs a variable of type Refusal.
type Refusal struct {
	// Code is the API's error code, such as "IncorrectDBInstanceState".
	Code string
	// Arg is the request parameter or the id that the refusal is about; may be empty.
	Arg string
}

// Error returns the code and what it is about.
func (r Refusal) Error() string {
	if r.Arg == "" {
		return r.Code
	}
	return r.Code + " (" + r.Arg + ")"
}

// CodeOf returns the code of the Refusal in err, or "" when there is none.
func CodeOf(err error) string {
	var refusal Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

// Codes of the refusals that this package returns, with the status of the
// documentation in the comment.
const (
	CodeParameterAbsence       = "ParameterAbsence"                          // 400
	CodeInvalidParameters      = "InvalidParameters.Format"                  // 400
	CodeParameterLeast         = "ParameterLeastAssociate"                   // 400
	CodeInstanceIDNotFound     = "InvalidDBInstanceId.NotFound"              // 400
	CodeInstanceNotFound       = "InvalidDBInstance.NotFound"                // 404
	CodeInstanceReleased       = "ProductInstanceReleased"                   // 400
	CodeLockMode               = "IncorrectDBInstanceLockMode"               // 403
	CodeState                  = "IncorrectDBInstanceState"                  // 403
	CodeEngine                 = "IncorrectDBInstanceEngine"                 // 403
	CodeEngineVersion          = "IncorrectEngineVersion"                    // 403
	CodeHostType               = "IncorrectHostType"                         // 403
	CodeInstanceType           = "IncorrectDBInstanceType"                   // 403
	CodeInstanceLevel          = "InvalidInstanceLevel.Malformed"            // 403
	CodeColdData               = "BackupPolicyNotSupport"                    // 400
	CodeDestination            = "CrossBackupNotSupport"                     // 403
	CodeSnapshotMode           = "OperationDenied.SwitchToCrossRegionBackup" // 400
	CodeDestinationNoUser      = "DstRegionNoUser"                           // 400
	CodeInternalError          = "InternalError"                             // 500
	CodeBackupJobExists        = "BackupJobExists"                           // 400
	CodeBackupTimesExceeded    = "BackupTimesExceeded"                       // 400
	CodeBackupSetNotFound      = "InvalidBackupSetID.NotFound"               // 404
	CodeDeletionProtection     = "OperationDenied.DeletionProtection"        // 403; our choice of code
	CodeUnknownEmulatedAccount = "NoSuchAccount"                             // only where the fleet is changed by hand
)
