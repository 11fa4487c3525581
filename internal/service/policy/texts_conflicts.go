// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// This file has the sentences about a policy that exists already, or that two resources declare.

// What a user can copy out of an error. No provider is told the address of a resource.
const (
	movedBlock   = "  moved {\n    from = <old address>\n    to   = <new address>\n  }"
	removedBlock = "  removed {\n    from = <address that goes>\n    lifecycle {\n      destroy = false\n    }\n  }"
	endBoth      = "To end the policy at both addresses, run terraform destroy -refresh=false."
	// One half of a conflict may be planned before the other half is known.
	notApplied = "\n\nNothing of this plan is applied, so other warnings about this policy do not come true."
)

// addresses is the command that prints each address that the state has for a policy.
func addresses(policyID string) string { return "  terraform state list -id=" + policyID }

func importBlock(want rds.Settings) string {
	return fmt.Sprintf("  import {\n    to = %s.<name>\n    id = %q\n  }",
		TypeName, walk.PolicyID(want.Region, want.InstanceID))
}

// oneOwner says what nobody notices until both have been applied a few times.
func oneOwner(which string) string {
	return "If another configuration manages " + which + " too, the two undo each other's changes, " +
		"and a destroy by one ends protection for both. Keep a policy in one configuration."
}

func willAdopt(want rds.Settings) diag.Diagnostic {
	return message.PolicyAdopted.Warning(pathInstanceID, fmt.Sprintf(
		"Cross-region backup of instance %s is on already with the same settings. "+
			"The policy is taken under management without a write. %s", want.InstanceID, oneOwner("it")))
}

// alreadyEnabled refuses to overwrite settings that somebody else made, and shows how to take them over.
func alreadyEnabled(found rds.Policy, want rds.Settings) diag.Diagnostic {
	howTo := "Import the policy, and the next plan shows each difference before anything changes:"
	if want.RetentionDays < found.RetentionDays {
		howTo = fmt.Sprintf("Import the policy. An import does not shorten the retention, so set retention_days = %d first. "+
			"The plan shows each other difference before anything changes:", found.RetentionDays)
	}
	return message.PolicyDiffers.Error(pathInstanceID,
		compared(found, want)+
			"Creating would overwrite settings that were not made here."+deletesCopies(found, want)+"\n\n"+
			howTo+"\n\n"+importBlock(want)+"\n\n"+
			"Or set the values found above, and the policy is adopted as it is.", want.InstanceID)
}

// wouldShorten refuses to shorten the retention of copies that were not made here.
func wouldShorten(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return message.CreateShortens.Error(pathRetentionDays, fmt.Sprintf(
		"The policy is off, and its copies are kept for %d days. The configuration has %d days. "+
			"A create does not shorten the retention of a policy that was not made here, because that deletes older "+
			"copies. Nothing was sent.\n\n"+
			"Set retention_days to %d or more, and no copy is deleted. Or import the policy with retention_days = %d, and "+
			"shorten it in a later apply:\n\n%s",
		found.RetentionDays, want.RetentionDays, found.RetentionDays, found.RetentionDays, importBlock(want)),
		want.InstanceID)
}

// movedDiffers refuses to write over settings that no plan has shown: the state came from another provider and was not
// read.
func movedDiffers(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return message.MovedPolicyDiffers.Error(pathInstanceID,
		compared(found, want)+
			"The moved state does not show what was found, so writing would replace settings that no plan has shown."+
			deletesCopies(found, want)+" Set the values found here and apply; after that each change is planned as usual.",
		want.InstanceID)
}

// changedSincePlan refuses to write over settings that were made after the plan.
func changedSincePlan(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return message.ChangedSincePlan.Error(pathInstanceID,
		compared(found, want)+
			"The plan does not show what was found, so writing would replace settings that nobody has reviewed."+
			deletesCopies(found, want)+" Nothing was sent. Plan again, and apply what that shows.", want.InstanceID)
}

// releasedSincePlan refuses what a released instance cannot take, where the plan did not know of the release.
func releasedSincePlan(want rds.Settings) diag.Diagnostic {
	return message.InstanceReleased.Error(pathInstanceID,
		"It was released after the state was last read, so the plan did not know of it. Nothing was sent: of a released "+
			"instance, only the retention of the copies left behind can be changed. Plan again to see what is left to change.",
		want.InstanceID)
}

// retentionOfReleased says that the instance of a changed retention is gone.
func retentionOfReleased(want rds.Settings) diag.Diagnostic {
	return message.InstanceReleased.Warning(pathInstanceID,
		"It was released after the state was last read, so the retention alone was written, for the copies left behind. "+
			"No backups are made or copied any more.", want.InstanceID)
}

func createOnReleased(found rds.Policy, want rds.Settings) diag.Diagnostic {
	gone := ""
	if eligibility.CopiesOf(rds.Instance{Engine: found.Engine}).SurviveRelease != eligibility.Yes {
		gone = "If it was MySQL on cloud disks, its copies were deleted with it. Otherwise, only"
	}
	return message.InstanceReleased.Error(pathInstanceID,
		"A released instance makes no backups, so cross-region backup cannot be enabled. "+
			cmp.Or(gone, "Only")+" the retention of the copies left behind can be changed. "+
			"Remove this resource, or import the policy to manage that retention:\n\n"+importBlock(want),
		want.InstanceID)
}

// acrossAliases follows the moved block where two aliases of the provider are concerned. No provider process knows the
// name of an alias.
const acrossAliases = "The two addresses use different aliases of the provider. A moved block works across them: " +
	"the policy then belongs to the provider of the new address."

func createBesideDestroy(c conflict) diag.Diagnostic {
	if c.again {
		return message.CreatedAndDestroyed.Error(path.Empty(), "This holds for more than one policy of the plan. "+
			"The error that shows a moved block says what to do. This prints the old address of this one:\n\n"+
			addresses(c.policyID), c.instanceID)
	}
	return message.CreatedAndDestroyed.Error(path.Empty(), "An instance has one policy. This plan creates it at one "+
		"address and destroys it at another, as after a rename, a move into a module, or another key or index. "+
		"The one that runs last would decide whether the instance stays protected. "+
		"Tell Terraform that it is the same policy:\n\n"+movedBlock+"\n\n"+
		"This prints the old address:\n\n"+addresses(c.policyID)+"\n\n"+with(c.otherAlias, acrossAliases+"\n\n")+
		"With count, or where keys of for_each were swapped, the old address is still in use, and Terraform refuses that "+
		"block. Then use for_each with the instance ids as its keys, and one block for each policy:\n\n"+
		strings.ReplaceAll(movedBlock, "<new address>", fmt.Sprintf("<resource>[%q]", c.instanceID))+"\n\n"+
		endBoth+notApplied, c.instanceID)
}

func secondCreate(c conflict) diag.Diagnostic {
	if c.again {
		return message.DeclaredTwice.Error(pathInstanceID,
			"This holds for more than one policy of the plan. Another error with this code says what to do.", c.instanceID)
	}
	return message.DeclaredTwice.Error(pathInstanceID,
		"An instance has one policy, and two resources of this run declare it. The last writer would win. "+
			"Keep one of them. Search the configuration for the id of the instance to find the other one, "+
			"or, if the state has both, print their addresses:\n\n"+addresses(c.policyID)+"\n\n"+
			"If one is the new name of the other:\n\n"+movedBlock+with(c.otherAlias, "\n\n"+acrossAliases)+notApplied,
		c.instanceID)
}

func destroyBesideKept(c conflict) diag.Diagnostic {
	if c.again {
		return message.EndedAndKept.Error(path.Empty(), "This holds for more than one policy of the plan. "+
			"The error that shows a removed block says what to do. This prints both addresses of this one:\n\n"+
			addresses(c.policyID), c.instanceID)
	}
	return message.EndedAndKept.Error(path.Empty(), "An instance has one policy, and the state has it at two addresses. "+
		"This plan destroys one and keeps the other. Destroying would end the protection that the other declares. "+
		"Let Terraform forget the one that goes, without a destroy:\n\n"+removedBlock+"\n\n"+
		"This prints both addresses:\n\n"+addresses(c.policyID)+"\n\n"+
		with(c.otherAlias, "The two addresses use different aliases of the provider. ")+
		"A removed block takes no key or index: there, run terraform state rm for the address. "+
		"If the command prints one address, its destroy is that of a deposed object: run terraform state rm for the "+
		"address, and import the policy. "+endBoth+notApplied, c.instanceID)
}

// with is a sentence where it holds.
func with(holds bool, sentence string) string {
	if holds {
		return sentence
	}
	return ""
}
