// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// CodeInfo is what this package knows about one error code. Retry, not-found handling and diagnostics all read it.
type CodeInfo struct {
	// Code is the API's code. A code that ends in "*" stands for all codes that begin with the rest.
	Code string
	// Action is the one action in whose answers the code means this; empty for every action that has no row of its own.
	// Summary, remedy and attribute may differ between actions; the class never does.
	Action string
	Class  Class
	// Summary says in a short sentence what the code means.
	Summary string
	// Remedy says what to do next. It may hold {placeholders}, which Error.Remedy fills in.
	Remedy string
	// Attribute is the name of the Terraform attribute that can fix it; empty where none can.
	Attribute string
}

// The package's own codes, for failures that the API has no code for.
const (
	codeAbsent         = "Client.InstanceAbsent"
	codeReleased       = "Client.InstanceReleased"
	codeConnection     = "Client.ConnectionFailed"
	codeTimeout        = "Client.ReadTimeout"
	codeConnectTimeout = "Client.ConnectTimeout"
	codeInterrupted    = "Client.Interrupted"
	codeEmpty          = "Client.EmptyAnswer"
	codeForeign        = "Client.ForeignAnswer"
	codeForeignFailure = "Client.ForeignFailure"
	codeIncomplete     = "Client.IncompleteList"
	codeNoKeys         = "Client.NoCredentials"
	codeInvalidRequest = "Client.InvalidRequest"
	codeInvalidRegion  = "Client.InvalidRegion"
	codeInvalidSetID   = "Client.InvalidBackupSetID"
	codePanic          = "Client.Failure"
)

// Codes of the API that the client itself acts on.
const (
	codeTokenExpired = "InvalidSecurityToken.Expired"
	codeNotEncrypted = "NoActiveBYOK"
	codeRoleAbsent   = "EntityNotExist.Role"
	// codeInternalError is a failure of the API, and what the policy getter answers for some instances that never had the feature.
	codeInternalError = "InternalError"
)

// Actions that the package names: in errors made outside a call, in logs, and where a code means something of its own.
const (
	actionModify       = "ModifyInstanceCrossBackupPolicy"
	actionPolicy       = "DescribeInstanceCrossBackupPolicy"
	actionPolicies     = "DescribeCrossRegionBackupDBInstance"
	actionInstance     = "DescribeDBInstanceAttribute"
	actionInstances    = "DescribeDBInstances"
	actionBackupSets   = "DescribeCrossRegionBackups"
	actionWindow       = "DescribeAvailableRecoveryTime"
	actionDestinations = "DescribeAvailableCrossRegion"
	actionGetRole      = "GetRole"
	actionIdentity     = "GetCallerIdentity"
	actionAssume       = "AssumeRole"
	actionAssumeOIDC   = "AssumeRoleWithOIDC"
)

// Names of Terraform attributes and provider arguments that the table points to.
const (
	attributeInstance    = "instance_id"
	attributeRegion      = "region"
	attributeDestination = "destination_region"
	attributeStart       = "start_time"
	attributeEnd         = "end_time"
	attributeSet         = "backup_set_id"
	attributeAccessKey   = "access_key"
	attributeSecretKey   = "secret_key"
	attributeToken       = "security_token"
	attributeProtocol    = "protocol"
	attributeEndpoints   = "endpoints"
)

// again ends most remedies: after an apply and a destroy alike, nothing is lost by starting over.
const again = ", then run the same command again."

// Codes returns the whole table, sorted by code, as a fresh copy.
func Codes() []CodeInfo {
	rows := slices.Concat(
		clientCodes(), connectionCodes(), gatewayCodes(), keyCodes(), deniedCodes(), roleCodes(), oidcCodes(),
		stateCodes(), parameterCodes(), listCodes(), backupCodes(), destinationCodes(), methodCodes(), instanceCodes(),
		kmsCodes(), accountCodes(), orderCodes(),
	)
	slices.SortFunc(rows, func(a, b CodeInfo) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.Action, b.Action))
	})
	return rows
}

// same makes one row for each of the codes, which mean the same to a user.
func same(class Class, attribute, summary, remedy string, codes ...string) []CodeInfo {
	made := make([]CodeInfo, 0, len(codes))
	for _, code := range codes {
		made = append(made, CodeInfo{Code: code, Class: class, Summary: summary, Remedy: remedy, Attribute: attribute})
	}
	return made
}

// only limits rows to the given actions.
func only(rows []CodeInfo, actions ...string) []CodeInfo {
	var made []CodeInfo
	for _, action := range actions {
		for _, row := range rows {
			row.Action = action
			made = append(made, row)
		}
	}
	return made
}

// codeKey finds a row; an empty action is every action.
type codeKey struct{ action, code string }

var codeIndex = sync.OnceValue(func() map[codeKey]CodeInfo {
	index := map[codeKey]CodeInfo{}
	for _, row := range Codes() {
		index[codeKey{row.Action, row.Code}] = row
	}
	return index
})

// LookupCode finds the row of an error code: its own, or that of the longest prefix.
func LookupCode(code string) (CodeInfo, bool) { return lookupCode("", code) }

// lookupCode prefers the longest match, and of two equally long ones that of the action.
func lookupCode(action, code string) (CodeInfo, bool) {
	index := codeIndex()
	find := func(code string) (CodeInfo, bool) {
		if row, ok := index[codeKey{action, code}]; ok {
			return row, true
		}
		row, ok := index[codeKey{"", code}]
		return row, ok
	}
	if row, ok := find(code); ok {
		return row, true
	}
	for end := len(code); end > 0; end-- {
		if row, ok := find(code[:end] + "*"); ok {
			return row, true
		}
	}
	return CodeInfo{}, false
}

// Info returns the row of the error's code, or a general one for its class, with the code as the API sent it.
func (e *Error) Info() CodeInfo {
	info, ok := lookupCode(e.Action, e.Code)
	switch {
	case e.Status == http.StatusTooManyRequests: // a gateway may say so without any code
		info, _ = LookupCode("Throttling")
	case !ok:
		info = e.unknown()
	}
	info.Code = e.Code
	return info
}

// unknown is the row of a code that the table does not hold. The HTTP status, or what RAM adds to a refusal, may say more.
func (e *Error) unknown() CodeInfo {
	var info CodeInfo
	switch class := e.Class(); {
	case class == ClassUnavailable:
		info, _ = LookupCode(codeInternalError)
	case e.Status == http.StatusForbidden && e.Denied.Action != "":
		info, _ = LookupCode("Forbidden.RAM")
		info.Class = class
	default:
		info = CodeInfo{
			Summary: "The API refused the call with a code that this provider does not know.",
			Remedy:  "Go by the API's message. If it does not help, look up the code and the request id at https://api.aliyun.com/troubleshoot.",
		}
		if e.Action == actionModify { // with which code RDS refuses an account without the role is not documented
			info.Remedy += " If this account has never used cross-region backup, check that it has the service-linked role AliyunServiceRoleForDBS."
		}
	}
	return info
}
