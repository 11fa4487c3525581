// SPDX-License-Identifier: MPL-2.0

package logbackups

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_log_backups"

const opList = "Cannot list cross-region log backups"

// NewDataSource returns the data source, not yet configured.
func NewDataSource() datasource.DataSource { return &dataSource{} }

var (
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

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

// ValidateConfig checks the form and the order of the two times.
func (d *dataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	resp.Diagnostics.Append(validate.CheckWindow(ctx, req.Config)...)
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	from, diags := d.data.In(config.Region)
	diags.Append(d.data.CheckRegion(path.Root("destination_region"), config.DestinationRegion)...)
	start, end, problems := config.window().Times()
	resp.Diagnostics.Append(append(diags, problems...)...)
	if resp.Diagnostics.HasError() {
		return
	}
	query := rds.LogBackupQuery{
		Region: from.Region, InstanceID: config.InstanceID.ValueString(),
		DestinationRegion: config.DestinationRegion.ValueString(),
	}
	query.Start, query.End = span(start, end, func() time.Time { return from.Client.SyncedNow(ctx, from.Region) })
	logs, diags := d.list(ctx, query)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(d.fill(ctx, &config, query, logs)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}

// list reads every page, newest first. A page that cannot be read is an error, never a shorter list.
func (d *dataSource) list(ctx context.Context, query rds.LogBackupQuery) ([]rds.LogBackup, diag.Diagnostics) {
	var logs []rds.LogBackup
	for log, err := range d.data.Client.LogBackups(ctx, query) {
		if err != nil {
			return nil, d.data.CopiesFailed(ctx, opList, query.Region, query.InstanceID, query.DestinationRegion, err)
		}
		logs = append(logs, log)
	}
	slices.SortFunc(logs, rds.NewestLogFirst)
	return logs, nil
}

// fill sets the results, and warns of those that are not known.
func (d *dataSource) fill(
	ctx context.Context, m *model, query rds.LogBackupQuery, logs []rds.LogBackup,
) diag.Diagnostics {
	subject := walk.Subject(query.Region, query.InstanceID)
	if len(logs) == 0 {
		if why := d.data.NotListed(ctx, query.Region, query.InstanceID); why != "" {
			m.leaveUnknown()
			return diag.Diagnostics{message.CopiesNotListed.Warning(path.Empty(), fmt.Sprintf(
				"No log backup of %s is listed, which does not mean that there is none. %s Every result is null. "+
					"The RDS console shows until when a restore is possible.", subject, why))}
		}
	}
	continuity := rds.LogContinuityOf(logs)
	m.fill(logs, continuity)
	if continuity.Unplaced == 0 {
		return nil
	}
	return diag.Diagnostics{message.LogTimesUnknown.Warning(path.Empty(), fmt.Sprintf(
		"The API does not say when %d of %d log backups of %s begin or end. So continuous_from_time, continuous_to_time "+
			"and gaps are null.", continuity.Unplaced, len(logs), subject))}
}
