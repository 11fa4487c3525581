// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Elements validates each text of a list or a set, and refuses a null among them.
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
		name := attribute(at)
		return diag.Diagnostics{message.NullElement.Error(at.ParentPath(),
			"An element of "+name+" is null. Remove it, or give it a value; compact() removes null elements.", name)}
	}
	var found validator.StringResponse
	for _, each := range v.Each {
		each.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: text}, &found)
	}
	return found.Diagnostics
}
