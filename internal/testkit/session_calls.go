// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Validate returns what the provider says about a configuration of a policy.
func (s *Session) Validate(config Attributes) Diagnostics {
	s.t.Helper()
	response, err := s.Server.ValidateResourceConfig(s.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: PolicyType, Config: s.dynamic(policyKind(), config),
	})
	s.must(err)
	return diagnosticsOf(response.Diagnostics)
}

// Plan plans a change of a policy. A zero prior is a create, a nil configuration a destroy.
func (s *Session) Plan(prior Result, config Attributes) Result {
	s.t.Helper()
	before, after := s.states(prior, config)
	proposed := after
	if config != nil {
		proposed = s.proposed(before, after)
	}
	response, err := s.Server.PlanResourceChange(s.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: PolicyType, PriorState: s.dynamic(policyKind(), before), Config: s.dynamic(policyKind(), after),
		ProposedNewState: s.dynamic(policyKind(), proposed), PriorPrivate: prior.Private, PriorIdentity: prior.Identity,
	})
	s.must(err)
	return Result{
		Object: s.value(
			policyKind(),
			response.PlannedState,
		),
		Private:  response.PlannedPrivate,
		Identity: response.PlannedIdentity,
		Replaces: len(response.RequiresReplace) > 0,
		Said:     diagnosticsOf(response.Diagnostics),
	}
}

// Apply carries out a plan. A zero plan is that of a destroy.
func (s *Session) Apply(prior Result, config Attributes, planned Result) Result {
	s.t.Helper()
	before, after := s.states(prior, config)
	if planned.Object.Type() == nil {
		planned.Object = tftypes.NewValue(policyKind(), nil)
	}
	response, err := s.Server.ApplyResourceChange(s.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: PolicyType, PriorState: s.dynamic(policyKind(), before), Config: s.dynamic(policyKind(), after),
		PlannedState:   s.dynamic(policyKind(), planned.Object),
		PlannedPrivate: planned.Private, PlannedIdentity: planned.Identity,
	})
	s.must(err)
	return Result{
		Object: s.value(policyKind(), response.NewState), Private: response.Private, Identity: response.NewIdentity,
		Said: diagnosticsOf(response.Diagnostics),
	}
}

// states are the prior state and the configuration as values. What is left out is null.
func (s *Session) states(prior Result, config Attributes) (before, after tftypes.Value) {
	s.t.Helper()
	none := tftypes.NewValue(policyKind(), nil)
	if before = prior.Object; before.Type() == nil {
		before = none
	}
	if config == nil {
		return before, none
	}
	after, err := Value(policyKind(), config)
	s.must(err)
	return before, after
}

// proposed is the configuration as Terraform completes it before it asks for a plan: what is computed and not
// configured keeps the prior value, or is unknown where there is none.
func (s *Session) proposed(prior, config tftypes.Value) tftypes.Value {
	members := maps.Clone(as[map[string]tftypes.Value](config)) // As hands out the map of the configuration itself.
	for _, attribute := range policySchema().Block.Attributes {
		switch {
		case !attribute.Computed || !members[attribute.Name].IsNull():
		case prior.IsNull():
			members[attribute.Name] = tftypes.NewValue(attribute.Type, tftypes.UnknownValue)
		default:
			members[attribute.Name] = as[map[string]tftypes.Value](prior)[attribute.Name]
		}
	}
	return tftypes.NewValue(config.Type(), members)
}

// Create plans and applies a new policy. What was said on the way is in the result.
func (s *Session) Create(config Attributes) Result {
	s.t.Helper()
	planned := s.Plan(Result{}, config)
	if planned.Said.Failed() {
		return Result{Said: planned.Said}
	}
	after := s.Apply(Result{}, config, planned)
	after.Said = append(planned.Said, after.Said...)
	return after
}

// Read refreshes a state.
func (s *Session) Read(state Result) Result {
	s.t.Helper()
	response, err := s.Server.ReadResource(s.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: PolicyType, CurrentState: s.dynamic(policyKind(), state.Object), Private: state.Private,
		CurrentIdentity: state.Identity,
	})
	s.must(err)
	return Result{
		Object: s.value(policyKind(), response.NewState), Private: response.Private, Identity: response.NewIdentity,
		Said: diagnosticsOf(response.Diagnostics),
	}
}

// Import imports by id and reads what was imported. It leaves out the warning that every run with an import has;
// ImportSays has it.
func (s *Session) Import(id string) Result {
	s.t.Helper()
	return withoutImported(s.importAs(&tfprotov6.ImportResourceStateRequest{TypeName: PolicyType, ID: id}))
}

// ImportIdentity is Import by identity.
func (s *Session) ImportIdentity(identity Attributes) Result {
	s.t.Helper()
	data := &tfprotov6.ResourceIdentityData{IdentityData: s.dynamic(identityKind(), identity)}
	return withoutImported(s.importAs(&tfprotov6.ImportResourceStateRequest{TypeName: PolicyType, Identity: data}))
}

// ImportSays returns all that an import and its read say.
func (s *Session) ImportSays(id string) Diagnostics {
	s.t.Helper()
	return s.importAs(&tfprotov6.ImportResourceStateRequest{TypeName: PolicyType, ID: id}).Said
}

func withoutImported(read Result) Result {
	read.Said = slices.DeleteFunc(read.Said, func(d Diagnostic) bool {
		return strings.HasSuffix(d.Detail, "(POLICY_IMPORTED)")
	})
	return read
}

func (s *Session) importAs(request *tfprotov6.ImportResourceStateRequest) Result {
	s.t.Helper()
	response, err := s.Server.ImportResourceState(s.ctx, request)
	s.must(err)
	if len(response.ImportedResources) != 1 {
		return Result{Said: diagnosticsOf(response.Diagnostics)}
	}
	got := response.ImportedResources[0]
	read := s.Read(Result{Object: s.value(policyKind(), got.State), Private: got.Private, Identity: got.Identity})
	read.Said = append(diagnosticsOf(response.Diagnostics), read.Said...)
	return read
}

// Move takes over the state of another provider's resource. more may add to the request.
func (s *Session) Move(
	provider, typeName, rawState string, more ...func(*tfprotov6.MoveResourceStateRequest),
) Result {
	s.t.Helper()
	request := &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: PolicyType, SourceProviderAddress: provider, SourceTypeName: typeName,
		SourceState: &tfprotov6.RawState{JSON: []byte(rawState)},
	}
	for _, add := range more {
		add(request)
	}
	response, err := s.Server.MoveResourceState(s.ctx, request)
	s.must(err)
	result := Result{Identity: response.TargetIdentity, Said: diagnosticsOf(response.Diagnostics)}
	if response.TargetState != nil {
		result.Object = s.value(policyKind(), response.TargetState)
	}
	return result
}

// ValidateEphemeral returns what the provider says about the configuration of an ephemeral resource.
func (s *Session) ValidateEphemeral(typeName string, config Attributes) Diagnostics {
	s.t.Helper()
	response, err := s.Server.ValidateEphemeralResourceConfig(s.ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: typeName, Config: s.dynamic(s.ephemeralKind(typeName), config),
	})
	s.must(err)
	return diagnosticsOf(response.Diagnostics)
}

// Open checks an ephemeral resource and opens it, as Terraform does.
func (s *Session) Open(typeName string, config Attributes) Result {
	s.t.Helper()
	if said := s.ValidateEphemeral(typeName, config); said.Failed() {
		return Result{Said: said}
	}
	kind := s.ephemeralKind(typeName)
	response, err := s.Server.OpenEphemeralResource(
		s.ctx, &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: s.dynamic(kind, config)},
	)
	s.must(err)
	return Result{Object: s.value(kind, response.Result), Said: diagnosticsOf(response.Diagnostics)}
}

func (s *Session) ephemeralKind(typeName string) tftypes.Type {
	s.t.Helper()
	all, _ := schemas()
	schema, ok := all.EphemeralResourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("there is no ephemeral resource %s", typeName)
	}
	return schema.ValueType()
}

// Invoke checks an action and invokes it, as Terraform does, and returns its progress too.
func (s *Session) Invoke(typeName string, config Attributes) (progress []string, said Diagnostics) {
	s.t.Helper()
	all, _ := schemas()
	schema, ok := all.ActionSchemas[typeName]
	actions, serves := s.Server.(tfprotov6.ActionServer)
	if !ok || !serves {
		s.t.Fatalf("there is no action %s", typeName)
	}
	whole := s.dynamic(schema.Schema.ValueType(), config)
	checked, err := actions.ValidateActionConfig(
		s.ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: whole},
	)
	s.must(err)
	if said := diagnosticsOf(checked.Diagnostics); said.Failed() {
		return nil, said
	}
	stream, err := actions.InvokeAction(s.ctx, &tfprotov6.InvokeActionRequest{ActionType: typeName, Config: whole})
	s.must(err)
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			said = diagnosticsOf(event.Diagnostics)
		}
	}
	return progress, said
}

// Data checks a data source and reads it, as Terraform does.
func (s *Session) Data(typeName string, config Attributes) Result {
	s.t.Helper()
	all, _ := schemas()
	schema, ok := all.DataSourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("there is no data source %s", typeName)
	}
	given := Attributes{}
	for _, attribute := range schema.Block.Attributes {
		given[attribute.Name] = tftypes.NewValue(attribute.ValueType(), nil) // an attribute that is a list is no block
	}
	maps.Copy(given, config)
	whole := s.dynamic(schema.ValueType(), given)
	checked, err := s.Server.ValidateDataResourceConfig(
		s.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: whole},
	)
	s.must(err)
	if said := diagnosticsOf(checked.Diagnostics); said.Failed() {
		return Result{Said: said}
	}
	response, err := s.Server.ReadDataSource(
		s.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: whole},
	)
	s.must(err)
	said := diagnosticsOf(response.Diagnostics)
	if said.Failed() {
		return Result{Said: said} // Terraform drops what came with an error
	}
	return Result{Object: s.value(schema.ValueType(), response.State), Said: said}
}
