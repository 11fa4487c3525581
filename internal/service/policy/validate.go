// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ValidateConfig checks the rules between attributes that need neither state nor API.
func (r *policyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(checkTimeouts(ctx, config)...)
	resp.Diagnostics.Append(checkLogNeedsBackup(config)...)
	resp.Diagnostics.Append(checkDestinationDiffers(config.Region, config.DestinationRegion)...)
}

// checkTimeouts refuses a time that is over before it begins. What is no duration at all is refused by the block itself.
func checkTimeouts(ctx context.Context, m model) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, member := range []string{timeoutCreate, timeoutRead, timeoutUpdate, timeoutDelete} {
		if limit, unreadable := timeoutOf(ctx, m.Timeouts, member, defaultWriteTimeout); !unreadable.HasError() && limit <= 0 {
			diags.AddAttributeError(path.Root("timeouts").AtName(member), "Timeout is not positive",
				fmt.Sprintf("%s is %s, so the operation would end before it began. Set a duration such as \"30m\".", member, limit))
		}
	}
	return diags
}

// checkLogNeedsBackup refuses log copy while the policy is off.
func checkLogNeedsBackup(m model) diag.Diagnostics {
	if !m.LogBackupEnabled.ValueBool() || m.Enabled.IsNull() || m.Enabled.IsUnknown() || m.Enabled.ValueBool() {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(pathLogBackupEnabled, "Log copy needs cross-region backup",
		"log_backup_enabled is true and enabled is false. The API copies logs only while it copies backups. Set log_backup_enabled to false, or enabled to true.")}
}

// checkDestinationDiffers refuses a destination that is the source. Values that are null or unknown are checked later.
func checkDestinationDiffers(source, destination types.String) diag.Diagnostics {
	if source.ValueString() == "" || source.ValueString() != destination.ValueString() {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(pathDestinationRegion, "Destination is the source region",
		"destination_region is "+destination.ValueString()+", the region of the instance itself. A copy there would be lost together with the instance's region, and the API refuses it. "+
			"Set another region; the data source apsaradb_rds_cross_region_backup_regions lists those open to "+source.ValueString()+".")}
}

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

// retentionType is a whole number that says in words of this provider what it takes. The framework's own type refuses 30.5 before any
// validator sees it, with two errors that ask to be reported as defects of the provider.
type retentionType struct{ basetypes.Int64Type }

// Equal takes the framework's type for the same, since the values have that: only where a value comes from do the two differ.
func (retentionType) Equal(other attr.Type) bool {
	switch other.(type) {
	case retentionType, basetypes.Int64Type:
		return true
	}
	return false
}

// String names the type.
func (retentionType) String() string { return "policy.retentionType" }

// ValueFromTerraform takes parts of a day for something that is not known, so that Validate gets to refuse them.
func (t retentionType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if broken(in) != nil {
		return basetypes.NewInt64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, in)
}

// Validate refuses parts of a day, wherever a value is read.
func (t retentionType) Validate(ctx context.Context, in tftypes.Value, at path.Path) diag.Diagnostics {
	if days := broken(in); days != nil {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Retention is not a number of days",
			fmt.Sprintf("%s is %s. It must be a whole number from %d to %d.", at, days.Text('g', shownDigits), eligibility.MinRetentionDays, eligibility.MaxRetentionDays))}
	}
	return t.Int64Type.Validate(ctx, in, at)
}

// shownDigits is how many digits are shown of a number of days that is none.
const shownDigits = 10

// broken returns a number that is not whole, or too large to be counted; nil where there is none.
func broken(in tftypes.Value) *big.Float {
	var days big.Float
	if in.IsNull() || !in.IsKnown() || in.As(&days) != nil {
		return nil
	}
	if _, accuracy := days.Int64(); accuracy == big.Exact {
		return nil
	}
	return &days
}
