// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
)

// retentionValidator refuses a number of days that the API refuses.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return fmt.Sprintf("a number of days from %d to %d", eligibility.MinRetentionDays, eligibility.MaxRetentionDays)
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (retentionValidator) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	days := req.ConfigValue.ValueInt64()
	if days >= eligibility.MinRetentionDays && days <= eligibility.MaxRetentionDays {
		return
	}
	nearest := int64(eligibility.MinRetentionDays)
	if days > eligibility.MaxRetentionDays {
		nearest = eligibility.MaxRetentionDays
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Retention is out of range",
		fmt.Sprintf("%s is %d. Cross-region copies are kept for %d to %d days. Set it to %d, or to another number of days in that range.",
			req.Path, days, eligibility.MinRetentionDays, eligibility.MaxRetentionDays, nearest))
}

// regionIDValidator refuses text that cannot be a region id. Whether the region exists is for the plan to find out.
type regionIDValidator struct{}

func (regionIDValidator) Description(context.Context) string {
	return "a region id such as cn-hangzhou"
}

func (v regionIDValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (regionIDValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	id := req.ConfigValue.ValueString()
	if eligibility.ValidRegionID(id) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Not a region id",
		fmt.Sprintf("%s is %q. That is not the form of a region id. Use the id and not the name of a region, such as \"cn-hangzhou\" or \"ap-southeast-1\".%s",
			req.Path, id, suggestion(id)))
}

// suggestion names the region that was probably meant, as a sentence to append.
func suggestion(id string) string {
	if nearest, ok := eligibility.NearestRegion(id); ok && nearest != id {
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	return ""
}
