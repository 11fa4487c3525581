// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_backup_sets"

const opList = "Cannot list cross-region backup sets"

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
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r := reader{data: d.data, client: from.Client, region: from.Region, instanceID: config.InstanceID.ValueString()}
	query, diags := config.query(from.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	sets, diags := r.sets(ctx, r.closed(ctx, query))
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	chosen := choose(sets, config.Status.ValueString(), config.Limit)
	uncounted, diags := d.uncounted(ctx, r, chosen)
	resp.Diagnostics.Append(diags...)
	details, diags := r.details(ctx, chosen, config.IncludeRecoveryWindows.ValueBool())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.fill(chosen, details)
	if uncounted {
		config.TotalCount, config.TotalSizeBytes = types.Int64Null(), types.Int64Null()
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}

// reader makes the calls for one instance.
type reader struct {
	data               *walk.Data
	client             *rds.Client
	region, instanceID string
}

// closed adds the other side to a window that has one side and lies where no set can be. The API refuses such an empty
// window, although the right answer is that there is no set.
func (r reader) closed(ctx context.Context, query rds.BackupSetQuery) rds.BackupSetQuery {
	if query.Start.IsZero() == query.End.IsZero() {
		return query
	}
	switch now := r.client.SyncedNow(ctx, r.region); {
	case query.End.IsZero() && !query.Start.Before(now):
		query.End = query.Start.AddDate(0, 0, 1)
	case query.Start.IsZero() && query.End.Before(now.AddDate(0, 0, -eligibility.MaxRetentionDays)):
		query.Start = query.End.AddDate(0, 0, -1)
	}
	return query
}

// sets reads every page. A page that cannot be read is an error, never a shorter list.
func (r reader) sets(ctx context.Context, query rds.BackupSetQuery) ([]rds.BackupSet, diag.Diagnostics) {
	var sets []rds.BackupSet
	for set, err := range r.client.BackupSets(ctx, query) {
		if err != nil {
			return nil, r.data.CopiesFailed(ctx, opList, r.region, r.instanceID, query.DestinationRegion, err)
		}
		if matches(query, set) {
			sets = append(sets, set)
		}
	}
	return sets, nil
}
