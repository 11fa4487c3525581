// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// Every type has the prefix, every attribute as Terraform gets it a description, nested ones too, and the secrets are
// sensitive.
func TestProvider_schemas(t *testing.T) {
	t.Parallel()
	server := provider.NewServer(provider.New("test")())
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range schemas.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	found := &described{t: t}
	found.block("provider", schemas.Provider.Block)
	for kind, types := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas, "list": schemas.ListResourceSchemas,
	} {
		if len(types) == 0 {
			t.Errorf("no type of the kind %s is registered", kind)
		}
		for name, schema := range types {
			if !strings.HasPrefix(name, provider.TypeName+"_rds_") {
				t.Errorf("%s lacks the prefix %s_rds_", name, provider.TypeName)
			}
			found.block(kind+"."+name, schema.Block)
		}
	}
	slices.Sort(found.sensitive)
	const sensitive = `provider assume_role_with_oidc oidc_token
provider secret_key
provider security_token`
	if got := strings.Join(found.sensitive, "\n"); got != sensitive {
		t.Errorf("sensitive are\n%s\nwant\n%s", got, sensitive)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range identities.IdentitySchemas {
		for _, attribute := range schema.IdentityAttributes {
			found.require(name+" identity "+attribute.Name, attribute.Description)
		}
	}
}

// described walks schemas. It notes what is sensitive.
type described struct {
	t         *testing.T
	sensitive []string
}

func (d *described) require(at, description string) {
	d.t.Helper()
	// The library describes the attributes of timeouts, and offers no text for the block.
	if strings.TrimSpace(description) == "" && !strings.HasSuffix(at, " timeouts") {
		d.t.Errorf("%s has no description", at)
	}
}

func (d *described) block(at string, block *tfprotov6.SchemaBlock) {
	d.t.Helper()
	d.require(at, block.Description)
	d.attributes(at, block.Attributes)
	for _, nested := range block.BlockTypes {
		d.block(at+" "+nested.TypeName, nested.Block)
	}
}

func (d *described) attributes(at string, attributes []*tfprotov6.SchemaAttribute) {
	d.t.Helper()
	for _, attribute := range attributes {
		name := at + " " + attribute.Name
		d.require(name, attribute.Description)
		if attribute.Sensitive {
			d.sensitive = append(d.sensitive, name)
		}
		if attribute.NestedType != nil {
			d.attributes(name, attribute.NestedType.Attributes)
		}
	}
}
