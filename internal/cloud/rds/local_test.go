// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestLocalBackupPolicy_longestGap(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		days []time.Weekday
		want time.Duration
	}{
		"not known":           {nil, 0},
		"once a week":         {[]time.Weekday{time.Monday}, 7 * day},
		"twice a week":        {[]time.Weekday{time.Thursday, time.Monday}, 4 * day},
		"across the weekend":  {[]time.Weekday{time.Tuesday, time.Thursday}, 5 * day},
		"a day named twice":   {[]time.Weekday{time.Sunday, time.Sunday}, 7 * day},
		"every day":           {[]time.Weekday{0, 1, 2, 3, 4, 5, 6}, day},
		"all but one weekday": {[]time.Weekday{0, 1, 2, 4, 5, 6}, 2 * day},
	} {
		if got := (rds.LocalBackupPolicy{Days: row.days}).LongestGap(); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}
