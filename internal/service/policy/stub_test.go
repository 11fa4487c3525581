// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// alicloud stands for the official provider: it has the one resource that policies are moved from, and no API.
type alicloud struct{}

func (alicloud) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "alicloud"
}

func (alicloud) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{}
}

func (alicloud) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (alicloud) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (alicloud) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return alicloudPolicy{} }}
}

type alicloudPolicy struct{}

// alicloudModel is the state that version 1.289 of the official provider writes, the arguments of its own first.
type alicloudModel struct {
	InstanceID        types.String `tfsdk:"instance_id"`
	CrossBackupRegion types.String `tfsdk:"cross_backup_region"`
	LogBackupEnabled  types.String `tfsdk:"log_backup_enabled"`
	Retention         types.Int64  `tfsdk:"retention"`
	ID                types.String `tfsdk:"id"`
	BackupEnabled     types.String `tfsdk:"backup_enabled"`
}

func (alicloudPolicy) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "alicloud_rds_instance_cross_backup_policy"
}

func (alicloudPolicy) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"instance_id":         schema.StringAttribute{Required: true},
		"cross_backup_region": schema.StringAttribute{Required: true},
		"log_backup_enabled":  schema.StringAttribute{Optional: true},
		"retention":           schema.Int64Attribute{Optional: true},
		"id":                  schema.StringAttribute{Computed: true},
		"backup_enabled":      schema.StringAttribute{Computed: true},
	}}
}

func (alicloudPolicy) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan alicloudModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	plan.ID, plan.BackupEnabled = plan.InstanceID, types.StringValue("Enable")
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (alicloudPolicy) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (alicloudPolicy) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (alicloudPolicy) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
