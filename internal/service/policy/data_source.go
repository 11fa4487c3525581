// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

var _ datasource.DataSourceWithConfigure = (*policyDataSource)(nil)

type policyDataSource struct{ data *walk.Data }

// NewDataSource returns the data source that reads one policy, on or off.
func NewDataSource() datasource.DataSource { return &policyDataSource{} }

func (d *policyDataSource) Metadata(
	_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = TypeName
}

func (d *policyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the cross-region backup settings of one RDS instance, whether the feature is on, off " +
			"or was never enabled, and also of a released instance.",
		Attributes: map[string]schema.Attribute{
			"id": computed(textID),
			"instance_id": schema.StringAttribute{
				Required: true, Validators: []validator.String{validate.InstanceID{}},
				MarkdownDescription: "The id of the RDS instance.",
			},
			"region":             schema.StringAttribute{Optional: true, MarkdownDescription: walk.RegionDescription},
			"destination_region": computed("The region that keeps the copies; null where the API reports none."),
			"retention_days": schema.Int64Attribute{Computed: true, MarkdownDescription: "How long each copy is " +
				"kept, in days; null where the API reports none."},
			"log_backup_enabled": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether log backups are " +
				"copied too."},
			"enabled":                 schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether backups are copied."},
			"engine":                  computed(textEngine),
			"engine_version":          computed(textEngineVersion),
			"enabled_time":            computed(textEnabledTime),
			"log_backup_enabled_time": computed(textLogBackupEnabledTime),
			"instance_released": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the instance itself " +
				"has been released."},
		},
	}
}

func (d *policyDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.data = data
}

func (d *policyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config facts
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	from, diags := d.data.In(config.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	region, instanceID := from.Region, config.InstanceID.ValueString()
	found, err := from.Client.Lookup(ctx, region, instanceID, true)
	if err == nil {
		err = misplaced(ctx, from.Client, region, instanceID, found)
	}
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure(opRead, walk.Subject(region, instanceID), err)...)
		return
	}
	if found.Presence == rds.Gone {
		resp.Diagnostics.Append(d.data.NothingToRead(ctx, region, instanceID))
		return
	}
	config.ID = types.StringValue(walk.PolicyID(region, instanceID))
	read := model{facts: config}.refreshed(found.Policy)
	resp.Diagnostics.Append(resp.State.Set(ctx, &read.facts)...)
}
