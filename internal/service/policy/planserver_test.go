// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

type (
	// attributes are the values of a configuration or a state; what is left out is null.
	attributes = testkit.Attributes
	// unknown stands for a value that is known after apply.
	unknown = testkit.Unknown
)

// walk is one walk of Terraform over the provider's protocol: a provider that was configured anew, as each plan and each
// apply begins. It shows what the testing library hides: warnings, whole texts, private state and identity.
type walk struct {
	t        *testing.T
	ctx      context.Context
	emulator *emulator.Server
	server   tfprotov6.ProviderServer
	resource tftypes.Type
	identity tftypes.Type
	data     tftypes.Type
}

// answer is what the provider returned: the object, what travels with it, and the diagnostics.
type answer struct {
	object   tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	replace  bool
	texts    []string
}

// newWalk configures a provider that points at the emulator. Arguments replace or complete those of testkit.Config.
func newWalk(t *testing.T, s *emulator.Server, arguments attributes, opts ...provider.Option) *walk {
	t.Helper()
	server, err := testkit.Factories(s, opts...)["apsaradb"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{
		t: t, ctx: t.Context(), emulator: s, server: server, resource: schemas.ResourceSchemas[policy.TypeName].ValueType(),
		identity: identities.IdentitySchemas[policy.TypeName].ValueType(), data: schemas.DataSourceSchemas[policy.TypeName].ValueType(),
	}
	block := attributes{
		"region": testkit.Region, "access_key": testkit.AccessKey, "secret_key": testkit.SecretKey,
		"endpoints": []attributes{{"rds": s.URL(), "sts": s.URL(), "ram": s.URL()}},
	}
	for name, value := range arguments {
		block[name] = value
	}
	response, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.12.0", Config: w.dynamic(schemas.Provider.ValueType(), block),
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := texts(response.Diagnostics); slices.ContainsFunc(found, isError) {
		t.Fatalf("configure: %s", strings.Join(found, "\n"))
	}
	return w
}

// within is the walk with a context of its own.
func (w *walk) within(ctx context.Context) *walk {
	other := *w
	other.ctx = ctx
	return &other
}

func (w *walk) dynamic(kind tftypes.Type, value any) *tfprotov6.DynamicValue {
	w.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(kind, toValue(w.t, kind, value))
	if err != nil {
		w.t.Fatal(err)
	}
	return &dynamic
}

// toValue builds a value of a type. Blocks that are left out are empty, as Terraform sends them.
func toValue(t *testing.T, kind tftypes.Type, value any) tftypes.Value {
	t.Helper()
	whole, err := testkit.Value(kind, value)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// texts writes each diagnostic as a block: severity and attribute, summary, detail.
func texts(diagnostics []*tfprotov6.Diagnostic) []string {
	var blocks []string
	for _, found := range diagnostics {
		at := ""
		if found.Attribute != nil && len(found.Attribute.Steps()) > 0 {
			at = fmt.Sprintf(" on %v", found.Attribute.LastStep())
		}
		blocks = append(blocks, fmt.Sprintf("%s%s: %s\n%s", strings.ToLower(found.Severity.String()), at, found.Summary, found.Detail))
	}
	return blocks
}

func isError(text string) bool { return strings.HasPrefix(text, "error") }

// get returns one attribute of the object: a string, an int64, a bool, nil for null, or unknown{}.
func (a answer) get(t *testing.T, name string) any {
	t.Helper()
	var members map[string]tftypes.Value
	if err := a.object.As(&members); err != nil {
		t.Fatal(err)
	}
	member, exists := members[name]
	switch {
	case !exists:
		t.Fatalf("there is no attribute %s", name)
	case !member.IsKnown():
		return unknown{}
	case member.IsNull():
		return nil
	}
	return plain(t, member)
}

func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	var text string
	if value.Type().Is(tftypes.String) && value.As(&text) == nil {
		return text
	}
	var truth bool
	if value.Type().Is(tftypes.Bool) && value.As(&truth) == nil {
		return truth
	}
	var number big.Float
	if err := value.As(&number); err != nil {
		t.Fatal(err)
	}
	whole, _ := number.Int64()
	return whole
}
