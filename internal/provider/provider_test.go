// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

func TestProvider_schemasAreValid(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(provider.New("test")())()
	resp, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	if len(resp.ResourceSchemas) == 0 || len(resp.DataSourceSchemas) == 0 || len(resp.ListResourceSchemas) == 0 {
		t.Error("no types are registered")
	}
}

func TestProvider_typeNamesBeginWithTheProviderName(t *testing.T) {
	t.Parallel()
	for _, name := range typeNames(t) {
		if !strings.HasPrefix(name, provider.TypeName+"_rds_") {
			t.Errorf("%s lacks the prefix %s_rds_", name, provider.TypeName)
		}
	}
}

func typeNames(t *testing.T) []string {
	t.Helper()
	p := provider.New("test")()
	var names []string
	for _, newResource := range p.Resources(t.Context()) {
		var resp resource.MetadataResponse
		newResource().Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: provider.TypeName}, &resp)
		names = append(names, resp.TypeName)
	}
	for _, newDataSource := range p.DataSources(t.Context()) {
		var resp datasource.MetadataResponse
		newDataSource().Metadata(t.Context(), datasource.MetadataRequest{ProviderTypeName: provider.TypeName}, &resp)
		names = append(names, resp.TypeName)
	}
	return names
}

// TestProvider_everyAttributeIsDescribed walks every schema as Terraform gets it, nested ones too.
func TestProvider_everyAttributeIsDescribed(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(provider.New("test")())()
	resp, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	checkBlock(t, "provider", resp.Provider.Block)
	for name, schema := range resp.ResourceSchemas {
		checkBlock(t, name, schema.Block)
	}
	for name, schema := range resp.DataSourceSchemas {
		checkBlock(t, "data."+name, schema.Block)
	}
	for name, schema := range resp.ListResourceSchemas {
		checkBlock(t, "list."+name, schema.Block)
	}
	identities, ok := server.(interface {
		GetResourceIdentitySchemas(
			context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
		) (*tfprotov6.GetResourceIdentitySchemasResponse, error)
	})
	if !ok {
		t.Fatal("the server has no identity schemas")
	}
	identity, err := identities.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range identity.IdentitySchemas {
		for _, attribute := range schema.IdentityAttributes {
			checkDescription(t, name+" identity "+attribute.Name, attribute.Description)
		}
	}
}

func checkBlock(t *testing.T, at string, block *tfprotov6.SchemaBlock) {
	t.Helper()
	if !strings.Contains(at, " ") { // the block of a type; nested blocks are described by their parent's entry
		checkDescription(t, at, block.Description)
	}
	checkAttributes(t, at, block.Attributes)
	for _, nested := range block.BlockTypes {
		if nested.TypeName != "timeouts" { // the library describes its attributes, and offers no text for the block
			checkDescription(t, at+" "+nested.TypeName, nested.Block.Description)
		}
		checkBlock(t, at+" "+nested.TypeName, nested.Block)
	}
}

func checkAttributes(t *testing.T, at string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, attribute := range attributes {
		name := at + " " + attribute.Name
		checkDescription(t, name, attribute.Description)
		if attribute.NestedType != nil {
			checkAttributes(t, name, attribute.NestedType.Attributes)
		}
	}
}

func checkDescription(t *testing.T, at, description string) {
	t.Helper()
	if strings.TrimSpace(description) == "" {
		t.Errorf("%s has no description", at)
	}
}

func TestProvider_secretsAreSensitive(t *testing.T) {
	t.Parallel()
	var resp fwprovider.SchemaResponse
	provider.New("test")().Schema(t.Context(), fwprovider.SchemaRequest{}, &resp)
	var sensitive []string
	for name, attribute := range resp.Schema.Attributes {
		if attribute.IsSensitive() {
			sensitive = append(sensitive, name)
		}
	}
	for name, block := range resp.Schema.Blocks {
		for member, attribute := range block.GetNestedObject().GetAttributes() {
			if attribute.IsSensitive() {
				sensitive = append(sensitive, name+"."+member)
			}
		}
	}
	slices.Sort(sensitive)
	if want := []string{
		"assume_role_with_oidc.oidc_token", "secret_key", "security_token",
	}; !reflect.DeepEqual(sensitive, want) {
		t.Errorf("sensitive arguments = %v, want %v", sensitive, want)
	}
}
