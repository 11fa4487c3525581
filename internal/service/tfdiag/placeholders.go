// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// again ends a remedy: after an apply and a destroy alike, nothing is lost by starting over.
const again = ", then run the same command again."

// noticeableSkew is from where on a difference of clocks is worth a sentence. The API tolerates 15 minutes; the Date of
// an answer is only good to a second.
const noticeableSkew = time.Minute

// Remedy returns what to do next: the remedy of the code, with what is known of this call filled in.
func Remedy(failed *rds.Error) string {
	if remedy := remedyOfKeys(failed); remedy != "" {
		return remedy
	}
	// The first pass fills in sentences, which hold names that the second one fills in.
	remedy := strings.NewReplacer(
		"{grant}", grant(failed.Denied), "{assume}", assume(failed.Denied), "{clock}", clockSkew(failed.ClockOffset),
		"{elsewhere}", elsewhere(failed),
		"{open}", open(failed), "{endpoint}", endpoint(failed),
		"{slower}", slower(failed),
	).Replace(meaning(failed).Remedy)
	return strings.NewReplacer(
		"{action}", ramAction(failed), "{resource}", ramResource(failed), "{principal}", principal(failed.Denied),
		"{region}", cmp.Or(failed.Region, "the region"),
	).Replace(remedy)
}

// endpoint is the setting that says where calls go.
func endpoint(failed *rds.Error) string {
	if failed.EndpointFrom != "" {
		return "the " + failed.EndpointFrom
	}
	if failed.Service == "" {
		return "endpoints in the provider block"
	}
	return "endpoints." + failed.Service + " in the provider block"
}

// open says how to reach a host that was not reached: let this machine through to it, or call another host.
func open(failed *rds.Error) string {
	inVPC := rds.HostInVPC(failed.Service, failed.Region)
	switch {
	case inVPC == "":
		return "Check the network, the proxy variables HTTPS_PROXY and NO_PROXY, and endpoints in the provider block" + again
	case failed.Host == inVPC:
		return fmt.Sprintf("This host answers only inside the VPC: allow %s there. Elsewhere, remove it from %s and from "+
			"the profile%s", failed.Host, endpoint(failed), again)
	}
	allow, central := "Allow", ""
	if failed.EndpointFrom != "" {
		allow = fmt.Sprintf("The %s names this host: if the host is wrong, correct or remove it. Otherwise allow",
			failed.EndpointFrom)
	}
	if public := rds.CentralHost(failed.Service); public != "" && failed.Host != public {
		central = fmt.Sprintf(" Or set it to %q, which serves all regions.", public)
	}
	return fmt.Sprintf("%s %s in the firewall, or in the proxy that HTTPS_PROXY and NO_PROXY choose. Inside a VPC, "+
		"set endpoints { %s = %q } in the provider block, or the variable ALIBABA_CLOUD_ENDPOINT_%s.%s "+
		"Then run the same command again.",
		allow, cmp.Or(failed.Host, "the host"), failed.Service, inVPC, strings.ToUpper(failed.Service), central)
}

// slower is what helps a slow network. A call that the run can do without is never given more time.
func slower(failed *rds.Error) string {
	switch {
	case failed.Hurried:
		return ""
	case failed.Code == apicode.ConnectTimeout:
		return " If the network is slow, set a larger client_connect_timeout."
	}
	return " If the network is slow, set a larger client_read_timeout."
}

// ramAction is what a policy has to allow.
func ramAction(failed *rds.Error) string {
	service := "rds"
	switch failed.Action {
	case actionGetRole:
		service = "ram"
	case "GetCallerIdentity", "AssumeRole", "AssumeRoleWithOIDC":
		service = "sts"
	}
	return cmp.Or(failed.Denied.Action, service+":"+failed.Action)
}

// ramResource is what a policy has to allow the action on. An account that is not known is "*", which RAM takes as
// well.
func ramResource(failed *rds.Error) string {
	account := cmp.Or(failed.Denied.AccountID, "*")
	switch failed.Action {
	case "DescribeAvailableCrossRegion", "GetCallerIdentity": // these know no resource
		return "*"
	case actionGetRole:
		return "acs:ram:*:" + account + ":role/" + cmp.Or(failed.Role, "*")
	case "DescribeCrossRegionBackupDBInstance": // a list knows no single instance, even where the call filters by one
		return "acs:rds:*:" + account + ":dbinstance/*"
	}
	return "acs:rds:" + cmp.Or(failed.Region, "*") + ":" + account + ":dbinstance/" + cmp.Or(failed.InstanceID, "*")
}

// principal is who was refused, in words.
func principal(denied rds.Denial) string {
	name := denied.Principal
	switch denied.PrincipalType {
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

// explicitlyDenied reports whether a policy forbids the call. Otherwise none allows it.
func explicitlyDenied(denied rds.Denial) bool { return strings.EqualFold(denied.Kind, "ExplicitDeny") }

// grant says how to allow the call.
func grant(denied rds.Denial) string {
	policy := "A RAM policy"
	switch denied.PolicyType {
	case "ControlPolicy":
		policy = "A control policy of the resource directory"
	case "SessionPolicy":
		policy = "The session policy (argument policy of the assumed role)"
	}
	switch {
	case explicitlyDenied(denied):
		return policy + " denies {action} on {resource} to {principal}. " +
			"Allowing it elsewhere does not help. If it is a guard rail, leave the setting as it is. " +
			"Otherwise, remove the call from that Deny" + again
	case denied.PolicyType == "SessionPolicy", denied.PolicyType == "ControlPolicy":
		return policy + " does not allow {action} on {resource}. Add it there" + again
	}
	return "Allow {action} on {resource} for {principal} in a RAM policy" + again
}

// assume says how to allow that a role is assumed. The ARN of the role is in the configuration, not in the error.
func assume(denied rds.Denial) string {
	const external = " If the trust policy asks for an external id, set external_id to it."
	if denied.PolicyType == "AssumeRolePolicy" {
		return "The trust policy of the role does not let {principal} assume it. Name it there." + external
	}
	return "Allow sts:AssumeRole on the role for {principal}, and name it in the trust policy of the role." + external +
		" The access key of an account itself cannot assume roles: use that of a RAM user."
}

// clockSkew says by how much the clocks differ, as far as the answer showed it.
func clockSkew(offset time.Duration) string {
	ahead := offset.Round(time.Second)
	switch {
	case ahead >= noticeableSkew:
		return fmt.Sprintf("This machine's clock is %s behind that of the API. ", ahead)
	case ahead <= -noticeableSkew:
		return fmt.Sprintf("This machine's clock is %s ahead of that of the API. ", -ahead)
	}
	return ""
}

// elsewhere says what to do about an answer that names another region than the one that was asked.
func elsewhere(failed *rds.Error) string {
	if failed.Said == "" || failed.InstanceID == "" {
		return "Check the region, endpoints in the provider block, and whether a proxy stands in between" + again
	}
	return fmt.Sprintf("One host serves many regions, and it found the instance in %[1]s. Set region = %[1]q%[2]s",
		failed.Said, again)
}
