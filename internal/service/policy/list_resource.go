// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

var _ list.ListResourceWithConfigure = (*policyList)(nil)

type policyList struct{ data *walk.Data }

// NewListResource returns the list of policies that exist, on, off, or left behind by a released instance.
func NewListResource() list.ListResource { return &policyList{} }

// listModel is the block config of a list.
type listModel struct {
	Regions           []types.String `tfsdk:"regions"`
	Enabled           types.Bool     `tfsdk:"enabled"`
	DestinationRegion types.String   `tfsdk:"destination_region"`
}

func (l *policyList) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName
}

func (l *policyList) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	l.data = data
}

// ListResourceConfigSchema describes the block config. regions is a list because such a block knows no sets.
func (l *policyList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the cross-region backup policies that exist in one or several regions, with what `import` takes: those that are on, those that were switched off, " +
			"and those of released instances that the API still lists. A page or a region that cannot be read is an error, never a shorter list.",
		Attributes: map[string]schema.Attribute{
			"regions": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), listvalidator.ValueStringsAre(walk.RegionID())},
				MarkdownDescription: "Regions of the instances, such as `[\"cn-hangzhou\", \"cn-shanghai\"]`. They are read one after the other, in alphabetical order. An empty list is an error. Default: the provider's region.",
			},
			"enabled": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Only policies that are on (`true`) or off (`false`). Default: both.",
			},
			"destination_region": schema.StringAttribute{
				Optional: true, Validators: []validator.String{walk.RegionID()},
				MarkdownDescription: "Only policies whose copies go to this region, or went there before they were switched off.",
			},
		},
	}
}

// List hands out one policy after the other, and asks for a page only when the one before it is used up.
func (l *policyList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	diags := req.Config.Get(ctx, &config)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	scopes, diags := l.data.InAll(config.Regions)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		(&listing{config: config, request: req, push: push}).run(ctx, scopes)
	}
}
