// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// brokenWrites returns what is wrong with the writes of a round: each has to send all of what its member is to be, and
// nothing else. In an apply, that means that none switches a policy off or keeps copies for a shorter time than both
// the old and the new settings say.
func brokenWrites(calls []emulator.Call, members []member) []string {
	byID := map[string]member{}
	for _, m := range members {
		byID[m.ID] = m
	}
	var broken []string
	for i, c := range calls {
		if c.Action != emulator.ActionModifyInstanceCrossBackupPolicy {
			continue
		}
		id := c.Params.Get("DBInstanceId")
		m, known := byID[id]
		if !known {
			broken = append(broken, fmt.Sprintf("call %d writes instance %q, which is in no configuration", i+1, id))
			continue
		}
		for _, text := range brokenWrite(c.Params, m) {
			broken = append(broken, fmt.Sprintf("call %d writes %s, a policy of the kind %q (%s), and %s",
				i+1, m.ID, m.Kind, m.Before, text))
		}
	}
	return broken
}

func brokenWrite(params url.Values, m member) []string {
	var broken []string
	if m.Before == m.After {
		broken = append(broken, "there is nothing to write")
	}
	if m.After.Enabled && params.Get("BackupEnabled") != "1" {
		broken = append(broken, "switches it off")
	}
	days, err := strconv.Atoi(params.Get("Retention"))
	if least := m.leastDays(); err != nil || days < least {
		broken = append(broken, fmt.Sprintf("sends Retention=%q, less than the %d days of the old and the new settings",
			params.Get("Retention"), least))
	}
	for name, want := range map[string]string{
		"BackupEnabled": digit(m.After.Enabled), "LogBackupEnabled": digit(m.After.Log),
		"CrossBackupRegion": m.After.Destination,
		"Retention":         strconv.Itoa(m.After.Days), "CrossBackupType": "1", "RetentType": "1",
	} {
		if got := params.Get(name); got != want {
			broken = append(broken, fmt.Sprintf("sends %s=%q instead of %q", name, got, want))
		}
	}
	slices.Sort(broken)
	return broken
}

// leastDays is the shortest retention that may be seen of a member.
func (m member) leastDays() int {
	if m.Before.Days == 0 {
		return m.After.Days
	}
	return min(m.Before.Days, m.After.Days)
}

func digit(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// brokenFleet returns the members that are neither as before nor as configured. A policy that was on and is to stay on
// is so never seen off, and never with a shorter retention than both.
func brokenFleet(members []member, now map[string]settings) []string {
	var broken []string
	for _, m := range members {
		is := now[m.ID]
		switch {
		case m.Before.Enabled && m.After.Enabled && !is.Enabled:
			broken = append(broken, fmt.Sprintf("%s (%s) was on and is off", m.ID, m.Kind))
		case m.Before.Enabled && is.Days < m.leastDays():
			broken = append(broken, fmt.Sprintf("%s (%s) keeps copies for %d days, less than %d",
				m.ID, m.Kind, is.Days, m.leastDays()))
		case is != m.Before && is != m.After:
			broken = append(broken,
				fmt.Sprintf("%s (%s) is %s; before: %s; configured: %s", m.ID, m.Kind, is, m.Before, m.After))
		}
	}
	return broken
}

// unfinished returns the members that are not as configured.
func unfinished(members []member, now map[string]settings) []member {
	return slices.DeleteFunc(slices.Clone(members), func(m member) bool { return now[m.ID] == m.After })
}

// left says of each member in words that it is not as configured.
func left(open []member, now map[string]settings) []string {
	var texts []string
	for _, m := range open {
		texts = append(texts, fmt.Sprintf("%s (%s) is %s instead of %s", m.ID, m.Kind, now[m.ID], m.After))
	}
	return texts
}

// quietAfter returns how long after a moment the last call arrived; 0 if none did.
func quietAfter(calls []emulator.Call, at time.Time) time.Duration {
	var longest time.Duration
	for _, c := range calls {
		longest = max(longest, c.Received.Sub(at))
	}
	return longest
}
