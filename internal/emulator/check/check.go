// SPDX-License-Identifier: MPL-2.0

// Package check finds broken promises in the emulator's record of calls. It is the one definition of each of them.
package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// BlindWrites returns the writes to a policy that follow an earlier write to it without a read of the policy between.
// After an earlier write that was surely not carried out, no read is needed.
func BlindWrites(calls []emulator.Call) []string {
	var problems []string
	unread := map[string]int{} // the last write to an instance since its policy was read, as an index of calls
	for i, call := range calls {
		if call.Action != emulator.ActionModifyInstanceCrossBackupPolicy {
			for id, write := range unread {
				if ShowsPolicy(call, id, calls[write].Params.Get("RegionId")) {
					delete(unread, id)
				}
			}
			continue
		}
		id := call.Params.Get("DBInstanceId")
		if write, again := unread[id]; again {
			problems = append(problems, fmt.Sprintf("%s was written again without a read of its policy between: %s",
				id, about(calls[write:i+1], write, id)))
		}
		if !Refused(call) {
			unread[id] = i
		}
	}
	return problems
}

// NeverOff returns the writes that do not keep a policy on. Given ids, only those instances count.
func NeverOff(calls []emulator.Call, ids ...string) []string {
	var problems []string
	for i, call := range calls {
		id := call.Params.Get("DBInstanceId")
		if call.Action != emulator.ActionModifyInstanceCrossBackupPolicy || len(ids) > 0 && !slices.Contains(ids, id) {
			continue
		}
		if sent := call.Params.Get("BackupEnabled"); sent != "1" {
			problems = append(problems, fmt.Sprintf("call %d switches the policy of %s off: it sends BackupEnabled=%q",
				i+1, id, sent))
		}
	}
	return problems
}

// Throttled reports whether a call was refused because there were too many calls. It was surely not carried out.
func Throttled(call emulator.Call) bool {
	return call.Status == http.StatusTooManyRequests || strings.HasPrefix(call.Code, "Throttling") ||
		call.Code == "Rejected.Throttling"
}

// Refused reports whether a call was surely not carried out for a reason that has nothing to do with the instance:
// there were too many calls, or the key had ended. The same call may be sent again at once.
func Refused(call emulator.Call) bool {
	return Throttled(call) || call.Code == "InvalidSecurityToken.Expired"
}

// ShowsPolicy reports whether a call told the client what the policy of an instance is, or that there is no such
// instance. A list without ids counts for each instance of its region.
func ShowsPolicy(call emulator.Call, id, region string) bool {
	if !call.Delivered || call.Code != "" && !absent(call.Code) {
		return false
	}
	named := call.Params.Get("DBInstanceId")
	switch call.Action {
	case emulator.ActionDescribeInstanceCrossBackupPolicy:
		return named == id
	case emulator.ActionDescribeCrossRegionBackupDBInstance:
		if named == "" {
			return call.Params.Get("RegionId") == region
		}
		return slices.Contains(strings.Split(named, ","), id)
	default:
		return false
	}
}

// absent reports whether a code says that an instance does not exist.
func absent(code string) bool {
	return strings.HasPrefix(code, "InvalidDBInstance") && strings.HasSuffix(code, ".NotFound")
}

// about lists the calls that name an instance, or that list a region. The first call has the index first in the record.
func about(calls []emulator.Call, first int, id string) string {
	var texts []string
	for i, call := range calls {
		named := call.Params.Get("DBInstanceId")
		if named != "" && !slices.Contains(strings.Split(named, ","), id) {
			continue
		}
		words := []string{fmt.Sprintf("%d %s %d", first+i+1, call.Action, call.Status), call.Code, call.Fault}
		texts = append(texts, strings.Join(strings.Fields(strings.Join(words, " ")), " "))
	}
	return strings.Join(texts, ", ")
}
