// SPDX-License-Identifier: MPL-2.0

package status

import (
	"fmt"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The codes of restore_blockers.
const (
	codeNoPolicy         = "NOT_ENABLED"
	codeFirstCopyPending = "FIRST_COPY_PENDING"
	codeCopiesFailing    = "COPIES_FAILING"
	codeSetsNotListable  = "SETS_NOT_LISTABLE"
	codeNoRecentCopy     = "NO_RECENT_COPY"
)

type blocker struct{ code, message string }

// blockers are what stands in the way of a restore, or will if it goes on.
func (f facts) blockers() []blocker {
	if !f.listable {
		return []blocker{{codeSetsNotListable, f.whyNot}}
	}
	var all []blocker
	latest, failing := rds.LatestOf(f.sets), f.failingSince()
	switch {
	case latest == nil && !f.complete:
		all = append(all, blocker{codeNoRecentCopy, "No copy of the last 35 days succeeded. Older ones were not read."})
	case latest == nil && f.policyKnown && !f.policy.Enabled:
		all = append(all, blocker{codeNoPolicy, "Cross-region backup is off, and there is no copy to restore from."})
	case latest == nil && len(f.sets) == 0:
		all = append(all, blocker{codeFirstCopyPending, "There is no copy yet. One is made after the next default backup."})
	}
	if !failing.IsZero() {
		all = append(all, blocker{codeCopiesFailing, fmt.Sprintf(
			"Copies have failed since %s. Look at the backup tasks of the instance in the RDS console.",
			failing.UTC().Format(time.RFC3339))})
	}
	return all
}
