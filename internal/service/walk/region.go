// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// RegionID returns the validator that refuses text which cannot be a region id. Whether the region exists is for the plan
// to find out.
func RegionID() validator.String { return regionID{} }

type regionID struct{}

func (regionID) Description(context.Context) string { return "a region id such as cn-hangzhou" }

func (v regionID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (regionID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		resp.Diagnostics.Append(CheckRegionID(req.Path, req.ConfigValue.ValueString())...)
	}
}

// CheckRegionID returns one error on the attribute for text that cannot be a region id, and nothing otherwise.
func CheckRegionID(at path.Path, id string) diag.Diagnostics {
	if eligibility.ValidRegionID(id) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Region id is not well formed",
		fmt.Sprintf("%s is %q. Write the id of a region, such as cn-hangzhou or ap-southeast-1, not a zone or a display name.%s", at, id, Suggestion(id)))}
}

// Suggestion names the region that was probably meant, as a sentence to append; "" where none comes close.
func Suggestion(id string) string {
	if nearest, ok := eligibility.NearestRegion(id); ok && nearest != id {
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	return ""
}
