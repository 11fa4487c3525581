// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/url"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// This file has what the actions that list something share: filters and pages.

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

// page returns the items of one page, and its number.
func page[T any](c *call, items []T) (onPage []T, pageNumber int, err error) {
	part, pageNumber := c.page()
	if err := c.checkPage(part, len(items)); err != nil {
		return nil, 0, err
	}
	return fleet.Cut(items, part), pageNumber, nil
}

// page is the part of the caller's own rows that the call asks for, and the number of that page.
func (c *call) page() (part fleet.Part, pageNumber int) {
	pageNumber, part.Size = number(c.params, "PageNumber", 1), number(c.params, "PageSize", 30)
	part.AccountID, part.First = c.who.accountID, (pageNumber-1)*part.Size
	return part, pageNumber
}

// checkPage refuses a page after the last one, where the guess says so.
func (c *call) checkPage(part fleet.Part, total int) error {
	if part.First > 0 && part.First >= total && c.s.guess(guessPastLastPage) == "notfound" {
		return refuse("InvalidPage.notFound", "")
	}
	return nil
}

// convert returns the views of items. It is never nil, so that an empty list is written as [].
func convert[T, V any](items []T, view func(T) V) []V {
	views := make([]V, 0, len(items))
	for _, item := range items {
		views = append(views, view(item))
	}
	return views
}

// wrapped is a list as the API nests it: {"Items":{"Item":[...]}}.
type wrapped[V any] struct {
	Item []V
}
