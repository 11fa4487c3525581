// SPDX-License-Identifier: MPL-2.0

package logbackups

import "time"

// defaultSpan is how far back logs are listed where no start is given.
const defaultSpan = 7 * 24 * time.Hour

// span completes a window, whose sides are zero where they are not given. A window that is completed holds the present,
// or one of seven days; one that begins in the future holds nothing. The API takes whole seconds: they are rounded so
// that the window gets no smaller.
func span(start, end time.Time, now func() time.Time) (time.Time, time.Time) {
	if end.IsZero() {
		if end = now(); !end.After(start) {
			end = start.Add(time.Second)
		}
	}
	if start.IsZero() {
		start = end.Add(-defaultSpan)
	}
	return start.Truncate(time.Second), end.Add(time.Second - 1).Truncate(time.Second)
}
