// SPDX-License-Identifier: MPL-2.0

package schema

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// object is a JSON object; encoding/json sorts its keys.
type object map[string]any

// set adds a value unless it is what the JSON form leaves out.
func (o object) set(key string, value any) object {
	switch v := value.(type) {
	case string:
		if v == "" {
			return o
		}
	case bool:
		if !v {
			return o
		}
	case int64:
		if v == 0 {
			return o
		}
	case object:
		if len(v) == 0 {
			return o
		}
	case nil:
		return o
	}
	o[key] = value
	return o
}

func providerObject(
	s *tfprotov6.GetProviderSchemaResponse,
	identities *tfprotov6.GetResourceIdentitySchemasResponse,
) object {
	actions := object{}
	for name, action := range s.ActionSchemas {
		actions[name] = object{"block": blockObject(action.Schema.Block)}
	}
	kind := func(name string, schemas map[string]*tfprotov6.Schema) object {
		return withNotice(name, each(schemas, schemaObject))
	}
	described := withNotice("provider", object{"provider": withoutRefused(schemaObject(s.Provider))})
	return withEnvironment(described).
		set("resource_schemas", kind("resource_schemas", s.ResourceSchemas)).
		set("data_source_schemas", kind("data_source_schemas", s.DataSourceSchemas)).
		set("ephemeral_resource_schemas", kind("ephemeral_resource_schemas", s.EphemeralResourceSchemas)).
		set("list_resource_schemas", kind("list_resource_schemas", s.ListResourceSchemas)).
		set("functions", each(s.Functions, functionObject)).
		set("resource_identity_schemas", each(identities.IdentitySchemas, identityObject)).
		set("action_schemas", withNotice("action_schemas", actions))
}

// withoutRefused leaves out the arguments that the provider has only to refuse them with a sentence.
func withoutRefused(schema object) object {
	block, _ := schema["block"].(object)
	for _, kind := range []string{"attributes", "block_types"} {
		members, _ := block[kind].(object)
		for name, member := range members {
			value, _ := member.(object)
			if kind == "block_types" {
				withoutRefused(value)
				value, _ = value["block"].(object)
			}
			if value["description"] == provider.RefusedDescription {
				delete(members, name)
			}
		}
	}
	return schema
}

func each[T any](items map[string]T, convert func(T) object) object {
	result := object{}
	for name, item := range items {
		result[name] = convert(item)
	}
	return result
}

func schemaObject(s *tfprotov6.Schema) object {
	return object{"version": s.Version, "block": blockObject(s.Block)}
}

func blockObject(b *tfprotov6.SchemaBlock) object {
	nested := object{}
	for _, n := range b.BlockTypes {
		nested[n.TypeName] = object{"nesting_mode": strings.ToLower(n.Nesting.String()), "block": blockObject(n.Block)}.
			set("min_items", n.MinItems).
			set("max_items", n.MaxItems)
	}
	return describe(object{}, b.Description, b.DescriptionKind).
		set("attributes", attributesObject(b.Attributes)).
		set("block_types", nested).
		set("deprecated", b.Deprecated)
}

func attributesObject(attributes []*tfprotov6.SchemaAttribute) object {
	result := object{}
	for _, a := range attributes {
		attribute := describe(object{}, a.Description, a.DescriptionKind).
			set("required", a.Required).
			set("optional", a.Optional).
			set("computed", a.Computed).
			set("sensitive", a.Sensitive).
			set("write_only", a.WriteOnly).
			set("deprecated", a.Deprecated)
		if a.NestedType != nil {
			attribute["nested_type"] = object{
				"attributes":   attributesObject(a.NestedType.Attributes),
				"nesting_mode": strings.ToLower(a.NestedType.Nesting.String()),
			}
		} else {
			attribute["type"] = a.Type
		}
		result[a.Name] = attribute
	}
	return result
}

func identityObject(s *tfprotov6.ResourceIdentitySchema) object {
	attributes := object{}
	for _, a := range s.IdentityAttributes {
		attributes[a.Name] = object{"type": a.Type}.
			set("description", a.Description).
			set("required_for_import", a.RequiredForImport).
			set("optional_for_import", a.OptionalForImport)
	}
	return object{"version": s.Version, "attributes": attributes}
}

func functionObject(f *tfprotov6.Function) object {
	parameters := make([]object, 0, len(f.Parameters))
	for _, p := range f.Parameters {
		parameters = append(parameters, parameterObject(p))
	}
	result := object{"return_type": f.Return.Type, "parameters": parameters}.
		set("summary", f.Summary).
		set("description", f.Description).
		set("deprecation_message", f.DeprecationMessage)
	if f.VariadicParameter != nil {
		result["variadic_parameter"] = parameterObject(f.VariadicParameter)
	}
	return result
}

func parameterObject(p *tfprotov6.FunctionParameter) object {
	return object{"name": p.Name, "type": p.Type}.
		set("description", p.Description).
		set("is_nullable", p.AllowNullValue)
}

func describe(o object, text string, kind tfprotov6.StringKind) object {
	if text == "" {
		return o
	}
	o["description"], o["description_kind"] = text, "plain"
	if kind == tfprotov6.StringKindMarkdown {
		o["description_kind"] = "markdown"
	}
	return o
}
