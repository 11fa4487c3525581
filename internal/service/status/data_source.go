// SPDX-License-Identifier: MPL-2.0

package status

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_backup_status"

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
	r := reader{
		data: d.data, client: from.Client, region: from.Region, instanceID: config.InstanceID.ValueString(),
		objective: time.Duration(config.RPOHours.ValueInt64()) * time.Hour,
	}
	found, diags := r.read(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.fill(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
