// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/url"
	"time"
)

// Rows of the time filters.
var (
	startTimeParam = param{name: "StartTime", kind: kindTime, code: "InvalidStartTime.Format"}
	endTimeParam   = param{name: "EndTime", kind: kindTime, code: "InvalidEndTime.Format"}
)

// period is a filter by time. A zero end is open.
type period struct{ start, end time.Time }

// period reads StartTime and EndTime, whose formats are checked already.
func (c *call) period() (period, error) {
	var p period
	p.start, _ = parseTime(c.params.Get("StartTime"))
	p.end, _ = parseTime(c.params.Get("EndTime"))
	if !p.start.IsZero() && !p.end.IsZero() && !p.end.After(p.start) {
		return p, refuse("InvalidTime.Format", "")
	}
	return p, nil
}

func (p period) holds(at time.Time) bool {
	return (p.start.IsZero() || !at.Before(p.start)) && (p.end.IsZero() || !at.After(p.end))
}

// matches reports whether a filter that was sent is equal to the value. An absent or empty filter matches everything.
func matches(params url.Values, name, value string) bool {
	filter := params.Get(name)
	return filter == "" || filter == value
}

// choose keeps the items that pass, in their order.
func choose[T any](items []T, pass func(T) bool) []T {
	var kept []T
	for _, item := range items {
		if pass(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// named returns the row under another name.
func (p param) named(name string) param {
	p.name = name
	return p
}
