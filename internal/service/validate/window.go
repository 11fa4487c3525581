// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Window is the span of time that the arguments start_time and end_time of a block ask for. Its sides are text, because
// the framework's time type explains a mistake with Go's layout.
type Window struct{ Start, End types.String }

// CheckWindow refuses a malformed time, and an empty or backward window. A side that is absent or unknown is not
// checked.
func CheckWindow(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	var w Window
	diags := config.GetAttribute(ctx, path.Root("start_time"), &w.Start)
	diags.Append(config.GetAttribute(ctx, path.Root("end_time"), &w.End)...)
	if !diags.HasError() {
		_, _, problems := w.Times()
		diags.Append(problems...)
	}
	return diags
}

// Times returns both sides in UTC, zero for a side that is absent or not known yet.
func (w Window) Times() (start, end time.Time, diags diag.Diagnostics) {
	start, diags = parseTime("start_time", w.Start)
	end, problems := parseTime("end_time", w.End)
	diags.Append(problems...)
	if !diags.HasError() && !start.IsZero() && !end.IsZero() && !start.Before(end) {
		diags.Append(message.TimeWindowEmpty.Error(path.Root("end_time"), fmt.Sprintf(
			"end_time %s is not after start_time %s, so nothing can match. Set end_time to a later time.",
			w.End.ValueString(), w.Start.ValueString())))
	}
	return start, end, diags
}

func parseTime(attribute string, value types.String) (time.Time, diag.Diagnostics) {
	if value.IsNull() || value.IsUnknown() {
		return time.Time{}, nil
	}
	if value.ValueString() == "" {
		return time.Time{}, refuseEmpty(path.Root(attribute), value, true)
	}
	parsed, err := time.Parse(time.RFC3339, value.ValueString())
	if err != nil {
		return time.Time{}, diag.Diagnostics{message.TimeMalformed.Error(path.Root(attribute), fmt.Sprintf(
			"%s is %q, which is not an RFC 3339 time. "+
				"Write it like 2026-01-31T00:00:00Z, or with an offset like 2026-01-31T08:00:00+08:00.%s",
			attribute, message.Shortened(value.ValueString()), momentMeant(value.ValueString())))}
	}
	return parsed.UTC(), nil
}

// momentMeant proposes the time in UTC that a date, or a time without a zone, may mean.
func momentMeant(got string) string {
	for _, layout := range []string{
		time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04Z",
	} {
		if meant, err := time.Parse(layout, got); err == nil {
			return fmt.Sprintf(" Did you mean %q?", meant.Format(time.RFC3339))
		}
	}
	return ""
}
