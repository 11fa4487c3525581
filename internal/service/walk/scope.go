// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// RegionDescription documents the attribute region of a data source about one instance.
const RegionDescription = "Region in which the instance is or was, such as `cn-hangzhou`. Defaults to the provider's " +
	"region; the attribute then stays null."

// Scope is where a data source reads.
type Scope struct {
	Client *rds.Client
	Region string
}

// In returns the scope of a data source whose attribute region has the given value.
// It fails while the provider block is not fully known, when there is no region, and when the region is not well formed.
func (d *Data) In(region types.String) (Scope, diag.Diagnostics) {
	at := path.Root("region")
	if region.ValueString() != "" {
		return d.named(at, region.ValueString())
	}
	return d.ofProvider(at)
}

// InAll is In for a data source whose attribute regions holds several; nil stands for the provider's region. The scopes are in the order of
// their regions, and each region has one.
func (d *Data) InAll(regions []types.String) ([]Scope, diag.Diagnostics) {
	at := path.Root("regions")
	if regions == nil {
		one, diags := d.ofProvider(at)
		return []Scope{one}, diags
	}
	var ids []string
	for _, region := range regions {
		ids = append(ids, region.ValueString())
	}
	slices.Sort(ids)
	var scopes []Scope
	for _, id := range slices.Compact(ids) {
		one, diags := d.named(at, id)
		if diags.HasError() {
			return nil, diags
		}
		scopes = append(scopes, one)
	}
	return scopes, nil
}

// named is the scope of a region that the attribute names.
func (d *Data) named(at path.Path, region string) (Scope, diag.Diagnostics) {
	if !d.Ready() {
		return Scope{}, diag.Diagnostics{diag.NewErrorDiagnostic(summaryUnknown, unknownDetail(d))}
	}
	if diags := CheckRegionID(at, region); diags.HasError() {
		return Scope{}, diags
	}
	return Scope{Client: d.Client, Region: region}, nil
}

// ofProvider is the scope of the provider's region, for an attribute that is left out.
func (d *Data) ofProvider(at path.Path) (Scope, diag.Diagnostics) {
	switch {
	case !d.Ready():
		return Scope{}, diag.Diagnostics{diag.NewErrorDiagnostic(summaryUnknown, unknownDetail(d))}
	case d.RegionUnknown():
		return Scope{}, diag.Diagnostics{diag.NewErrorDiagnostic(summaryUnknown, unknownDetail(&Data{Unknown: []string{"region"}}))}
	case d.Region == "":
		return Scope{}, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Region is missing", fmt.Sprintf(
			"Neither this block nor the provider block names a region, and there is no default. "+
				"Set %s here, region in the provider block, or the environment variable ALICLOUD_REGION.", at))}
	}
	return Scope{Client: d.Client, Region: d.Region}, nil
}

const summaryUnknown = "Provider configuration is not known yet"

// unknownDetail names what is unknown. Neither a data source nor a list has a prior state to keep, so that it can only fail.
func unknownDetail(d *Data) string {
	return fmt.Sprintf("Not known before apply in the provider block: %s. Data sources and lists are read before "+
		"anything is applied, and need them. "+
		"Give the provider block values that are known, or apply what they come from first, for example with -target.",
		d.UnknownArguments())
}
