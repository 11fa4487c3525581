// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/tfdiag"
)

// maxCountedPolicies bounds the calls of one walk that only serve to put a number into a warning.
const maxCountedPolicies = 20

// warnOfLosses says what a change takes away. Each summary names the instance, so that the CLI never merges two of them.
func (r *policyResource) warnOfLosses(ctx context.Context, before, plan model) diag.Diagnostics {
	instanceID := plan.InstanceID.ValueString()
	var diags diag.Diagnostics
	if known(before.RetentionDays, plan.RetentionDays) && plan.RetentionDays.ValueInt64() < before.RetentionDays.ValueInt64() {
		diags.AddAttributeWarning(pathRetentionDays, "Copies of "+instanceID+" will be lost by shorter retention", r.shorterRetention(ctx, before, plan))
	}
	if before.Enabled.ValueBool() && known(plan.Enabled) && !plan.Enabled.ValueBool() {
		diags.AddAttributeWarning(pathEnabled, "Copying of backups of "+instanceID+" will end", fmt.Sprintf(
			"No new copies go to %s, so the newest one gets older each day. Copies that exist stay until %d days after they were made, and storage is charged until then.",
			before.DestinationRegion.ValueString(), plan.RetentionDays.ValueInt64()))
		return diags
	}
	if before.LogBackupEnabled.ValueBool() && known(plan.LogBackupEnabled) && !plan.LogBackupEnabled.ValueBool() {
		diags.AddAttributeWarning(pathLogBackupEnabled, "Copying of logs of "+instanceID+" will end",
			"From then on a restore in the destination region reaches only the times of full copies, no longer any point in between.")
	}
	if before.Enabled.ValueBool() && !before.DestinationRegion.IsNull() && known(plan.DestinationRegion) && !plan.DestinationRegion.Equal(before.DestinationRegion) {
		diags.AddAttributeWarning(pathDestinationRegion, "New copies of "+instanceID+" will go to another region", fmt.Sprintf(
			"Copies that exist stay in %s until their retention ends and are charged until then; they are not moved. Until the first copy arrives in %s, there is nothing to restore there.",
			before.DestinationRegion.ValueString(), plan.DestinationRegion.ValueString()))
	}
	return diags
}

// known reports whether all values are neither null nor unknown.
func known(values ...interface {
	IsNull() bool
	IsUnknown() bool
}) bool {
	for _, value := range values {
		if value.IsNull() || value.IsUnknown() {
			return false
		}
	}
	return true
}

func (r *policyResource) shorterRetention(ctx context.Context, before, plan model) string {
	from, to := before.RetentionDays.ValueInt64(), plan.RetentionDays.ValueInt64()
	lost := "Copies that are older than that are deleted and cannot be brought back"
	if n, ok := r.countOlderThan(ctx, plan, to); ok {
		lost = fmt.Sprintf("%s older than that %s deleted and cannot be brought back", copies(n), are(n))
	}
	return fmt.Sprintf("retention_days goes from %d to %d. %s. To keep them, leave retention_days at %d.", from, to, lost, from)
}

// countOlderThan counts the copies that a retention would let expire now.
func (r *policyResource) countOlderThan(ctx context.Context, plan model, days int64) (int64, bool) {
	summary, ok := r.summarize(ctx, rds.BackupSetQuery{
		Region: plan.Region.ValueString(), InstanceID: plan.InstanceID.ValueString(),
		End: r.data.Client.Now().AddDate(0, 0, -int(days)),
	})
	return summary.Count, ok
}

// summarize asks for a number, for the first policies of a walk.
func (r *policyResource) summarize(ctx context.Context, query rds.BackupSetQuery) (rds.BackupSetSummary, bool) {
	if !r.data.Ready() || r.data.Run.Failed(query.Region) || !r.data.Run.Take("counted policies", maxCountedPolicies) {
		return rds.BackupSetSummary{}, false
	}
	summary, err := r.data.Client.SummarizeBackupSets(ctx, query)
	if err != nil {
		tflog.Debug(ctx, "backup sets not counted", map[string]any{"instance_id": query.InstanceID, "reason": tfdiag.Sentence(err)})
		return rds.BackupSetSummary{}, false
	}
	return summary, true
}

// planDestroy says what ending the policy keeps, until when and at what cost, or refuses it.
func (r *policyResource) planDestroy(ctx context.Context, state model) diag.Diagnostics {
	instanceID, keeps := state.InstanceID.ValueString(), state.DeletionPolicy.ValueString()
	switch {
	case r.data.Run.PlanDestroy(instanceID) > 0:
		return diag.Diagnostics{createBesideDestroy(instanceID)}
	case keeps == deletionPrevent:
		return diag.Diagnostics{preventedDestroy(instanceID)}
	case keeps == deletionAbandon:
		return diag.Diagnostics{abandoned(state)}
	}
	summary, counted := r.summarize(ctx, rds.BackupSetQuery{Region: r.regionOf(state), InstanceID: instanceID})
	if counted && summary.Count == 0 && !state.Enabled.ValueBool() {
		return nil // off and without copies: nothing ends
	}
	detail := endSentence(state) + keptSentence(state, summary, counted, r.now())
	return diag.Diagnostics{diag.NewWarningDiagnostic("Destroying ends the cross-region backup of "+instanceID, detail)}
}

// now is the API's clock where there is a client.
func (r *policyResource) now() time.Time {
	if r.data.Ready() {
		return r.data.Client.Now()
	}
	return time.Now()
}

func endSentence(state model) string {
	switch {
	case state.InstanceReleased.ValueBool():
		return "The instance is released, so no copies are made any more. "
	case !state.Enabled.ValueBool():
		return "Copying is off already. "
	default:
		return "Copying of backups to " + state.DestinationRegion.ValueString() + " ends. "
	}
}

// keptSentence says what stays, until when, what it costs about, and what to set to have it otherwise.
func keptSentence(state model, summary rds.BackupSetSummary, counted bool, now time.Time) string {
	stay := "Copies that exist"
	cost := ""
	if counted {
		stay = "The " + copies(summary.Count) + " that " + exist(summary.Count)
		cost = costSentence(summary)
	}
	if state.DeletionPolicy.ValueString() == deletionDisableAndExpire {
		return fmt.Sprintf("Retention becomes %d days: %s that are older are deleted, the last of the others on %s, and charges end then.%s "+
			"To keep them for the %d days that they are kept now, set deletion_policy = %q in an apply of its own first.",
			eligibility.MinRetentionDays, lowerFirst(stay), day(now, eligibility.MinRetentionDays), cost, state.RetentionDays.ValueInt64(), deletionDisable)
	}
	return fmt.Sprintf("%s stay until %d days after they were made, the last until about %s, and are charged until then.%s "+
		"To end charges after %d days, set deletion_policy = %q in an apply of its own first; to go on copying and only forget the policy, set %q.",
		stay, state.RetentionDays.ValueInt64(), day(now, int(state.RetentionDays.ValueInt64())), cost, eligibility.MinRetentionDays, deletionDisableAndExpire, deletionAbandon)
}

// usdPerGBHour is the product page's storage price (2025-07-23).
const usdPerGBHour = 0.0002

// costSentence estimates from the first page of copies; "about" is meant.
func costSentence(summary rds.BackupSetSummary) string {
	if summary.SampledCount == 0 {
		return ""
	}
	gb := float64(summary.SampledBytes) / float64(summary.SampledCount) * float64(summary.Count) / (1 << 30)
	return fmt.Sprintf(" That is about %.1f GB, or USD %.2f a month at USD %.4f per GB-hour.", gb, gb*usdPerGBHour*24*30, usdPerGBHour)
}

func day(now time.Time, days int) string {
	return now.UTC().AddDate(0, 0, days).Format(time.DateOnly)
}

func copies(n int64) string {
	if n == 1 {
		return "1 copy"
	}
	return fmt.Sprintf("%d copies", n)
}

func are(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func exist(n int64) string {
	if n == 1 {
		return "exists"
	}
	return "exist"
}

func lowerFirst(s string) string {
	return string(s[0]|0x20) + s[1:]
}
