// SPDX-License-Identifier: MPL-2.0

package status

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_backup_status"

const opList = "Cannot list cross-region backup sets"

// maxLogs and fewLogs bound the logs that are read: those of three pages, or of two where the sets took a second call.
const (
	maxLogs = 3 * rds.PageSize
	fewLogs = 2 * rds.PageSize
)

// NewDataSource returns the data source, not yet configured.
func NewDataSource() datasource.DataSource { return &dataSource{} }

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

type dataSource struct {
	data *walk.Data
}

func (d *dataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.data = data
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	from, diags := d.data.In(config.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r := reader{data: d.data, client: from.Client, region: from.Region, instanceID: config.InstanceID.ValueString()}
	found, diags := r.read(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.fill(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}

// reader makes the calls for one instance.
type reader struct {
	data               *walk.Data
	client             *rds.Client
	region, instanceID string
}

// read reads the sets, and the logs where a restore can use them.
func (r reader) read(ctx context.Context) (facts, diag.Diagnostics) {
	sets, complete, err := r.client.RecentBackupSets(ctx, r.region, r.instanceID)
	if err != nil {
		return facts{}, r.data.CopiesFailed(ctx, opList, r.region, r.instanceID, "", err)
	}
	f := facts{sets: sets, complete: complete, listable: true, logsKnown: true, now: r.client.SyncedNow(ctx, r.region)}
	if len(sets) == 0 {
		if f.whyNot = r.data.NotListed(ctx, r.region, r.instanceID); f.whyNot != "" {
			f.listable = false
			return f, diag.Diagnostics{message.CopiesNotListed.Warning(path.Empty(), fmt.Sprintf(
				"No backup set of %s is listed, which does not mean that there is none. %s rpo_state is UNKNOWN. The RDS "+
					"console shows the copies.", walk.Subject(r.region, r.instanceID), f.whyNot))}
		}
	}
	var diags diag.Diagnostics
	f.policy, f.policyKnown, diags = r.policy(ctx)
	latest := rds.LatestOf(sets)
	if latest == nil || latest.ConsistentTime.IsZero() {
		return f, diags
	}
	instance := rds.Instance{Engine: latest.Engine, StorageType: latest.StorageType}
	if eligibility.CopiesOf(instance).RestoreByTime != eligibility.Yes {
		return f, diags
	}
	most := maxLogs
	if !complete {
		most = fewLogs
	}
	end, known, problems := r.logEnd(ctx, *latest, f.now, most)
	f.logEnd, f.logsKnown = end, known
	return f, append(diags, problems...)
}

// policy reads the policy: from the lists of the run where they have it.
func (r reader) policy(ctx context.Context) (rds.Policy, bool, diag.Diagnostics) {
	row, says := r.data.Reader.Policy(ctx, r.region, r.instanceID)
	if says == sharedlist.Listed && !row.Incomplete {
		return row, true, nil
	}
	row, err := r.client.Policy(ctx, r.region, r.instanceID)
	switch {
	case err == nil && !row.Incomplete, rds.ClassOf(err) == rds.ClassAbsent:
		return row, true, nil
	case err == nil:
		return row, false, nil
	}
	return row, false, diag.Diagnostics{message.StatusPartlyUnknown.Warning(path.Empty(), fmt.Sprintf(
		"The policy of %s could not be read, so last_copy_expires_time is null. %s The call needs "+
			"rds:DescribeInstanceCrossBackupPolicy.", walk.Subject(r.region, r.instanceID), tfdiag.Sentence(err)))}
}

// logEnd is until when logs follow a set without a gap. It is not known where there are as many logs as most.
func (r reader) logEnd(
	ctx context.Context, latest rds.BackupSet, now time.Time, most int,
) (time.Time, bool, diag.Diagnostics) {
	query := rds.LogBackupQuery{
		Region: r.region, InstanceID: r.instanceID, DestinationRegion: latest.DestinationRegion,
		Start: latest.ConsistentTime.Add(-logMargin).Truncate(time.Second), End: now.Add(logMargin).Truncate(time.Second),
	}
	unknown := func(why string) (time.Time, bool, diag.Diagnostics) {
		return time.Time{}, false, diag.Diagnostics{message.StatusPartlyUnknown.Warning(path.Empty(), fmt.Sprintf(
			"Until when the log backups of %s continue is not known, so log_backup_end_time is null, and rpo_state is "+
				"UNKNOWN where the newest set alone does not meet the objective. %s",
			walk.Subject(r.region, r.instanceID), why))}
	}
	logs, complete, err := r.client.SomeLogBackups(ctx, query, most)
	switch {
	case err != nil:
		return unknown(tfdiag.Sentence(err) + " The call needs rds:DescribeCrossRegionLogBackupFiles.")
	case !complete:
		return unknown(fmt.Sprintf("There are %d or more since the newest set, and this data source reads fewer. Use the "+
			"data source apsaradb_rds_cross_region_log_backups, which reads all.", most))
	}
	return continuousEnd(latest, logs), true, nil
}

// logMargin covers the log that was being written when the data of a set was taken.
const logMargin = time.Hour
