// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// This file has the sentences about what a change takes away: the warnings, and the errors where deletion_policy is
// PREVENT or the instance is released. Each summary names the instance, so that the CLI never merges two of them.
// Those about a destroy are in texts_destroy.go.

// shorterRetention warns of the copies that a shorter retention deletes. count is what could be learned about them.
func shorterRetention(before, plan model, count expiringCopies) diag.Diagnostic {
	instanceID, to := plan.InstanceID.ValueString(), plan.RetentionDays.ValueInt64()
	from := before.RetentionDays.ValueInt64()
	var summary, lost string
	switch {
	case !count.known:
		summary = "Copies of " + instanceID + " may be lost by shorter retention"
		lost = fmt.Sprintf("Copies older than %d days are deleted, if there are any.%s", to, appended(count.whyUnknown))
	case count.n == 0:
		summary = "Copies of " + instanceID + " will be kept for a shorter time"
		lost = fmt.Sprintf("No copy is older than %d days now, so none is deleted.", to)
	case count.n == 1:
		summary = "Copies of " + instanceID + " will be lost by shorter retention"
		lost = fmt.Sprintf("1 copy is older than %d days and is deleted.", to)
	default:
		summary = "Copies of " + instanceID + " will be lost by shorter retention"
		lost = fmt.Sprintf("%d copies are older than %d days and are deleted.", count.n, to)
	}
	return diag.NewAttributeWarningDiagnostic(pathRetentionDays, summary, fmt.Sprintf(
		"retention_days goes from %d to %d. %s Later copies are deleted once they are %d days old. "+
			"Deleted copies cannot be brought back; to keep them, leave retention_days at %d.",
		from, to, lost, to, from))
}

// notCounted says why a warning has no number. An instance that the API does not know is no failure to count.
func notCounted(err error) string {
	var failed *rds.Error
	switch {
	case err == nil || rds.ClassOf(err) == rds.ClassAbsent:
		return ""
	case rds.ClassOf(err) == rds.ClassDenied && errors.As(err, &failed):
		return fmt.Sprintf("The copies could not be counted: %s was refused with %s. %s",
			failed.Action, failed.Code, tfdiag.Remedy(failed))
	default:
		return "The copies could not be counted: " + tfdiag.Sentence(err)
	}
}

// appended is a sentence that follows another one, or nothing where there is none.
func appended(sentence string) string {
	if sentence == "" {
		return ""
	}
	return " " + sentence
}

// countedOthers says why a warning has no number where the walk has counted as many policies as it may.
func countedOthers(most int) string {
	return fmt.Sprintf("Not counted: a run counts the copies of at most %d policies. "+
		"Use the data source apsaradb_rds_cross_region_backup_sets to count them.", most)
}

func copyingEnds(before, plan model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathEnabled,
		"Copying of backups of "+plan.InstanceID.ValueString()+" will end", fmt.Sprintf(
			"No new copies go to %s, so the newest one gets older each day. "+
				"Copies that exist stay until %d days after they were made, and storage is charged until then.",
			before.DestinationRegion.ValueString(), daysKept(before, plan)))
}

func logCopyEnds(plan model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathLogBackupEnabled,
		"Copying of logs of "+plan.InstanceID.ValueString()+" will end",
		"From then on a restore in the destination region reaches only the times of full copies, "+
			"no longer any point in between.")
}

func destinationMoves(before, plan model) diag.Diagnostic {
	from, to := before.DestinationRegion.ValueString(), plan.DestinationRegion.ValueString()
	return diag.NewAttributeWarningDiagnostic(pathDestinationRegion,
		"New copies of "+plan.InstanceID.ValueString()+" will go to another region", fmt.Sprintf(
			"Copies that exist stay in %s until their retention ends and are charged until then; they are not moved. "+
				"Until the first new copy arrives in %s, only copies of an earlier time can be restored there, "+
				"if there are any.", from, to))
}

// stillDeclared says that nothing is copied any more although the configuration says so: only this warning shows a
// release.
func stillDeclared(state, plan model) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathInstanceID, isReleased(state.InstanceID.ValueString()), fmt.Sprintf(
		"No backups are made or copied any more. "+
			"Copies that exist stay until %d days after they were made and are charged until then; "+
			"retention_days can still change that. Remove the resource once they are no longer needed.",
		daysKept(state, plan)))
}

func isReleased(instanceID string) string { return "Instance " + instanceID + " is released" }

func releasedKeeps(instanceID, attribute string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(attribute), isReleased(instanceID), fmt.Sprintf(
		"%s can no longer be changed. Of a released instance, only the retention of the copies left behind can be "+
			"changed. Set %s back to the value in the state, or remove the resource once the copies are no longer needed.",
		attribute, attribute))
}

const preventWayOut = " deletion_policy is PREVENT in the state. If you mean it, set deletion_policy to DISABLE and " +
	"apply that alone, then make the change."

func preventedOff(state model) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(pathEnabled,
		"Policy of "+state.InstanceID.ValueString()+" is protected from being switched off",
		"enabled goes from true to false, which ends protection."+preventWayOut)
}

// preventedShorter comes with its own way to keep the copies where the retention was lengthened elsewhere since last.
func preventedShorter(state, plan model, last rds.Settings, lengthened bool) diag.Diagnostic {
	days, elsewhere := state.RetentionDays.ValueInt64(), ""
	if lengthened {
		elsewhere = fmt.Sprintf(" Terraform last set %d days; the API now reports %d, so it was changed outside "+
			"Terraform. To keep the copies, set retention_days = %d.", last.RetentionDays, days, days)
	}
	return diag.NewAttributeErrorDiagnostic(pathRetentionDays,
		"Policy of "+state.InstanceID.ValueString()+" is protected from shorter retention", fmt.Sprintf(
			"retention_days goes from %d to %d, which deletes older copies.%s%s",
			days, plan.RetentionDays.ValueInt64(), elsewhere, preventWayOut))
}

// driftOff says by what cross-region backup should be on: the configuration, or the last apply where that is unknown.
func driftOff(last rds.Settings, plan model) diag.Diagnostic {
	should := fmt.Sprintf("Terraform last enabled it with %d days", last.RetentionDays)
	if known(plan.Enabled, plan.RetentionDays) {
		should = fmt.Sprintf("The configuration enables it with %d days", plan.RetentionDays.ValueInt64())
	}
	return diag.NewAttributeWarningDiagnostic(pathEnabled,
		"Cross-region backup of "+last.InstanceID+" was switched off outside Terraform",
		should+", but it is off now. Nothing is copied until you apply, and backups made meanwhile were not copied.")
}

func driftShorter(last rds.Settings, state model) diag.Diagnostic {
	days := state.RetentionDays.ValueInt64()
	return diag.NewAttributeWarningDiagnostic(pathRetentionDays,
		"Retention of copies of "+last.InstanceID+" was shortened outside Terraform", fmt.Sprintf(
			"Terraform last set %d days; the API now reports %d. "+
				"Copies older than %d days may be gone already, and nothing brings them back.",
			last.RetentionDays, days, days))
}

func driftLogsOff(last rds.Settings) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(pathLogBackupEnabled,
		"Copying of logs of "+last.InstanceID+" was switched off outside Terraform",
		"Terraform last enabled it, but it is off now. No log is copied until you apply, "+
			"and a restore in the destination region cannot reach points in the time between.")
}

func driftElsewhere(last rds.Settings, state model) diag.Diagnostic {
	found := state.DestinationRegion.ValueString()
	return diag.NewAttributeWarningDiagnostic(pathDestinationRegion,
		"Destination of copies of "+last.InstanceID+" was changed outside Terraform", fmt.Sprintf(
			"Terraform last set %s; the API now reports %s. Copies made meanwhile went to %s, and %s does not have them.",
			last.DestinationRegion, found, found, last.DestinationRegion))
}
