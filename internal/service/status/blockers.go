// SPDX-License-Identifier: MPL-2.0

package status

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The codes of restore_blockers.
const (
	codeNotEnabled       = "NOT_ENABLED"
	codeNoCopy           = "NO_COPY"
	codeFirstCopyPending = "FIRST_COPY_PENDING"
	codeNoRecentCopy     = "NO_RECENT_COPY"
	codeCopiesFailing    = "COPIES_FAILING"
	codeCopyBehindLocal  = "COPY_BEHIND_LOCAL"
	codeSetsNotListable  = "SETS_NOT_LISTABLE"
	codeScheduleTooRare  = "LOCAL_SCHEDULE_EXCEEDS_RPO"
	codeLocalLogsOff     = "LOCAL_LOG_BACKUP_OFF"
	codeLogCopyBehind    = "LOG_COPY_BEHIND"
	codeKeyAtRisk        = "ENCRYPTION_KEY_AT_RISK"
	codeNotInDestination = "NOT_RESTORABLE_IN_DESTINATION"
)

// blocker is what stands in the way of a restore, or will if it goes on.
type blocker struct {
	code, message string
	now           bool // no restore is possible now
}

// blockers come in the order in which they should be mended.
func (f facts) blockers() []blocker {
	if !f.listable {
		return []blocker{{codeSetsNotListable, f.whyNot, false}}
	}
	var all []blocker
	for _, rule := range []func() (blocker, bool){
		f.noCopy, f.switchedOff, f.failing, f.copyBehind, f.notInDestination, f.keyAtRisk, f.tooRare, f.logsBehind,
	} {
		if found, is := rule(); is {
			all = append(all, found)
		}
	}
	return all
}

func (f facts) noCopy() (blocker, bool) {
	code, says := "", ""
	switch latest := rds.LatestOf(f.sets); {
	case latest != nil:
		return blocker{}, false
	case !f.complete:
		code, says = codeNoRecentCopy, "No copy of the last 35 days succeeded. Older ones were not read."
	case f.policyKnown && !f.policy.Enabled:
		code, says = codeNotEnabled, "Cross-region backup is off, and there is no copy to restore from."
	case !f.policyKnown:
		code, says = codeNoCopy, "There is no good copy. Whether cross-region backup is on could not be read."
	case len(f.sets) == 0:
		code, says = codeFirstCopyPending, "There is no copy yet. One is made after the next default backup."
	default:
		code, says = codeNoCopy, "No copy has succeeded yet."
	}
	return blocker{code, says, true}, true
}

func (f facts) switchedOff() (blocker, bool) {
	off := f.policyKnown && !f.policy.Enabled && !f.policy.Released && rds.LatestOf(f.sets) != nil
	return blocker{code: codeNotEnabled, message: "Cross-region backup is off, so no new copy is made, and the copies " +
		"that exist end with their retention."}, off
}

func (f facts) failing() (blocker, bool) {
	since := f.failingSince()
	return blocker{code: codeCopiesFailing, message: fmt.Sprintf("Copies have failed since %s. Look at the backup tasks "+
		"of the instance in the RDS console.", clock(since))}, !since.IsZero()
}

func (f facts) copyBehind() (blocker, bool) {
	backup := f.behind()
	if backup == nil {
		return blocker{}, false
	}
	return blocker{code: codeCopyBehindLocal, message: fmt.Sprintf("The backup that ended at %s has no copy after %s, "+
		"and there is no newer copy. Look at the backup tasks of the instance in the RDS console.",
		clock(backup.EndTime), hours(f.now.Sub(backup.EndTime)))}, true
}

func (f facts) notInDestination() (blocker, bool) {
	latest := rds.LatestOf(f.sets)
	if latest == nil || len(latest.RestoreRegions) == 0 ||
		slices.Contains(latest.RestoreRegions, latest.DestinationRegion) {
		return blocker{}, false
	}
	return blocker{code: codeNotInDestination, message: fmt.Sprintf("The newest set is stored in %s and can be restored "+
		"in %s only. Nothing can be restored from it while that region is down.",
		latest.DestinationRegion, strings.Join(slices.Sorted(slices.Values(latest.RestoreRegions)), ", "))}, true
}

func (f facts) keyAtRisk() (blocker, bool) {
	const about = "The key of the encrypted disk "
	disk := f.disk
	switch {
	case !disk.Encrypted:
		return blocker{}, false
	case !disk.KeyUsable():
		return blocker{codeKeyAtRisk, about + "has the state " + disk.KeyStatus + ", so nothing that it encrypts can be " +
			"restored. Enable it in KMS.", true}, true
	case !disk.KeyDeleteTime.IsZero():
		return blocker{code: codeKeyAtRisk, message: about + "will be deleted at " + clock(disk.KeyDeleteTime) + ". After " +
			"that, nothing that it encrypts can be restored. Cancel the deletion in KMS."}, true
	case !disk.KeyMaterialExpireTime.IsZero() && disk.KeyMaterialExpireTime.Before(f.lastExpiry()):
		return blocker{code: codeKeyAtRisk, message: about + "loses its material at " + clock(disk.KeyMaterialExpireTime) +
			", before the last copy ends. Import the material again in KMS."}, true
	}
	return blocker{}, false
}

func (f facts) tooRare() (blocker, bool) {
	gap := f.scheduleGap()
	remedy := "Choose more days in the backup settings of the instance."
	if f.restoresByTime() {
		remedy = "Choose more days in the backup settings of the instance, or set log_backup_enabled = true."
	}
	return blocker{code: codeScheduleTooRare, message: fmt.Sprintf("The default backups in the source region are up to "+
		"%s apart, and rpo_hours is %d. %s", hours(gap), int64(f.objective.Hours()), remedy)}, gap > 0
}

func (f facts) logsBehind() (blocker, bool) {
	switch {
	case f.copying() && f.policy.LogBackupEnabled && f.schedule.LogBackupOff:
		return blocker{code: codeLocalLogsOff, message: "Log backup is off in the source region, so there are no logs to " +
			"copy. Switch it on in the backup settings of the instance."}, true
	case !f.logsStale():
		return blocker{}, false
	case f.logEnd.IsZero():
		return blocker{code: codeLogCopyBehind, message: "Log copy is on, and no log backup follows the newest set without " +
			"a gap. A restore reaches no further than the data of that set."}, true
	}
	return blocker{code: codeLogCopyBehind, message: fmt.Sprintf("Log copy is on, and the log backups end at %s. A "+
		"restore reaches no further.", clock(f.logEnd))}, true
}

func clock(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func hours(d time.Duration) string { return fmt.Sprintf("%d hours", int64(d.Round(time.Hour).Hours())) }
