// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// Attributes are the values of a configuration. What is left out is null, and a block that is left out is empty.
type Attributes map[string]any

// Unknown stands for a value that is known after apply.
type Unknown struct{}

// Walk is one walk over the provider's protocol without a process of Terraform: a provider that was configured anew, as each
// plan and each apply begins. It shows what the testing library hides, such as logs and whole texts, and works in fake time.
type Walk struct {
	t       testing.TB
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// Validate returns what the provider has to say about a block, before it is configured.
func Validate(ctx context.Context, t testing.TB, block Attributes) []*tfprotov6.Diagnostic {
	t.Helper()
	w := newWalk(ctx, t, Factories(nil))
	response, err := w.server.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{
		Config: w.dynamic(w.schemas.Provider.ValueType(), block),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// NewWalk configures a provider that points at the emulator, and returns what Configure had to say. The block gets the
// emulator's endpoints and a region, where it says nothing else, but no keys.
func NewWalk(ctx context.Context, t testing.TB, s *emulator.Server, block Attributes, opts ...provider.Option) (*Walk, []*tfprotov6.Diagnostic) {
	t.Helper()
	w := newWalk(ctx, t, Factories(s, opts...))
	whole := Attributes{"region": Region, "endpoints": []Attributes{{"rds": s.URL(), "sts": s.URL(), "ram": s.URL()}}}
	for name, value := range block {
		whole[name] = value
	}
	response, err := w.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.12.0", Config: w.dynamic(w.schemas.Provider.ValueType(), whole),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, response.Diagnostics
}

func newWalk(ctx context.Context, t testing.TB, factories map[string]func() (tfprotov6.ProviderServer, error)) *Walk {
	t.Helper()
	server, err := factories[provider.TypeName]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &Walk{t: t, server: server, schemas: schemas}
}

// Read reads a data source, and returns its state and what the provider had to say.
func (w *Walk) Read(ctx context.Context, dataSource string, config Attributes) (tftypes.Value, []*tfprotov6.Diagnostic) {
	w.t.Helper()
	schema, ok := w.schemas.DataSourceSchemas[dataSource]
	if !ok {
		w.t.Fatalf("there is no data source %s", dataSource)
	}
	kind := schema.ValueType()
	response, err := w.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: w.dynamic(kind, config)})
	if err != nil {
		w.t.Fatal(err)
	}
	if response.State == nil {
		return tftypes.NewValue(kind, nil), response.Diagnostics
	}
	state, err := response.State.Unmarshal(kind)
	if err != nil {
		w.t.Fatal(err)
	}
	return state, response.Diagnostics
}

// Create plans and applies a new resource, and returns its state and what the provider had to say on the way.
func (w *Walk) Create(ctx context.Context, resource string, config Attributes) (tftypes.Value, []*tfprotov6.Diagnostic) {
	w.t.Helper()
	schema, ok := w.schemas.ResourceSchemas[resource]
	if !ok {
		w.t.Fatalf("there is no resource %s", resource)
	}
	kind := schema.ValueType()
	nothing, wanted := tftypes.NewValue(kind, nil), w.dynamic(kind, config)
	prior, err := tfprotov6.NewDynamicValue(kind, nothing)
	if err != nil {
		w.t.Fatal(err)
	}
	plan, err := w.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: resource, PriorState: &prior, Config: wanted, ProposedNewState: wanted,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if plan.PlannedState == nil || hasError(plan.Diagnostics) {
		return nothing, plan.Diagnostics
	}
	applied, err := w.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resource, PriorState: &prior, Config: wanted, PlannedState: plan.PlannedState,
		PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	found := append(plan.Diagnostics, applied.Diagnostics...)
	if applied.NewState == nil {
		return nothing, found
	}
	state, err := applied.NewState.Unmarshal(kind)
	if err != nil {
		w.t.Fatal(err)
	}
	return state, found
}

func hasError(found []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(found, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

func (w *Walk) dynamic(kind tftypes.Type, value Attributes) *tfprotov6.DynamicValue {
	w.t.Helper()
	whole, err := Value(kind, value)
	if err != nil {
		w.t.Fatal(err)
	}
	dynamic, err := tfprotov6.NewDynamicValue(kind, whole)
	if err != nil {
		w.t.Fatal(err)
	}
	return &dynamic
}

// Value builds a value of a type out of Attributes, slices of these or of text, Unknown, and plain values.
func Value(kind tftypes.Type, value any) (tftypes.Value, error) {
	switch value := value.(type) {
	case tftypes.Value:
		return value, nil
	case Unknown:
		return tftypes.NewValue(kind, tftypes.UnknownValue), nil
	case nil:
		if list, isList := kind.(tftypes.List); isList {
			return tftypes.NewValue(list, []tftypes.Value{}), nil // blocks that are left out are empty, as Terraform sends them
		}
		return tftypes.NewValue(kind, nil), nil
	case Attributes:
		return objectOf(kind, value)
	case []Attributes:
		return collectionOf(kind, value)
	case []string:
		return collectionOf(kind, value)
	default:
		if err := tftypes.ValidateValue(kind, value); err != nil {
			return tftypes.Value{}, fmt.Errorf("build a value: %w", err)
		}
		return tftypes.NewValue(kind, value), nil
	}
}

func objectOf(kind tftypes.Type, value Attributes) (tftypes.Value, error) {
	object, isObject := kind.(tftypes.Object)
	if !isObject {
		return tftypes.Value{}, fmt.Errorf("%v is no object", kind)
	}
	members := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		built, err := Value(member, value[name])
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		members[name] = built
	}
	for name := range value {
		if _, exists := members[name]; !exists {
			return tftypes.Value{}, fmt.Errorf("there is no attribute %s", name)
		}
	}
	return tftypes.NewValue(object, members), nil
}

func collectionOf[T any](kind tftypes.Type, values []T) (tftypes.Value, error) {
	var element tftypes.Type
	switch kind := kind.(type) {
	case tftypes.List:
		element = kind.ElementType
	case tftypes.Set:
		element = kind.ElementType
	default:
		return tftypes.Value{}, fmt.Errorf("%v is no collection", kind)
	}
	members := make([]tftypes.Value, 0, len(values))
	for _, value := range values {
		built, err := Value(element, value)
		if err != nil {
			return tftypes.Value{}, err
		}
		members = append(members, built)
	}
	return tftypes.NewValue(kind, members), nil
}
