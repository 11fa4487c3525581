// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the action's type.
const TypeName = "apsaradb_rds_create_backup"

const (
	opCreate = "Cannot create a backup"
	opFollow = "Cannot follow the backup"
	opCopy   = "Cannot wait for the copy of the backup"
)

const defaultTimeout = 3 * time.Hour

// NewAction returns the action, not yet configured.
func NewAction() action.Action { return &createBackup{} }

var _ action.ActionWithConfigure = (*createBackup)(nil)

type createBackup struct {
	data *walk.Data
}

func (*createBackup) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = TypeName
}

func (a *createBackup) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	a.data = data
}

// Invoke makes the backup, and waits for what was asked for.
func (a *createBackup) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	from, diags := a.data.In(config.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	limit := defaultTimeout
	if given, err := time.ParseDuration(config.Timeout.ValueString()); err == nil {
		limit = given
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	j := job{
		Scope: from, data: a.data, instanceID: config.InstanceID.ValueString(),
		method: methods[config.BackupMethod.ValueString()], limit: limit,
		say: func(text string) { resp.SendProgress(action.InvokeProgressEvent{Message: text}) },
	}
	resp.Diagnostics.Append(j.run(ctx, config.WaitForCrossRegionCopy.ValueBool())...)
}

// job is one backup on its way.
type job struct {
	walk.Scope
	data               *walk.Data
	instanceID, method string
	limit              time.Duration
	say                func(string)
}

func (j *job) run(ctx context.Context, copied bool) diag.Diagnostics {
	var destination string
	if copied { // before anything is started
		var diags diag.Diagnostics
		if destination, diags = j.copiesGo(ctx); diags.HasError() {
			return diags
		}
	}
	begun := j.Client.SyncedNow(ctx, j.Region)
	id, diags := j.start(ctx)
	if diags.HasError() {
		return diags
	}
	j.say(fmt.Sprintf("Backup job %s of %s is started.", id, j.instanceID))
	done, err := j.Client.FollowBackup(ctx, j.Region, j.instanceID, id, func(seen rds.BackupJob) {
		j.say(fmt.Sprintf("Backup job %s: %s, %d percent.", id, seen.Status, seen.Percent))
	})
	switch {
	case err != nil:
		return j.stillRuns(opFollow, "Backup job "+id+" goes on.", err)
	case !done.Finished():
		return diag.Diagnostics{message.BackupFailed.Error(path.Root("instance_id"), fmt.Sprintf(
			"Backup job %s of instance %s in %s ended with the status %s, so there is no new backup. The RDS console shows "+
				"the reason under Backup and Restoration. Run the action again when it is removed.",
			id, j.instanceID, j.Region, done.Status), j.instanceID)}
	case !copied:
		return nil
	}
	return j.awaitCopy(ctx, done.BackupID, destination, begun)
}

// copiesGo returns the destination of the instance's copies. It refuses to wait for a copy that would never be listed.
func (j *job) copiesGo(ctx context.Context) (destination string, diags diag.Diagnostics) {
	about := walk.Subject(j.Region, j.instanceID)
	found, err := j.Client.Lookup(ctx, j.Region, j.instanceID, false)
	switch {
	case err != nil:
		return "", j.data.Failure(opCopy, about, err)
	case found.Presence == rds.Gone:
		return "", diag.Diagnostics{j.data.NothingToRead(ctx, j.Region, j.instanceID)}
	case !found.Policy.Enabled:
		return "", diag.Diagnostics{message.CopyWillNotCome.Error(path.Root("wait_for_cross_region_copy"), fmt.Sprintf(
			"Cross-region backup of %s is off, so no copy of a new backup would be made. Nothing was started. Enable it "+
				"first, or set wait_for_cross_region_copy to false.", about), j.instanceID)}
	}
	if why := j.data.NotListed(ctx, j.Region, j.instanceID); why != "" {
		return "", diag.Diagnostics{message.CopyWillNotCome.Error(path.Root("wait_for_cross_region_copy"),
			why+" So nobody can tell when the copy is there. Nothing was started. Set wait_for_cross_region_copy to false.",
			j.instanceID)}
	}
	return found.Policy.DestinationRegion, nil
}

// start starts a backup, unless one runs. Where the answer was lost, the jobs show whether one was started.
func (j *job) start(ctx context.Context) (id string, diags diag.Diagnostics) {
	about := walk.Subject(j.Region, j.instanceID)
	before, err := j.Client.BackupJobs(ctx, j.Region, j.instanceID, "")
	if err != nil {
		return "", j.data.Failure(opCreate, about, err)
	}
	for _, job := range before {
		if !job.Ended() {
			return "", j.alreadyRuns(job.ID)
		}
	}
	id, err = j.Client.CreateBackup(ctx, j.Region, j.instanceID, j.method)
	if err == nil && id != "" {
		return id, nil
	}
	if err != nil && !rds.ClassOf(err).Ambiguous() {
		return "", j.data.Failure(opCreate, about, err)
	}
	after, failed := j.Client.BackupJobs(ctx, j.Region, j.instanceID, "")
	for _, job := range after {
		if failed == nil && !slices.ContainsFunc(before, func(old rds.BackupJob) bool { return old.ID == job.ID }) {
			return job.ID, nil
		}
	}
	if err == nil {
		err = failed
	}
	return "", diag.Diagnostics{message.BackupNotConfirmed.Error(path.Root("instance_id"), fmt.Sprintf(
		"The call that starts a backup of %s had no usable answer, and no new job is listed. %s Look at the backups of the "+
			"instance in the RDS console. If there is none of now, run the action again.",
		about, tfdiag.Sentence(err)), j.instanceID)}
}

func (j *job) alreadyRuns(id string) diag.Diagnostics {
	return diag.Diagnostics{message.BackupRuns.Error(path.Root("instance_id"), fmt.Sprintf(
		"Backup job %s of instance %s in %s is not done yet, and an instance makes one backup at a time. No second one was "+
			"started. Run the action again when it is done.", id, j.instanceID, j.Region), j.instanceID)}
}

func (j *job) awaitCopy(ctx context.Context, backupID, destination string, begun time.Time) diag.Diagnostics {
	j.say(fmt.Sprintf("Backup %s is done. Waiting for its copy in %s.", backupID, destination))
	const early = time.Minute // a backup may begin a little before its job is answered
	set, err := j.Client.AwaitCopy(ctx, j.Region, j.instanceID, backupID, begun.Add(-early))
	switch {
	case err != nil:
		return j.stillRuns(opCopy, "Backup "+backupID+" is done, and its copying goes on.", err)
	case set.Status != rds.StatusSuccess:
		return diag.Diagnostics{message.BackupNotCopied.Error(path.Root("instance_id"), fmt.Sprintf(
			"Backup %s of instance %s in %s is done, but its copy %s in %s has the status %s. The older copies are as they "+
				"were. Run the action again; if that fails too, ask Alibaba Cloud.",
			backupID, j.instanceID, j.Region, set.ID, set.DestinationRegion, set.Status), j.instanceID)}
	}
	j.say(fmt.Sprintf("Copy %s is in %s.", set.ID, set.DestinationRegion))
	return nil
}

// stillRuns is the error of a wait that ended early: what was started goes on.
func (j *job) stillRuns(operation, goesOn string, err error) diag.Diagnostics {
	const shown = " The RDS console shows it."
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return diag.Diagnostics{message.BackupNotAwaited.Error(path.Root("timeout"), fmt.Sprintf(
			"The %s of timeout ran out. %s%s To wait longer next time, set a longer timeout.", j.limit, goesOn, shown),
			j.instanceID)}
	case errors.Is(err, context.Canceled):
		return diag.Diagnostics{message.BackupNotAwaited.Error(path.Empty(),
			"The run was stopped. "+goesOn+shown, j.instanceID)}
	}
	var diags diag.Diagnostics
	for _, d := range j.data.Failure(operation, walk.Subject(j.Region, j.instanceID), err) {
		diags.Append(message.Also(d, goesOn+shown))
	}
	return diags
}
