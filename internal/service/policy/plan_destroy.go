// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// ending is what the plan of a destroy knows: the policy, its copies where they were counted, and the time.
type ending struct {
	state   model
	counted bool
	copies  rds.BackupSetSummary
	absent  bool  // the API knows no such instance to have copies of
	older   int64 // copies that are older than the shortest retention; -1 when not counted
	// uncounted is why a number is missing, as a sentence; "" where none is, or where none was to be asked for.
	uncounted string
	now       time.Time
}

// planDestroy says what ending the policy keeps, until when and at what cost, or refuses it.
func (r *policyResource) planDestroy(ctx context.Context, state model, private privateState) diag.Diagnostics {
	instanceID, keeps := state.InstanceID.ValueString(), state.DeletionPolicy.ValueString()
	if r.data.Walk.Written(instanceID) {
		return nil // the apply of a create_before_destroy replacement: the new half is done, and Delete sends nothing
	}
	diags := r.declareDestroy(ctx, instanceID, keeps == deletionAbandon)
	switch {
	case diags.HasError():
		return diags
	case keeps == deletionPrevent && r.isGone(ctx, state, private):
		return nil
	case keeps == deletionPrevent:
		return diag.Diagnostics{preventedDestroy(instanceID)}
	case keeps == deletionAbandon:
		return diag.Diagnostics{abandoned(state)}
	}
	e := r.lookAtEnd(ctx, state)
	if e.absent && r.isGone(ctx, state, private) {
		return nil
	}
	if e.counted && e.copies.Count == 0 && !state.Enabled.ValueBool() {
		return nil // off and without copies: nothing ends
	}
	diags.AddWarning("Destroying ends the cross-region backup of "+instanceID, e.sentence())
	if state.Enabled.ValueBool() || e.expires() {
		diags.Append(r.warnOfLock(ctx, state)...)
	}
	return diags
}

// isGone reports whether nothing is left to end. Terraform plans the destroy of a resource without a block before it
// refreshes it, so the state may be about an instance that is long gone.
func (r *policyResource) isGone(ctx context.Context, state model, private privateState) bool {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if !r.data.Ready() || r.data.Walk.Failed(region) {
		return false
	}
	if row, says := r.data.Reader.Policy(ctx, region, instanceID); says == sharedlist.Shown && row.Enabled {
		return false // also where the row is old: to refuse once more loses nothing
	}
	found, err := find(ctx, r.data.Client, region, instanceID, false)
	return err == nil && found.presence == gone && !confirmGone(ctx, r.data, private, region, instanceID).HasError()
}

// lookAtEnd counts what there is. The first answer also tells the API's time, which the second question needs.
func (r *policyResource) lookAtEnd(ctx context.Context, state model) ending {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	e := ending{state: state, older: -1, now: time.Now()}
	var may bool
	// The plan of a destroy is often made without a read as well, so the larger bound holds for it.
	if may, e.uncounted = r.mayCount(region, true); may {
		summary, err := r.summarize(ctx, rds.BackupSetQuery{Region: region, InstanceID: instanceID})
		e.copies, e.absent = summary, rds.ClassOf(err) == rds.ClassAbsent
		e.counted = err == nil && (summary.Count > 0 || listsCopies(state))
		if e.expires() && e.copies.Count > 0 {
			n, failed := r.countOlderThan(ctx, region, instanceID, eligibility.MinRetentionDays)
			if failed == nil {
				e.older = n
			}
			err = failed
		}
		e.uncounted = notCounted(err)
	}
	if r.data.Ready() {
		e.now = r.data.Client.Now()
	}
	return e
}

// expires reports whether the destroy shortens retention.
func (e ending) expires() bool {
	return e.state.DeletionPolicy.ValueString() == deletionDisableAndExpire && e.state.RetentionDays.ValueInt64() > eligibility.MinRetentionDays
}

// sentence says what stops, what stays until when, what that costs about, and what to set to have it otherwise.
func (e ending) sentence() string {
	switch {
	case e.counted && e.copies.Count == 0:
		return e.stops() + "No copies exist."
	case e.expires():
		return e.stops() + e.expiring() + e.cost() + e.missing() + fmt.Sprintf(" To keep copies for the %d days that they are kept now, set deletion_policy = %q and apply that alone first.",
			e.state.RetentionDays.ValueInt64(), deletionDisable)
	default:
		return e.stops() + e.staying() + e.cost() + e.missing() + e.otherwise()
	}
}

// missing says why there is no number.
func (e ending) missing() string { return strings.TrimSuffix(" "+e.uncounted, " ") }

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
	until := fmt.Sprintf(" until %d days after they were made, the last until %s at the latest, and are charged until then.", days, e.day(days))
	switch {
	case !e.counted:
		return "Copies that exist stay" + until
	case e.copies.Count == 1:
		return fmt.Sprintf("1 copy exists; it stays until %d days after it was made, %s at the latest, and is charged until then.", days, e.day(days))
	default:
		return fmt.Sprintf("%d copies exist; they stay%s", e.copies.Count, until)
	}
}

func (e ending) expiring() string {
	lost := ", so copies may be lost: those that are older are deleted"
	if e.older >= 0 {
		lost = fmt.Sprintf(": %d of the %d copies that exist are older and are deleted", e.older, e.copies.Count)
	}
	return fmt.Sprintf("Retention goes from %d to %d days%s, the others follow until %s, and charges end with them.",
		e.state.RetentionDays.ValueInt64(), eligibility.MinRetentionDays, lost, e.day(eligibility.MinRetentionDays))
}

// otherwise names the other deletion policies that fit.
func (e ending) otherwise() string {
	advice := ""
	if e.state.RetentionDays.ValueInt64() > eligibility.MinRetentionDays {
		advice = fmt.Sprintf(" To end charges after %d days, set deletion_policy = %q and apply that alone first.", eligibility.MinRetentionDays, deletionDisableAndExpire)
	}
	if e.state.Enabled.ValueBool() && !e.state.InstanceReleased.ValueBool() {
		advice += fmt.Sprintf(" To go on copying and only forget the policy, set deletion_policy = %q the same way.", deletionAbandon)
	}
	return advice
}

// usdPerGBHour is the product page's storage price (2025-07-23).
const usdPerGBHour = 0.0002

// cost estimates from the first page of copies; "about" is meant.
func (e ending) cost() string {
	if e.copies.SampledCount == 0 {
		return ""
	}
	gb := float64(e.copies.SampledBytes) / float64(e.copies.SampledCount) * float64(e.copies.Count) / (1 << 30)
	what := "They take"
	switch {
	case e.copies.Count == 1:
		what = "It takes"
	case e.expires():
		what = "All of them together take"
	}
	return fmt.Sprintf(" %s about %.1f GB, which costs about USD %.2f a month at USD %.4f per GB and hour.", what, gb, gb*usdPerGBHour*24*30, usdPerGBHour)
}

func (e ending) day(days int) string {
	return e.now.UTC().AddDate(0, 0, days).Format(time.DateOnly)
}

func abandoned(state model) diag.Diagnostic {
	what := "Copying goes on as it is now, and so do charges"
	if !state.Enabled.ValueBool() || state.InstanceReleased.ValueBool() {
		what = "Copies stay as long as their retention says now, and are charged until then"
	}
	return diag.NewWarningDiagnostic("Policy of "+state.InstanceID.ValueString()+" is forgotten, not ended",
		what+", because deletion_policy is ABANDON. To end that later, import the policy again or use the RDS console.")
}
