// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// sessionName is the documented shape of RoleSessionName.
var sessionName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`)

func getCallerIdentity() action {
	return action{
		version: versionSTS, name: "GetCallerIdentity", rules: commonRules,
		handle: func(c *call) (any, error) {
			view := callerIdentityView{
				IdentityType: c.who.principalType(), AccountID: c.who.accountID, Arn: c.who.arn,
				PrincipalID: c.who.accountID, UserID: c.who.accountID,
			}
			if view.IdentityType == "AssumedRoleUser" {
				_, view.PrincipalID, _ = strings.Cut(c.who.arn, ":assumed-role/")
				view.RoleID = roleID(strings.Split(view.PrincipalID, "/")[0])
			}
			return view, nil
		},
	}
}

type callerIdentityView struct {
	IdentityType string
	AccountID    string `json:"AccountId"`
	Arn          string
	PrincipalID  string `json:"PrincipalId"`
	UserID       string `json:"UserId"`
	RoleID       string `json:"RoleId,omitempty"`
}

// Rows that both ways of assuming a role share. Both bounds of the duration are documented defaults.
var (
	roleArnParam     = param{name: "RoleArn", required: true}
	sessionNameParam = param{name: "RoleSessionName", required: true}
	durationParam    = param{name: "DurationSeconds", kind: kindInt, min: 900, max: 43200, code: "InvalidParameter.DurationSeconds"}
)

func assumeRole() action {
	return action{
		version: versionSTS, name: "AssumeRole", rules: commonRules,
		params: []param{roleArnParam, sessionNameParam, durationParam},
		handle: func(c *call) (any, error) { return c.assume() },
	}
}

// assumeRoleWithOIDC is not signed. Any token is taken but an empty one and the word "invalid".
func assumeRoleWithOIDC() action {
	return action{
		version: versionSTS, name: "AssumeRoleWithOIDC", rules: commonRules, unsigned: true,
		params: []param{
			roleArnParam, sessionNameParam, durationParam,
			{name: "OIDCProviderArn", required: true},
			{name: "OIDCToken", required: true},
		},
		handle: func(c *call) (any, error) {
			if c.params.Get("OIDCToken") == "invalid" {
				return nil, refuse("AuthenticationFail.OIDCToken.Invalid", "")
			}
			view, err := c.assume()
			if err != nil {
				return nil, err
			}
			view.OIDCTokenInfo = &oidcTokenView{Subject: "emulator", Issuer: "https://oidc.example.com", ClientIDs: "emulator"}
			return view, nil
		},
	}
}

// assume hands out a temporary key for a role of any account of the fleet.
func (c *call) assume() (assumedRoleView, error) {
	arn, session := c.params.Get("RoleArn"), c.params.Get("RoleSessionName")
	rest, isRole := strings.CutPrefix(arn, "acs:ram::")
	accountID, role, hasRole := strings.Cut(rest, ":role/")
	if !isRole || !hasRole {
		return assumedRoleView{}, refuse("InvalidParameter.RoleArn", "")
	}
	if !sessionName.MatchString(session) {
		return assumedRoleView{}, refuse("InvalidParameter.RoleSessionName", "")
	}
	account, ok := c.s.fleet.Account(accountID)
	if !ok || !slices.ContainsFunc(account.Roles, func(have string) bool { return strings.EqualFold(have, role) }) {
		return assumedRoleView{}, refuse("EntityNotExist.Role", arn)
	}
	if strings.HasPrefix(role, "AliyunServiceRole") {
		return assumedRoleView{}, refuse("NoPermission", "")
	}
	seconds := number(c.params, "DurationSeconds", 3600)
	assumed := fmt.Sprintf("acs:ram::%s:assumed-role/%s/%s", accountID, role, session)
	key := c.s.accounts.issue(accountID, assumed, c.s.realNow().Add(time.Duration(seconds)*time.Second))
	return assumedRoleView{
		Credentials: credentialsView{
			AccessKeyID: key.ID, AccessKeySecret: key.Secret, SecurityToken: key.SecurityToken, Expiration: formatTime(key.ExpireTime),
		},
		AssumedRoleUser: assumedUserView{Arn: assumed, AssumedRoleID: roleID(role) + ":" + session},
	}, nil
}

// roleID makes a stable number of a role's name.
func roleID(role string) string {
	sum := uint64(0)
	for _, c := range []byte(role) {
		sum = sum*31 + uint64(c)
	}
	return fmt.Sprintf("3%017d", sum%100_000_000_000_000_000)
}

type assumedRoleView struct {
	Credentials     credentialsView
	AssumedRoleUser assumedUserView
	OIDCTokenInfo   *oidcTokenView `json:",omitempty"`
}

type credentialsView struct {
	AccessKeyID     string `json:"AccessKeyId"`
	AccessKeySecret string
	SecurityToken   string
	Expiration      string
}

type assumedUserView struct {
	Arn           string
	AssumedRoleID string `json:"AssumedRoleId"`
}

type oidcTokenView struct {
	Subject   string
	Issuer    string
	ClientIDs string `json:"ClientIds"`
}
