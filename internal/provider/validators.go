// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// aside validates an argument that may hold a secret, and reports its mistake at the block around it: Terraform
// prints the line of the configuration that an error is at.
type aside struct{ validator.String }

// ValidateString moves what the validator has to say.
func (v aside) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var found validator.StringResponse
	v.String.ValidateString(ctx, req, &found)
	for _, diagnostic := range found.Diagnostics {
		resp.Diagnostics.AddAttributeError(req.Path.ParentPath(), diagnostic.Summary(), diagnostic.Detail())
	}
}
