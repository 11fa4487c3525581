// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Timeouts returns the block of the library of timeouts with validators of ours: its own explain a mistake with words
// about Go, and they accept a time that is over before it begins.
func Timeouts(block schema.Block) schema.Block {
	nested, isNested := block.(schema.SingleNestedBlock)
	if !isNested {
		return block
	}
	for name, attribute := range nested.Attributes {
		if text, isText := attribute.(schema.StringAttribute); isText {
			text.Validators = []validator.String{Duration{}}
			nested.Attributes[name] = text
		}
	}
	return nested
}

// Duration accepts a length of time, such as 30m.
type Duration struct{}

// Description says what is accepted.
func (Duration) Description(context.Context) string { return `a length of time such as "30m"` }

// MarkdownDescription says what is accepted.
func (v Duration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses what is no length of time, and what ends before it begins.
func (Duration) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	got, name := req.ConfigValue.ValueString(), attribute(req.Path)
	length, err := time.ParseDuration(got)
	switch {
	case err == nil && length > 0:
		return
	case err == nil:
		resp.Diagnostics.Append(message.InvalidDuration.Error(req.Path, fmt.Sprintf(
			"%s is %q, so the operation would end before it began. Set a longer time, such as \"30m\".", name,
			message.Shortened(got)), name))
	default:
		resp.Diagnostics.Append(message.InvalidDuration.Error(req.Path, fmt.Sprintf(
			"%s is %q. A length of time is a number with a unit: s, m or h, as in \"90s\", \"30m\" and \"1h30m\".%s", name,
			message.Shortened(got), durationMeant(got)), name))
	}
}

// numberAndUnit is a length of time as people write it.
var numberAndUnit = regexp.MustCompile(`^([0-9]{1,6})\s*([a-z]*)$`)

// durationMeant proposes what a number with another unit, or with none, may mean.
func durationMeant(got string) string {
	const hoursOfDay = 24
	found := numberAndUnit.FindStringSubmatch(strings.ToLower(strings.TrimSpace(got)))
	if found == nil {
		return ""
	}
	number, unit := found[1], found[2]
	switch {
	case unit == "":
		return fmt.Sprintf(" Write %q for minutes, or %q for seconds.", number+"m", number+"s")
	case strings.HasPrefix(unit, "d"):
		days, _ := strconv.Atoi(number) // six digits at most
		return fmt.Sprintf(" Did you mean %q?", strconv.Itoa(days*hoursOfDay)+"h")
	case strings.HasPrefix(unit, "mo"):
		return ""
	case strings.ContainsAny(unit[:1], "smh"):
		return fmt.Sprintf(" Did you mean %q?", number+unit[:1])
	}
	return ""
}
