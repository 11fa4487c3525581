// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Shape accepts a text of one form.
type Shape struct {
	Form  *regexp.Regexp
	Words string // completes "It ...", such as "must be the ARN of a role"
}

// Description says what is accepted.
func (s Shape) Description(context.Context) string { return s.Words }

// MarkdownDescription says what is accepted.
func (s Shape) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

// ValidateString refuses a text of another form.
func (s Shape) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	got := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || s.Form.MatchString(got) {
		return
	}
	name := attribute(req.Path)
	resp.Diagnostics.Append(message.MalformedValue.Error(req.Path, fmt.Sprintf(
		"%s %s %q. It %s.", name, verb(req.Path), message.Shortened(got), s.Words), name))
}

// Length accepts a text with so many characters. It does not show the text, which may be secret.
type Length struct{ Least, Most int }

// Description says what is accepted.
func (l Length) Description(context.Context) string {
	if l.Least == 0 {
		return fmt.Sprintf("at most %d characters", l.Most)
	}
	return fmt.Sprintf("%d to %d characters", l.Least, l.Most)
}

// MarkdownDescription says what is accepted.
func (l Length) MarkdownDescription(ctx context.Context) string { return l.Description(ctx) }

// ValidateString refuses a text that is too short or too long.
func (l Length) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if got := utf8.RuneCountInString(req.ConfigValue.ValueString()); got < l.Least || got > l.Most {
		name := attribute(req.Path)
		resp.Diagnostics.Append(message.InvalidLength.Error(req.Path, fmt.Sprintf(
			"%s has %d characters. It takes %s.", name, got, l.Description(ctx)), name))
	}
}
