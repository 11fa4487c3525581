// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// lock is a mode in which an instance is locked, and the way out of it.
type lock struct {
	mode, code string
	do         string
}

// locks are the documented lock modes. Source: API reference, DescribeDBInstanceAttribute, 2026-04-21.
func locks() []lock {
	return []lock{
		{
			"ManualLock", CodeLocked,
			"Somebody locked it by hand: ask who did, and why, before it is unlocked. If nobody knows, open a ticket with " +
				"Alibaba Cloud. Then apply again.",
		},
		{lockedByExpiry, CodeLocked, "Renew the instance, or pay what is overdue, in the RDS console. Then apply again."},
		{
			"LockByRestoration", CodeLocked,
			"It is locked while its data is rolled back: wait until that has ended, then apply again.",
		},
		{
			"LockByDiskQuota", CodeLockedByDisk,
			"Its disk is full: expand the storage, or free space, and wait some minutes until it is unlocked. Then apply again.",
		},
		{
			"LockReadInstanceByDiskQuota", CodeLockedByDisk,
			"The disk of a read-only instance is full: expand the storage of that instance, or free space, and wait some " +
				"minutes until it is unlocked. Then apply again.",
		},
	}
}

// lockedByExpiry is the mode of an instance that is released unless somebody renews it.
const lockedByExpiry = "LockByExpiration"

// Expired reports whether a lock mode ends in the release of the instance.
func Expired(lockMode string) bool { return strings.EqualFold(lockMode, lockedByExpiry) }

// unlocked is the mode of an instance that takes changes.
const unlocked = "Unlock"

// checkLock reports a lock, why the API says that it is there, and the way out of its mode.
func checkLock(in rds.Instance) []Finding {
	if strings.EqualFold(in.LockMode, unlocked) {
		return nil
	}
	for _, known := range locks() {
		if strings.EqualFold(in.LockMode, known.mode) {
			found := newFinding(known.code, fmt.Sprintf("%s is locked (%s).%s", subject(in), in.LockMode, lockReason(in)))
			found.Do = known.do
			return []Finding{found}
		}
	}
	return []Finding{
		newFinding(CodeLockModeUnknown, subject(in)+" has "+value("lock mode", in.LockMode)+"."+lockReason(in)),
	}
}

// maxLockReason bounds how much is shown of a reason, which may be anybody's words.
const maxLockReason = 200

// lockReason is the API's reason as a sentence of its own, in quotes because anything may be in it.
func lockReason(in rds.Instance) string {
	reason := []rune(strings.TrimSpace(in.LockReason))
	switch {
	case len(reason) == 0:
		return ""
	case len(reason) > maxLockReason:
		reason = append(reason[:maxLockReason], '…')
	}
	return fmt.Sprintf(" The API's reason: %q.", string(reason))
}
