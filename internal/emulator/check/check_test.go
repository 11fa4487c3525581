// SPDX-License-Identifier: MPL-2.0

package check_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
)

const (
	modify = emulator.ActionModifyInstanceCrossBackupPolicy
	getter = emulator.ActionDescribeInstanceCrossBackupPolicy
	list   = emulator.ActionDescribeCrossRegionBackupDBInstance
	attr   = emulator.ActionDescribeDBInstanceAttribute
)

// made is a call about an instance that was answered without an error, after changes.
func made(action, id string, changes ...func(*emulator.Call)) emulator.Call {
	params := url.Values{"RegionId": {"cn-hangzhou"}, "BackupEnabled": {"1"}}
	if id != "" {
		params.Set("DBInstanceId", id)
	}
	call := emulator.Call{Action: action, Params: params, Status: 200, Delivered: true}
	for _, change := range changes {
		change(&call)
	}
	return call
}

func coded(status int, code string) func(*emulator.Call) {
	return func(c *emulator.Call) { c.Status, c.Code = status, code }
}

func sending(name, value string) func(*emulator.Call) {
	return func(c *emulator.Call) { c.Params.Set(name, value) }
}

// lost is an answer that a fault dropped: it has no status.
func lost(c *emulator.Call) { c.Status, c.Delivered = 0, false }

// replaced is an answer that a fault replaced by something else.
func replaced(c *emulator.Call) { c.Delivered = false }

func TestBlindWrites_onlyAReadOfThePolicyCounts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		between []emulator.Call
		blind   bool
	}{
		"nothing":                      {nil, true},
		"the getter":                   {[]emulator.Call{made(getter, "a")}, false},
		"the getter of another":        {[]emulator.Call{made(getter, "b")}, true},
		"the list of a region":         {[]emulator.Call{made(list, "")}, false},
		"the list of another region":   {[]emulator.Call{made(list, "", sending("RegionId", "cn-beijing"))}, true},
		"the list with its id":         {[]emulator.Call{made(list, "b,a")}, false},
		"the list with a similar id":   {[]emulator.Call{made(list, "b,aa")}, true},
		"a write of another":           {[]emulator.Call{made(modify, "b")}, true},
		"the instance, not its policy": {[]emulator.Call{made(attr, "a")}, true},
		"an answer that was lost":      {[]emulator.Call{made(getter, "a", lost)}, true},
		"an answer that was replaced":  {[]emulator.Call{made(getter, "a", replaced)}, true},
		"an answer that says not found": {
			[]emulator.Call{made(getter, "a", coded(404, "InvalidDBInstance.NotFound"))}, false,
		},
		"an answer that says no such id": {
			[]emulator.Call{made(getter, "a", coded(400, "InvalidDBInstanceId.NotFound"))}, false,
		},
		"no such key": {
			[]emulator.Call{made(getter, "a", coded(404, "InvalidAccessKeyId.NotFound"))}, true,
		},
		"a read that was denied":         {[]emulator.Call{made(getter, "a", coded(403, "Forbidden.RAM"))}, true},
		"a read that failed":             {[]emulator.Call{made(getter, "a", coded(500, "InternalError"))}, true},
		"a read that was throttled":      {[]emulator.Call{made(getter, "a", coded(400, "Throttling.User"))}, true},
		"a failed read, then a good one": {[]emulator.Call{made(getter, "a", lost), made(getter, "a")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := append([]emulator.Call{made(getter, "a"), made(modify, "a", lost)}, tc.between...)
			problems := check.BlindWrites(append(calls, made(modify, "a")))
			if blind := len(problems) == 1; blind != tc.blind || len(problems) > 1 {
				t.Fatalf("blind is %t, want %t: %q", blind, tc.blind, problems)
			}
			if tc.blind &&
				!strings.HasPrefix(problems[0], "a was written again without a read of its policy between: 2 "+modify+" 0, ") {
				t.Errorf("got %q", problems[0])
			}
		})
	}
}

func TestBlindWrites_whatWasRefusedMayBeSentAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first func(*emulator.Call)
		blind bool
	}{
		"it succeeded":            {func(*emulator.Call) {}, true},
		"no answer":               {lost, true},
		"busy":                    {coded(403, "IncorrectDBInstanceState"), true},
		"internal error":          {coded(500, "InternalError"), true},
		"throttled by account":    {coded(400, "Throttling.User"), false},
		"throttled by a gateway":  {coded(503, "Rejected.Throttling"), false},
		"throttled without words": {coded(429, ""), false},
		"the key has ended":       {coded(400, "InvalidSecurityToken.Expired"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problems := check.BlindWrites([]emulator.Call{made(modify, "a", tc.first), made(modify, "a")})
			if blind := len(problems) == 1; blind != tc.blind {
				t.Errorf("blind is %t, want %t: %q", blind, tc.blind, problems)
			}
		})
	}
}

func TestNeverOff(t *testing.T) {
	t.Parallel()
	off, silent := sending("BackupEnabled", "0"), func(c *emulator.Call) { c.Params.Del("BackupEnabled") }
	for name, tc := range map[string]struct {
		call emulator.Call
		ids  []string
		want string
	}{
		"it stays on": {made(modify, "a"), nil, ""},
		"it is switched off": {
			made(modify, "a", off), nil, `call 1 switches the policy of a off: it sends BackupEnabled="0"`,
		},
		"the switch is not sent":  {made(modify, "a", silent), nil, `BackupEnabled=""`},
		"one of those that count": {made(modify, "a", off), []string{"b", "a"}, `of a off`},
		"another instance":        {made(modify, "a", off), []string{"b"}, ""},
		"a read":                  {made(getter, "a", off), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(check.NeverOff([]emulator.Call{tc.call}, tc.ids...), "; ")
			if (got == "") != (tc.want == "") || !strings.Contains(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		call emulator.Call
		want bool
	}{
		"status alone":      {made(getter, "a", coded(429, "")), true},
		"of the account":    {made(getter, "a", coded(400, "Throttling.User")), true},
		"of the action":     {made(getter, "a", coded(400, "Throttling.Api")), true},
		"of the gateway":    {made(getter, "a", coded(429, "Rejected.Throttling")), true},
		"success":           {made(getter, "a"), false},
		"service is down":   {made(getter, "a", coded(503, "ServiceUnavailable")), false},
		"busy instance":     {made(getter, "a", coded(403, "IncorrectDBInstanceState")), false},
		"keys have expired": {made(getter, "a", coded(400, "InvalidSecurityToken.Expired")), false},
	} {
		if got := check.Throttled(tc.call); got != tc.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}
