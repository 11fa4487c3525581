// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// clock says what the time of a run goes to, and when it is over.
type clock struct {
	start, last, deadline time.Time
	laps                  map[string]time.Duration
}

func newClock(limit time.Duration) *clock {
	now := time.Now()
	return &clock{start: now, last: now, deadline: now.Add(limit), laps: map[string]time.Duration{}}
}

// lap puts the time since the last call down to something.
func (c *clock) lap(what string) time.Duration {
	now := time.Now()
	took := now.Sub(c.last)
	c.laps[what] += took
	c.last = now
	return took
}

// late reports whether something that takes so long would end after the deadline.
func (c *clock) late(estimate time.Duration) bool { return time.Now().Add(estimate).After(c.deadline) }

// String lists what took how long, the longest first.
func (c *clock) String() string {
	var parts []string
	longestFirst := func(a, b string) int { return cmp.Or(cmp.Compare(c.laps[b], c.laps[a]), cmp.Compare(a, b)) }
	names := slices.Collect(maps.Keys(c.laps))
	slices.SortFunc(names, longestFirst)
	for _, name := range names {
		parts = append(parts, fmt.Sprintf("%s %d s", name, int(c.laps[name].Seconds()+0.5)))
	}
	return fmt.Sprintf("The whole took %d s: %s.", int(c.last.Sub(c.start).Seconds()+0.5), strings.Join(parts, ", "))
}
