// SPDX-License-Identifier: MPL-2.0

package regions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_backup_regions"

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

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the regions to which instances of a source region can copy their backups, as the cloud " +
			"reports them now. " +
			"A listed region can still be refused for one instance, because the list knows neither engine nor edition.",
		Attributes: map[string]schema.Attribute{
			"region": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Source region, such as `cn-hangzhou`. Defaults to the provider's region; the attribute " +
					"then stays null.",
			},
			"ids": schema.ListAttribute{
				Computed:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Ids of the destination regions, sorted.",
			},
			"regions": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Destination regions, sorted by id.",
				NestedObject:        schema.NestedAttributeObject{Attributes: regionAttributes()},
			},
		},
	}
}

func regionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Region id, such as `cn-beijing`; the value for `destination_region`.",
		},
		"name": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "English name, such as `China (Beijing)`. Null for a region that the product page does not " +
				"list.",
		},
		"area": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Area of the region: `MAINLAND`, `HONG_KONG` or `OVERSEAS`. Null where neither the " +
				"product page nor the id tells it.",
		},
		"cross_border": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether copies to this region leave the area of the source region. " +
				"Null when the area of one of the two regions is not known.",
		},
	}
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
	ids, err := from.Client.DestinationRegions(ctx, from.Region)
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure("Cannot list destination regions", "source region "+from.Region, err)...)
		return
	}
	config.fill(from.Region, ids)
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
