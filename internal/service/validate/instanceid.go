// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// InstanceID refuses a text that cannot be the id of an instance, such as its name or its address.
type InstanceID struct{}

// Description says what is accepted.
func (InstanceID) Description(context.Context) string {
	return "an instance id such as pgm-bp1234567890"
}

// MarkdownDescription says what is accepted.
func (v InstanceID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses what has not the shape of an id.
func (InstanceID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || rds.IsInstanceID(value) {
		return
	}
	if value == "" && !isElement(req.Path) {
		name := attribute(req.Path)
		resp.Diagnostics.Append(message.EmptyValue.Error(req.Path,
			name+" is empty. Set the id of the instance, such as \"pgm-bp1234567890\".", name))
		return
	}
	if region, id, found := strings.Cut(value, ":"); found && eligibility.ValidRegionID(region) && rds.IsInstanceID(id) {
		resp.Diagnostics.Append(message.NotAnInstanceID.Error(req.Path, fmt.Sprintf(
			"%s %s %q, which has a region before the id. Set %q alone.", attribute(req.Path), verb(req.Path), value, id)))
		return
	}
	resp.Diagnostics.Append(message.NotAnInstanceID.Error(req.Path, fmt.Sprintf(
		"%s %s %q. An instance id has letters, digits and hyphens only, and at most 64 of them. "+
			"Set the id of the instance, such as \"pgm-bp1234567890\", not its name or address.",
		attribute(req.Path), verb(req.Path), message.Shortened(value))))
}
