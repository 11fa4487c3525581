// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

// ValidateConfig checks the rules between attributes that need neither state nor API.
func (r *policyResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.data.CheckRegion(pathRegion, config.Region)...)
	resp.Diagnostics.Append(r.data.CheckRegion(pathDestinationRegion, config.DestinationRegion)...)
	resp.Diagnostics.Append(checkTimeouts(config.Timeouts)...)
	resp.Diagnostics.Append(checkLogNeedsBackup(config.settings)...)
	resp.Diagnostics.Append(checkDestinationDiffers(config.Region, config.DestinationRegion)...)
}

// checkTimeouts refuses a timeout that ends before it begins. The block itself refuses what is no duration at all.
func checkTimeouts(block timeouts.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, operation := range slices.Sorted(maps.Keys(block.Attributes())) {
		value, _ := block.Attributes()[operation].(types.String)
		if timeout, err := time.ParseDuration(value.ValueString()); err == nil && timeout <= 0 {
			diags.Append(timeoutNotPositive(operation, timeout.String()))
		}
	}
	return diags
}

// checkLogNeedsBackup refuses log copy while the policy is off.
func checkLogNeedsBackup(s settings) diag.Diagnostics {
	if !s.LogBackupEnabled.ValueBool() || !known(s.Enabled) || s.Enabled.ValueBool() {
		return nil
	}
	return diag.Diagnostics{logCopyNeedsBackup()}
}

// checkDestinationDiffers refuses a destination that is the source. Values that are null or unknown are checked later.
func checkDestinationDiffers(source, destination types.String) diag.Diagnostics {
	if source.ValueString() == "" || source.ValueString() != destination.ValueString() {
		return nil
	}
	return diag.Diagnostics{destinationIsSource(source.ValueString(), destination.ValueString())}
}

// retentionValidator refuses a number of days that the API refuses.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return fmt.Sprintf("a number of days from %d to %d", eligibility.MinRetentionDays, eligibility.MaxRetentionDays)
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (retentionValidator) ValidateInt64(
	_ context.Context, req validator.Int64Request, resp *validator.Int64Response,
) {
	days := req.ConfigValue.ValueInt64()
	if known(req.ConfigValue) && (days < eligibility.MinRetentionDays || days > eligibility.MaxRetentionDays) {
		resp.Diagnostics.Append(retentionOutOfRange(req.Path, days))
	}
}

// retentionType is a whole number with an error text of its own. The framework's type refuses 30.5 before any validator
// sees it, with two errors that ask the user to report a defect of the provider.
type retentionType struct{ basetypes.Int64Type }

// Equal accepts the framework's type, since that is the type of the values.
func (retentionType) Equal(other attr.Type) bool {
	switch other.(type) {
	case retentionType, basetypes.Int64Type:
		return true
	}
	return false
}

func (retentionType) String() string { return "policy.retentionType" }

// ValueFromTerraform reads parts of a day as unknown, so that Validate gets to refuse them.
func (t retentionType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if notWhole(in) != nil {
		return basetypes.NewInt64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, in)
}

// Validate refuses parts of a day, wherever a value is read.
func (t retentionType) Validate(ctx context.Context, in tftypes.Value, at path.Path) diag.Diagnostics {
	const digits = 10
	if days := notWhole(in); days != nil {
		return diag.Diagnostics{retentionNotWhole(at, days.Text('g', digits))}
	}
	return t.Int64Type.Validate(ctx, in, at)
}

// notWhole returns a number that is not whole, or too large to be counted; nil where there is none.
func notWhole(in tftypes.Value) *big.Float {
	var days big.Float
	if in.IsNull() || !in.IsKnown() || in.As(&days) != nil {
		return nil
	}
	if _, accuracy := days.Int64(); accuracy == big.Exact {
		return nil
	}
	return &days
}
