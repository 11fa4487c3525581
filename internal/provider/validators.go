// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
)

// trimmed validates a text as it is used: without blanks and line ends around it. An empty one is not set.
type trimmed struct{ validator.String }

// ValidateString hands the trimmed text to the validator.
func (v trimmed) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		text := credentials.Trim(req.ConfigValue.ValueString())
		if text == "" {
			return
		}
		req.ConfigValue = types.StringValue(text)
	}
	v.String.ValidateString(ctx, req, resp)
}

// unlessZero validates a number for which 0 means that it is not set.
type unlessZero struct{ validator.Int64 }

// ValidateInt64 passes 0.
func (v unlessZero) ValidateInt64(ctx context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.ValueInt64() != 0 {
		v.Int64.ValidateInt64(ctx, req, resp)
	}
}

// reportAtBlock validates an argument that may hold a secret. It reports errors at the block around it, because
// Terraform prints the line of the configuration that an error is at.
type reportAtBlock struct{ validator.String }

// ValidateString moves the errors of the validator to the block.
func (v reportAtBlock) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	var found validator.StringResponse
	v.String.ValidateString(ctx, req, &found)
	for _, diagnostic := range found.Diagnostics {
		resp.Diagnostics.AddAttributeError(req.Path.ParentPath(), diagnostic.Summary(), diagnostic.Detail())
	}
}
