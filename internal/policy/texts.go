// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/scope"
	"github.com/geobackup/terraform-provider-apsaradb/internal/tfdiag"
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

func eligibilityProblem(instanceID string, finding eligibility.Finding) problem {
	at := pathInstanceID
	summary := "Instance may not support cross-region backup"
	if finding.Verdict == eligibility.Bad {
		summary = "Instance " + instanceID + " does not support cross-region backup"
	}
	return problem{code: finding.Code, bad: finding.Verdict == eligibility.Bad, at: at, summary: summary,
		detail: finding.Message() + " (" + finding.Code + ")"}
}

func instanceNotFound(region, instanceID string) diag.DiagnosticWithPath {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Instance "+instanceID+" is not found",
		fmt.Sprintf("There is no instance %s in region %s under the account of the credentials. Check the id; if the instance is in another region, set region to that; if it belongs to another account, use that account's credentials.",
			instanceID, region))
}

func instanceElsewhere(instanceID, region, found string) problem {
	return problem{code: codeInstanceElsewhere, bad: true, at: pathRegion, summary: "Instance " + instanceID + " is in another region",
		detail: fmt.Sprintf("Instance %s is in %s, not in %s. Set region = %q.", instanceID, found, region, found)}
}

func destinationNotOpen(source, destination string, open []string) problem {
	return problem{code: codeDestinationNotOpen, bad: true, at: pathDestinationRegion, summary: "Destination region is not available",
		detail: fmt.Sprintf("Backups of instances in %s cannot be copied to %s.%s Set one of the regions open to %s: %s.",
			source, destination, scope.Suggestion(destination), source, strings.Join(open, ", "))}
}

func destinationNotInTable(source, destination string) problem {
	return problem{code: codeDestinationNotInTable, at: pathDestinationRegion, summary: "Destination region is not known",
		detail: fmt.Sprintf("%s is not among the regions that the product page of 2025-07-23 lists for copies from %s.%s It may have been added since; otherwise the API refuses it at apply.",
			destination, source, scope.Suggestion(destination))}
}

func sourceNotOpen(source string, err error) problem {
	return problem{code: codeSourceNotOpen, bad: true, at: pathRegion, summary: "Region does not offer cross-region backup",
		detail: fmt.Sprintf("The API lists no destinations for instances in %s: %s Check region; if it is right, cross-region backup cannot be used there.", source, tfdiag.Sentence(err))}
}

// residency holds a destination against allowed_destination_regions and cross_border. These rules hold under every
// plan_checks; enforce is false for a policy that does not change, which they must not block.
func residency(checks providerdata.Checks, source, destination string, enforce bool) diag.Diagnostics {
	var diags diag.Diagnostics
	add := func(deny bool, summary, detail string) {
		if deny && enforce {
			diags.AddAttributeError(pathDestinationRegion, summary, detail)
		} else {
			diags.AddAttributeWarning(pathDestinationRegion, summary, detail)
		}
	}
	if !checks.DestinationAllowed(destination) {
		add(true, "Destination region is not allowed", fmt.Sprintf(
			"destination_region is %s. The provider's allowed_destination_regions allows only: %s. Choose one of these, or have the region added to the list.",
			destination, listOrNone(checks.AllowedDestinations)))
	}
	crosses, known := eligibility.CrossBorder(source, destination)
	switch {
	case checks.CrossBorder == providerdata.CrossBorderDeny && !known:
		add(true, "Copies may cross a border", fmt.Sprintf(
			"The area of %s or %s is not known, and the provider's cross_border is DENY. Choose a destination that the data source apsaradb_rds_cross_region_backup_regions shows in the same area.", source, destination))
	case checks.CrossBorder == providerdata.CrossBorderDeny && crosses:
		add(true, "Copies would cross a border", fmt.Sprintf(
			"%s and %s lie in different areas (Chinese mainland, Hong Kong, overseas), and the provider's cross_border is DENY. Choose a destination in the same area, or have cross_border changed.", source, destination))
	case checks.CrossBorder == providerdata.CrossBorderWarn && crosses && enforce:
		add(false, "Copies cross a border", fmt.Sprintf(
			"%s and %s lie in different areas (Chinese mainland, Hong Kong, overseas). The console asks for agreement to the rules on cross-border data transfer; by applying you take that responsibility. Set cross_border = \"ALLOW\" in the provider block once this is settled.", source, destination))
	}
	return diags
}

func listOrNone(regions []string) string {
	if len(regions) == 0 {
		return "none"
	}
	return strings.Join(regions, ", ")
}

// plannedResidency is residency for a plan whose values may still be unknown.
func plannedResidency(checks providerdata.Checks, plan model, enforce bool) diag.Diagnostics {
	if plan.Region.IsUnknown() || plan.DestinationRegion.IsUnknown() {
		return nil
	}
	return residency(checks, plan.Region.ValueString(), plan.DestinationRegion.ValueString(), enforce)
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

func createOnReleased(want rds.Settings) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Instance "+want.InstanceID+" is released",
		fmt.Sprintf("A released instance makes no backups, so cross-region backup cannot be enabled; only the retention of what it left behind can be changed. Remove this resource, or import the policy to manage that retention:\n\n"+
			"  import {\n    to = %s.<name>\n    id = %q\n  }", TypeName, importID(want.Region, want.InstanceID)))
}

const movedBlock = "  moved {\n    from = " + TypeName + ".<old address>\n    to   = " + TypeName + ".<new address>\n  }"

func createBesideDestroy(instanceID string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Policy of "+instanceID+" would be created and destroyed in one run",
		"An instance has one policy. This plan creates it at one address and destroys it at another, as a renamed resource or for_each key does; whichever runs last would decide whether the instance stays protected. "+
			"Tell Terraform that it is the same policy:\n\n"+movedBlock)
}

func secondCreate(instanceID string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathInstanceID, "Policy of "+instanceID+" is declared twice",
		"An instance has one policy, and two resources of this run create it; the last writer would win. Keep one of them. If one is the new name of the other:\n\n"+movedBlock)
}

func deleteOfWritten(instanceID string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Policy of "+instanceID+" was not switched off",
		"This run created or adopted the policy of the same instance under another address. Switching it off now would undo that, so nothing was sent; only this address is forgotten.")
}

// replacedInPlace refuses a replacement that would end protection or expire copies on the way.
func replacedInPlace(instanceID, deletionPolicy string) diag.Diagnostics {
	const wayOut = " Undo the taint (terraform untaint) or leave out -replace: every setting can be changed in place. If the replacement is really meant, set deletion_policy = \"DISABLE\" in an apply of its own first."
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
		"deletion_policy is PREVENT in the state. To end protection on purpose, set deletion_policy to DISABLE, DISABLE_AND_EXPIRE or ABANDON, apply that alone, then destroy.")
}

// preventedChange refuses the in-place changes that end protection or drop copies under PREVENT.
func preventedChange(state, plan model) diag.Diagnostics {
	if state.DeletionPolicy.ValueString() != deletionPrevent {
		return nil
	}
	const wayOut = " deletion_policy is PREVENT in the state. If it is meant, set deletion_policy to DISABLE and apply that alone, then make the change."
	var diags diag.Diagnostics
	if state.Enabled.ValueBool() && known(plan.Enabled) && !plan.Enabled.ValueBool() {
		diags.AddAttributeError(pathEnabled, "Policy of "+state.InstanceID.ValueString()+" is protected from being switched off",
			"enabled goes from true to false, which ends protection."+wayOut)
	}
	if known(state.RetentionDays, plan.RetentionDays) && plan.RetentionDays.ValueInt64() < state.RetentionDays.ValueInt64() {
		diags.AddAttributeError(pathRetentionDays, "Policy of "+state.InstanceID.ValueString()+" is protected from shorter retention",
			fmt.Sprintf("retention_days goes from %d to %d, which deletes older copies.%s", state.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64(), wayOut))
	}
	return diags
}

// checkReleasedChange refuses every change that a released instance cannot take.
func checkReleasedChange(state, plan model) diag.Diagnostics {
	var diags diag.Diagnostics
	refuse := func(changed bool, attribute string) {
		if changed {
			diags.AddAttributeError(path.Root(attribute), "Instance "+state.InstanceID.ValueString()+" is released",
				attribute+" can no longer be changed: of a released instance only the retention of the copies left behind can be. Set it back to the value in the state, or remove the resource once the copies are no longer needed.")
		}
	}
	refuse(!plan.DestinationRegion.Equal(state.DestinationRegion), "destination_region")
	refuse(!plan.LogBackupEnabled.Equal(state.LogBackupEnabled), "log_backup_enabled")
	refuse(!plan.Enabled.Equal(state.Enabled), "enabled")
	return diags
}

func abandoned(state model) diag.Diagnostic {
	what := "Copying goes on"
	if !state.Enabled.ValueBool() || state.InstanceReleased.ValueBool() {
		what = "Copies stay"
	}
	return diag.NewWarningDiagnostic("Policy of "+state.InstanceID.ValueString()+" is forgotten, not ended",
		what+" with the settings that they have now, and so do charges; deletion_policy is ABANDON. To end them later, import the policy again or use the RDS console.")
}
