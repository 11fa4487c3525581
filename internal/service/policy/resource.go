// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the name of the resource and of the singular data source.
const TypeName = "apsaradb_rds_cross_region_backup_policy"

// The timeouts that hold where the configuration sets none.
const (
	defaultWriteTimeout = 30 * time.Minute
	defaultReadTimeout  = 5 * time.Minute
)

var (
	_ resource.ResourceWithConfigure      = (*policyResource)(nil)
	_ resource.ResourceWithIdentity       = (*policyResource)(nil)
	_ resource.ResourceWithImportState    = (*policyResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*policyResource)(nil)
	_ resource.ResourceWithMoveState      = (*policyResource)(nil)
	_ resource.ResourceWithValidateConfig = (*policyResource)(nil)
)

type policyResource struct{ data *walk.Data }

// NewResource returns the resource.
func NewResource() resource.Resource { return &policyResource{} }

func (r *policyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName
	// Only so that the identity of a moved policy can be completed once its region is known; otherwise it never changes.
	resp.ResourceBehavior.MutableIdentity = true
}

func (r *policyResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.data = data
}

// Create looks before it writes, and never returns an error together with state: a failed run leaves nothing that a
// later one would destroy first, and the next run adopts what this one achieved.
func (r *policyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := timeoutOf(ctx, plan.Timeouts, timeoutCreate, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("create the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	after, diags := r.create(ctx, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	state := plan.planned(after)
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, state)...)
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
}

// Read refreshes the state. Switched off elsewhere is drift, not absence.
func (r *policyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := timeoutOf(ctx, state.Timeouts, timeoutRead, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(keepIdentity(ctx, resp.Identity, state)...)
	if r.data == nil {
		return
	}
	if !r.data.Ready() {
		resp.Diagnostics.Append(r.keptUnread()...)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r.read(ctx, state, resp)
}

// Update writes what changed, or nothing where the API is not concerned.
func (r *policyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := timeoutOf(ctx, plan.Timeouts, timeoutUpdate, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("change the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	after, diags := r.update(ctx, state, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, after)...)
	resp.Diagnostics.Append(forgetOutside(ctx, resp.Private)...)
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
}

// Delete ends protection as deletion_policy says. It returns an error, and so keeps the state, unless that is seen done.
func (r *policyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := timeoutOf(ctx, state.Timeouts, timeoutDelete, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("end the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp.Diagnostics.Append(r.delete(ctx, state, req.Private)...)
}

// mustBeReady refuses to write while the provider block is not known: Terraform applies only known blocks, so this is rare.
func (r *policyResource) mustBeReady(what string) diag.Diagnostics {
	if r.data.Ready() {
		return nil
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Provider is not configured",
		"Cannot "+what+": the provider block has unknown values ("+r.data.UnknownArguments()+"). Apply what they come from first, then apply again.")}
}

// keptUnread says once per walk that reads keep the prior state while the provider block is unknown.
func (r *policyResource) keptUnread() diag.Diagnostics {
	if !r.data.Walk.First("kept unread") {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Policies were not refreshed",
		"The provider block has values that are only known after apply: "+r.data.UnknownArguments()+". So policies keep their state of the last run, and plan checks are skipped. "+
			"Apply what the values come from first to see a complete plan.")}
}

// publish sets state and identity together.
func publish(ctx context.Context, state *tfsdk.State, id *tfsdk.ResourceIdentity, m model) diag.Diagnostics {
	diags := state.Set(ctx, &m)
	if id != nil && !diags.HasError() {
		diags.Append(id.Set(ctx, m.identity())...)
	}
	return diags
}

// keepIdentity fills in an identity that the state does not have, as those written by Terraform below 1.12: the framework
// takes no answer without one, not even that a policy is gone or was not read.
func keepIdentity(ctx context.Context, id *tfsdk.ResourceIdentity, m model) diag.Diagnostics {
	if id == nil || !id.Raw.IsFullyNull() {
		return nil
	}
	return id.Set(ctx, m.identity())
}

// read finds the policy and publishes what it finds.
func (r *policyResource) read(ctx context.Context, state model, resp *resource.ReadResponse) {
	regionKnown := !state.Region.IsNull()
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	if region == "" {
		resp.Diagnostics.AddAttributeError(pathRegion, "Region is missing",
			"The policy of instance "+instanceID+" has no region in the state and the provider has none. Set region in the provider block.")
		return
	}
	if r.data.Walk.Failed(region) {
		return // this region did not answer; the plan has failed with one error already
	}
	defer r.askAccountBeside(ctx, resp.Private)()
	refreshed, listed := r.refreshedByLists(ctx, state, region, instanceID)
	if !listed {
		if r.data.Walk.Failed(region) {
			return // while the lists were waited for
		}
		imported := state.Enabled.IsNull()
		found, err := find(ctx, r.data.Client, region, instanceID, imported || !state.Enabled.ValueBool())
		if err != nil {
			resp.Diagnostics.Append(r.failed("Cannot read the cross-region backup policy", region, subject(region, instanceID), err)...)
			return
		}
		if found.presence == gone {
			r.readGone(ctx, state, regionKnown, imported, resp)
			return
		}
		if imported && found.presence == neverEnabled {
			resp.Diagnostics.Append(importedNeverEnabled(region, instanceID)...)
		}
		refreshed = state.refreshed(found.policy)
	}
	r.data.Walk.MarkManaged(instanceID, state.DeletionPolicy.ValueString())
	resp.Diagnostics.Append(recordOutside(ctx, resp.Private, state, refreshed)...)
	refreshed.Region = types.StringValue(region)
	refreshed.ID = types.StringValue(importID(region, instanceID))
	if !refreshed.same(state) {
		resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, refreshed)...)
	}
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
}

// regionOf returns the region of a policy: its own, or the provider's where a move left it open.
func (r *policyResource) regionOf(state model) string {
	if state.Region.IsNull() || state.Region.IsUnknown() {
		return r.data.Region
	}
	return state.Region.ValueString()
}

// readGone removes a policy from the state only when that is certain.
func (r *policyResource) readGone(ctx context.Context, state model, regionKnown, imported bool, resp *resource.ReadResponse) {
	region, instanceID := r.regionOf(state), state.InstanceID.ValueString()
	switch {
	case imported:
		resp.Diagnostics.Append(importedNotFound(ctx, r.data, region, instanceID)...)
	case !regionKnown:
		resp.Diagnostics.AddAttributeWarning(pathRegion, "Moved policy is not found in the provider's region",
			"Instance "+instanceID+" is not found in "+region+", the provider's region, and the moved state does not say its region. The policy stays in the state unread. "+
				"Set region on the resource to the region of the instance, then plan again.")
	default:
		diags := confirmGone(ctx, r.data, resp.Private, region, instanceID)
		resp.Diagnostics.Append(diags...)
		if !diags.HasError() {
			resp.State.RemoveResource(ctx)
		}
	}
}
