// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestQuota_limitsCallsInAnySecond(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	s := emulator.Start(t, emulator.WithRealClock(func() time.Time { return now }),
		emulator.WithQuota(emulator.Quota{PerAccount: 3, PerAction: 2, Actions: map[string]int{"DescribeRegions": 1}}))
	clock := func(c *caller) { c.now = func() time.Time { return now } }
	c := newCaller(t, s).with(clock)
	other := newCaller(t, s).with(clock).with(func(c *caller) { c.key, c.secret = "other-key", "other-secret" })

	wantOK(t, c.policy("pgm-console"))
	now = now.Add(500 * time.Millisecond)
	wantOK(t, c.policy("pgm-console"))
	wantCode(t, c.policy("pgm-console"), 400, "Throttling.Api")
	wantOK(t, c.call("DescribeRegions"))
	wantCode(t, c.call("DescribeRegions"), 400, "Throttling.User")
	wantOK(t, c.callVersion("2015-04-01", "GetCallerIdentity")) // another product
	wantOK(t, other.call("DescribeRegions"))                    // another account
	wantCode(t, other.call("DescribeRegions"), 400, "Throttling.Api")

	now = now.Add(500 * time.Millisecond) // the first call has left the window, the others have not
	wantOK(t, c.policy("pgm-console"))
	wantCode(t, c.policy("pgm-console"), 400, "Throttling.User")

	s.SetQuota(emulator.Quota{})
	for range 10 {
		wantOK(t, c.policy("pgm-console"))
	}
}
