// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A policy that was ever on leaves a trace beside the lock mode of a released instance.
func TestHeld(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		policy rds.Policy
		want   bool
	}{
		"never on":           {rds.Policy{}, false},
		"released, never on": {rds.Policy{Exists: true, Released: true, LockMode: "Released"}, false},
		"not one":            {rds.Policy{RetentionDays: 7}, false},
		"on":                 {rds.Policy{Exists: true, Enabled: true}, true},
		"logs alone":         {rds.Policy{Exists: true, LogBackupEnabled: true}, true},
		"a destination":      {rds.Policy{Exists: true, DestinationRegion: "cn-beijing"}, true},
		"a retention":        {rds.Policy{Exists: true, RetentionDays: 7}, true},
		"on once":            {rds.Policy{Exists: true, EnabledTime: time.Unix(1, 0)}, true},
		"logs once":          {rds.Policy{Exists: true, LogBackupEnabledTime: time.Unix(1, 0)}, true},
	} {
		if got := row.policy.Held(); got != row.want {
			t.Errorf("%s: held %t, want %t", name, got, row.want)
		}
	}
}
