// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// This file has the sentences about what a change takes away: the warnings, and the errors where deletion_policy is
// PREVENT or the instance is released. The headlines are in package message; see fleet_warnings.go for fleets.
// Those about a destroy are in texts_destroy.go.

// shorterRetention warns of the copies that a shorter retention deletes. count is what could be learned about them.
func shorterRetention(before, plan model, count expiringCopies) diag.Diagnostic {
	instanceID, to := plan.InstanceID.ValueString(), plan.RetentionDays.ValueInt64()
	from := before.RetentionDays.ValueInt64()
	kind := message.CopiesLost
	switch {
	case !count.known:
		kind = message.CopiesMayBeLost
	case count.n == 0:
		kind = message.RetentionShorter
	}
	return kind.Warning(pathRetentionDays, fmt.Sprintf(
		"retention_days goes from %d to %d. %s Later copies are deleted once they are %d days old. "+
			"Deleted copies cannot be brought back. To keep them, set retention_days = %d.",
		from, to, count.sentence(to), to, from), instanceID)
}

// sentence says how many copies a retention of so many days deletes at once.
func (c expiringCopies) sentence(days int64) string {
	switch {
	case !c.known:
		return fmt.Sprintf("Copies older than %d days are deleted, if there are any.%s", days, appended(c.whyUnknown))
	case c.n == 0:
		return fmt.Sprintf("No copy is older than %d days now, so none is deleted.", days)
	case c.n == 1:
		return fmt.Sprintf("1 copy is older than %d days and is deleted.", days)
	default:
		return fmt.Sprintf("%d copies are older than %d days and are deleted.", c.n, days)
	}
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

// switchedOnElsewhere begins a warning that a plan takes back what somebody switched on.
func switchedOnElsewhere(attribute string) string {
	return "It was switched on outside Terraform, and the configuration switches it off again. To keep it on, set " +
		attribute + " = true. "
}

func copyingEnds(before, plan model, elsewhere bool, facts eligibility.CopyFacts) diag.Diagnostic {
	return message.CopyingEnds.Warning(
		pathEnabled, fmt.Sprintf(
			"%sNo new copies go to %s, so the newest one gets older each day. "+
				"Copies that exist stay until %d days after they were made, and storage is charged until then.%s",
			with(elsewhere, switchedOnElsewhere("enabled")), before.DestinationRegion.ValueString(), daysKept(before, plan),
			releaseNote(false, facts)), plan.InstanceID.ValueString())
}

func logCopyEnds(plan model, elsewhere bool) diag.Diagnostic {
	return message.LogCopyEnds.Warning(
		pathLogBackupEnabled, with(elsewhere, switchedOnElsewhere("log_backup_enabled"))+
			"From then on a restore in the destination region reaches only the times of full copies, no longer any point in "+
			"between.", plan.InstanceID.ValueString())
}

func destinationMoves(before, plan model, facts eligibility.CopyFacts) diag.Diagnostic {
	from, to := before.DestinationRegion.ValueString(), plan.DestinationRegion.ValueString()
	return message.DestinationChanges.Warning(
		pathDestinationRegion, fmt.Sprintf(
			"Copies that exist stay in %s until their retention ends and are charged until then; they are not moved. "+
				"Until the first new copy arrives in %s, only copies of an earlier time can be restored there, "+
				"if there are any.%s", from, to, releaseNote(false, facts)), plan.InstanceID.ValueString())
}

// lossesNotKnown is about values that the plan does not know.
func lossesNotKnown(before model, names []string) diag.Diagnostic {
	return message.LossesNotKnown.Warning(path.Root(names[0]), fmt.Sprintf(
		"The apply decides the value of %s. If that takes copies or coverage away, no plan shows it before. To see it in a "+
			"plan, apply first what the value comes from, with -target, or write the value itself.",
		strings.Join(names, ", ")), before.InstanceID.ValueString())
}

// stillDeclared says that nothing is copied any more although the configuration says so: only this warning shows a
// release.
func stillDeclared(state, plan model, facts eligibility.CopyFacts) diag.Diagnostic {
	const first = "No backups are made or copied any more."
	instanceID := state.InstanceID.ValueString()
	if facts.SurviveRelease == eligibility.No {
		return message.CopiesGone.Warning(pathInstanceID, first+copiesDeleted+" Remove the resource.", instanceID)
	}
	prevented := with(prevents(state), fmt.Sprintf(" Before that, set deletion_policy = %q and apply.", deletionDisable))
	return message.InstanceReleased.Warning(pathInstanceID, fmt.Sprintf(
		"%s Copies that exist stay until %d days after they were made and are charged until then; "+
			"retention_days can still change that. Remove the resource once they are no longer needed.%s%s",
		first, daysKept(state, plan), prevented, releaseNote(true, facts)), instanceID)
}

// retentionIsLeft lets a plan change the retention of a released instance, although its policy does not say so.
func retentionIsLeft(plan model) diag.Diagnostic {
	return message.InstanceReleased.Warning(pathInstanceID,
		"No backups are made or copied any more. The apply writes the retention alone, for the copies left behind.",
		plan.InstanceID.ValueString())
}

func releasedKeeps(instanceID, attribute string, facts eligibility.CopyFacts) diag.Diagnostic {
	if facts.SurviveRelease == eligibility.No {
		return message.InstanceReleased.Error(path.Root(attribute), fmt.Sprintf(
			"%s can no longer be changed.%s Set %s back to the value in the state, or remove the resource.",
			attribute, copiesDeleted, attribute), instanceID)
	}
	return message.InstanceReleased.Error(path.Root(attribute), fmt.Sprintf(
		"%s can no longer be changed. Of a released instance, only the retention of the copies left behind can be "+
			"changed. Set %s back to the value in the state, or remove the resource once the copies are no longer needed.",
		attribute, attribute), instanceID)
}

// prevention refuses what deletion_policy = "PREVENT" protects from.
type prevention struct {
	last        *rds.Settings // of the last apply, where they were changed elsewhere since
	state, plan model
}

// refused is the error about one attribute. Where PREVENT is in the state, the way out keeps the values of the state
// for one apply, so that PREVENT can go, and then makes the change. It keeps all that the plan would lose: otherwise
// the first step is refused for the next one.
func (p prevention) refused(attribute, change, why string, elsewhere bool) diag.Diagnostic {
	before, after := written(p.state, attribute), written(p.plan, attribute)
	where, keep := "state", with(elsewhere, fmt.Sprintf(
		"It was switched on outside Terraform. To keep that, set %s = true and apply. ", attribute))
	kept := p.kept()
	first := fmt.Sprintf("set %s and deletion_policy = %q, and apply. Then ", strings.Join(kept, ", "), deletionDisable)
	then := fmt.Sprintf("set %s = %s", attribute, after)
	switch {
	case !prevents(p.state):
		where, keep = "configuration", fmt.Sprintf("To keep what there is, set %s = %s. ", attribute, before)
		first, then = "", fmt.Sprintf("set deletion_policy = %q", deletionDisable)
	case len(kept) > 1:
		then = "put the new values back"
	}
	return message.ChangePrevented.Error(path.Root(attribute), fmt.Sprintf(
		"%s goes from %s to %s%s deletion_policy is PREVENT in the %s. %sTo do it on purpose: %s%s, and apply. "+
			"Then set deletion_policy = %q again.",
		attribute, before, after, why, where, keep, first, then, deletionPrevent),
		p.state.InstanceID.ValueString(), change)
}

// kept are the settings of the state that the plan would lose, as assignments.
func (p prevention) kept() []string {
	var kept []string
	for _, setting := range []struct {
		attribute string
		isLost    bool
	}{
		{"enabled", switchesOff(p.state, p.plan)},
		{"destination_region", p.moves()},
		{"retention_days", shortens(p.state, p.plan)},
		{"log_backup_enabled", switchesLogsOff(p.state, p.plan)},
	} {
		if setting.isLost {
			kept = append(kept, setting.attribute+" = "+written(p.state, setting.attribute))
		}
	}
	return kept
}

// moves reports whether copies go to another destination, and not back to that of the last apply.
func (p prevention) moves() bool {
	return movesCopies(p.state, p.plan) &&
		(p.last == nil || p.last.DestinationRegion != p.plan.DestinationRegion.ValueString())
}

// written is the value of an attribute, as a configuration has it.
func written(m model, attribute string) string {
	switch attribute {
	case "enabled":
		return strconv.FormatBool(m.Enabled.ValueBool())
	case "destination_region":
		return strconv.Quote(m.DestinationRegion.ValueString())
	case "retention_days":
		return strconv.FormatInt(m.RetentionDays.ValueInt64(), 10)
	default:
		return strconv.FormatBool(m.LogBackupEnabled.ValueBool())
	}
}

func (p prevention) off() diag.Diagnostic {
	return p.refused("enabled", "being switched off", ", which ends protection.", p.last != nil && !p.last.Enabled)
}

func (p prevention) logsOff() diag.Diagnostic {
	return p.refused("log_backup_enabled", "the end of log copy",
		", so a restore in the destination region would reach only the times of full copies.",
		p.last != nil && !p.last.LogBackupEnabled)
}

func (p prevention) moved() diag.Diagnostic {
	return p.refused("destination_region", "another destination", ", which would have no copies at first.", false)
}

func (p prevention) shorter() diag.Diagnostic {
	return p.refused("retention_days", "shorter retention", ", which deletes older copies.", false)
}

// lengthenedIsKept refuses to shorten a retention that somebody lengthened elsewhere. Each step of the way out can be
// planned: the longer value first, and PREVENT goes with it.
func lengthenedIsKept(last rds.Settings, state, plan model, count expiringCopies) diag.Diagnostic {
	found, to := state.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64()
	return message.RetentionLengthened.Error(pathRetentionDays, fmt.Sprintf(
		"%sretention_days = %d would undo that. %s\n\nTo keep the copies, set retention_days = %d and apply. %s "+
			"To end the policy instead, remove its block; terraform destroy needs -refresh=false here, because it plans the "+
			"change first.",
		lengthened(last, state), to, count.sentence(to), found,
		letGo(found, to, state.DeletionPolicy.ValueString() == deletionPrevent)), state.InstanceID.ValueString())
}

// letGo says how to shorten a retention that this plan must not shorten: the longer value first, and PREVENT goes with
// it.
func letGo(found, to int64, prevent bool) string {
	with, after := "", ""
	if prevent {
		with = fmt.Sprintf(" and deletion_policy = %q", deletionDisable)
		after = fmt.Sprintf(" Then set deletion_policy = %q again.", deletionPrevent)
	}
	return fmt.Sprintf("To let them go on purpose, set retention_days = %d%s and apply; then set retention_days = %d and "+
		"apply.%s", found, with, to, after)
}

// importShortens refuses to delete copies in the plan that imports their policy: nobody has reviewed its retention yet.
func importShortens(state, plan model, count expiringCopies) diag.Diagnostic {
	found, to := state.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64()
	return message.ImportShortens.Error(pathRetentionDays, fmt.Sprintf(
		"The API reports %d days, and the configuration has %d. %s An import does not delete copies.\n\n"+
			"Set retention_days = %d and apply: the policy is imported, and the copies are kept. %s",
		found, to, count.sentence(to), found, letGo(found, to, plan.DeletionPolicy.ValueString() == deletionPrevent)),
		state.InstanceID.ValueString())
}

// lengthened says what was found, and the reason to keep it.
func lengthened(last rds.Settings, state model) string {
	return fmt.Sprintf("Terraform last set %d days; the API now reports %d: somebody decided to keep copies for longer. ",
		last.RetentionDays, state.RetentionDays.ValueInt64())
}

// retentionIsAccepted explains a plan that changes nothing but what is recorded.
func retentionIsAccepted(last rds.Settings, state model) diag.Diagnostic {
	kind, why := message.LongerRetentionAccepted, "it records that the longer retention is wanted. "+
		"Until then, no plan can shorten it."
	if last.RetentionDays > state.RetentionDays.ValueInt64() {
		kind, why = message.ShorterRetentionAccepted, "it records that the shorter retention is wanted. "+
			"Copies that the shorter retention has deleted do not come back."
	}
	return kind.Warning(pathRetentionDays, fmt.Sprintf(
		"Terraform last set %d days, and the API now reports the %d days of the configuration. The apply sends nothing: %s",
		last.RetentionDays, state.RetentionDays.ValueInt64(), why), state.InstanceID.ValueString())
}

// lengthenedIsNotExpired refuses a destroy that would let those copies expire.
func lengthenedIsNotExpired(last rds.Settings, state model) diag.Diagnostic {
	found := state.RetentionDays.ValueInt64()
	return message.RetentionLengthened.Error(path.Empty(), fmt.Sprintf(
		"%sdeletion_policy is %s in the state, so a destroy would delete those copies.\n\n"+
			"To end the policy and keep the copies, set retention_days = %d and deletion_policy = %q, and apply; then "+
			"destroy. To let them go on purpose, set retention_days = %d and apply; then destroy. If the block was removed "+
			"already, put it back for that.",
		lengthened(last, state), deletionDisableAndExpire, found, deletionDisable, found), state.InstanceID.ValueString())
}

// moreDestroyed stands for the policies that a destroy no longer names.
func moreDestroyed(deletionPolicy string) diag.Diagnostic {
	what := "Their copying ends. Their copies stay until their retention ends, and are charged until then."
	switch deletionPolicy {
	case deletionDisableAndExpire:
		what = fmt.Sprintf("Their copying ends, and their copies that are older than %d days are deleted.",
			eligibility.MinRetentionDays)
	case deletionAbandon:
		what = "They are forgotten, not ended: copying goes on, and so do charges."
	}
	return message.MorePoliciesEnd.Warning(path.Empty(), fmt.Sprintf(
		"%d policies are named in warnings of their own. This plan destroys more of them: it lists each as "+
			"\"will be destroyed\". %s", maxNamedPolicies, what), deletionPolicy)
}

// driftOff says by what cross-region backup should be on: the configuration, or the last apply where that is unknown.
func driftOff(last rds.Settings, plan model) diag.Diagnostic {
	should := fmt.Sprintf("Terraform last enabled it with %d days", last.RetentionDays)
	if known(plan.Enabled, plan.RetentionDays) {
		should = fmt.Sprintf("The configuration enables it with %d days", plan.RetentionDays.ValueInt64())
	}
	return message.SwitchedOffElsewhere.Warning(
		pathEnabled, should+", but it is off now. Nothing is copied until you apply, and backups made meanwhile were not "+
			"copied.", last.InstanceID)
}

func driftShorter(last rds.Settings, state model) diag.Diagnostic {
	days := state.RetentionDays.ValueInt64()
	return message.RetentionShortenedElsewhere.Warning(
		pathRetentionDays, fmt.Sprintf(
			"Terraform last set %d days; the API now reports %d. "+
				"Copies older than %d days may be gone already, and nothing brings them back.",
			last.RetentionDays, days, days), last.InstanceID)
}

func driftLogsOff(last rds.Settings) diag.Diagnostic {
	return message.LogCopyOffElsewhere.Warning(
		pathLogBackupEnabled, "Terraform last enabled it, but it is off now. No log is copied until you apply, "+
			"and a restore in the destination region cannot reach points in the time between.", last.InstanceID)
}

func driftElsewhere(last rds.Settings, state model) diag.Diagnostic {
	found := state.DestinationRegion.ValueString()
	return message.DestinationChangedElsewhere.Warning(
		pathDestinationRegion, fmt.Sprintf(
			"Terraform last set %s; the API now reports %s. Copies made meanwhile went to %s, and %s does not have them.",
			last.DestinationRegion, found, found, last.DestinationRegion), last.InstanceID)
}
