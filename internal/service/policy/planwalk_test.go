// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
)

// proposed is the configuration as Terraform completes it before it asks for a plan: what is computed and not configured keeps
// the prior value, or is unknown where there is none.
func (w *walk) proposed(prior tftypes.Value, config tftypes.Value) tftypes.Value {
	w.t.Helper()
	members, before := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	if err := config.As(&members); err != nil {
		w.t.Fatal(err)
	}
	if !prior.IsNull() {
		if err := prior.As(&before); err != nil {
			w.t.Fatal(err)
		}
	}
	members = maps.Clone(members) // As hands out the map of the configuration itself
	for _, name := range []string{
		"id", "region", "log_backup_enabled", "enabled", "deletion_policy", "engine", "engine_version", "enabled_time", "log_backup_enabled_time", "instance_released",
	} {
		switch {
		case !members[name].IsNull():
		case prior.IsNull():
			members[name] = tftypes.NewValue(members[name].Type(), tftypes.UnknownValue)
		default:
			members[name] = before[name]
		}
	}
	return tftypes.NewValue(config.Type(), members)
}

// validate returns the diagnostics of a configuration.
func (w *walk) validate(config attributes) []string {
	w.t.Helper()
	response, err := w.server.ValidateResourceConfig(w.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: policy.TypeName, Config: w.dynamic(w.resource, config),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return texts(response.Diagnostics)
}

// plan plans a change from prior to config. A zero prior is a create, a nil config a destroy.
func (w *walk) plan(prior answer, config attributes) answer {
	w.t.Helper()
	none := tftypes.NewValue(w.resource, nil)
	before, after, proposed := prior.object, none, none
	if before.Type() == nil {
		before = none
	}
	if config != nil {
		after = toValue(w.t, w.resource, config)
		proposed = w.proposed(before, after)
	}
	response, err := w.server.PlanResourceChange(w.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: policy.TypeName, PriorState: w.dynamic(w.resource, before), ProposedNewState: w.dynamic(w.resource, proposed),
		Config: w.dynamic(w.resource, after), PriorPrivate: prior.private,
		PriorIdentity: prior.identity,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{
		object: w.value(w.resource, response.PlannedState), private: response.PlannedPrivate, identity: response.PlannedIdentity,
		replace: len(response.RequiresReplace) > 0, texts: texts(response.Diagnostics),
	}
}

// apply carries out a plan.
func (w *walk) apply(prior answer, config attributes, planned answer) answer {
	w.t.Helper()
	none := tftypes.NewValue(w.resource, nil)
	before, after := prior.object, none
	if before.Type() == nil {
		before = none
	}
	if config != nil {
		after = toValue(w.t, w.resource, config)
	}
	response, err := w.server.ApplyResourceChange(w.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: policy.TypeName, PriorState: w.dynamic(w.resource, before), PlannedState: w.dynamic(w.resource, planned.object),
		Config: w.dynamic(w.resource, after), PlannedPrivate: planned.private, PlannedIdentity: planned.identity,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{
		object: w.value(w.resource, response.NewState), private: response.Private, identity: response.NewIdentity, texts: texts(response.Diagnostics),
	}
}

// read refreshes a state.
func (w *walk) read(state answer) answer {
	w.t.Helper()
	response, err := w.server.ReadResource(w.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: policy.TypeName, CurrentState: w.dynamic(w.resource, state.object), Private: state.private, CurrentIdentity: state.identity,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{
		object: w.value(w.resource, response.NewState), private: response.Private, identity: response.NewIdentity, texts: texts(response.Diagnostics),
	}
}

// importState imports by id, or by identity where there is no id, and reads what was imported.
func (w *walk) importState(id string, identity attributes) answer {
	w.t.Helper()
	request := &tfprotov6.ImportResourceStateRequest{TypeName: policy.TypeName, ID: id}
	if identity != nil {
		request.Identity = &tfprotov6.ResourceIdentityData{IdentityData: w.dynamic(w.identity, identity)}
	}
	response, err := w.server.ImportResourceState(w.ctx, request)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(response.ImportedResources) != 1 {
		return answer{texts: texts(response.Diagnostics)}
	}
	imported := response.ImportedResources[0]
	return w.read(answer{object: w.value(w.resource, imported.State), private: imported.Private, identity: imported.Identity})
}

// move takes over the state of another provider's resource.
func (w *walk) move(provider, typeName, rawState string) answer {
	w.t.Helper()
	response, err := w.server.MoveResourceState(w.ctx, &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: policy.TypeName, SourceProviderAddress: provider, SourceTypeName: typeName,
		SourceState: &tfprotov6.RawState{JSON: []byte(rawState)},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if response.TargetState == nil {
		return answer{texts: texts(response.Diagnostics)}
	}
	return answer{object: w.value(w.resource, response.TargetState), identity: response.TargetIdentity, texts: texts(response.Diagnostics)}
}

// identityOf returns one attribute of the identity.
func (w *walk) identityOf(a answer, name string) any {
	w.t.Helper()
	if a.identity == nil || a.identity.IdentityData == nil {
		return nil
	}
	return answer{object: w.value(w.identity, a.identity.IdentityData)}.get(w.t, name)
}

func (w *walk) value(kind tftypes.Type, dynamic *tfprotov6.DynamicValue) tftypes.Value {
	w.t.Helper()
	if dynamic == nil {
		return tftypes.NewValue(kind, nil)
	}
	value, err := dynamic.Unmarshal(kind)
	if err != nil {
		w.t.Fatal(err)
	}
	return value
}

// created plans and applies a create in walks of their own, and fails the test where that fails.
func created(t *testing.T, newWalk func() *walk, config attributes) answer {
	t.Helper()
	planning := newWalk()
	planned := planning.plan(answer{}, config)
	applying := newWalk()
	again := applying.plan(answer{}, config)
	after := applying.apply(answer{}, config, again)
	for _, text := range append(append(planned.texts, again.texts...), after.texts...) {
		if isError(text) {
			t.Fatal(text)
		}
	}
	return after
}
