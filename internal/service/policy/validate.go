// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
