// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// A clock that runs stops at the end of a fleet's time, whatever its speed.
func TestClock_runsUpToItsEnd(t *testing.T) {
	t.Parallel()
	end := time.Date(2180, time.January, 1, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		speed   float64
		elapsed time.Duration
		advance time.Duration
		want    time.Time
	}{
		"real time":                    {1, 90 * time.Minute, 0, start.Add(90 * time.Minute)},
		"twice real time":              {2, 90 * time.Minute, 0, start.Add(3 * time.Hour)},
		"half real time, and advanced": {0.5, 90 * time.Minute, day, start.Add(day + 45*time.Minute)},
		"past the end":                 {1_000_000, 2 * time.Hour, 0, end},
		"past what a duration can say": {1_000_000, 3 * time.Hour, 0, end},
		"advanced past the end":        {1, time.Hour, 1 << 62, end},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
			f, err := fleet.New(fleet.Options{Start: start, Speed: tc.speed, RealNow: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			now = now.Add(tc.elapsed)
			f.Advance(tc.advance)
			f.Advance(tc.advance)
			f.Advance(-tc.advance)
			if tc.advance == day {
				tc.want = tc.want.Add(day)
			}
			if got := f.Now(); !got.Equal(tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestClock_startsNowUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	f, err := fleet.New(fleet.Options{RealNow: func() time.Time { return start }})
	must(t, err)
	equal(t, "now", f.Now(), start)
	if _, err := fleet.New(fleet.Options{Speed: -1}); err == nil {
		t.Error("a negative speed was accepted")
	}
}
