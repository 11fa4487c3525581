// SPDX-License-Identifier: MPL-2.0

// Package nullable makes attribute values of what the API reports. What it does not report is null.
package nullable

import (
	"math"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// String is null where the text is empty.
func String(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// Int64 is null where the number is not known.
func Int64(n int64, known bool) types.Int64 {
	if !known {
		return types.Int64Null()
	}
	return types.Int64Value(n)
}

// Bool is null where it is not known.
func Bool(b, known bool) types.Bool {
	if !known {
		return types.BoolNull()
	}
	return types.BoolValue(b)
}

// Decimal is rounded to two digits, and null where the number is not known.
func Decimal(n float64, known bool) types.Float64 {
	if !known {
		return types.Float64Null()
	}
	return types.Float64Value(math.Round(n*100) / 100)
}

// Time is in RFC 3339 and UTC, and null where the time is zero.
func Time(t time.Time) timetypes.RFC3339 {
	if t.IsZero() {
		return timetypes.NewRFC3339Null()
	}
	return timetypes.NewRFC3339TimeValue(t.UTC())
}
