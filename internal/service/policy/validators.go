// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
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

// instanceIDValidator refuses text that cannot be an instance id, such as one with a space at its end.
type instanceIDValidator struct{}

func (instanceIDValidator) Description(context.Context) string {
	return "an instance id such as pgm-bp1234567890"
}

func (v instanceIDValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (instanceIDValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || rds.WellFormed(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Not an instance id",
		fmt.Sprintf("%s is %q. An instance id has letters, digits and hyphens only. Set the id of the instance, such as \"pgm-bp1234567890\", and neither its name nor its address.",
			req.Path, req.ConfigValue.ValueString()))
}
