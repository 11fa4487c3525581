// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

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
