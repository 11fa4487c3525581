// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// This file has the sentences about reading, importing, moving and listing policies, and about what a run lacks.

// The operations that can fail, as summaries of diagnostics. The cause stands below them.
const (
	opCreate    = "Cannot enable cross-region backup"
	opUpdate    = "Cannot change cross-region backup"
	opDelete    = "Cannot end cross-region backup"
	opRead      = "Cannot read the cross-region backup policy"
	opList      = "Cannot list the cross-region backup policies"
	opLook      = "Cannot look for an existing policy"
	opLookMoved = "Cannot look at the moved policy"
	opCheck     = "Cannot check the destination region"
)

// notReady refuses an operation while the provider block is not known. Terraform applies only known blocks, so this is
// rare.
func notReady(operation string, data *walk.Data) diag.Diagnostic {
	return message.ProviderNotConfigured.Error(path.Empty(), fmt.Sprintf(
		"Cannot %s: the provider block has unknown values (%s). Apply what they come from first, then apply again.",
		operation, data.UnknownArguments()))
}

func notRefreshed(data *walk.Data) diag.Diagnostic {
	return message.PoliciesNotRefreshed.Warning(path.Empty(), fmt.Sprintf(
		"The provider block has values that are only known after apply: %s. "+
			"So policies keep their state of the last run, and plan checks are skipped. "+
			"Apply what the values come from first to see a complete plan.", data.UnknownArguments()))
}

// notChecked refuses to write in a region that did not answer earlier in the run.
func notChecked(region, instanceID string) diag.Diagnostic {
	return message.PolicyNotChecked.Error(path.Empty(), fmt.Sprintf(
		"Nothing was sent for %s: its change could not be checked, for the reason that another error of this run explains. "+
			"Mend that, then apply again.",
		walk.Subject(region, instanceID)), instanceID)
}

func regionChanges(configured string, state model) diag.Diagnostic {
	region := state.Region.ValueString()
	return message.RegionChanges.Error(pathRegion, fmt.Sprintf(
		"region is %s, and instance %s is protected in %s. "+
			"Set region back to %s, or change instance_id as well if another instance is meant.",
		configured, state.InstanceID.ValueString(), region, region))
}

// wrongRegion refuses a block that leaves the region to a state that had a wrong one.
func wrongRegion(state model, was string) diag.Diagnostic {
	region := state.Region.ValueString()
	return message.PolicyInOtherRegion.Error(pathRegion, fmt.Sprintf(
		"Instance %[1]s was looked for in %[2]s, and the API found it in %[3]s. Set region = %[3]q in this block. "+
			"Then the next plan goes on from the policy there.",
		state.InstanceID.ValueString(), was, region))
}

// importedElsewhere is the answer to an import in a region where the instance is not.
func importedElsewhere(region, instanceID, found string) diag.Diagnostic {
	return message.ImportInOtherRegion.Error(path.Empty(), fmt.Sprintf(
		"Instance %s is in %s, not in %s. Import it with the id %q, or with region = %q in the identity.",
		instanceID, found, region, walk.PolicyID(found, instanceID), found))
}

// movedNotFound keeps a moved policy whose region is not known: the provider's region may be the wrong one.
func movedNotFound(region, instanceID string) diag.Diagnostic {
	return message.MovedNotFound.Warning(pathRegion,
		"Instance "+instanceID+" is not found in "+region+", the provider's region, "+
			"and the moved state does not say its region. The policy stays in the state unread. "+
			"Set region on the resource to the region of the instance, then plan again.")
}

// The ways out where nothing proves that a policy is gone.
const (
	staysInState = "The policy stays in the state. "
	reallyGone   = " If the instance is really gone, remove the policy with terraform state rm."
)

func goneWithoutAccount(region, instanceID string, err error) diag.Diagnostic {
	return message.CannotTellGone.Error(path.Empty(), fmt.Sprintf(
		"Instance %s is not found in %s, and the account of the credentials could not be read. %s\n\n"+
			staysInState+"It leaves the state once STS names the account."+reallyGone,
		instanceID, region, tfdiag.Advice(err)))
}

func goneWithoutRecord(region, instanceID, now string) diag.Diagnostic {
	return message.CannotTellGone.Error(path.Empty(), fmt.Sprintf(
		"Instance %s is not found in region %s under account %s. "+
			"The state does not say which account the policy was made with.\n\n"+
			staysInState+"Check the provider's credentials and the region."+reallyGone, instanceID, region, now))
}

func goneInOtherAccount(region, instanceID, now, made string) diag.Diagnostic {
	return message.WrongAccount.Error(path.Empty(), fmt.Sprintf(
		"Instance %s is not found in region %s under account %s. Its policy was made with account %s.\n\n"+
			staysInState+"Use credentials of account %s, for example with the provider's argument profile, then plan again.",
		instanceID, region, now, made, made))
}

// withImport is the way to take over a policy that needs no old state.
const withImport = "import {\n    to = " + TypeName + ".<name>\n    id = \"<region>:<instance id>\"\n  }"

// expired says what nothing else shows before the release.
func expired(instanceID string) diag.Diagnostic {
	return message.Reason(eligibility.CodeLocked).Warning(pathInstanceID, fmt.Sprintf(
		"Instance %s is locked (LockByExpiration): it expired, or a payment is overdue. Until it is renewed, it takes no "+
			"change. If nobody renews it, it is released, and then no backups are made or copied any more. Renew it, or pay "+
			"what is overdue, in the RDS console.", instanceID), instanceID)
}

func movedUnreadable() diag.Diagnostic {
	return message.CannotMove.Error(path.Empty(), "The state of "+alicloudTypeName+" has no readable instance_id. "+
		"Remove it from the state, and write an import block in place of the moved block:\n\n"+
		"  terraform state rm '"+alicloudTypeName+".<name>'\n\n  "+withImport)
}

// movedFromFork refuses a like-named type of a provider that is not known. known is the one that it stands for.
func movedFromFork(address, known string) diag.Diagnostic {
	return message.CannotMove.Error(path.Empty(), fmt.Sprintf(
		"The state says that its provider is %s, and nothing is known of that one. "+
			"If it is a copy or a mirror of %s, tell Terraform so, and plan again:\n\n"+
			"  terraform state replace-provider %s %s\n\n"+
			"With OpenTofu, write tofu in place of terraform. "+
			"If it is another provider, write an import block in place of the moved block:\n\n  %s",
		address, known, address, known, withImport))
}

// movedFromOtherType refuses a type that is no cross-region backup policy.
func movedFromOtherType(typeName string) diag.Diagnostic {
	return message.CannotMove.Error(path.Empty(), fmt.Sprintf(
		"%s cannot become %s: only %s can. Delete the moved block. "+
			"If an instance has a policy already, take it over with an import block:\n\n  %s\n\n"+
			"Keep the block of %s; or, if Terraform is to forget that object and leave it as it is, write:\n\n"+
			"  removed {\n    from = %s.<name>\n    lifecycle {\n      destroy = false\n    }\n  }",
		typeName, TypeName, alicloudTypeName, withImport, typeName, typeName))
}

// importForm says what import takes.
const importForm = "Import takes <region>:<instance_id>, such as cn-hangzhou:pgm-bp1234567890, " +
	"or a bare instance id in the provider's region."

func notAnImportID(format string, values ...any) diag.Diagnostic {
	return message.NotAnImportID.Error(path.Empty(), fmt.Sprintf(format, values...)+" "+importForm)
}

// importedOne warns once for a run: no answer of the API tells who else manages a policy.
func importedOne() diag.Diagnostic {
	return message.PolicyImported.Warning(path.Empty(),
		"This run imports policies, and the API does not tell who manages a policy already. "+oneOwner("one of them"))
}

// importedNotFound is the answer to an import of an instance that no witness knows.
func importedNotFound(region, instanceID, account string) diag.Diagnostic {
	return message.ImportNotFound.Error(path.Empty(), fmt.Sprintf(
		"%s Check the region, the id and the provider's credentials. "+
			"The region of the instance stands before the id, as in %s, or as region in the identity.",
		walk.NotFound(region, instanceID, account), walk.PolicyID("<region>", instanceID)))
}

// importedNeverEnabled says that there are no settings to import, and shows the block that gives them.
func importedNeverEnabled(region, instanceID string) diag.Diagnostic {
	return message.ImportNeverEnabled.Warning(path.Empty(), fmt.Sprintf(
		"Instance %s in %s never had cross-region backup, so the API has no destination and no retention to import. "+
			"They can only come from the resource block. Nothing is written while the block says enabled = false, "+
			"as here:\n\n"+
			"  resource %q \"example\" {\n    instance_id        = %q\n    region             = %q\n"+
			"    destination_region = \"<region that keeps the copies>\"\n    retention_days     = <%d to %d>\n"+
			"    enabled            = false\n  }\n\n"+
			"To enable the feature instead, leave out both the import and enabled = false.",
		instanceID, region, TypeName, instanceID, region, eligibility.MinRetentionDays, eligibility.MaxRetentionDays),
		instanceID)
}

// maxNamed is how many policies without settings a warning names.
const maxNamed = 20

func withoutSettings(ids []string) diag.Diagnostic {
	rest := ""
	if len(ids) > maxNamed {
		ids, rest = ids[:maxNamed], fmt.Sprintf(" and %d more", len(ids)-maxNamed)
	}
	return message.PoliciesWithoutSettings.Warning(path.Empty(), fmt.Sprintf(
		"The API reports no destination or no retention of %s%s. No configuration can be generated from that. "+
			"To manage such a policy, write a resource block with its settings and enabled = false, and import it by its id. "+
			"Set enabled = true in this list to skip policies that are off.", strings.Join(ids, ", "), rest))
}

// timeRanOut names the argument of the timeouts block. A read and a destroy go by the value in the state.
func timeRanOut(l limit) string {
	longer := fmt.Sprintf("timeouts { %s = %q }", l.argument, duration(l.value+l.value))
	text := fmt.Sprintf("The %s timeout of %s ran out. To wait longer, set %s", l.argument, duration(l.value), longer)
	switch l.argument {
	case "read":
		return text + " and apply with -refresh=false: a read goes by the value in the state."
	case "delete":
		return text + " and apply that first: a destroy goes by the value in the state."
	default:
		return text + "."
	}
}

// duration is a duration as a configuration would have it: 30m, not 30m0s.
func duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func defect(what string) diag.Diagnostic {
	return message.ProviderDefect.Error(path.Empty(),
		what+" This is a defect of the provider: report it with the provider's version.")
}

func cannotRecord(what string, err error) diag.Diagnostic {
	return defect("Cannot record the " + what + " of a policy: " + err.Error() + ".")
}

// accountNotRecorded is the warning of a policy whose account could not be read.
func accountNotRecorded(err error) diag.Diagnostic {
	return message.AccountNotRecorded.Warning(path.Empty(), fmt.Sprintf(
		"The account of the credentials could not be read. %s\n\n"+
			"Policies are managed as usual. But a policy whose instance is released stays in the state until its account is "+
			"recorded, which the next run does once STS answers.",
		tfdiag.Advice(err)))
}
