// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// The bounds of the calls of one walk that only serve to put a number into a warning. An apply plans each change once more, and
// does not read first: what it warns of was counted in the plan. Each bound has its own count, so that a warning names a true one.
const (
	maxCountedPolicies = 20
	maxCountedUnread   = 5
)

// warnOfLosses says what a change takes away. Each summary names the instance, so that the CLI never merges two of them.
func (r *policyResource) warnOfLosses(ctx context.Context, before, plan model) diag.Diagnostics {
	instanceID := plan.InstanceID.ValueString()
	var diags diag.Diagnostics
	if known(before.RetentionDays, plan.RetentionDays) && plan.RetentionDays.ValueInt64() < before.RetentionDays.ValueInt64() {
		diags.Append(r.shorterRetention(ctx, before, plan))
	}
	if before.Enabled.ValueBool() && known(plan.Enabled) && !plan.Enabled.ValueBool() {
		diags.AddAttributeWarning(pathEnabled, "Copying of backups of "+instanceID+" will end", fmt.Sprintf(
			"No new copies go to %s, so the newest one gets older each day. Copies that exist stay until %d days after they were made, and storage is charged until then.",
			before.DestinationRegion.ValueString(), daysKept(before, plan)))
		return diags
	}
	if before.LogBackupEnabled.ValueBool() && known(plan.LogBackupEnabled) && !plan.LogBackupEnabled.ValueBool() {
		diags.AddAttributeWarning(pathLogBackupEnabled, "Copying of logs of "+instanceID+" will end",
			"From then on a restore in the destination region reaches only the times of full copies, no longer any point in between.")
	}
	if before.Enabled.ValueBool() && !before.DestinationRegion.IsNull() && known(plan.DestinationRegion) && !plan.DestinationRegion.Equal(before.DestinationRegion) {
		diags.AddAttributeWarning(pathDestinationRegion, "New copies of "+instanceID+" will go to another region", fmt.Sprintf(
			"Copies that exist stay in %s until their retention ends and are charged until then; they are not moved. Until the first new copy arrives in %s, only copies of an earlier time can be restored there, if there are any.",
			before.DestinationRegion.ValueString(), plan.DestinationRegion.ValueString()))
	}
	return diags
}

// daysKept is the retention that counts after a change.
func daysKept(before, plan model) int64 {
	if known(plan.RetentionDays) {
		return plan.RetentionDays.ValueInt64()
	}
	return before.RetentionDays.ValueInt64()
}

func (r *policyResource) shorterRetention(ctx context.Context, before, plan model) diag.Diagnostic {
	instanceID, from, to := plan.InstanceID.ValueString(), before.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64()
	summary, lost := "Copies of "+instanceID+" may be lost by shorter retention", "Copies may be lost: those older than that are deleted, if there are any"
	_, managed := r.data.Walk.Managed(instanceID)
	may, uncounted := r.mayCount(plan.Region.ValueString(), managed)
	if may {
		n, err := r.countOlderThan(ctx, plan.Region.ValueString(), instanceID, to)
		uncounted = notCounted(err)
		switch {
		case err != nil || n == 0 && !listsCopies(before):
		case n == 0:
			summary, lost = "Copies of "+instanceID+" will be kept for a shorter time", olderCopies(n)+" deleted"
		default:
			summary, lost = "Copies of "+instanceID+" will be lost by shorter retention", olderCopies(n)+" deleted"
		}
	}
	return diag.NewAttributeWarningDiagnostic(pathRetentionDays, summary, fmt.Sprintf("retention_days goes from %d to %d. %s. %sLater copies are deleted once they are %d days old. Deleted copies cannot be brought back; to keep them, leave retention_days at %d.",
		from, to, lost, uncounted, to, from))
}

// listsCopies reports whether no copy in the list means that there is none. The API does not list those of MySQL on cloud
// disks, and the state does not tell the disk.
func listsCopies(m model) bool { return known(m.Engine) && m.Engine.ValueString() != rds.EngineMySQL }

func olderCopies(n int64) string {
	switch n {
	case 0:
		return "No copy is older than that now, so none is"
	case 1:
		return "1 copy is older than that and is"
	default:
		return fmt.Sprintf("%d copies are older than that and are", n)
	}
}

// mayCount takes one of the few policies of a walk whose copies are counted. Where they are used up, it says so for the warning.
func (r *policyResource) mayCount(region string, managed bool) (may bool, uncounted string) {
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
	now := r.data.Client.SyncedNow(ctx, region) // the limit is a time of the API
	summary, err := r.summarize(ctx, rds.BackupSetQuery{Region: region, InstanceID: instanceID, End: now.AddDate(0, 0, -int(days))})
	return summary.Count, err
}

// notCounted says why a warning has no number. An instance that the API does not know is no failure to count.
func notCounted(err error) string {
	var failed *rds.Error
	switch {
	case err == nil || rds.ClassOf(err) == rds.ClassAbsent:
		return ""
	case rds.ClassOf(err) == rds.ClassDenied && errors.As(err, &failed):
		return fmt.Sprintf("How many could not be counted: %s was refused with %s. %s ", failed.Action, failed.Code, tfdiag.Remedy(failed))
	default:
		return "How many could not be counted: " + tfdiag.Sentence(err) + " "
	}
}

// summarize asks for a number that only a warning needs. Without it the warning is still right.
func (r *policyResource) summarize(ctx context.Context, query rds.BackupSetQuery) (rds.BackupSetSummary, error) {
	summary, err := r.data.Client.SummarizeBackupSets(ctx, query)
	if err != nil {
		tflog.Debug(ctx, "backup sets not counted", map[string]any{"instance_id": query.InstanceID, "reason": tfdiag.Sentence(err)})
	}
	return summary, err
}
