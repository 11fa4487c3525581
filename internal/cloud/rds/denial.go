// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// Denial is what the API adds to a refusal by RAM, in AccessDeniedDetail. It holds nothing secret; a field that the API
// left out is empty.
type Denial struct {
	// Action is the RAM action that was refused, such as rds:DescribeDBInstances.
	Action string
	// Kind is ExplicitDeny where a policy forbids the action, and ImplicitDeny where no policy allows it.
	Kind string
	// PolicyType is the kind of policy that decided, such as ControlPolicy, SessionPolicy or
	// AccountLevelIdentityBasedPolicy.
	PolicyType string
	// AccountID is the account of the caller.
	AccountID string
	// PrincipalType is what the caller is, such as SubUser or AssumedRoleUser, and Principal its name or number.
	PrincipalType, Principal string
}

// noPermission finds what messages of the API say of a missing permission, in English or Chinese.
var noPermission = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bnot (be )?(authorized\b|permitted to)|` +
		`\b(no|lacks? the|not have( the| enough)?) permissions?\b|` +
		`\b(access|permission) (is |was )?denied\b|没有权限|无权限|权限不足`)
})

// saysDenied reports whether the answer says, whatever its code, that a permission is missing.
func (e *Error) saysDenied() bool {
	if e.Status >= http.StatusInternalServerError {
		return false
	}
	return e.Denied.Action != "" || e.Denied.Kind != "" || noPermission().MatchString(e.Message)
}

// denialDetail is AccessDeniedDetail as it arrives: an object, or that object as a text. Anything else is nothing,
// since an error must never fail to decode. The diagnostic message in it is left out: only RAM can read it, and it
// names policies.
type denialDetail struct {
	AuthAction               loose
	NoPermissionType         loose
	PolicyType               loose
	AuthPrincipalOwnerID     loose `json:"AuthPrincipalOwnerId"`
	AuthPrincipalType        loose
	AuthPrincipalDisplayName loose
}

func (d *denialDetail) UnmarshalJSON(raw []byte) error {
	type plain denialDetail // without this method
	if value, err := scalar(raw); err == nil {
		raw = []byte(value)
	}
	var fields plain
	if json.Unmarshal(raw, &fields) == nil {
		*d = denialDetail(fields)
	}
	return nil
}

// denial keeps what has the shape of a name or number.
func (d *denialDetail) denial(hide *secrets) Denial {
	name := func(value loose) string {
		shown := redact(string(value), hide)
		if plainID(strings.NewReplacer(":", "", "@", "", "/", "", "*", "").Replace(shown)) == "" {
			return ""
		}
		return shown
	}
	found := Denial{
		Action: name(d.AuthAction), Kind: name(d.NoPermissionType), PolicyType: name(d.PolicyType),
		AccountID: name(d.AuthPrincipalOwnerID), PrincipalType: name(d.AuthPrincipalType),
		Principal: name(d.AuthPrincipalDisplayName),
	}
	if strings.Trim(found.AccountID, "0123456789") != "" {
		found.AccountID = ""
	}
	return found
}
