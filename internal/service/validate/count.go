// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// AtMost accepts so many blocks, or so many entries of a map.
type AtMost int

// Description says what is accepted.
func (n AtMost) Description(context.Context) string { return fmt.Sprintf("at most %d", int(n)) }

// MarkdownDescription says what is accepted.
func (n AtMost) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

// ValidateList refuses more blocks.
func (n AtMost) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if got := len(req.ConfigValue.Elements()); got > int(n) {
		name := attribute(req.Path)
		resp.Diagnostics.Append(message.TooMany.Error(req.Path, fmt.Sprintf(
			"There are %d blocks %s, and at most %d is accepted. Remove the others.", got, name, int(n)), name))
	}
}

// ValidateMap refuses more entries.
func (n AtMost) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if got := len(req.ConfigValue.Elements()); got > int(n) {
		name := attribute(req.Path)
		resp.Diagnostics.Append(message.TooMany.Error(req.Path, fmt.Sprintf(
			"%s has %d entries. The API takes at most %d in one call. Remove the others.", name, got, int(n)), name))
	}
}
