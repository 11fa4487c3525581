// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the name of the resource and of the singular data source.
const TypeName = walk.PolicyTypeName

// The defaults of the timeouts block.
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
	// The identity of a moved policy is completed once its region is known. Otherwise it never changes.
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
	timeout, diags := plan.Timeouts.Create(ctx, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("create the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, "create", timeout)
	defer cancel()

	after, diags := r.create(ctx, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	state := plan.planned(after)
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, state)...)
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
	resp.Diagnostics.Append(r.recordStorage(ctx, resp.Private, state)...)
}

// Read refreshes the state. Switched off elsewhere is drift, not absence.
func (r *policyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(keepIdentity(ctx, resp.Identity, state)...)
	if r.data == nil {
		return
	}
	if !r.data.Ready() || state.Region.IsNull() && r.data.RegionUnknown() {
		resp.Diagnostics.Append(r.keptUnread()...)
		return
	}
	ctx, cancel := within(ctx, "read", timeout)
	defer cancel()
	r.read(ctx, state, resp)
	r.fold(resp.Diagnostics, state)
}

// Update writes what changed, or nothing where the API is not concerned.
func (r *policyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := plan.Timeouts.Update(ctx, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("change the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, "update", timeout)
	defer cancel()

	resp.Diagnostics.Append(keepIdentity(ctx, resp.Identity, plan)...) // also of an update that fails
	after, diags := r.update(ctx, state, plan)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(publish(ctx, &resp.State, resp.Identity, after)...)
	resp.Diagnostics.Append(forgetDrift(ctx, resp.Private)...)
	resp.Diagnostics.Append(recordAccount(ctx, r.data, resp.Private)...)
	if state.settings != plan.settings { // otherwise nothing is called
		resp.Diagnostics.Append(r.recordStorage(ctx, resp.Private, after)...)
	}
}

// Delete ends protection as deletion_policy says. It returns an error, and so keeps the state, until the API shows the
// result.
func (r *policyResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultWriteTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.mustBeReady("end the policy")...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := within(ctx, "delete", timeout)
	defer cancel()
	resp.Diagnostics.Append(r.delete(ctx, state, req.Private)...)
	r.fold(resp.Diagnostics, state)
}

// mustBeReady refuses an operation while the provider block is not known.
func (r *policyResource) mustBeReady(operation string) diag.Diagnostics {
	if r.data.Ready() {
		return nil
	}
	return diag.Diagnostics{notReady(operation, r.data)}
}

// publish sets state and identity together.
func publish(ctx context.Context, state *tfsdk.State, id *tfsdk.ResourceIdentity, m model) diag.Diagnostics {
	diags := state.Set(ctx, &m)
	if id != nil && !diags.HasError() {
		diags.Append(id.Set(ctx, m.identity())...)
	}
	return diags
}

// keepIdentity fills in the identity that a state of a Terraform below 1.12 does not have. The framework accepts no
// answer of a read without one, not even that a policy is gone or was not read.
func keepIdentity(ctx context.Context, id *tfsdk.ResourceIdentity, m model) diag.Diagnostics {
	if id == nil || !id.Raw.IsFullyNull() {
		return nil
	}
	return id.Set(ctx, m.identity())
}
