// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// This file has the sentences of the checks: of a configuration by itself, of the data residency rules, and of what a
// plan holds against the API. Those of the instance's eligibility are in package eligibility.

// checks are the plan checks that are not about the instance; package eligibility has the others.
var checks = []message.Message{
	message.InstanceNotFound, message.InstanceInOtherRegion, message.DestinationNotAvailable,
	message.DestinationNotInTable, message.SourceRegionNotAvailable, message.DiskEncrypted,
	message.ServiceLinkedRoleMissing, message.FirstBackupStarts,
}

// checkCodes returns the reason codes of this package's plan checks, for ignore_checks.
func checkCodes() []string {
	codes := make([]string, len(checks))
	for i, check := range checks {
		codes[i] = check.Code
	}
	return codes
}

// problem is one finding of a plan check, before plan_checks and ignore_checks decide what becomes of it.
type problem struct {
	message.Message

	values []string // of the headline
	bad    bool     // known-bad; otherwise suspicious
	at     path.Path
	detail string
	wayOut string // how to plan the other resources although this one is refused; "" where the detail says all
}

// ignoring says how to leave a check out whose finding is a warning.
func (p problem) ignoring() string {
	place := "in this block, or in the provider block for all instances"
	switch {
	case p.Code == message.InstanceReleased.Code, p.Code == eligibility.CodeDeleting:
		return "" // nothing is gained by that
	case len(p.at.Steps()) == 0:
		place = "in the provider block"
	}
	return fmt.Sprintf(" To leave this check out, set ignore_checks = [%q] %s.", p.Code, place)
}

// eligibilityProblem is a finding about the instance.
func eligibilityProblem(instanceID string, finding eligibility.Finding) problem {
	p := problem{
		Message: message.Reason(finding.Code), bad: finding.Verdict == eligibility.Bad, at: pathInstanceID,
		detail: finding.Message(),
	}
	if p.bad {
		p.values = []string{instanceID}
		p.wayOut = fmt.Sprintf(" If you know better than this check, set ignore_checks = [%q] in this block.", finding.Code)
	}
	return p
}

// stateProblem is a finding about the state that the instance is in now. One such instance must not hold up a fleet.
func stateProblem(instanceID string, finding eligibility.Finding) problem {
	p := eligibilityProblem(instanceID, finding)
	p.wayOut = "" // the finding says what a released instance can take
	if finding.Code != eligibility.CodeReleased {
		p.wayOut = fmt.Sprintf(" To change the other instances meanwhile, set ignore_checks = [%q] in this block: "+
			"then only this one fails, at apply. Or plan with -target.", finding.Code)
	}
	return p
}

func instanceNotFound(region, instanceID, account string) diag.Diagnostic {
	missing := instanceMissing(region, instanceID, account)
	return missing.Error(missing.at, missing.detail, missing.values...)
}

func instanceMissing(region, instanceID, account string) problem {
	return problem{
		Message: message.InstanceNotFound, values: []string{instanceID}, bad: true, at: pathInstanceID,
		detail: walk.NotFound(region, instanceID, account) + " Check the id. " +
			"If the instance is in another region, set region to that. " +
			"If it belongs to another account, use that account's credentials. " +
			"If it was released and nothing of it is left, remove this resource. " +
			"Then terraform destroy needs -refresh=false, because it plans this resource first.",
	}
}

func instanceElsewhere(instanceID, region, found string) problem {
	return problem{
		Message: message.InstanceInOtherRegion, values: []string{instanceID}, bad: true, at: pathRegion,
		detail: fmt.Sprintf("Instance %s is in %s, not in %s. Set region = %q.", instanceID, found, region, found),
	}
}

func destinationNotOpen(source, destination string, open []string) problem {
	return problem{
		Message: message.DestinationNotAvailable, bad: true, at: pathDestinationRegion,
		detail: fmt.Sprintf("Backups of instances in %s cannot be copied to %s.%s Set one of the regions open to %s: %s.",
			source, destination, tfdiag.Suggestion(destination), source, strings.Join(open, ", ")),
	}
}

func destinationNotInTable(source, destination string) problem {
	return problem{
		Message: message.DestinationNotInTable, at: pathDestinationRegion,
		detail: fmt.Sprintf("The product page of %s does not list %s among the destinations of copies from %s.%s "+
			"It may have been added since; otherwise the API refuses it at apply.",
			eligibility.RegionTableDate, destination, source, tfdiag.Suggestion(destination)),
	}
}

func sourceNotOpen(source string, err error) problem {
	return problem{
		Message: message.SourceRegionNotAvailable, values: []string{source}, bad: true, at: pathRegion,
		detail: fmt.Sprintf("The API lists no destinations for instances in %s: %s "+
			"Check region; if it is right, cross-region backup cannot be used there.", source, tfdiag.Sentence(err)),
	}
}

// sourceRefused is a source region that the API does not know, or a call that it refuses as it is. tfdiag has a remedy
// for each.
func sourceRefused(source string, err error) problem {
	return problem{
		Message: message.SourceRegionNotAvailable, values: []string{source}, bad: true, at: pathRegion,
		detail: tfdiag.Detail(opCheck, "source region "+source, err),
	}
}

// serviceLinkedRole is the role that the account owner grants once, so that backups may leave the region.
const serviceLinkedRole = "AliyunServiceRoleForDBS"

func roleMissing() problem {
	return problem{
		Message: message.ServiceLinkedRoleMissing, at: path.Empty(),
		detail: "The account has no service-linked role " + serviceLinkedRole + ", which lets backups leave the region, " +
			"so enabling may fail. Let the account owner create it once: " +
			"open Cross-region Backup Settings of any instance in the RDS console, and agree. " +
			"A RAM user with the permission ram:CreateServiceLinkedRole can create it too, for the service dbs.aliyuncs.com.",
	}
}

func diskEncrypted(instanceID, destination string) problem {
	return problem{
		Message: message.DiskEncrypted, at: pathDestinationRegion,
		detail: fmt.Sprintf("The disk of instance %s is encrypted. "+
			"Enabling fails unless the Alibaba Cloud account is active in %s. "+
			"If it is not: open the ApsaraDB RDS buy page with that account, select %s as the region, "+
			"and leave without buying.", instanceID, destination, destination),
	}
}

// fullBackupStarts is about SQL Server.
func fullBackupStarts(in rds.Instance) problem {
	return problem{
		Message: message.FirstBackupStarts, values: []string{in.ID}, at: pathInstanceID,
		detail: fmt.Sprintf("When cross-region backup of a %s instance is switched on, the API starts a full backup at "+
			"once. It may slow the instance down. Apply when the load of %s is low.", in.Engine, in.ID),
	}
}

func secondaryBackupStarts(instanceID string) problem {
	return problem{
		Message: message.FirstBackupStarts, values: []string{instanceID}, at: pathInstanceID,
		detail: fmt.Sprintf("%s has no successful backup of the last 24 hours, so the API starts one of its secondary as "+
			"soon as cross-region backup is switched on. To avoid that, apply within 24 hours after a backup: the next one of "+
			"the backup schedule, or one that you start.", instanceID),
	}
}

// checkNotPermitted says what a denied call left unchecked, and what to allow.
func checkNotPermitted(what string, denied *rds.Error) diag.Diagnostic {
	unchecked := fmt.Sprintf(", so this plan was not checked against the %s of the account", what)
	grant := tfdiag.Remedy(denied)
	if denied.InstanceID != "" { // the first of many, and the only one that is reported
		unchecked = fmt.Sprintf(" for %s, so this and other instances of this run were not checked", denied.InstanceID)
		grant += " The other instances need the same."
	}
	return message.CheckNotPermitted.Warning(path.Empty(), fmt.Sprintf(
		"%s was refused with %s%s. Mistakes show only at apply.\n\n%s\n\n"+
			"To skip the checks, set plan_checks = \"OFF\" in the provider block.",
		denied.Action, denied.Code, unchecked, grant), what)
}

// checkLeftOut says what a host without a usable answer left unchecked, and what to do about it.
func checkLeftOut(what string, failed *rds.Error) diag.Diagnostic {
	return message.CheckLeftOut.Warning(path.Empty(), fmt.Sprintf(
		"The plan was not checked against the %s. %s\n\nTo skip the checks, set plan_checks = \"OFF\" in the provider block.",
		what, tfdiag.Advice(failed)))
}

// ends is how to get rid of a policy that the data residency rules refuse.
const ends = " To end the policy instead, set enabled = false or remove its block; " +
	"terraform destroy needs -refresh=false here, because it plans the change first."

func destinationNotAllowed(destination string, allowed []string) string {
	rule := "is empty, which allows none. Ask for the region to be added to it."
	if len(allowed) > 0 {
		rule = fmt.Sprintf("allows only %s. Choose one of these, or ask for the region to be added to it.",
			strings.Join(allowed, ", "))
	}
	return fmt.Sprintf(
		"destination_region is %s, and the provider's allowed_destination_regions %s", destination, rule)
}

func mayCrossBorder(source, destination string) string {
	var unclear []string
	for _, id := range []string{source, destination} {
		if _, known := eligibility.AreaOf(id); !known {
			unclear = append(unclear, id)
		}
	}
	return fmt.Sprintf(
		"The provider's cross_border is DENY. Copies would go from %s to %s, and neither the product page nor the id says "+
			"in which area %s is (Chinese mainland, Hong Kong, overseas).%s\n\n"+
			"Choose a destination that the data source apsaradb_rds_cross_region_backup_regions shows in the same area. "+
			"If you know that both are in the same area, set cross_border = \"WARN\" and name the destination in "+
			"allowed_destination_regions, which then limits where copies go.",
		source, destination, strings.Join(unclear, " or "), tfdiag.Suggestion(destination))
}

// areas says that two regions lie apart, which needs agreement or is forbidden.
func areas(source, destination string) string {
	return fmt.Sprintf("%s and %s lie in different areas (Chinese mainland, Hong Kong, overseas)", source, destination)
}

func mustNotCrossBorder(source, destination string) string {
	return areas(source, destination) + ", and the provider's cross_border is DENY. " +
		"Choose a destination in the same area, or ask for cross_border to be changed."
}

func crossesBorder(source, destination string) string {
	return areas(source, destination) + ". " +
		"The console asks for agreement to the rules on cross-border data transfer; by applying you take that " +
		"responsibility. Set cross_border = \"ALLOW\" in the provider block once this is settled."
}

func destinationIsSource(source, destination string) diag.Diagnostic {
	return message.DestinationIsSource.Error(pathDestinationRegion, fmt.Sprintf(
		"destination_region is %s, the region of the instance itself. A copy there would be lost together with the "+
			"instance's region, and the API refuses it. Set another region; "+
			"the data source apsaradb_rds_cross_region_backup_regions lists those open to %s.", destination, source))
}

func logCopyNeedsBackup() diag.Diagnostic {
	return message.LogCopyNeedsBackup.Error(pathLogBackupEnabled,
		"log_backup_enabled is true and enabled is false. The API copies logs only while it copies backups. "+
			"Set log_backup_enabled to false, or enabled to true.")
}
