// SPDX-License-Identifier: MPL-2.0

package subject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// Settings are what putting the instance back writes. What the API did not report is what costs least: a policy that never was on ends off, with the
// shortest retention and whatever destination it has by then.
func (f Found) Settings() rds.Settings {
	return rds.Settings{
		InstanceID: f.Instance.ID, Region: f.Instance.Region, Enabled: f.Policy.Enabled, LogBackupEnabled: f.Policy.LogBackupEnabled,
		DestinationRegion: f.Policy.DestinationRegion, RetentionDays: f.Retention(),
	}
}

// Restorer puts an instance back.
type Restorer struct {
	Client *rds.Client
	// Settle is how long an instance has to stay as it was before it counts as restored: a change that was on its way when a run was interrupted may
	// show up late.
	Settle time.Duration
	// Destination is where copies went last, for a policy whose destination the API does not report while it is off.
	Destination string
	// Wait lets time pass.
	Wait func(ctx context.Context, d time.Duration) error
}

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
		if _, err := r.Client.ApplySettings(ctx, whole); err != nil {
			return policy, err
		}
	}
	return rds.Policy{}, errors.New("the policy changed again each time it had been restored")
}

// Guard does the work, and puts the instance back however it ends. The first interrupt, which has to end ctx, ends the work; only another one gives up
// on putting back. Where the instance is not as it was, what to do by hand is printed.
func (r Restorer) Guard(ctx context.Context, out io.Writer, found Found, work func(ctx context.Context) error) (workErr, restoreErr error) {
	fmt.Fprintf(out, "You agreed. Should this program be killed before it ends, this is what to know:\n%s\n", found.ByHand())
	workErr = work(ctx)
	restoring, stop := signal.NotifyContext(context.WithoutCancel(ctx), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if ctx.Err() != nil {
		fmt.Fprintf(out, "\nInterrupted. The instance is put back now. Another Ctrl-C gives that up.\n")
	}
	fmt.Fprintf(out, "\nPutting %s back ...\n", found.Instance.ID)
	policy, restoreErr := r.Restore(restoring, found)
	if restoreErr != nil {
		fmt.Fprintf(out, "\nNOT PUT BACK: %v\n\n%s", restoreErr, found.ByHand())
		return workErr, restoreErr
	}
	left := "never on"
	if policy.Exists {
		left = PolicyText(policy)
	}
	fmt.Fprintf(out, "Put back, and read twice: %s.\n", left)
	return workErr, nil
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

// ByHand says what the instance looked like and how it is put back without this program.
func (f Found) ByHand() string {
	want := f.Settings()
	digit := map[bool]int{true: 1}
	state := "on"
	switch {
	case !f.Policy.Exists:
		state = "never on; it can only be switched off now"
	case !f.Policy.Enabled:
		state = "off"
	}
	text := fmt.Sprintf("Cross-region backup of %s in %s was %s.\n", want.InstanceID, want.Region, state)
	command := fmt.Sprintf("  aliyun rds ModifyInstanceCrossBackupPolicy --RegionId %s --DBInstanceId %s --BackupEnabled %d --LogBackupEnabled %d",
		want.Region, want.InstanceID, digit[want.Enabled], digit[want.LogBackupEnabled])
	if f.Policy.DestinationRegion == "" {
		return text + "Put it back with the Alibaba Cloud CLI, with the destination that it has now:\n" + command +
			fmt.Sprintf(" --CrossBackupRegion <destination> --CrossBackupType 1 --RetentType 1 --Retention %d\n", eligibility.MinRetentionDays)
	}
	text += fmt.Sprintf("Its copies went to %s and were kept for %d days; logs were copied: %t.\n", want.DestinationRegion, want.RetentionDays, want.LogBackupEnabled)
	return text + "Put it back with the Alibaba Cloud CLI:\n" + command +
		fmt.Sprintf(" --CrossBackupRegion %s --CrossBackupType 1 --RetentType 1 --Retention %d\n", want.DestinationRegion, want.RetentionDays)
}
