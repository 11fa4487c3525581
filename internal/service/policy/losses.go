// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The bounds of the calls of one walk that only put a number into a warning. An apply plans each change once more, and
// does not read first: what it warns of was counted in the plan. Each bound has a count of its own, so that a warning
// names a true one.
const (
	maxCountedPolicies = 20
	maxCountedUnread   = 5
)

// warnOfLosses says what a change takes away: a shorter retention, copying, the log copy, another destination. The
// sentences are in texts_losses.go. private may be nil.
func (r *policyResource) warnOfLosses(
	ctx context.Context, before, plan model, private privateState,
) diag.Diagnostics {
	var diags diag.Diagnostics
	var applied *rds.Settings // those of the last apply, where they were changed elsewhere since
	if private != nil {
		applied = lastApplied(ctx, private)
	}
	var facts eligibility.CopyFacts
	if shortens(before, plan) || switchesOff(before, plan) || movesCopies(before, plan) {
		facts = r.copiesOf(ctx, before, private)
	}
	ended := before.InstanceReleased.ValueBool() && facts.SurviveRelease == eligibility.No
	if shortens(before, plan) && !ended {
		diags.Append(shorterRetention(before, plan, r.countExpiring(ctx, facts, plan)))
	}
	if switchesOff(before, plan) {
		diags.Append(copyingEnds(before, plan, applied != nil && !applied.Enabled, facts))
		return diags // log copy and destination follow from that
	}
	if switchesLogsOff(before, plan) {
		diags.Append(logCopyEnds(plan, applied != nil && !applied.LogBackupEnabled))
	}
	if movesCopies(before, plan) {
		diags.Append(destinationMoves(before, plan, facts))
	}
	if unknown := unknownUntilApply(before, plan); len(unknown) > 0 {
		diags.Append(lossesNotKnown(before, unknown))
	}
	return diags
}

// preventLosses refuses the changes in place that end protection or drop copies where deletion_policy is PREVENT: in
// the state, so that it is taken away in an apply of its own, or in the configuration, since an import has none.
//
// A released instance takes none of them at all, which checkReleasedChange says. A shorter retention is refused by
// refuseShorter.
//
// A destination that was changed elsewhere is set back: the copies of before are there.
func preventLosses(ctx context.Context, private privateState, state, plan model) diag.Diagnostics {
	if !prevents(state) && !prevents(plan) || state.InstanceReleased.ValueBool() {
		return nil
	}
	p := prevention{lastApplied(ctx, private), state, plan}
	if switchesOff(state, plan) {
		return diag.Diagnostics{p.off()} // log copy and destination follow from that
	}
	var diags diag.Diagnostics
	if switchesLogsOff(state, plan) {
		diags.Append(p.logsOff())
	}
	if p.moves() {
		diags.Append(p.moved())
	}
	return diags
}

func prevents(m model) bool { return m.DeletionPolicy.ValueString() == deletionPrevent }

func shortens(before, plan model) bool {
	return known(before.RetentionDays, plan.RetentionDays) &&
		plan.RetentionDays.ValueInt64() < before.RetentionDays.ValueInt64()
}

func switchesOff(before, plan model) bool {
	return before.Enabled.ValueBool() && known(plan.Enabled) && !plan.Enabled.ValueBool()
}

func switchesLogsOff(before, plan model) bool {
	return before.LogBackupEnabled.ValueBool() && known(plan.LogBackupEnabled) && !plan.LogBackupEnabled.ValueBool()
}

func movesCopies(before, plan model) bool {
	return before.Enabled.ValueBool() && known(before.DestinationRegion, plan.DestinationRegion) &&
		plan.DestinationRegion != before.DestinationRegion
}

// unknownUntilApply are the attributes whose values may lose something, and are known in the apply alone.
func unknownUntilApply(before, plan model) []string {
	on := before.Enabled.ValueBool() && !before.InstanceReleased.ValueBool()
	var names []string
	for _, setting := range []struct {
		name  string
		may   bool
		value attr.Value
	}{
		{"enabled", on, plan.Enabled},
		{"destination_region", on, plan.DestinationRegion},
		{"retention_days", before.RetentionDays.ValueInt64() > 0, plan.RetentionDays},
		{"log_backup_enabled", before.LogBackupEnabled.ValueBool(), plan.LogBackupEnabled},
	} {
		if setting.may && setting.value.IsUnknown() {
			names = append(names, setting.name)
		}
	}
	return names
}

// daysKept is the retention that counts after a change.
func daysKept(before, plan model) int64 {
	if known(plan.RetentionDays) {
		return plan.RetentionDays.ValueInt64()
	}
	return before.RetentionDays.ValueInt64()
}

// expiringCopies are the copies that a shorter retention deletes at once.
type expiringCopies struct {
	n          int64
	known      bool
	whyUnknown string // a sentence; "" where nothing was to be asked for
}

// countExpiring counts the copies that are older than the planned retention.
func (r *policyResource) countExpiring(
	ctx context.Context, facts eligibility.CopyFacts, plan model,
) expiringCopies {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	if facts.Listed == eligibility.No {
		return expiringCopies{whyUnknown: notListed(facts)}
	}
	_, managed := r.data.Walk.Managed(instanceID)
	may, whyNot := r.mayCount(region, managed)
	if !may {
		return expiringCopies{whyUnknown: whyNot}
	}
	n, err := r.countOlderThan(ctx, region, instanceID, plan.RetentionDays.ValueInt64())
	if err != nil {
		return expiringCopies{whyUnknown: notCounted(err)}
	}
	if n == 0 && facts.Listed != eligibility.Yes { // an empty list then says nothing
		return expiringCopies{whyUnknown: notListed(facts)}
	}
	return expiringCopies{n: n, known: true}
}

// mayCount takes one of the few policies of a walk whose copies are counted. Once they are used up, it says so for the
// warning.
func (r *policyResource) mayCount(region string, managed bool) (may bool, whyNot string) {
	if !r.data.Ready() || r.data.Walk.Failed(region) {
		return false, ""
	}
	budget, most := "counted policies", maxCountedPolicies
	if !managed {
		budget, most = "counted unread policies", maxCountedUnread
	}
	if r.data.Walk.Take(budget, most) {
		return true, ""
	}
	return false, countedOthers(most)
}

// countOlderThan counts the copies that a retention would let expire now.
func (r *policyResource) countOlderThan(ctx context.Context, region, instanceID string, days int64) (int64, error) {
	summary, err := r.summarize(ctx, region, instanceID, days)
	return summary.Count, err
}

// summarize counts copies: those that are older than so many days, or all where that is 0. Only a warning needs the
// number, and is right without it.
func (r *policyResource) summarize(
	ctx context.Context, region, instanceID string, olderThan int64,
) (rds.BackupSetSummary, error) {
	question := walk.Question{Host: region, Kind: "copies", About: instanceID + " " + strconv.FormatInt(olderThan, 10)}
	summary, err := walk.Ask(ctx, r.data, question,
		func(ctx context.Context, client *rds.Client) (rds.BackupSetSummary, error) {
			query := rds.BackupSetQuery{Region: region, InstanceID: instanceID}
			if olderThan > 0 { // the limit is a time of the API
				query.End = client.SyncedNow(ctx, region).AddDate(0, 0, -int(olderThan))
			}
			return client.SummarizeBackupSets(ctx, query)
		})
	if err != nil {
		tflog.Debug(ctx, "backup sets not counted", map[string]any{
			"instance_id": instanceID, "reason": tfdiag.Sentence(err),
		})
	}
	return summary, err
}
