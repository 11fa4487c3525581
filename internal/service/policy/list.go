// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
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
func (l *policyList) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the cross-region backup policies that exist in one or several regions, with what " +
			"`import` takes: those that are on, those that were switched off, " +
			"and those of released instances that the API still lists. A page or a region that cannot be read is an error, " +
			"never a shorter list.",
		Attributes: map[string]schema.Attribute{
			"regions": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				Validators: []validator.List{validate.NotEmpty{}, validate.Elements{Each: []validator.String{validate.NotEmpty{}}}},
				MarkdownDescription: "Regions of the instances, such as `[\"cn-hangzhou\", \"cn-shanghai\"]`. They are read one " +
					"after the other, in alphabetical order. An empty list is an error. Defaults to the provider's region.",
			},
			"enabled": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Only policies that are on (`true`) or off (`false`). Defaults to both.",
			},
			"destination_region": schema.StringAttribute{
				Optional:            true,
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
	diags.Append(l.data.CheckRegion(pathDestinationRegion, config.DestinationRegion)...)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		(&listing{config: config, request: req, push: push}).run(ctx, scopes)
	}
}

// listing is one list under way.
type listing struct {
	config  listModel
	request list.ListRequest
	push    func(list.ListResult) bool

	pushed  int64
	skipped []string // policies without settings that were left out and not named yet
}

// run goes through the regions until the end, the limit, the end of Terraform's interest, or a failure.
func (l *listing) run(ctx context.Context, scopes []walk.Scope) {
	for _, one := range scopes {
		if !l.region(ctx, one) {
			return
		}
	}
	l.tellSkipped()
}

// region goes through the rows of one region, and reports whether to go on.
func (l *listing) region(ctx context.Context, from walk.Scope) bool {
	for row, err := range from.Client.Policies(ctx, from.Region) {
		if err == nil && !rds.WellFormed(row.InstanceID) {
			err = walk.RowWithoutID("policies")
		}
		if err != nil {
			return l.fail(walk.Failed(opList, "region "+from.Region, l.config.Regions, err))
		}
		if provesNothing(row) {
			found, err := from.Client.Lookup(ctx, from.Region, row.InstanceID, true)
			if err != nil {
				return l.fail(walk.Failed(opList, walk.Subject(from.Region, row.InstanceID), l.config.Regions, err))
			}
			row.Exists = false // unless it is found
			if found.Presence == rds.PolicySet {
				instanceID, description := row.InstanceID, row.Description
				row = found.Policy
				row.InstanceID, row.Description = instanceID, cmp.Or(row.Description, description)
			}
		}
		if row.MayHaveCopies() && l.wants(row) && !l.tell(ctx, from.Region, row) {
			return false
		}
	}
	return true
}

// provesNothing reports whether a row does not say what an import of the policy would show.
func provesNothing(row rds.Policy) bool {
	saysAll := row.ComparesWithState() && !row.EnabledTime.IsZero() && hasSettings(row)
	return row.Incomplete || row.MayHaveCopies() && !saysAll
}

// hasSettings reports whether the API tells what a resource block has to say.
func hasSettings(p rds.Policy) bool {
	return eligibility.MissingSetting(p.DestinationRegion, p.RetentionDays) == ""
}

// wants applies the filters.
func (l *listing) wants(p rds.Policy) bool {
	return (l.config.Enabled.IsNull() || l.config.Enabled.ValueBool() == p.Enabled) &&
		(l.config.DestinationRegion.IsNull() || l.config.DestinationRegion.ValueString() == p.DestinationRegion)
}

// tell hands out one policy, and reports whether to go on. Terraform generates configuration from whole resources: a
// generated block without settings is invalid, and would make the whole generated file invalid.
func (l *listing) tell(ctx context.Context, region string, p rds.Policy) bool {
	if l.request.IncludeResource && !hasSettings(p) {
		l.skipped = append(l.skipped, walk.PolicyID(region, p.InstanceID))
		return true
	}
	if l.pushed+1 == l.request.Limit && !l.tellSkipped() {
		return false
	}
	result := l.request.NewListResult(ctx)
	result.DisplayName = displayName(region, p)
	state, diags := importedState(ctx, region, p.InstanceID)
	result.Diagnostics.Append(diags...)
	result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
	if l.request.IncludeResource {
		state = state.refreshed(p)
		result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
	}
	l.pushed++
	// A limit of 0 means that none was given. Where the user writes 0, Terraform does not call the list at all.
	return l.push(result) && l.pushed != l.request.Limit
}

// tellSkipped names what was left out since it was last called.
func (l *listing) tellSkipped() bool {
	if len(l.skipped) == 0 {
		return true
	}
	warning := withoutSettings(l.skipped)
	l.skipped = nil
	return l.push(list.ListResult{Diagnostics: diag.Diagnostics{warning}})
}

// fail ends the list with errors: it is not complete.
func (l *listing) fail(diags diag.Diagnostics) bool {
	l.push(list.ListResult{Diagnostics: diags})
	return false
}

// displayName is what a person picks a policy by. Its id is beside it.
func displayName(region string, p rds.Policy) string {
	name := fmt.Sprintf("%s (%s", cmp.Or(strings.Join(strings.Fields(p.Description), " "), p.InstanceID), region)
	switch {
	case p.Released:
		name += ", released"
	case !p.Enabled:
		name += ", off"
	}
	return name + ")"
}
