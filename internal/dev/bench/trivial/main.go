// SPDX-License-Identifier: MPL-2.0

// Command trivial is a provider with the policy's schema that does nothing: T in the budgets. It shows what Terraform
// and the plugin framework take by themselves, so that a figure of the real provider can be told from the machine's.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	ours "github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return trivialProvider{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/geobackup/apsaradb"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type trivialProvider struct{}

func (trivialProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = ours.TypeName
}

func (trivialProvider) Schema(ctx context.Context, req provider.SchemaRequest, resp *provider.SchemaResponse) {
	ours.New("bench")().Schema(ctx, req, resp)
}

func (trivialProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (trivialProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (trivialProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return trivialResource{} }}
}

type trivialResource struct{}

func (trivialResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = ours.TypeName + "_rds_cross_region_backup_policy"
}

func (trivialResource) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	policy.NewResource().Schema(ctx, req, resp)
}

func (trivialResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, "account", []byte(`"1234567890123456"`))...) // as ours keeps it
	if err := settle(req.Plan, &resp.State); err != nil {
		resp.Diagnostics.AddError("Cannot create", err.Error())
	}
}

func (trivialResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (trivialResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	if err := settle(req.Plan, &resp.State); err != nil {
		resp.Diagnostics.AddError("Cannot change", err.Error())
	}
}

func (trivialResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// settle makes a state of a plan: what is unknown becomes a value as long as that of a real policy. Terraform writes
// its whole state after each policy, so a smaller one would make T faster than any provider of this schema can be.
func settle(plan tfsdk.Plan, state *tfsdk.State) (err error) {
	known := func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		name, isName := path.LastStep().(tftypes.AttributeName)
		switch {
		case value.IsKnown() || !isName:
			return value, nil
		case value.Type().Is(tftypes.Bool):
			return tftypes.NewValue(tftypes.Bool, false), nil
		}
		return tftypes.NewValue(tftypes.String, computed()[string(name)]), nil
	}
	state.Raw, err = tftypes.Transform(plan.Raw, known)
	return err
}

// computed has values of what the schema computes, apart from booleans.
func computed() map[string]string {
	const region, made = "cn-hangzhou", "2026-03-01T08:00:00Z"
	return map[string]string{
		"id": region + ":pgm-bench00000", "region": region, "engine": "PostgreSQL", "engine_version": "16.0",
		"enabled_time": made, "log_backup_enabled_time": made,
	}
}
