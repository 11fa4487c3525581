// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"errors"
	"fmt"
	"time"
)

// defaultStart is the first time of a manual clock that is not told otherwise.
func defaultStart() time.Time { return time.Date(2026, time.January, 15, 8, 0, 0, 0, time.UTC) }

// The clock stays between these two. The differences of its times then fit a duration, and every time can be written
// as RFC 3339 says.
func firstTime() time.Time { return time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC) }
func lastTime() time.Time  { return time.Date(2180, time.January, 1, 0, 0, 0, 0, time.UTC) }

// checkTime refuses a time that the clock cannot have. The zero time means none.
func checkTime(field string, at time.Time) error {
	if !at.IsZero() && (at.Before(firstTime()) || at.After(lastTime())) {
		return fmt.Errorf("%s %s is not within the years %d..%d",
			field, at.Format(time.RFC3339), firstTime().Year(), lastTime().Year()-1)
	}
	return nil
}

// Options configure a [Fleet]; the zero value is a clock that runs from now.
type Options struct {
	// Start is the clock's first time. Zero means 2026-01-15T08:00:00Z for a manual
	// clock and the real time otherwise.
	Start time.Time
	// Manual stops the clock: only Advance moves it.
	Manual bool
	// Speed is fleet seconds per real second of a clock that runs; 0 means 1.
	Speed float64
	// MoreGuesses are guesses of the package on top, kept with the fleet's own.
	MoreGuesses []Guess
	// RealNow replaces time.Now for a clock that runs.
	RealNow func() time.Time
}

// clock is the fleet's time; the fleet's mutex protects it.
type clock struct {
	start    time.Time
	advanced time.Duration
	manual   bool
	speed    float64
	realNow  func() time.Time
	realZero time.Time
}

func newClock(o Options) (clock, error) {
	if o.Speed < 0 {
		return clock{}, errors.New("the clock's speed must not be negative: time does not run backward")
	}
	if err := checkTime("start", o.Start); err != nil {
		return clock{}, err
	}
	c := clock{start: o.Start.UTC(), manual: o.Manual, speed: o.Speed, realNow: o.RealNow}
	if c.speed == 0 {
		c.speed = 1
	}
	if c.realNow == nil {
		c.realNow = time.Now
	}
	c.start = c.start.Round(0) // without the monotonic reading, so that times compare by value
	c.realZero = c.realNow()
	if o.Start.IsZero() {
		c.start = defaultStart()
		if !c.manual {
			c.start = c.realZero.UTC().Round(0)
		}
	}
	return c, nil
}

func (c *clock) now() time.Time {
	t := c.start.Add(c.advanced)
	if c.manual {
		return t
	}
	elapsed, room := float64(c.realNow().Sub(c.realZero))*c.speed, lastTime().Sub(t)
	if elapsed >= float64(room) {
		return lastTime() // where it stops; what lies beyond does not fit a duration
	}
	return t.Add(time.Duration(elapsed))
}

// Now returns the fleet's time in UTC.
func (f *Fleet) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock.now()
}

// Advance moves the clock forward, up to the end of a fleet's time. Zero and negative steps do nothing.
func (f *Fleet) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if room := lastTime().Sub(f.clock.now()); d > 0 && room > 0 {
		f.clock.advanced += min(d, room)
	}
}
