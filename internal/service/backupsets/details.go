// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/sync/errgroup"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// parallelWindows bounds the calls for recovery windows of one data source that are under way together.
const parallelWindows = 4

// details are what the list call does not report.
type details struct {
	retentionDays int64 // of the policy now; 0 = not known
	windows       map[string]recoveryWindow
}

type recoveryWindow struct{ begin, end time.Time }

// uncounted reports, with a warning, that the API lists no set of an instance though there may be some. The instance is
// asked for only where there is no set.
func (d *dataSource) uncounted(ctx context.Context, r reader, c choice) (bool, diag.Diagnostics) {
	if c.count > 0 {
		return false, nil
	}
	why := d.data.NotListed(ctx, r.region, r.instanceID)
	if why == "" {
		return false, nil
	}
	return true, diag.Diagnostics{message.CopiesNotListed.Warning(path.Empty(), fmt.Sprintf(
		"No backup set of %s is listed, which does not mean that there is none. %s total_count and total_size_bytes are "+
			"null. The RDS console shows the copies.", walk.Subject(r.region, r.instanceID), why))}
}

// details makes the calls after the list; none when there is no set. It fails only when the context ends.
func (r reader) details(ctx context.Context, c choice, includeWindows bool) (details, diag.Diagnostics) {
	var d details
	sets := needed(c)
	if len(sets) == 0 {
		return d, nil
	}
	retention, diags := r.retention(ctx)
	d.retentionDays = retention
	if includeWindows {
		windows, problems := readWindows(ctx, sets, func(ctx context.Context, setID string) (recoveryWindow, error) {
			begin, end, err := r.client.RecoveryWindow(ctx, r.region, r.instanceID, setID)
			return recoveryWindow{begin: begin, end: end}, err
		})
		d.windows = windows
		diags.Append(problems...)
	}
	if err := ctx.Err(); err != nil {
		return d, tfdiag.FromError("Cannot read cross-region backup sets", walk.Subject(r.region, r.instanceID), err)
	}
	return d, diags
}

// needed lists the sets that are shown, and the latest one when it is not among them.
func needed(c choice) []rds.BackupSet {
	sets := c.shown
	if c.latest == nil {
		return sets
	}
	for _, set := range sets {
		if set.ID == c.latest.ID {
			return sets
		}
	}
	return append(sets[:len(sets):len(sets)], *c.latest)
}

// retention reads the policy's current retention; 0 when there is none. An instance without a policy is nothing to warn
// about.
func (r reader) retention(ctx context.Context) (int64, diag.Diagnostics) {
	found, err := r.client.Lookup(ctx, r.region, r.instanceID, false)
	if err != nil && rds.ClassOf(err) != rds.ClassAbsent {
		return 0, diag.Diagnostics{message.ExpireTimeUnknown.Warning(path.Empty(), fmt.Sprintf(
			"The retention of %s could not be read, so expected_expire_time is null. %s",
			walk.Subject(r.region, r.instanceID), tfdiag.Sentence(err)))}
	}
	return found.Policy.RetentionDays, nil
}

// readWindows asks for the recovery window of each successful set. The first failing set, in the order given, is
// named in the one warning.
func readWindows(
	ctx context.Context, sets []rds.BackupSet, read func(context.Context, string) (recoveryWindow, error),
) (map[string]recoveryWindow, diag.Diagnostics) {
	var mu sync.Mutex
	windows, failures := map[string]recoveryWindow{}, map[string]error{}
	var group errgroup.Group
	group.SetLimit(parallelWindows)
	for _, set := range sets {
		if set.Status != rds.StatusSuccess {
			continue
		}
		group.Go(func() error {
			window, err := read(ctx, set.ID)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures[set.ID] = err
				return nil // best effort: the others go on
			}
			windows[set.ID] = window
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
	for _, set := range sets {
		if err := failures[set.ID]; err != nil {
			return windows, diag.Diagnostics{message.RecoveryWindowsUnknown.Warning(path.Empty(), fmt.Sprintf(
				"The recovery window of %d of %d backup sets could not be read and is null. "+
					"The API does not answer for every engine and storage type. The first of them is set %s: %s",
				len(failures), len(windows)+len(failures), set.ID, tfdiag.Sentence(err)))}
		}
	}
	return windows, nil
}
