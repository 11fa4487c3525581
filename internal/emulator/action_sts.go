// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The documented shapes of parameters.
var (
	sessionName  = regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`)
	externalID   = regexp.MustCompile(`^[\w+=,.@:/-]+$`)
	oidcProvider = regexp.MustCompile(`^acs:ram::[^:]+:oidc-provider/.+$`)
)

func getCallerIdentity() action {
	return action{
		version: versionSTS, name: ActionGetCallerIdentity, rules: commonRules,
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

// Rows that both ways of assuming a role share. The upper bound of the duration is the highest that a role can have.
var (
	roleArnParam     = param{name: "RoleArn", required: true}
	sessionNameParam = param{name: "RoleSessionName", required: true}
	durationParam    = param{
		name: "DurationSeconds", kind: kindInt, min: 900, max: 43200, code: "InvalidParameter.DurationSeconds",
	}
)

func assumeRole() action {
	return action{
		version: versionSTS, name: ActionAssumeRole, rules: commonRules,
		params: []param{roleArnParam, sessionNameParam, durationParam},
		handle: func(c *call) (any, error) {
			given := c.params.Get("ExternalId")
			switch {
			case given != "" && !externalID.MatchString(given):
				return nil, refuse("InvalidParameter.ExternalId", "")
			case c.who.principalType() == "Account": // documented: roles may not be assumed by root accounts
				return nil, refuse("NoPermission", "")
			}
			return c.assume(given, "NoPermission")
		},
	}
}

// assumeRoleWithOIDC is not signed. Any token is accepted, except an empty one and the words "invalid" and "expired".
func assumeRoleWithOIDC() action {
	return action{
		version: versionSTS, name: ActionAssumeRoleWithOIDC, rules: commonRules, unsigned: true,
		params: []param{
			roleArnParam, sessionNameParam, durationParam,
			{name: "OIDCProviderArn", required: true},
			{name: "OIDCToken", required: true},
		},
		handle: func(c *call) (any, error) {
			const denied = "AuthenticationFail.NoPermission"
			switch token := c.params.Get("OIDCToken"); {
			case !oidcProvider.MatchString(c.params.Get("OIDCProviderArn")):
				return nil, refuse(denied, "")
			case token == "invalid":
				return nil, refuse("AuthenticationFail.OIDCToken.Invalid", "")
			case token == "expired":
				return nil, refuse("AuthenticationFail.OIDCToken.Expired", "")
			}
			view, err := c.assume("", denied)
			if err != nil {
				return nil, err
			}
			view.OIDCTokenInfo = &oidcTokenView{Subject: "emulator", Issuer: "https://oidc.example.com", ClientIDs: "emulator"}
			return view, nil
		},
	}
}

// assume hands out a temporary key for a role of any account of the fleet. A caller whom the role does not trust is
// refused with the code denied.
func (c *call) assume(external, denied string) (assumedRoleView, error) {
	arn, session := c.params.Get("RoleArn"), c.params.Get("RoleSessionName")
	rest, isRole := strings.CutPrefix(arn, "acs:ram::")
	accountID, name, hasRole := strings.Cut(rest, ":role/")
	if !isRole || !hasRole {
		return assumedRoleView{}, refuse("InvalidParameter.RoleArn", "")
	}
	if !sessionName.MatchString(session) {
		return assumedRoleView{}, refuse("InvalidParameter.RoleSessionName", "")
	}
	if err := checkSessionPolicy(c.params.Get("Policy")); err != nil {
		return assumedRoleView{}, err
	}
	account, _ := c.s.fleet.Account(accountID)
	role, rule, ok := account.Role(name)
	seconds := number(c.params, "DurationSeconds", 3600)
	switch {
	case !ok:
		return assumedRoleView{}, refuse("EntityNotExist.Role", arn)
	case strings.HasPrefix(role, "AliyunServiceRole"), rule.ExternalID != "" && rule.ExternalID != external,
		rule.TrustedRole != "" && !c.who.isSessionOf(rule.TrustedRole):
		return assumedRoleView{}, refuse(denied, "")
	case seconds > rule.MaxSessionSeconds:
		return assumedRoleView{}, refuse("InvalidParameter.DurationSeconds", "")
	}
	who := fmt.Sprintf("acs:ram::%s:assumed-role/%s/%s", accountID, role, session)
	key := c.s.keys.issue(accountID, who, c.s.apiNow().Add(time.Duration(seconds)*time.Second))
	return assumedRoleView{
		Credentials: credentialsView{
			AccessKeyID: key.ID, AccessKeySecret: key.Secret, SecurityToken: key.SecurityToken,
			Expiration: formatTime(key.ExpireTime),
		},
		AssumedRoleUser: assumedUserView{
			Arn: fmt.Sprintf("acs:ram::%s:role/%s/%s", accountID, role, session), AssumedRoleID: roleID(role) + ":" + session,
		},
	}, nil
}

// maxPolicySize is the documented bound of a session's policy.
const maxPolicySize = 2048

// checkSessionPolicy checks the form alone: what a policy allows is not modeled.
func checkSessionPolicy(text string) error {
	if text == "" {
		return nil
	}
	if len(text) > maxPolicySize {
		return refuse("InvalidParameter.PolicySize", "")
	}
	var policy struct {
		Version   string
		Statement []struct{ Effect string }
	}
	if err := json.Unmarshal([]byte(text), &policy); err != nil || policy.Version != "1" || len(policy.Statement) == 0 {
		return refuse("InvalidParameter.PolicyGrammar", "")
	}
	return nil
}

// roleID computes a stable number from a role's name.
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
