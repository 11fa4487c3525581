// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig checks the rules between attributes that need neither state nor API.
func (r *policyResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config facts
	for at, value := range map[string]any{
		"region": &config.Region, "destination_region": &config.DestinationRegion,
		"enabled": &config.Enabled, "log_backup_enabled": &config.LogBackupEnabled,
	} { // singly, so that a mistake elsewhere hides none of these
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(at), value)...)
	}
	resp.Diagnostics.Append(r.data.CheckRegion(pathRegion, config.Region)...)
	resp.Diagnostics.Append(r.data.CheckRegion(pathDestinationRegion, config.DestinationRegion)...)
	resp.Diagnostics.Append(checkLogNeedsBackup(config.settings)...)
	resp.Diagnostics.Append(checkDestinationDiffers(config.Region, config.DestinationRegion)...)
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
