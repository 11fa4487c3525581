// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Elements validates each text of a list or a set and each key of a map, and refuses null values.
type Elements struct{ Each []validator.String }

// Description says what is accepted.
func (Elements) Description(context.Context) string { return "elements that are valid by themselves" }

// MarkdownDescription says what is accepted.
func (v Elements) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateList validates the elements of a list.
func (v Elements) ValidateList(ctx context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		resp.Diagnostics.Append(v.element(ctx, req.Path.AtListIndex(i), element)...)
	}
}

// ValidateMap validates the keys of a map, and refuses a null among its values.
func (v Elements) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for _, key := range slices.Sorted(maps.Keys(req.ConfigValue.Elements())) {
		at := req.Path.AtMapKey(key)
		found := v.element(ctx, at, types.StringValue(key))
		if !found.HasError() && req.ConfigValue.Elements()[key].IsNull() {
			found.Append(nullElement(at))
		}
		resp.Diagnostics.Append(found...)
	}
}

// ValidateSet validates the elements of a set.
func (v Elements) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	for _, element := range req.ConfigValue.Elements() {
		resp.Diagnostics.Append(v.element(ctx, req.Path.AtSetValue(element), element)...)
	}
}

func (v Elements) element(ctx context.Context, at path.Path, element attr.Value) diag.Diagnostics {
	text, isText := element.(types.String)
	if !isText {
		return nil
	}
	if text.IsNull() {
		return diag.Diagnostics{nullElement(at)}
	}
	var found validator.StringResponse
	for _, each := range v.Each {
		each.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: text}, &found)
		if found.Diagnostics.HasError() {
			break // the others would say the same of it in other words
		}
	}
	return found.Diagnostics
}

func nullElement(at path.Path) diag.Diagnostic {
	name := attribute(at)
	return message.NullElement.Error(at.ParentPath(),
		"An element of "+name+" is null. Remove it, or give it a value.", name)
}
