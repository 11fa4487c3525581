// SPDX-License-Identifier: MPL-2.0

package status

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

const opList = "Cannot list cross-region backup sets"

// maxLogs and fewLogs bound the logs that are read: those of three pages, or of two where the sets took a second call.
const (
	maxLogs = 3 * rds.PageSize
	fewLogs = 2 * rds.PageSize
)

// logMargin covers the log that was being written when the data of a set was taken.
const logMargin = time.Hour

// reader makes the calls for one instance. Without the sets there is no result. Each other call may fail: then what
// depends on it is null or UNKNOWN, with one warning for a run and call.
type reader struct {
	data               *walk.Data
	client             *rds.Client
	region, instanceID string
	objective          time.Duration
	diags              diag.Diagnostics
}

func (r *reader) read(ctx context.Context) (facts, diag.Diagnostics) {
	sets, complete, err := r.client.RecentBackupSets(ctx, r.region, r.instanceID)
	if err != nil {
		return facts{}, r.data.CopiesFailed(ctx, opList, r.region, r.instanceID, "", err)
	}
	f := facts{
		sets: sets, complete: complete, listable: true, logsKnown: true, objective: r.objective,
		now: r.client.SyncedNow(ctx, r.region),
	}
	if len(sets) == 0 {
		if f.whyNot = r.data.NotListed(ctx, r.region, r.instanceID); f.whyNot != "" {
			f.listable = false
			return f, diag.Diagnostics{message.CopiesNotListed.Warning(path.Empty(), fmt.Sprintf(
				"No backup set of %s is listed, which does not mean that there is none. %s rpo_state is UNKNOWN. The RDS "+
					"console shows the copies.", walk.Subject(r.region, r.instanceID), f.whyNot))}
		}
	}
	f.policy, f.policyKnown = r.policy(ctx)
	r.logs(ctx, &f)
	if f.copying() {
		r.local(ctx, &f)
		r.schedule(ctx, &f)
	}
	r.disk(ctx, &f)
	return f, r.diags
}

// policy reads the policy: from the lists of the run where they have it.
func (r *reader) policy(ctx context.Context) (policy rds.Policy, known bool) {
	row, says := r.data.Reader.Policy(ctx, r.region, r.instanceID)
	if says == sharedlist.Listed && !row.Incomplete {
		return row, true
	}
	row, err := r.client.Policy(ctx, r.region, r.instanceID)
	switch {
	case err == nil && !row.Incomplete, rds.ClassOf(err) == rds.ClassAbsent:
		return row, true
	case err != nil:
		r.unknown("DescribeInstanceCrossBackupPolicy", "not_copied and last_copy_expires_time are null", err)
	}
	return row, false
}

// logs reads until when logs follow the newest set without a gap. That is not known where there are too many.
func (r *reader) logs(ctx context.Context, f *facts) {
	latest := rds.LatestOf(f.sets)
	neverOn := f.policyKnown && !f.policy.LogBackupEnabled && f.policy.LogBackupEnabledTime.IsZero()
	if latest == nil || latest.ConsistentTime.IsZero() || neverOn || !f.restoresByTime() {
		return
	}
	most := maxLogs
	if !f.complete {
		most = fewLogs
	}
	logs, complete, err := r.client.SomeLogBackups(ctx, rds.LogBackupQuery{
		Region: r.region, InstanceID: r.instanceID, DestinationRegion: latest.DestinationRegion,
		Start: latest.ConsistentTime.Add(-logMargin).Truncate(time.Second), End: f.now.Add(logMargin).Truncate(time.Second),
	}, most)
	const unknown = "log_backup_end_time is null, and rpo_state is UNKNOWN where the newest set alone does not meet " +
		"rpo_hours"
	switch {
	case err != nil:
		f.logsKnown = false
		r.unknown("DescribeCrossRegionLogBackupFiles", unknown, err)
	case !complete:
		f.logsKnown = false
		r.diags.Append(message.StatusPartlyUnknown.Warning(path.Empty(), fmt.Sprintf("There are %d or more log backups of "+
			"%s since its newest set, and this data source reads fewer. So %s. The data source "+
			"apsaradb_rds_cross_region_log_backups reads all.", most, walk.Subject(r.region, r.instanceID), unknown)))
	default:
		f.logEnd = continuousEnd(*latest, logs)
	}
}

// local reads the local backups that copies are expected of: no older ones than the sets that were read.
func (r *reader) local(ctx context.Context, f *facts) {
	start := f.now.Add(-rds.RecentSpan)
	if f.policy.EnabledTime.After(start) {
		start = f.policy.EnabledTime.Add(-logMargin) // one that was under way counts
	}
	local, err := ask(ctx, r, "backups", func(ctx context.Context, client *rds.Client) ([]rds.LocalBackup, error) {
		return client.LocalBackups(ctx, r.region, r.instanceID, start, f.now.Add(time.Minute))
	})
	if err != nil {
		r.unknown("DescribeBackups", "not_copied is null", err)
		return
	}
	f.localKnown, f.oftenEnough = true, oftenEnough(local, f.now, r.objective)
	for _, backup := range local {
		if f.expected(backup) {
			f.local = append(f.local, backup)
		}
	}
}

// schedule reads the local backup settings where they may miss the objective, or may be why logs end.
func (r *reader) schedule(ctx context.Context, f *facts) {
	byLogs := f.policy.LogBackupEnabled && f.restoresByTime()
	if byLogs && !f.logsStale() || !byLogs && (f.objective == 0 || f.oftenEnough) {
		return
	}
	found, err := ask(ctx, r, "local backup",
		func(ctx context.Context, client *rds.Client) (rds.LocalBackupPolicy, error) {
			return client.LocalBackupPolicy(ctx, r.region, r.instanceID)
		})
	if err != nil {
		r.unknown("DescribeBackupPolicy", "restore_blockers does not say whether local backup settings are the cause", err)
	}
	f.schedule = found
}

// disk reads the state of the key where the disk may be encrypted. The API tells it as long as the instance exists.
func (r *reader) disk(ctx context.Context, f *facts) {
	latest := rds.LatestOf(f.sets)
	switch {
	case f.policy.Released, latest == nil && !f.copying():
		return
	case latest != nil && !eligibility.OnCloudDisk(rds.Instance{StorageType: latest.StorageType}):
		return
	}
	found, err := ask(ctx, r, "encryption", func(ctx context.Context, client *rds.Client) (rds.DiskEncryption, error) {
		return client.DiskEncryption(ctx, r.region, r.instanceID)
	})
	if err != nil && rds.ClassOf(err) != rds.ClassAbsent {
		r.unknown("DescribeDBInstanceEncryptionKey", "restore_blockers does not say whether the key of an encrypted disk is "+
			"at risk", err)
	}
	f.disk = found
}

// ask makes a call that the result can do without.
func ask[T any](
	ctx context.Context, r *reader, kind string, call func(context.Context, *rds.Client) (T, error),
) (T, error) {
	return walk.Ask(ctx, r.data, walk.Question{Host: r.region, Kind: kind, About: r.instanceID}, call)
}

// unknown warns once for a run and call that a call failed, and what is not known for that.
func (r *reader) unknown(action, so string, err error) {
	if !r.data.Walk.First("status without " + action) {
		return
	}
	r.diags.Append(message.StatusPartlyUnknown.Warning(path.Empty(), fmt.Sprintf("A call for %s failed, so %s. The same "+
		"may hold for further instances. %s The call needs rds:%s.",
		walk.Subject(r.region, r.instanceID), so, tfdiag.Sentence(err), action)))
}
