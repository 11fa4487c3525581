// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// noticeableSkew is from where on a difference of clocks is worth a sentence. The API tolerates 15 minutes; the Date of an answer is only good to a second.
const noticeableSkew = time.Minute

// Remedy returns what to do next, with what is known of this call filled in.
func (e *Error) Remedy() string {
	// The first pass fills in sentences, which hold names that the second one fills in.
	remedy := strings.NewReplacer("{grant}", e.grant(), "{assume}", e.assume(), "{clock}", e.clockSkew()).Replace(e.Info().Remedy)
	remedy = strings.NewReplacer(
		"{action}", e.ramAction(), "{resource}", e.ramResource(), "{principal}", e.principal(), "{region}", firstOf(e.Region, "the region"),
	).Replace(remedy)
	if e.Code == codeInterrupted && errors.Is(e, context.DeadlineExceeded) {
		remedy += " To wait longer, set a longer timeout in the timeouts block."
	}
	return remedy
}

// Origin says in sentences where the keys came from that the API refused; empty where it refused something else. Keys that had ended when they came are
// used all the same, since a clock may be wrong, or a time zone: then the two times tell.
func (e *Error) Origin() string {
	if e.Keys.Place == "" {
		return ""
	}
	text := "The keys came from " + e.Keys.Place + "."
	if !e.Keys.Ends.IsZero() && e.Keys.Ends.Before(e.At) {
		text += fmt.Sprintf(" By that source they ended at %s, and the API's clock reads %s.", formatTime(e.Keys.Ends), formatTime(e.At))
	}
	return text
}

// ramAction is what a policy has to allow.
func (e *Error) ramAction() string {
	service := "rds"
	switch e.Action {
	case actionGetRole:
		service = "ram"
	case actionIdentity, actionAssume, actionAssumeOIDC:
		service = "sts"
	}
	return firstOf(e.Denied.Action, service+":"+e.Action)
}

// ramResource is what a policy has to allow the action on. An account that is not known is "*", which RAM takes as well.
func (e *Error) ramResource() string {
	account := firstOf(e.Denied.AccountID, "*")
	switch e.Action {
	case actionDestinations, actionIdentity: // these know no resource
		return "*"
	case actionGetRole:
		return "acs:ram:*:" + account + ":role/" + firstOf(e.Role, "*")
	case actionPolicies: // a list knows no single instance, even where the call filters by one
		return "acs:rds:*:" + account + ":dbinstance/*"
	}
	return "acs:rds:" + firstOf(e.Region, "*") + ":" + account + ":dbinstance/" + firstOf(e.InstanceID, "*")
}

// principal is who was refused, in words.
func (e *Error) principal() string {
	name := e.Denied.Principal
	switch e.Denied.PrincipalType {
	case "SubUser":
		name = strings.TrimPrefix(name, "user/")
		return strings.TrimSpace("the RAM user " + name)
	case "AssumedRoleUser":
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "assumed-role/"), "/")
		name, _, _ = strings.Cut(name, ":") // the rest is the session
		return strings.TrimSpace("the RAM role " + name)
	}
	return "this RAM user or role"
}

// grant says how to allow the call.
func (e *Error) grant() string {
	policy := "A RAM policy"
	switch e.Denied.PolicyType {
	case "ControlPolicy":
		policy = "A control policy of the resource directory"
	case "SessionPolicy":
		policy = "The session policy (argument policy of the assumed role)"
	}
	switch {
	case strings.EqualFold(e.Denied.Kind, "ExplicitDeny"):
		return policy + " denies {action} on {resource} to {principal}. Allowing it elsewhere does not help: remove it from that Deny" + again
	case e.Denied.PolicyType == "SessionPolicy", e.Denied.PolicyType == "ControlPolicy":
		return policy + " does not allow {action} on {resource}. Add it there" + again
	}
	return "Allow {action} on {resource} for {principal} in a RAM policy" + again
}

// assume says how to allow that a role is assumed. The ARN of the role is in the configuration, not in the error.
func (e *Error) assume() string {
	const external = " If the trust policy asks for an external id, set external_id to it."
	if e.Denied.PolicyType == "AssumeRolePolicy" {
		return "The trust policy of the role does not let {principal} assume it. Name it there." + external
	}
	return "Allow sts:AssumeRole on the role for {principal}, and name it in the trust policy of the role." + external +
		" The access key of an account itself cannot assume roles: use that of a RAM user."
}

// clockSkew says by how much the clocks differ, as far as the answer showed it.
func (e *Error) clockSkew() string {
	ahead := e.ClockOffset.Round(time.Second)
	switch {
	case ahead >= noticeableSkew:
		return fmt.Sprintf("This machine's clock is %s behind that of the API. ", ahead)
	case ahead <= -noticeableSkew:
		return fmt.Sprintf("This machine's clock is %s ahead of that of the API. ", -ahead)
	}
	return ""
}
