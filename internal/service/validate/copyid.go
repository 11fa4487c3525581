// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// CopyID refuses a text that cannot be the id of a cross-region copy.
type CopyID struct {
	// Of is what is copied, such as "backup set".
	Of string
}

// What the API numbers fits into 64 bits.
var copyIDShape = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)

// Description says what is accepted.
func (v CopyID) Description(context.Context) string { return "the number of a cross-region " + v.Of }

// MarkdownDescription says what is accepted.
func (v CopyID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses what has not the shape of an id.
func (v CopyID) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || copyIDShape.MatchString(value) {
		return
	}
	resp.Diagnostics.Append(message.NotACopyID.Error(req.Path, fmt.Sprintf(
		"%s is %q. It must be %s, such as 14377. Local backups have other ids.",
		attribute(req.Path), message.Shortened(value), v.Description(ctx))))
}
