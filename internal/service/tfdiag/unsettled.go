// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"context"
	"errors"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// lastSeen says what was last seen of a write that did not become visible; empty where nothing was.
func lastSeen(unsettled *rds.NotSettledError) string {
	var text string
	if differences := unsettled.Differences(); unsettled.Last.InstanceID != "" && len(differences) > 0 {
		text = "Last seen: " + strings.Join(differences, "; ") + "."
	}
	if unsettled.LastStatus != "" {
		text += " Instance status: " + unsettled.LastStatus + unknownStatus(unsettled.LastStatus) + "."
	}
	return strings.TrimSpace(text)
}

// unknownStatus says that a status was waited about without knowing what it means; empty where it is known.
func unknownStatus(status string) string {
	if _, known := rds.LookupStatus(status); known || status == rds.StatusNotReported {
		return ""
	}
	return ", which this provider does not know and takes for busy"
}

// interrupted says why a call ended before its answer; empty where that is not known, or where it did not.
func interrupted(failed *rds.Error) string {
	switch {
	case failed.Code != apicode.Interrupted:
		return ""
	case errors.Is(failed, context.Canceled):
		return "The operation was canceled before the API answered."
	case errors.Is(failed, context.DeadlineExceeded):
		return "The time of this operation ran out before the API answered."
	}
	return ""
}

// ended is why the wait for a write ended.
func ended(unsettled *rds.NotSettledError, failed *rds.Error) string {
	var reason string
	switch {
	case errors.Is(unsettled.Err, context.Canceled):
		reason = "The operation was canceled."
	case errors.Is(unsettled.Err, context.DeadlineExceeded):
		reason = "The time of this operation ran out."
	case failed == nil && unsettled.Err != nil:
		reason = plain(unsettled.Err)
	}
	if failed == nil || reason != "" && failed.Code == apicode.Interrupted {
		return reason
	}
	last := *failed
	if errors.Is(last.Err, context.Canceled) || errors.Is(last.Err, context.DeadlineExceeded) {
		last.Err = nil // which is the reason once more
	}
	return strings.TrimSpace(reason + " " + said(&last))
}

// unsettledRemedy is what to do about a write whose result was not seen. The command may be an apply or a destroy.
func unsettledRemedy(unsettled *rds.NotSettledError, failed *rds.Error) string {
	var text string
	if unsettled.Written {
		text = "The change may still take effect. "
	}
	switch rds.ClassOf(asError(failed)) {
	case rds.ClassUnknown, rds.ClassBusy, rds.ClassUnavailable, rds.ClassConnection, rds.ClassUnreadable,
		rds.ClassThrottled:
		text += "Run the same command again: the policy is read first, and nothing is sent if it is as wanted."
	default:
		return text + Remedy(failed)
	}
	return text
}

// asError avoids an interface that holds a nil pointer.
func asError(failed *rds.Error) error {
	if failed == nil {
		return nil
	}
	return failed
}
