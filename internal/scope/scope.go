// SPDX-License-Identifier: MPL-2.0

package scope

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// RegionDescription documents the attribute region of a data source about one instance.
const RegionDescription = "Source region, in which the instance is or was, such as `cn-hangzhou`. Left out, the provider's region counts, and this attribute stays null."

// Scope is where a data source reads.
type Scope struct {
	Client *rds.Client
	Region string
}

// Of returns the scope of a data source whose attribute region has the given value.
// It fails while the provider block is not fully known, when there is no region, and when the region is not well formed.
func Of(data *providerdata.Data, region types.String) (Scope, diag.Diagnostics) {
	var diags diag.Diagnostics
	needsProviderRegion := region.ValueString() == ""
	switch {
	case !data.Ready():
		diags.AddError(summaryUnknown, unknownDetail(data))
	case !needsProviderRegion:
		diags.Append(CheckRegionID(path.Root("region"), region.ValueString())...)
	case slices.Contains(data.Unknown, "region"):
		diags.AddError(summaryUnknown, unknownDetail(&providerdata.Data{Unknown: []string{"region"}}))
	case data.Region == "":
		diags.AddAttributeError(path.Root("region"), "Region is missing",
			"Neither this block nor the provider block names a region, and there is no default. "+
				"Set region here or in the provider block, or set the environment variable ALICLOUD_REGION.")
	}
	if diags.HasError() {
		return Scope{}, diags
	}
	if needsProviderRegion {
		return Scope{Client: data.Client, Region: data.Region}, diags
	}
	return Scope{Client: data.Client, Region: region.ValueString()}, diags
}

const summaryUnknown = "Provider configuration is not known yet"

// unknownDetail names what is unknown. A data source has no prior state to keep, so that it can only fail.
func unknownDetail(data *providerdata.Data) string {
	arguments := "some arguments"
	if data != nil && len(data.Unknown) > 0 {
		arguments = data.UnknownArguments()
	}
	return fmt.Sprintf("Not known before apply in the provider block: %s. A data source is read while planning and needs them. "+
		"Give the provider block values that are known, or apply what they come from first, for example with -target.", arguments)
}
