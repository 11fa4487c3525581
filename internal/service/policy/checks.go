// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The bounds of the calls of one walk that only serve an advice.
const (
	maxEncryptionLookups = 30
	maxLockLookups       = 20
	maxBackupLookups     = 20
)

// asDiagnostic turns a problem into a diagnostic by plan_checks and ignore_checks. soften makes known-bad a warning: a
// policy that is already on must stay changeable.
func asDiagnostic(checks walk.Checks, p problem, soften bool) diag.Diagnostics {
	switch {
	case checks.Mode == walk.ChecksOff || checks.Ignore[p.Code]:
		return nil
	case p.bad && !soften && checks.Mode != walk.ChecksWarn:
		return diag.Diagnostics{p.Error(p.at, p.detail+p.wayOut, p.values...)}
	default:
		return diag.Diagnostics{p.Warning(p.at, p.detail+p.ignoring(), p.values...)}
	}
}

// checkNewSettings checks the destination of a policy that is to be on.
func (r *policyResource) checkNewSettings(ctx context.Context, plan model) diag.Diagnostics {
	source := plan.Region.ValueString()
	if !plan.Enabled.ValueBool() || plan.DestinationRegion.IsUnknown() || r.data.Checks.Mode == walk.ChecksOff ||
		!r.mayCheck(plan) {
		return nil
	}
	return r.checkDestination(ctx, plan, source, plan.DestinationRegion.ValueString())
}

// checkChange checks a change of a policy that stays or becomes on. What worked so far is no reason to refuse a change.
func (r *policyResource) checkChange(ctx context.Context, state, plan model) diag.Diagnostics {
	if r.data.Checks.Mode == walk.ChecksOff {
		return nil
	}
	enabling := !state.Enabled.ValueBool()
	moved := !plan.DestinationRegion.Equal(state.DestinationRegion)
	var diags diag.Diagnostics
	if enabling || moved {
		diags.Append(r.checkNewSettings(ctx, plan)...)
	}
	if !r.mayCheck(plan) {
		return diags
	}
	found := r.checkInstance(ctx, plan, !enabling)
	if isAboutRelease(found) && plan.settingsKnown() && onlyRetentionChanges(state, plan.wanted()) {
		return append(diags, retentionIsLeft(plan)) // the one change that it takes
	}
	diags.Append(found...)
	switch {
	case enabling:
		diags.Append(r.adviseOnEnabling(ctx, plan)...)
	case moved:
		diags.Append(r.adviseOnEncryption(ctx, plan)...)
	}
	return diags
}

// adviseOnEnabling says what a policy needs, and what it starts, when it is switched on.
func (r *policyResource) adviseOnEnabling(ctx context.Context, plan model) diag.Diagnostics {
	diags := r.adviseOnEncryption(ctx, plan)
	diags.Append(r.adviseOnRole(ctx)...)
	return append(diags, r.adviseOnFirstBackup(ctx, plan)...)
}

// isAboutRelease reports whether a check found that the instance is released.
func isAboutRelease(found diag.Diagnostics) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool {
		kind, _ := message.Of(d)
		return kind.Code == message.InstanceReleased.Code
	})
}

// checkDestination asks the live list. Where that is denied, the dated table decides, and an id that it lacks is a
// warning.
func (r *policyResource) checkDestination(
	ctx context.Context, plan model, source, destination string,
) diag.Diagnostics {
	live, err := walk.Once(ctx, r.data.Walk, "destinations "+source, func(ctx context.Context) ([]string, error) {
		live, err := r.data.Client.DestinationRegions(ctx, source)
		r.data.Walk.Heard(ctx, source, err)
		return live, err
	})
	switch {
	case err == nil && slices.Contains(live, destination):
		return nil
	case err == nil:
		return asDiagnostic(r.data.Checks, destinationNotOpen(source, destination, live), false)
	case rds.ClassOf(err) == rds.ClassIneligible:
		return asDiagnostic(r.data.Checks, sourceNotOpen(source, err), false)
	case rds.ClassOf(err) == rds.ClassInvalid:
		return asDiagnostic(r.data.Checks, sourceRefused(source, err), false)
	case rds.ClassOf(err) == rds.ClassConnection:
		return r.failed(ctx, opCheck, plan, "source region "+source, err)
	}
	diags := r.uncheckedWarning("destination regions", err)
	isDestination := func(region eligibility.Region) bool { return region.ID == destination }
	if !slices.ContainsFunc(eligibility.Destinations(source), isDestination) {
		diags.Append(asDiagnostic(r.data.Checks, destinationNotInTable(source, destination), true)...)
	}
	return diags
}

// checkInstance checks that the instance exists, is in the region, and has what the feature needs.
func (r *policyResource) checkInstance(ctx context.Context, plan model, alreadyOn bool) diag.Diagnostics {
	region, instanceID := plan.Region.ValueString(), plan.InstanceID.ValueString()
	instance, err := r.lookUpInstance(ctx, region, instanceID)
	switch {
	case rds.ClassOf(err) == rds.ClassAbsent:
		return r.checkRelease(ctx, region, instanceID)
	case rds.RegionSaid(err) != "":
		return asDiagnostic(r.data.Checks, instanceElsewhere(instanceID, region, rds.RegionSaid(err)), false)
	case err != nil:
		return r.uncheckedWarning("instances", err)
	}
	var diags diag.Diagnostics
	for _, finding := range eligibility.Check(instance, r.localBackupMethod(ctx, instance)) {
		diags.Append(asDiagnostic(r.data.Checks, eligibilityProblem(instanceID, finding), alreadyOn)...)
	}
	for _, finding := range eligibility.CheckState(instance) {
		diags.Append(asDiagnostic(r.data.Checks, stateProblem(instanceID, finding), false)...)
	}
	return diags
}

// accountToName is the account for the text about an instance that is not found: one call of a run, and only then. It
// is empty where nothing names it.
func (r *policyResource) accountToName(ctx context.Context) string {
	account, err := r.data.Account(ctx)
	if err != nil {
		return ""
	}
	return account
}

// checkRelease tells an instance that was released, and has left a policy behind, from one that is not found.
func (r *policyResource) checkRelease(ctx context.Context, region, instanceID string) diag.Diagnostics {
	found, err := r.lookup(ctx, region, instanceID, false)
	if err != nil || !found.Policy.Released {
		return asDiagnostic(r.data.Checks, instanceMissing(region, instanceID, r.accountToName(ctx)), false)
	}
	var diags diag.Diagnostics
	for _, finding := range eligibility.CheckState(rds.Instance{ID: instanceID, Released: true}) {
		diags.Append(asDiagnostic(r.data.Checks, stateProblem(instanceID, finding), false)...)
	}
	return diags
}

// warnOfExpiry says that an instance is locked because it expired, where the plan changes nothing and checks nothing.
// Nothing else shows it before the release. The answer about the policy told it, without another call.
func (r *policyResource) warnOfExpiry(instanceID string) diag.Diagnostics {
	if !r.data.Walk.Expired(instanceID) || r.data.Checks.Mode == walk.ChecksOff ||
		r.data.Checks.Ignore[eligibility.CodeLocked] {
		return nil
	}
	return diag.Diagnostics{expired(instanceID)}
}

// warnOfLock says that the instance of a policy that is to be switched off takes no change now. A plan never refuses to
// end a policy: the lock may have passed by the time of the apply.
func (r *policyResource) warnOfLock(ctx context.Context, state model) diag.Diagnostics {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if !r.data.Ready() || r.data.Checks.Mode == walk.ChecksOff || state.InstanceReleased.ValueBool() ||
		r.data.Walk.Failed(region) || !r.data.Walk.Take("lock look-ups", maxLockLookups) {
		return nil
	}
	instance, err := r.lookUpInstance(ctx, region, instanceID)
	if err != nil || instance.Released {
		return nil // left to the calls that matter
	}
	var diags diag.Diagnostics
	for _, finding := range eligibility.CheckState(instance) {
		diags.Append(asDiagnostic(r.data.Checks, stateProblem(instanceID, finding), true)...)
	}
	return diags
}

// localBackupMethod is the method of the local backup, which only the rules of SQL Server read.
func (r *policyResource) localBackupMethod(ctx context.Context, in rds.Instance) string {
	if in.Engine != rds.EngineSQLServer {
		return ""
	}
	local, err := walk.Ask(ctx, r.data, walk.Question{Host: in.Region, Kind: "local backup", About: in.ID},
		func(ctx context.Context, client *rds.Client) (rds.LocalBackupPolicy, error) {
			return client.LocalBackupPolicy(ctx, in.Region, in.ID)
		})
	if err != nil {
		tflog.Debug(ctx, "backup method not read", map[string]any{"instance_id": in.ID, "reason": tfdiag.Sentence(err)})
	}
	return local.Method
}

// adviseOnEncryption warns where the disk is encrypted: then the account must be active in the destination region.
func (r *policyResource) adviseOnEncryption(ctx context.Context, plan model) diag.Diagnostics {
	if r.data.Checks.Ignore[message.DiskEncrypted.Code] || !known(plan.DestinationRegion) {
		return nil
	}
	instance, err := r.lookUpInstance(ctx, plan.Region.ValueString(), plan.InstanceID.ValueString())
	if err != nil || !eligibility.OnCloudDisk(instance) {
		return nil
	}
	if !r.data.Walk.Take("encryption look-ups", maxEncryptionLookups) {
		return nil
	}
	disk, err := walk.Ask(ctx, r.data, walk.Question{Host: instance.Region, Kind: "encryption", About: instance.ID},
		func(ctx context.Context, client *rds.Client) (rds.DiskEncryption, error) {
			return client.DiskEncryption(ctx, instance.Region, instance.ID)
		})
	switch {
	case err != nil:
		return r.uncheckedWarning("disk encryption", err)
	case !disk.Encrypted:
		return nil
	}
	return asDiagnostic(r.data.Checks, diskEncrypted(instance.ID, plan.DestinationRegion.ValueString()), false)
}

// adviseOnRole warns once per walk where the account lacks the service-linked role.
func (r *policyResource) adviseOnRole(ctx context.Context) diag.Diagnostics {
	if r.data.Checks.Ignore[message.ServiceLinkedRoleMissing.Code] {
		return nil
	}
	exists, err := walk.Ask(ctx, r.data, walk.Question{Host: walk.HostRAM, Kind: "role"},
		func(ctx context.Context, client *rds.Client) (bool, error) {
			return client.RoleExists(ctx, serviceLinkedRole)
		})
	switch {
	case err != nil:
		return r.uncheckedWarning("service-linked role", err)
	case exists || !r.data.Walk.First("role missing"):
		return nil
	}
	return asDiagnostic(r.data.Checks, roleMissing(), false)
}

// adviseOnFirstBackup warns where switching on starts a backup. The product pages say when, by engine and storage.
func (r *policyResource) adviseOnFirstBackup(ctx context.Context, plan model) diag.Diagnostics {
	if r.data.Checks.Ignore[message.FirstBackupStarts.Code] {
		return nil
	}
	instance, err := r.lookUpInstance(ctx, plan.Region.ValueString(), plan.InstanceID.ValueString())
	if err != nil {
		return nil // left to the check of the instance
	}
	facts := eligibility.CopiesOf(instance)
	switch {
	case facts.FullBackupOnEnabling():
		return asDiagnostic(r.data.Checks, fullBackupStarts(instance), false)
	case !facts.SecondaryBackupOnEnabling() || !r.data.Walk.Take("backup look-ups", maxBackupLookups):
		return nil
	}
	valid, err := walk.Ask(ctx, r.data, walk.Question{Host: instance.Region, Kind: "backups", About: instance.ID},
		func(ctx context.Context, client *rds.Client) (bool, error) {
			return hasRecentBackup(ctx, client, instance)
		})
	switch {
	case err != nil:
		return r.uncheckedWarning("backups of the last 24 hours", err)
	case valid:
		return nil
	}
	return asDiagnostic(r.data.Checks, secondaryBackupStarts(instance.ID), false)
}

// hasRecentBackup reports whether a backup ended well in the last 24 hours. Backups are listed by when they began.
func hasRecentBackup(ctx context.Context, client *rds.Client, in rds.Instance) (bool, error) {
	const day = 24 * time.Hour
	now := client.SyncedNow(ctx, in.Region)
	backups, err := client.LocalBackups(ctx, in.Region, in.ID, now.Add(-2*day), now.Add(time.Minute))
	return slices.ContainsFunc(backups, func(b rds.LocalBackup) bool {
		return b.Status == rds.StatusSuccess && now.Sub(b.EndTime) <= day
	}), err
}

// uncheckedWarning says once per walk that a denied call, or a host without a usable answer, left something unchecked.
// Other failures are left to the calls that matter, which report them in full; RAM gets no such call. With
// plan_checks = OFF nothing was to be checked.
func (r *policyResource) uncheckedWarning(what string, err error) diag.Diagnostics {
	var failed *rds.Error
	switch {
	case r.data.Checks.Mode == walk.ChecksOff || !errors.As(err, &failed) || errors.Is(err, walk.ErrAlreadySaid):
		return nil
	case failed.Class() == rds.ClassDenied && r.data.Walk.First("denied "+failed.Action):
		return diag.Diagnostics{checkNotPermitted(what, failed)}
	case failed.Class() == rds.ClassDenied || failed.Code == apicode.Interrupted:
		return nil
	case rds.Unreachable(failed) || failed.Class() == rds.ClassUnreadable || failed.Service == rds.ServiceRAM:
		if r.data.Walk.First("no answer of " + failed.Host) {
			return diag.Diagnostics{checkLeftOut(what, failed)}
		}
	}
	return nil
}

// mayCheck reports whether calls may be made to check a plan. If the region did not answer, skip the checks and say
// nothing: the failure was reported once and has failed the plan. In an apply each resource is planned again by itself,
// so [policyResource.mustBeChecked] must refuse the write.
func (r *policyResource) mayCheck(plan model) bool {
	instanceID := plan.InstanceID.ValueString()
	if r.data.Walk.MayCall(plan.Region.ValueString(), instanceID) {
		return true
	}
	r.data.Walk.MarkUnchecked(instanceID)
	return false
}

// failed reports a call that the plan cannot do without. A cause that concerns the whole run fails the plan once, and
// so says nothing of the other policies. That a data source has explained it is not enough: in a block check, its error
// is a warning.
func (r *policyResource) failed(
	ctx context.Context, operation string, about model, subject string, err error,
) diag.Diagnostics {
	if cause, ofRun := tfdiag.OfRun(err); ofRun && ctx.Err() == nil {
		r.data.Walk.MarkUnchecked(about.InstanceID.ValueString())
		if !r.data.Walk.First("plan failed: " + cause) {
			return nil
		}
	}
	return r.failure(ctx, operation, subject, err)
}

// lookUpInstance returns an instance: from the shared list where its row passes every check, otherwise by itself.
func (r *policyResource) lookUpInstance(ctx context.Context, region, instanceID string) (rds.Instance, error) {
	row, says := r.data.Reader.Instance(ctx, region, instanceID)
	if says == sharedlist.Listed && isFlawless(row) {
		return row, nil
	}
	return r.data.Instance(ctx, region, instanceID)
}

// isFlawless reports whether the rules find nothing about a row, not even that it lacks a fact. Neither a row nor an
// instance has the method of the local backup, which is asked for separately.
func isFlawless(row rds.Instance) bool {
	return !row.Released && len(eligibility.Check(row, "Physical")) == 0 && len(eligibility.CheckState(row)) == 0
}
