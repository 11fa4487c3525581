// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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
		resp.Diagnostics.Append(diag.WithPath(req.Path.ParentPath(), diagnostic))
	}
}
