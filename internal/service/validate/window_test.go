// SPDX-License-Identifier: MPL-2.0

package validate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	january := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		start, end types.String
		want       time.Time // start
		code       string
	}{
		"nothing":          {types.StringNull(), types.StringNull(), time.Time{}, ""},
		"unknown":          {types.StringUnknown(), text("2026-01-01T00:00:00Z"), time.Time{}, ""},
		"in another zone":  {text("2026-01-01T08:00:00+08:00"), types.StringNull(), january, ""},
		"in order":         {text("2026-01-01T00:00:00Z"), text("2026-01-01T00:00:01Z"), january, ""},
		"the same instant": {text("2026-01-01T00:00:00Z"), text("2026-01-01T08:00:00+08:00"), january, "TIME_WINDOW_EMPTY"},
		"backward":         {text("2026-01-01T00:00:00Z"), text("2025-01-01T00:00:00Z"), january, "TIME_WINDOW_EMPTY"},
		"a day":            {text("2026-01-01"), types.StringNull(), time.Time{}, "TIME_MALFORMED"},
		"no such day":      {text("2026-02-30T00:00:00Z"), types.StringNull(), time.Time{}, "TIME_MALFORMED"},
		"empty":            {text(""), types.StringNull(), time.Time{}, "EMPTY_VALUE"},
		"absurdly long":    {text(strings.Repeat("2", 100_000)), types.StringNull(), time.Time{}, "TIME_MALFORMED"},
	} {
		start, _, diags := validate.Window{Start: row.start, End: row.end}.Times()
		if !start.Equal(row.want) || diags.HasError() != (row.code != "") {
			t.Errorf("%s: %v, %v", name, start, diags)
		}
		for _, d := range diags {
			if !strings.HasSuffix(d.Detail(), "("+row.code+")") || len(d.Detail()) > 1000 {
				t.Errorf("%s: %s", name, d.Detail())
			}
		}
	}
}

func TestCopyID(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		value   types.String
		refused bool
	}{
		"a number":      {types.StringValue("14377"), false},
		"null":          {types.StringNull(), false},
		"unknown":       {types.StringUnknown(), false},
		"empty":         {types.StringValue(""), true},
		"zero":          {types.StringValue("0"), true},
		"zeros ahead":   {types.StringValue("007"), true},
		"negative":      {types.StringValue("-1"), true},
		"a fraction":    {types.StringValue("1.5"), true},
		"a power":       {types.StringValue("1e6"), true},
		"a file name":   {types.StringValue("mysql-bin.000230"), true},
		"a line behind": {types.StringValue("14377\n"), true},
		"absurdly long": {types.StringValue(strings.Repeat("1", 100_000)), true},
	} {
		var resp validator.StringResponse
		validate.CopyID{Of: "backup set"}.ValidateString(t.Context(),
			validator.StringRequest{Path: path.Root("backup_set_id"), ConfigValue: row.value}, &resp)
		if resp.Diagnostics.HasError() != row.refused {
			t.Errorf("%s: %v, want refused: %t", name, resp.Diagnostics, row.refused)
		}
		for _, d := range resp.Diagnostics {
			if !strings.HasSuffix(d.Detail(), "(NOT_A_COPY_ID)") || len(d.Detail()) > 1000 {
				t.Errorf("%s: %s", name, d.Detail())
			}
		}
	}
}
