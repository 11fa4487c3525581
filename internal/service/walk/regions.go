// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// This file is about the attributes region and regions of a block: what they may be, where the block then reads, and
// how an error of that region is explained.

// RegionDescription documents the attribute region of a data source about one instance.
const RegionDescription = "Region in which the instance is or was, such as `cn-hangzhou`. Defaults to the provider's " +
	"region; the attribute then stays null."

// Scope is where a data source reads.
type Scope struct {
	Client *rds.Client
	Region string
}

// In returns the scope of a data source whose attribute region has the given value. It fails while the provider block
// is not fully known, when there is no region, and when the region is not well formed.
func (d *Data) In(region types.String) (Scope, diag.Diagnostics) {
	at := path.Root("region")
	if !region.IsNull() {
		return d.named(at, region.ValueString())
	}
	return d.ofProvider(at)
}

// InAll is In for a data source whose attribute regions holds several; nil stands for the provider's region. The
// scopes are in the order of their regions, and each region has one.
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
		return Scope{}, diag.Diagnostics{blockUnknown(d.UnknownArguments())}
	}
	if diags := d.CheckRegion(at, types.StringValue(region)); diags.HasError() {
		return Scope{}, diags
	}
	return Scope{Client: d.Client, Region: region}, nil
}

// ofProvider is the scope of the provider's region, for an attribute that is left out.
func (d *Data) ofProvider(at path.Path) (Scope, diag.Diagnostics) {
	switch {
	case !d.Ready():
		return Scope{}, diag.Diagnostics{blockUnknown(d.UnknownArguments())}
	case d.RegionUnknown():
		return Scope{}, diag.Diagnostics{blockUnknown("region")}
	case d.Region == "":
		return Scope{}, diag.Diagnostics{d.RegionMissing(at, "This block", fmt.Sprintf("Set %s here", at))}
	}
	return Scope{Client: d.Client, Region: d.Region}, nil
}

// blockUnknown names what is unknown. Neither a data source nor a list has a prior state to keep, so it can only fail.
func blockUnknown(arguments string) diag.Diagnostic {
	return message.ProviderNotConfigured.Error(path.Empty(), fmt.Sprintf(
		"Values are not known yet in the provider block: %s. Data sources and lists are read before any apply, and "+
			"need them. Give the provider block values that are known, or apply what they come from first, for example with "+
			"-target.", arguments))
}

// RegionMissing is the error where no region is named. subject is what could name it. remedy says how; it is empty
// where only the provider block can.
func (d *Data) RegionMissing(at path.Path, subject, remedy string) diag.Diagnostic {
	if remedy != "" {
		remedy += ", or set"
	} else {
		remedy = "Set"
	}
	remedy += " region in the provider block"
	if d != nil && d.RegionVariable != "" {
		remedy += " or the environment variable " + d.RegionVariable
	}
	return message.RegionMissing.Error(at, fmt.Sprintf(
		"%s names no region, the provider has none, and there is no default. %s.", subject, remedy))
}

// CheckRegion refuses the value of an attribute that cannot be a region id. Until the provider is configured, only what
// cannot be one under any setting is refused. A value that is null or unknown is no id yet.
func (d *Data) CheckRegion(at path.Path, id types.String) diag.Diagnostics {
	if id.IsNull() || id.IsUnknown() {
		return nil
	}
	return CheckRegionID(at, "argument "+at.String(), id.ValueString(), d == nil || d.SkipRegionValidation)
}

// CheckRegionID is the one rule for text that is to be a region id; origin is what holds it. skip is the provider
// argument skip_region_validation. Whether the region exists is for the plan to find out.
func CheckRegionID(at path.Path, origin, id string, skip bool) diag.Diagnostics {
	if id == "" {
		return diag.Diagnostics{emptyRegion(at, origin)}
	}
	usable := eligibility.UsableRegionID(id)
	if usable && skip || eligibility.ValidRegionID(id) {
		return nil
	}
	remedy := ""
	if usable {
		remedy = "\n\nIf the id is meant, set skip_region_validation = true in the provider block."
	}
	detail := fmt.Sprintf("%q in the %s is not a region id. Write the id of a region, such as cn-hangzhou or "+
		"ap-southeast-1, not a zone or a display name.%s%s", message.Shortened(id), origin, tfdiag.Suggestion(id), remedy)
	return diag.Diagnostics{message.RegionMalformed.Error(at, detail)}
}

// emptyRegion is the error of a region that is an empty text.
func emptyRegion(at path.Path, origin string) diag.Diagnostic {
	return message.EmptyValue.Error(at, "The "+origin+" is empty. Give it the id of a region, such as cn-hangzhou. "+
		"If it is optional, leave it out or pass null for the default.", strings.TrimPrefix(origin, "argument "))
}

// Failed explains an error of a block whose attribute regions holds several, met while reading one of them. The
// client's errors point at the attribute region, which such a block does not have: they go to regions, if the block
// has that at all.
func Failed(operation, subject string, regions []types.String, err error) diag.Diagnostics {
	attribute := "regions"
	if regions == nil {
		attribute = ""
	}
	return tfdiag.FromError(operation, subject, err, tfdiag.RegionIn(attribute))
}
