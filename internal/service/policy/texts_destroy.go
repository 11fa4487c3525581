// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// This file has the sentences about a destroy, in the plan and in the apply.

// The ways out of a destroy that deletion_policy or another address forbids.
const (
	wayOutOfReplacement = " Undo the taint (terraform untaint), leave out -replace or remove replace_triggered_by: " +
		"every setting can be changed in place."
	wayOutOfPrevent = "deletion_policy is PREVENT in the state. To end protection on purpose, set deletion_policy in " +
		"its resource block to DISABLE, DISABLE_AND_EXPIRE or ABANDON, and apply that alone. Then destroy or replace it. " +
		"If the block was removed already, put it back for that."
)

func destroying(e ending) diag.Diagnostic {
	return e.kind().Warning(path.Empty(), e.sentence(), e.state.InstanceID.ValueString())
}

// kind is the headline that is true: of a released instance nothing ends, and expiring copies matter more than the end.
func (e ending) kind() message.Message {
	released := e.state.InstanceReleased.ValueBool()
	switch {
	case released && e.facts.SurviveRelease == eligibility.No:
		return message.CopiesGone
	case e.expires() && !(e.counted && e.copies.Count == 0):
		return message.DestroyDeletesCopies
	case released || !e.state.Enabled.ValueBool():
		return message.DestroyKeepsCopies
	default:
		return message.DestroyEndsBackup
	}
}

// sentence says what stops, what stays until when, what that costs about, and what to set for another outcome.
func (e ending) sentence() string {
	released := e.state.InstanceReleased.ValueBool()
	switch {
	case released && e.facts.SurviveRelease == eligibility.No:
		return strings.TrimSpace(e.stops()) + copiesDeleted
	case e.counted && e.copies.Count == 0:
		return e.stops() + "No copies exist."
	case e.expires():
		return e.stops() + e.expiring() + e.cost() + e.missing() + fmt.Sprintf(
			" To keep copies for the %d days that they are kept now, set deletion_policy = %q and apply that alone first.",
			e.state.RetentionDays.ValueInt64(), deletionDisable) + releaseNote(released, e.facts)
	default:
		return e.stops() + e.staying() + releaseNote(released, e.facts) + e.cost() + e.missing() + e.otherwise()
	}
}

func (e ending) stops() string {
	switch {
	case e.state.InstanceReleased.ValueBool():
		return "The instance is released, so no copies are made any more. "
	case !e.state.Enabled.ValueBool():
		return "Copying is off already. "
	default:
		return "Copying of backups to " + e.state.DestinationRegion.ValueString() + " ends. "
	}
}

func (e ending) staying() string {
	days := int(e.state.RetentionDays.ValueInt64())
	until := fmt.Sprintf(" until %d days after they were made, the last until %s at the latest, "+
		"and are charged until then.", days, e.day(days))
	switch {
	case !e.counted:
		return "Copies that exist stay" + until
	case e.copies.Count == 1:
		return fmt.Sprintf("1 copy exists. It stays until %d days after it was made, %s at the latest, "+
			"and is charged until then.", days, e.day(days))
	default:
		return fmt.Sprintf("%d copies exist. They stay%s", e.copies.Count, until)
	}
}

// expiring says which copies DISABLE_AND_EXPIRE deletes at once, and when the others follow.
func (e ending) expiring() string {
	const days = eligibility.MinRetentionDays
	count, others := e.copies.Count, "Each of the others is"
	at := ""
	switch {
	case e.older < 0:
		at = "Copies that are older than that are deleted at once. "
	case e.older == 0 && count == 1:
		at, others = "", "The copy that exists is"
	case e.older == 0:
		at, others = "No copy is older than that now. ", fmt.Sprintf("Each of the %d copies is", count)
	case e.older >= count:
		return fmt.Sprintf("Retention goes from %d to %d days. %s, and charges end.",
			e.state.RetentionDays.ValueInt64(), days, oneOrAll(count))
	case e.older == 1:
		at = fmt.Sprintf("1 of the %d copies is older than that and is deleted at once. ", count)
	default:
		at = fmt.Sprintf("%d of the %d copies are older than that and are deleted at once. ", e.older, count)
	}
	return fmt.Sprintf("Retention goes from %d to %d days. %s%s deleted when it is %d days old, by %s at the latest. "+
		"Charges end with the last copy.", e.state.RetentionDays.ValueInt64(), days, at, others, days, e.day(days))
}

func oneOrAll(count int64) string {
	if count == 1 {
		return "The copy that exists is older than that and is deleted at once"
	}
	return fmt.Sprintf("All %d copies are older than that and are deleted at once", count)
}

// cost estimates from the first page of copies, which is why it says "about".
func (e ending) cost() string {
	if e.copies.SampledCount == 0 {
		return ""
	}
	bytes := e.copies.EstimatedBytes()
	what := "The copies take"
	switch {
	case e.copies.Count == 1:
		what = "The copy takes"
	case e.expires():
		what = "All copies together take"
	}
	return fmt.Sprintf(" %s about %.1f GB, which costs about USD %.2f a month at USD %.4f per GB and hour.",
		what, bytes/prices.BytesPerGB, prices.StoragePerMonth(bytes), prices.StoragePerGBHour)
}

// missing says why there is no number.
func (e ending) missing() string { return appended(e.uncounted) }

// otherwise names the other deletion policies that fit.
func (e ending) otherwise() string {
	advice := ""
	if e.mayExpire && e.state.RetentionDays.ValueInt64() > eligibility.MinRetentionDays {
		advice = fmt.Sprintf(" To delete the copies and end charges within %d days, set deletion_policy = %q and apply that "+
			"alone first.", eligibility.MinRetentionDays, deletionDisableAndExpire)
	}
	if e.state.Enabled.ValueBool() && !e.state.InstanceReleased.ValueBool() {
		advice += fmt.Sprintf(" To go on copying and only forget the policy, set deletion_policy = %q and apply that alone "+
			"first.", deletionAbandon)
	}
	return advice
}

func (e ending) day(days int) string {
	return e.now.UTC().AddDate(0, 0, days).Format(time.DateOnly)
}

func abandoned(state model, facts eligibility.CopyFacts) diag.Diagnostic {
	instanceID := state.InstanceID.ValueString()
	released := state.InstanceReleased.ValueBool()
	what := "Copying goes on as it is now, and so do charges"
	switch {
	case released && facts.SurviveRelease == eligibility.No:
		return message.CopiesGone.Warning(path.Empty(), "The instance is released."+copiesDeleted, instanceID)
	case !state.Enabled.ValueBool(), released:
		what = "Copies stay as long as their retention says now, and are charged until then"
	}
	return message.PolicyForgotten.Warning(path.Empty(), what+", because deletion_policy is ABANDON. "+
		"To end that later, import the policy again or use the RDS console."+releaseNote(released, facts), instanceID)
}

func preventedDestroy(instanceID string) diag.Diagnostic {
	return message.DestroyPrevented.Error(pathDeletionPolicy, wayOutOfPrevent, instanceID)
}

func preventedReplacement(instanceID string) diag.Diagnostic {
	return message.ReplacementPrevented.Error(path.Empty(),
		"A replacement is a destroy and a create, and deletion_policy is PREVENT."+wayOutOfReplacement+
			" If you mean the replacement, do that first, set deletion_policy = \"DISABLE\" and apply that alone. Then replace.",
		instanceID)
}

// replacementKeepsBackup says what the destroy of a replacement does not do. After -replace, Terraform does not show it
// in the plan, but in the apply, which plans the create once more.
func replacementKeepsBackup(instanceID string) diag.Diagnostic {
	return message.ReplacementKeepsBackup.Warning(path.Empty(), fmt.Sprintf(
		"Terraform counts a destroy and a create. For instance %s nothing is switched off in between: the policy stays on, "+
			"and only settings that differ are written. Every setting can be changed in place, so a replacement is never "+
			"needed. To leave it out, undo the taint (terraform untaint), leave out -replace or remove "+
			"replace_triggered_by.", instanceID))
}

func shorteningReplacement(found rds.Policy, want rds.Settings) diag.Diagnostic {
	return message.ReplacementDeletesCopies.Error(pathRetentionDays, fmt.Sprintf(
		"The API reports %d days, the configuration has %d. A replacement does not shorten retention.%s",
		found.RetentionDays, want.RetentionDays, wayOutOfReplacement), want.InstanceID)
}

func deleteOfWritten(instanceID string) diag.Diagnostic {
	return message.NotSwitchedOff.Warning(path.Empty(),
		"This run created or adopted the policy of the same instance under another address. "+
			"Switching it off now would undo that, so nothing was sent; only this address is forgotten.", instanceID)
}

// notSwitchedOffWhileDeleting says that the policy of an instance that is being deleted was not switched off, and need
// not be.
func notSwitchedOffWhileDeleting(instanceID string) diag.Diagnostic {
	return message.EndsWithInstance.Warning(path.Empty(),
		"The instance is being deleted (status Deleting), so the API takes no change of its policy. "+
			"Copying ends with the instance, and this address is forgotten. "+
			"Copies that outlive the instance are kept for their retention, and are charged until then. "+
			"If the instance runs again, import its policy and destroy it then.", instanceID)
}

func notExpiredWhileDeleting(instanceID string) diag.Diagnostic {
	return message.CannotExpireYet.Error(path.Empty(), fmt.Sprintf(
		"The instance is being deleted (status Deleting), so the API takes no change of its policy. "+
			"Its copies would keep their retention and be charged. deletion_policy is %s, so the policy stays in the state. "+
			"Destroy again once the instance is released: then the retention of %d days is written. "+
			"To keep the copies instead, set deletion_policy = %q and apply that alone first.",
		deletionDisableAndExpire, eligibility.MinRetentionDays, deletionDisable), instanceID)
}

func deleteOfDeclared(instanceID string) diag.Diagnostic {
	return message.NotSwitchedOff.Warning(path.Empty(),
		"Another alias of the provider declares the policy of the same instance in this run. "+
			"Switching it off would end the protection that is declared there, so nothing was sent; "+
			"only this address is forgotten.", instanceID)
}

// stillBusy says that the policy is off, but the instance was not seen Running again.
func stillBusy(region, instanceID, status string, err error) diag.Diagnostic {
	return message.StillBusy.Error(path.Empty(), fmt.Sprintf(
		"Cross-region backup of instance %s in %s is ended as asked, but the instance was not seen Running again: "+
			"its last status is %s. %s\n\n"+
			"The policy stays in the state until the instance runs, because a busy instance cannot be deleted. "+
			"Destroy again later.",
		instanceID, region, status, tfdiag.Sentence(err)), instanceID)
}

// endsElsewhere says that no policy is ended in another region than that of the state: nobody has reviewed that.
func endsElsewhere(region, instanceID, elsewhere string) string {
	return fmt.Sprintf(
		"The state says that instance %s is in %s, and the API found it in %s. Its destroy ends nothing, and fails. "+
			"Run terraform apply -refresh-only, which corrects the region in the state, and then destroy the policy. "+
			"To go on copying and only forget the policy, use terraform state rm.", instanceID, region, elsewhere)
}
