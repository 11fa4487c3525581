// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
)

// CodeInfo is what this package knows about one error code. Retry, not-found handling and diagnostics all read it.
type CodeInfo struct {
	// Code is the API's code. A code that ends in "*" stands for all codes that begin with the rest.
	Code  string
	Class Class
	// Summary says in a short sentence what the code means.
	Summary string
	// Remedy says what to do next. It may hold {ram_action} and {resource}, which Error.Remedy fills in.
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

// Codes returns the whole table, sorted by code, as a fresh copy.
func Codes() []CodeInfo {
	rows := slices.Concat(clientCodes(), gatewayCodes(), stateCodes(), parameterCodes(), eligibilityCodes(), accountCodes(), commerceCodes())
	slices.SortFunc(rows, func(a, b CodeInfo) int { return strings.Compare(a.Code, b.Code) })
	return rows
}

// LookupCode finds the row of an error code: its own, or that of the longest prefix.
func LookupCode(code string) (CodeInfo, bool) {
	index := codeIndex()
	if info, ok := index[code]; ok {
		return info, true
	}
	for end := len(code); end > 0; end-- {
		if info, ok := index[code[:end]+"*"]; ok {
			return info, true
		}
	}
	return CodeInfo{}, false
}

var codeIndex = sync.OnceValue(func() map[string]CodeInfo {
	index := map[string]CodeInfo{}
	for _, row := range Codes() {
		index[row.Code] = row
	}
	return index
})

// Info returns the row of the error's code, or a general one for its class, with the code as the API sent it.
func (e *Error) Info() CodeInfo {
	info, ok := LookupCode(e.Code)
	if !ok {
		info = CodeInfo{
			Class: ClassUnknown, Summary: "The API refused the call with a code this provider does not know.",
			Remedy: "Look the code up in the RDS error center, https://api.aliyun.com/troubleshoot, with the request id.",
		}
		switch e.Class() {
		case ClassUnavailable:
			info, _ = LookupCode(codeInternalError)
		case ClassThrottled:
			info, _ = LookupCode("Throttling")
		default: // Only these two are told by the HTTP status.
		}
	}
	info.Code = e.Code
	return info
}

// Remedy returns what to do next, with the RAM action and the resource of this call filled in.
func (e *Error) Remedy() string {
	service := "rds"
	resource := "acs:rds:" + firstOf(e.Region, "*") + ":<account id>:dbinstance/" + firstOf(e.InstanceID, "*")
	switch e.Action {
	case "DescribeAvailableCrossRegion":
		resource = "*"
	case "GetRole":
		service, resource = "ram", "acs:ram:*:<account id>:role/*"
	case "GetCallerIdentity":
		service, resource = "sts", "*"
	}
	remedy := strings.NewReplacer("{ram_action}", service+":"+e.Action, "{resource}", resource).Replace(e.Info().Remedy)
	if e.Code == codeInterrupted && errors.Is(e, context.DeadlineExceeded) {
		remedy += " To wait longer, set a longer timeout in the timeouts block."
	}
	return remedy
}

// rows makes one row for each of many codes that mean the same to a user.
func rows(like CodeInfo, codes ...string) []CodeInfo {
	made := make([]CodeInfo, 0, len(codes))
	for _, code := range codes {
		like.Code = code
		made = append(made, like)
	}
	return made
}
