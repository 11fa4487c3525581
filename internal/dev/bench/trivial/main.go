// SPDX-License-Identifier: MPL-2.0

// Command trivial is a provider with one resource of one attribute that does nothing. It shows what Terraform and the plugin
// framework take by themselves, so that a figure of the real provider can be told from the machine's.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
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
	resp.TypeName = "apsaradb"
}

func (trivialProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (trivialProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (trivialProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (trivialProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return trivialResource{} }}
}

type trivialResource struct{}

func (trivialResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "apsaradb_trivial"
}

func (trivialResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}}
}

func (trivialResource) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (trivialResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (trivialResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (trivialResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
