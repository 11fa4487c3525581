// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The reason codes of the plan checks that are not about the instance; eligibility has the others.
const (
	codeInstanceNotFound      = "INSTANCE_NOT_FOUND"
	codeInstanceElsewhere     = "INSTANCE_IN_OTHER_REGION"
	codeDestinationNotOpen    = "DESTINATION_NOT_AVAILABLE"
	codeDestinationNotInTable = "DESTINATION_NOT_IN_TABLE"
	codeSourceNotOpen         = "SOURCE_REGION_NOT_AVAILABLE"
	codeDiskEncrypted         = "DISK_ENCRYPTED"
	codeRoleMissing           = "SERVICE_LINKED_ROLE_MISSING"
)

// CheckCodes returns the reason codes of this package's plan checks, for ignore_checks.
func CheckCodes() []string {
	return []string{
		codeInstanceNotFound, codeInstanceElsewhere, codeDestinationNotOpen, codeDestinationNotInTable,
		codeSourceNotOpen, codeDiskEncrypted, codeRoleMissing,
	}
}

// eligibilityProblem is a finding about the instance. The summary of a suspicion is constant, so that the CLI merges many.
func eligibilityProblem(instanceID string, finding eligibility.Finding) problem {
	bad := finding.Verdict == eligibility.Bad
	reason, _ := eligibility.LookupReason(finding.Code)
	var summary string
	switch {
	case finding.Code == eligibility.CodeReleased:
		summary = "Instance " + instanceID + " is released"
	case reason.Passing && bad:
		summary = "Instance " + instanceID + " takes no change now"
	case reason.Passing:
		summary = "Instance may refuse the change"
	case bad:
		summary = "Instance " + instanceID + " does not support cross-region backup"
	default:
		summary = "Instance may not support cross-region backup"
	}
	return problem{code: finding.Code, bad: bad, at: pathInstanceID, summary: summary, detail: finding.Message() + " (" + finding.Code + ")"}
}

// stateProblem is a finding about the state that the instance is in now. One such instance must not hold up a fleet.
func stateProblem(instanceID string, finding eligibility.Finding) problem {
	p := eligibilityProblem(instanceID, finding)
	if reason, _ := eligibility.LookupReason(finding.Code); reason.Passing && finding.Code != eligibility.CodeReleased {
		p.way = fmt.Sprintf(" To change the other instances meanwhile, set ignore_checks = [%q] in the provider block, and only this one fails at apply. Or plan with -target.", finding.Code)
	}
	return p
}

func instanceNotFound(region, instanceID string) diag.DiagnosticWithPath {
	missing := instanceMissing(region, instanceID)
	return diag.NewAttributeErrorDiagnostic(missing.at, missing.summary, missing.detail)
}

func instanceMissing(region, instanceID string) problem {
	return problem{
		code: codeInstanceNotFound, bad: true, at: pathInstanceID, summary: "Instance " + instanceID + " is not found",
		detail: fmt.Sprintf("There is no instance %s in region %s under the account of the credentials. Check the id. If the instance is in another region, set region to that. If it belongs to another account, use that account's credentials. If it has been released, remove this resource.",
			instanceID, region),
	}
}

func instanceElsewhere(instanceID, region, found string) problem {
	return problem{
		code: codeInstanceElsewhere, bad: true, at: pathRegion, summary: "Instance " + instanceID + " is in another region",
		detail: fmt.Sprintf("Instance %s is in %s, not in %s. Set region = %q.", instanceID, found, region, found),
	}
}

func destinationNotOpen(source, destination string, open []string) problem {
	return problem{
		code: codeDestinationNotOpen, bad: true, at: pathDestinationRegion, summary: "Destination region is not available",
		detail: fmt.Sprintf("Backups of instances in %s cannot be copied to %s.%s Set one of the regions open to %s: %s.",
			source, destination, walk.Suggestion(destination), source, strings.Join(open, ", ")),
	}
}

func destinationNotInTable(source, destination string) problem {
	return problem{
		code: codeDestinationNotInTable, at: pathDestinationRegion, summary: "Destination region is not known",
		detail: fmt.Sprintf("The product page of 2025-07-23 does not list %s among the destinations of copies from %s.%s It may have been added since; otherwise the API refuses it at apply.",
			destination, source, walk.Suggestion(destination)),
	}
}

func sourceNotOpen(source string, err error) problem {
	return problem{
		code: codeSourceNotOpen, bad: true, at: pathRegion, summary: "Region does not offer cross-region backup",
		detail: fmt.Sprintf("The API lists no destinations for instances in %s: %s Check region; if it is right, cross-region backup cannot be used there.", source, tfdiag.Sentence(err)),
	}
}

func willAdopt(want rds.Settings) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Existing policy is adopted",
		fmt.Sprintf("Cross-region backup of instance %s is on already with the same settings. The policy is taken under management without a write.", want.InstanceID))
}

// alreadyEnabled refuses to overwrite settings that somebody else made, and shows how to take them over.
func alreadyEnabled(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Instance "+want.InstanceID+" has cross-region backup with other settings",
		fmt.Sprintf("Found: %s. Configured: %s. Creating would overwrite settings that were not made here, and shorter retention would delete copies.\n\n"+
			"Import the policy, and the next plan shows each difference before anything changes:\n\n"+
			"  import {\n    to = %s.<name>\n    id = %q\n  }\n\n"+
			"Or set the values found above, and the policy is adopted as it is.",
			describe(found.Enabled, found.DestinationRegion, found.RetentionDays, found.LogBackupEnabled),
			describe(want.Enabled, want.DestinationRegion, want.RetentionDays, want.LogBackupEnabled),
			TypeName, importID(want.Region, want.InstanceID)))
}

// unlistedShorter refuses to shorten the retention of copies that a plan may not have known of.
func unlistedShorter(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathRetentionDays, "Copies of "+want.InstanceID+" would be lost by shorter retention",
		fmt.Sprintf("Found: off, copies kept for %d days. Configured: kept for %d days. The list of policies does not show this one, so a plan of a create may not have warned that older copies are deleted. Nothing was sent.\n\n"+
			"Import the policy, and the next plan shows the difference before anything changes:\n\n"+
			"  import {\n    to = %s.<name>\n    id = %q\n  }\n\n"+
			"Or set retention_days to %d or more, and no copy is deleted.",
			found.RetentionDays, want.RetentionDays, TypeName, importID(want.Region, want.InstanceID), found.RetentionDays))
}

// movedDiffers refuses to write over settings that no plan could show: the state came from another provider and was not read.
func movedDiffers(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Policy of "+want.InstanceID+" differs from the state that it was moved with",
		fmt.Sprintf("Found: %s. Configured: %s. The moved state does not show what was found, so writing would replace settings that no plan has shown, and shorter retention would delete copies. "+
			"Set the values found here and apply; after that each change is planned as usual.",
			describe(found.Enabled, found.DestinationRegion, found.RetentionDays, found.LogBackupEnabled),
			describe(want.Enabled, want.DestinationRegion, want.RetentionDays, want.LogBackupEnabled)))
}

// changedSincePlan refuses to write over settings that were made after the plan, which shows other ones.
func changedSincePlan(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Policy of "+want.InstanceID+" was changed after the plan",
		fmt.Sprintf("Found: %s. Configured: %s. The plan does not show what was found, so writing would replace settings that nobody has looked at. Nothing was sent. Plan again, and apply what that shows.",
			describe(found.Enabled, found.DestinationRegion, found.RetentionDays, found.LogBackupEnabled),
			describe(want.Enabled, want.DestinationRegion, want.RetentionDays, want.LogBackupEnabled)))
}

func createOnReleased(want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Instance "+want.InstanceID+" is released",
		fmt.Sprintf("A released instance makes no backups, so cross-region backup cannot be enabled; only the retention of what it left behind can be changed. Remove this resource, or import the policy to manage that retention:\n\n"+
			"  import {\n    to = %s.<name>\n    id = %q\n  }", TypeName, importID(want.Region, want.InstanceID)))
}

const movedBlock = "  moved {\n    from = " + TypeName + ".<old address>\n    to   = " + TypeName + ".<new address>\n  }"

func createBesideDestroy(instanceID string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Policy of "+instanceID+" would be created and destroyed in one run",
		"An instance has one policy. This plan creates it at one address and destroys it at another, as a renamed resource or for_each key does. Whichever runs last would decide whether the instance stays protected. "+
			"Tell Terraform that it is the same policy:\n\n"+movedBlock+"\n\n"+
			"For a deposed object, which a failed replacement leaves, run terraform state rm for its address and import the policy. To end the policy at both addresses, run terraform destroy -refresh=false.")
}

func secondCreate(instanceID string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Policy of "+instanceID+" is declared twice",
		"An instance has one policy, and two resources of this run declare it; the last writer would win. Keep one of them. If one is the new name of the other:\n\n"+movedBlock)
}

func destroyBesideKept(instanceID string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Policy of "+instanceID+" would be ended while another resource keeps it",
		"An instance has one policy, and the state holds it at two addresses. This plan destroys one and keeps the other. Destroying would end the protection that the other declares. "+
			"Let Terraform forget the one that goes, without a destroy:\n\n"+
			"  removed {\n    from = "+TypeName+".<address that goes>\n    lifecycle {\n      destroy = false\n    }\n  }\n\n"+
			"A removed block takes no for_each or count key: there, and for a deposed object, run terraform state rm for the address. To end the policy at both addresses, run terraform destroy -refresh=false.")
}

func deleteOfWritten(instanceID string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Policy of "+instanceID+" was not switched off",
		"This run created or adopted the policy of the same instance under another address. Switching it off now would undo that, so nothing was sent; only this address is forgotten.")
}

// replacedInPlace refuses a replacement that would end protection or expire copies on the way.
func replacedInPlace(instanceID, deletionPolicy string) diag.Diagnostics {
	const wayOut = " Undo the taint (terraform untaint) or leave out -replace: every setting can be changed in place. If the replacement is really meant, undo the taint, set deletion_policy = \"DISABLE\" and apply that alone first."
	switch deletionPolicy {
	case deletionPrevent:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Policy of "+instanceID+" is protected from replacement",
			"Replacing switches cross-region backup off and on again, and deletion_policy is PREVENT."+wayOut)}
	case deletionDisableAndExpire:
		return diag.Diagnostics{diag.NewErrorDiagnostic("Replacing the policy of "+instanceID+" would delete copies",
			"deletion_policy is DISABLE_AND_EXPIRE, so the destroy half of the replacement would shorten retention to 7 days and let older copies expire."+wayOut)}
	}
	return nil
}

func preventedDestroy(instanceID string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathDeletionPolicy, "Policy of "+instanceID+" is protected from destruction",
		"deletion_policy is PREVENT in the state. To end protection on purpose, set deletion_policy in its resource block to DISABLE, DISABLE_AND_EXPIRE or ABANDON, and apply that alone. Then destroy or replace it. If the block was removed already, put it back for that.")
}

// preventedChange refuses the in-place changes that end protection or drop copies under PREVENT. A retention that was
// lengthened elsewhere comes with its own way to keep the copies.
func preventedChange(state, plan model, lengthened string) diag.Diagnostics {
	if state.DeletionPolicy.ValueString() != deletionPrevent {
		return nil
	}
	const wayOut = " deletion_policy is PREVENT in the state. If it is meant, set deletion_policy to DISABLE and apply that alone, then make the change."
	var diags diag.Diagnostics
	released := state.InstanceReleased.ValueBool() // then enabled cannot be changed at all
	if state.Enabled.ValueBool() && !released && known(plan.Enabled) && !plan.Enabled.ValueBool() {
		diags.AddAttributeError(pathEnabled, "Policy of "+state.InstanceID.ValueString()+" is protected from being switched off",
			"enabled goes from true to false, which ends protection."+wayOut)
	}
	if known(state.RetentionDays, plan.RetentionDays) && plan.RetentionDays.ValueInt64() < state.RetentionDays.ValueInt64() {
		diags.AddAttributeError(pathRetentionDays, "Policy of "+state.InstanceID.ValueString()+" is protected from shorter retention",
			fmt.Sprintf("retention_days goes from %d to %d, which deletes older copies.%s%s", state.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64(), lengthened, wayOut))
	}
	return diags
}

// checkReleasedChange refuses every change that a released instance cannot take. Unknown values wait for apply.
func checkReleasedChange(state, plan model) diag.Diagnostics {
	var diags diag.Diagnostics
	refuse := func(before, after attr.Value, attribute string) {
		if !after.IsUnknown() && !after.Equal(before) {
			diags.AddAttributeError(path.Root(attribute), "Instance "+state.InstanceID.ValueString()+" is released",
				attribute+" can no longer be changed: of a released instance only the retention of the copies left behind can be. Set it back to the value in the state, or remove the resource once the copies are no longer needed.")
		}
	}
	refuse(state.DestinationRegion, plan.DestinationRegion, "destination_region")
	refuse(state.LogBackupEnabled, plan.LogBackupEnabled, "log_backup_enabled")
	refuse(state.Enabled, plan.Enabled, "enabled")
	return diags
}

// countedOthers says why a warning has no number where the number of a run's look-ups for that is used up.
func countedOthers(most int) string {
	return fmt.Sprintf("Not counted, since this run counted those of %d other policies already; the data source apsaradb_rds_cross_region_backup_sets counts them. ", most)
}

// stillDeclared says that nothing is copied any more although the configuration says so: a release is seen nowhere else.
func stillDeclared(state, plan model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathInstanceID, "Instance "+state.InstanceID.ValueString()+" is released",
		fmt.Sprintf("No backups are made or copied any more. Copies that exist stay until %d days after they were made and are charged until then; retention_days can still change that. Remove the resource once they are no longer needed.",
			daysKept(state, plan)))
}

// describe lists settings for a sentence.
func describe(enabled bool, destination string, retentionDays int64, logs bool) string {
	if !enabled {
		return "off"
	}
	with := "without log copy"
	if logs {
		with = "with log copy"
	}
	return fmt.Sprintf("on, to %s, kept for %d days, %s", destination, retentionDays, with)
}
