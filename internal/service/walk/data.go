// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// CheckMode says what a known-bad finding of the plan checks does.
type CheckMode string

// The values of the provider argument plan_checks.
const (
	ChecksEnforce CheckMode = "ENFORCE" // known-bad is an error, suspicious a warning
	ChecksWarn    CheckMode = "WARN"    // both are warnings
	ChecksOff     CheckMode = "OFF"     // no check and no call for one; but a create still looks for a policy
)

// CrossBorderMode says what happens when source and destination lie in different areas.
type CrossBorderMode string

// The values of the provider argument cross_border.
const (
	CrossBorderWarn  CrossBorderMode = "WARN"
	CrossBorderDeny  CrossBorderMode = "DENY"
	CrossBorderAllow CrossBorderMode = "ALLOW"
)

// Checks are the rules of the provider block that plans are held against.
type Checks struct {
	Mode   CheckMode
	Ignore map[string]bool // reason codes that are passed over

	// AllowedDestinations is the data residency rule; it counts only when RestrictDestinations is set,
	// so that an empty list forbids every destination.
	AllowedDestinations  []string
	RestrictDestinations bool

	CrossBorder CrossBorderMode

	MinimumRetentionDays int64 // no policy is set below it, and no copies expire; 0 is no minimum
}

// DestinationAllowed reports whether backups may be copied to region under allowed_destination_regions.
func (c Checks) DestinationAllowed(region string) bool {
	return !c.RestrictDestinations || slices.Contains(c.AllowedDestinations, region)
}

// Data is what the configured provider hands to each resource and data source.
type Data struct {
	Client  *rds.Client        // nil while an argument that it needs is unknown
	Reader  *sharedlist.Reader // shares list calls of the client; nil reads everything singly
	Region  string             // the provider's region; "" when none is set
	Unknown []string           // arguments of the provider block that are not known yet
	Checks  Checks
	Walk    *Walk

	RegionVariable       string // the environment variable that sets Region, for a sentence
	SkipRegionValidation bool   // region ids may have any shape

	quick *rds.Client // for calls that only serve an advice or a number
}

// From is the only type assertion on provider data. It returns nil, nil before the provider is configured.
func From(provided any) (*Data, diag.Diagnostics) {
	if provided == nil {
		return nil, nil
	}
	data, ok := provided.(*Data)
	if !ok {
		return nil, diag.Diagnostics{message.ProviderDefect.Error(path.Empty(), fmt.Sprintf(
			"A type got %T from the provider, and wants %T. This is a defect of the provider: report it with the provider's "+
				"version.", provided, data))}
	}
	return data, nil
}

// listTime is how long a call for a page of a list may take. Without the list, every instance is asked about singly.
const listTime = 10 * time.Second

// Connect makes API calls possible.
func (d *Data) Connect(client *rds.Client) {
	d.Client, d.Reader, d.quick = client, sharedlist.New(client.Quick(listTime)), client.Quick(adviceTime)
}

// Ready reports whether API calls are possible in this walk.
func (d *Data) Ready() bool {
	return d != nil && d.Client != nil
}

// RegionUnknown reports whether the provider's region comes later. A type that names its own region needs none.
func (d *Data) RegionUnknown() bool {
	return d != nil && slices.Contains(d.Unknown, "region")
}

// UnknownArguments names the arguments of the provider block that are not known yet, for a sentence.
func (d *Data) UnknownArguments() string {
	if d == nil || len(d.Unknown) == 0 {
		return "some arguments"
	}
	return strings.Join(d.Unknown, ", ")
}
