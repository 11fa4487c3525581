// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"context"
	"maps"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// PolicyType is the provider's only managed resource. The methods of a Session that name no type are about it.
const PolicyType = provider.TypeName + "_rds_cross_region_backup_policy"

// Session speaks the provider's protocol, without a process of Terraform. It is a provider that was configured anew, as
// each plan and each apply of Terraform begins. It shows what the testing library hides, such as warnings, whole texts
// and private data, and it works in fake time.
type Session struct {
	// Server is the provider, for what no method does.
	Server tfprotov6.ProviderServer

	t   testing.TB
	ctx context.Context //nolint:containedctx // Within replaces it.
}

// schemas are the same in each session, so they are asked for once.
var schemas = sync.OnceValues(
	func() (*tfprotov6.GetProviderSchemaResponse, *tfprotov6.GetResourceIdentitySchemasResponse) {
		whole, err := server(nil).GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			panic(err)
		}
		identities, err := server(
			nil,
		).GetResourceIdentitySchemas(
			context.Background(),
			&tfprotov6.GetResourceIdentitySchemasRequest{},
		)
		if err != nil {
			panic(err)
		}
		return whole, identities
	},
)

// Unconfigured is a provider that Terraform has started and not configured, as it does to move a state.
func Unconfigured(t testing.TB, s *emulator.Server, opts ...provider.Option) *Session {
	t.Helper()
	return &Session{Server: server(s, opts...), t: t, ctx: t.Context()}
}

// NewSession configures a provider with the emulator's region, keys and addresses, and with the arguments given, which
// replace or complete these. A block that is refused fails the test.
func NewSession(t testing.TB, s *emulator.Server, arguments Attributes, opts ...provider.Option) *Session {
	t.Helper()
	block := Attributes{"access_key": AccessKey, "secret_key": SecretKey}
	maps.Copy(block, arguments)
	session, said := Configure(t.Context(), t, s, block, opts...)
	if said.Failed() {
		t.Fatalf("configure: %s", said)
	}
	return session
}

// Configure is NewSession without keys, and returns what was said. All calls of the session get the context. Without an
// emulator the block is taken as it is.
func Configure(
	ctx context.Context, t testing.TB, s *emulator.Server, block Attributes, opts ...provider.Option,
) (*Session, Diagnostics) {
	t.Helper()
	session := Unconfigured(t, s, opts...).Within(ctx)
	whole := Attributes{}
	if s != nil {
		whole = Attributes{"region": Region, "endpoints": []Attributes{{"rds": s.URL(), "sts": s.URL(), "ram": s.URL()}}}
	}
	maps.Copy(whole, block)
	response, err := session.Server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.12.0", Config: session.dynamic(blockKind(), whole),
	})
	session.must(err)
	return session, diagnosticsOf(response.Diagnostics)
}

// ValidateBlock returns what the provider says about its block before it is configured.
func ValidateBlock(t testing.TB, block Attributes) Diagnostics {
	t.Helper()
	s := Unconfigured(t, nil)
	response, err := s.Server.ValidateProviderConfig(s.ctx, &tfprotov6.ValidateProviderConfigRequest{
		Config: s.dynamic(blockKind(), block),
	})
	s.must(err)
	return diagnosticsOf(response.Diagnostics)
}

// Within is the session with another context.
func (s *Session) Within(ctx context.Context) *Session {
	other := *s
	other.ctx = ctx
	return &other
}

// Stop does what Terraform does at Ctrl-C.
func (s *Session) Stop() {
	s.t.Helper()
	_, err := s.Server.StopProvider(s.ctx, &tfprotov6.StopProviderRequest{})
	s.must(err)
}

func blockKind() tftypes.Type {
	whole, _ := schemas()
	return whole.Provider.ValueType()
}

func policySchema() *tfprotov6.Schema {
	whole, _ := schemas()
	return whole.ResourceSchemas[PolicyType]
}

func policyKind() tftypes.Type { return policySchema().ValueType() }

func identityKind() tftypes.Type {
	_, identities := schemas()
	return identities.IdentitySchemas[PolicyType].ValueType()
}

// must ends the test at an error of the protocol, which no provider should give.
func (s *Session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("the protocol failed: %v", err)
	}
}

// dynamic packs Attributes or a value for the wire.
func (s *Session) dynamic(kind tftypes.Type, value any) *tfprotov6.DynamicValue {
	s.t.Helper()
	whole, err := Value(kind, value)
	s.must(err)
	packed, err := tfprotov6.NewDynamicValue(kind, whole)
	s.must(err)
	return &packed
}

// value unpacks what came over the wire. Nothing is null.
func (s *Session) value(kind tftypes.Type, packed *tfprotov6.DynamicValue) tftypes.Value {
	s.t.Helper()
	if packed == nil {
		return tftypes.NewValue(kind, nil)
	}
	value, err := packed.Unmarshal(kind)
	s.must(err)
	return value
}
