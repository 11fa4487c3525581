// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// NotEmpty refuses a text, a list or a set that is given and holds nothing.
type NotEmpty struct{}

// Description says what is accepted.
func (NotEmpty) Description(context.Context) string { return "not empty" }

// MarkdownDescription says what is accepted.
func (v NotEmpty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses "".
func (NotEmpty) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	resp.Diagnostics.Append(refuseEmpty(req.Path, req.ConfigValue, req.ConfigValue.ValueString() == "")...)
}

// ValidateList refuses [].
func (NotEmpty) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	resp.Diagnostics.Append(refuseEmpty(req.Path, req.ConfigValue, len(req.ConfigValue.Elements()) == 0)...)
}

// ValidateSet refuses [].
func (NotEmpty) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	resp.Diagnostics.Append(refuseEmpty(req.Path, req.ConfigValue, len(req.ConfigValue.Elements()) == 0)...)
}

func refuseEmpty(at path.Path, value attr.Value, empty bool) diag.Diagnostics {
	if !empty || value.IsNull() || value.IsUnknown() {
		return nil
	}
	name := attribute(at)
	if isElement(at) {
		return diag.Diagnostics{message.EmptyValue.Error(at,
			"An element of "+name+" is an empty text. Remove it, or give it a value.", name)}
	}
	return diag.Diagnostics{message.EmptyValue.Error(at,
		name+" is empty. Give it a value. If it is optional, leave it out or pass null for the default.", name)}
}
