// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Settings are what putting the instance back writes. What the API did not report is what costs least: a policy that
// never was on ends off, with the shortest retention and whatever destination it has by then.
func (f Found) Settings() rds.Settings {
	return rds.Settings{
		InstanceID:        f.Instance.ID,
		Region:            f.Instance.Region,
		Enabled:           f.Policy.Enabled,
		LogBackupEnabled:  f.Policy.LogBackupEnabled,
		DestinationRegion: f.Policy.DestinationRegion,
		RetentionDays:     f.Retention(),
	}
}

// Restorer puts an instance back.
type Restorer struct {
	Client *rds.Client
	// Out gets a line for each step.
	Out io.Writer
	// Settle is how long an instance has to stay as it was before it counts as restored: a change that was on its way when
	// a run was interrupted may show up late.
	Settle time.Duration
	// Destination is where copies went last, for a policy whose destination the API does not report while it is off.
	Destination string
	// Wait lets time pass.
	Wait func(ctx context.Context, d time.Duration) error
	// Signals are the interrupts; nil means those of this process.
	Signals <-chan os.Signal
}

func (r Restorer) sayf(format string, args ...any) { fmt.Fprintf(r.Out, format, args...) }

// looks bounds how often a restored instance may turn out to have changed again.
const looks = 5

// Restore writes what was found where it differs, reads it back twice, and returns the policy as it is then.
func (r Restorer) Restore(ctx context.Context, found Found) (rds.Policy, error) {
	want := found.Settings()
	var confirmed, written bool
	for range looks {
		policy, err := policyOf(ctx, r.Client, want.Region, want.InstanceID, !found.Policy.Exists)
		if err != nil {
			return policy, err
		}
		// What is not reported cannot be seen to be as it was, so it is written once.
		blind := policy.Exists && policy.RetentionDays == 0 && !written
		if untouched(found, policy) && !blind {
			if confirmed {
				return policy, nil
			}
			confirmed = true
			r.sayf(
				"  It is %s, as it was found. One more look in %s, because a change that was on its way may show up late ...\n",
				leftAs(policy),
				r.Settle,
			)
			if err := r.Wait(ctx, r.Settle); err != nil {
				return policy, err
			}
			continue
		}
		confirmed, written = false, true
		whole := want
		for _, known := range []string{policy.DestinationRegion, r.Destination} {
			if whole.DestinationRegion == "" {
				whole.DestinationRegion = known
			}
		}
		r.sayf(
			"  It is %s. Writing what was found; this takes minutes as a rule, and longer while the instance is busy ...\n",
			leftAs(policy),
		)
		begun := r.Client.Now()
		if _, err := r.Client.ApplySettings(ctx, whole); err != nil {
			return policy, err
		}
		r.sayf("  Written, and read back after %s.\n", r.Client.Now().Sub(begun).Round(time.Second))
	}
	return rds.Policy{}, errors.New("the policy changed again each time it had been restored")
}

// untouched reports whether a policy is as it was found, as far as it can be.
func untouched(found Found, now rds.Policy) bool {
	if !now.Exists {
		return !found.Policy.Exists
	}
	want := found.Settings()
	if want.DestinationRegion == "" {
		want.DestinationRegion = now.DestinationRegion
	}
	return want.Matches(now)
}

// leftAs is a policy in a few words, also one that never was on.
func leftAs(p rds.Policy) string {
	if !p.Exists {
		return "never on"
	}
	return PolicyText(p)
}
