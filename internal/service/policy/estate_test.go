// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// fate is what the next apply does with a policy.
type fate int

const (
	isNew fate = iota
	isAdopted
	isKeptLonger
	isMovedElsewhere
	isSwitchedOff
	isSwitchedOn
	isDestroyed
	isLeftAlone
)

// estate is a set of policies that are about to change, and what may be sent on the way.
type estate struct {
	before, after map[string]attributes
	// writes are the only ones that may be sent, as writesSent words them.
	writes map[string]string
	// wanted are the policies that must be in force in the end.
	wanted map[string]fleet.Policy
}

// newEstate adds one instance for each fate.
func newEstate(t *testing.T, s *emulator.Server, fates ...fate) estate {
	t.Helper()
	e := estate{before: map[string]attributes{}, after: map[string]attributes{}, writes: map[string]string{}, wanted: map[string]fleet.Policy{}}
	ids := addInstances(t, s, len(fates), func(number int, in *fleet.Instance) {
		if fates[number] == isAdopted {
			in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 365}
		}
	})
	for number, id := range ids {
		e.add(id, fates[number])
	}
	return e
}

// mixedEstate has n policies of all fates; four in ten are new.
func mixedEstate(t *testing.T, s *emulator.Server, n int) estate {
	t.Helper()
	mix := []fate{isNew, isNew, isNew, isAdopted, isKeptLonger, isMovedElsewhere, isSwitchedOff, isSwitchedOn, isDestroyed, isLeftAlone}
	fates := make([]fate, n)
	for i := range fates {
		fates[i] = mix[i%len(mix)]
	}
	return newEstate(t, s, fates...)
}

func (e estate) add(id string, f fate) {
	standing, off := settings(id, "cn-shanghai", 365), settings(id, "cn-shanghai", 365, attributes{"enabled": false})
	want := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 365}
	e.before[id], e.after[id] = standing, standing
	switch f {
	case isNew, isAdopted:
		delete(e.before, id)
	case isKeptLonger:
		e.after[id], want.RetentionDays = settings(id, "cn-shanghai", 730), 730
	case isMovedElsewhere:
		e.after[id] = settings(id, "cn-beijing", 365, attributes{"log_backup_enabled": true})
		want.DestinationRegion, want.LogEnabled = "cn-beijing", true
	case isSwitchedOff:
		e.after[id], want.Enabled = off, false
	case isSwitchedOn:
		e.before[id] = off
	case isDestroyed:
		delete(e.after, id)
		want.Enabled = false
	case isLeftAlone:
	}
	e.wanted[id] = want
	if f != isAdopted && f != isLeftAlone {
		e.writes[id] = written(id, want.Enabled, want.LogEnabled, want.DestinationRegion, want.RetentionDays)
	}
}

// requireOnlyItsWrites fails if anything was sent that the configuration does not ask for, or sent again without a look.
func (e estate) requireOnlyItsWrites(t *testing.T, s *emulator.Server, looks func(emulator.Call) bool) {
	t.Helper()
	looked := map[string]bool{}
	for _, call := range s.Calls(modify, getter, policyList) {
		id := call.Params.Get("DBInstanceId")
		switch {
		case call.Action != modify:
			looked[id] = looked[id] || looks(call)
		case business(call) != e.writes[id]:
			t.Errorf("%s was sent:\n%s\nwant only:\n%s", id, business(call), e.writes[id])
		case !looked[id]:
			t.Errorf("a write to %s was sent without a look after the one before", id)
		default:
			looked[id] = throttled(call)
		}
	}
}

// throttled reports whether a call was surely not executed, so that it may be sent again as it is.
func throttled(call emulator.Call) bool {
	return call.Status == http.StatusTooManyRequests || strings.HasPrefix(call.Code, "Throttling") || call.Code == "Rejected.Throttling"
}

// answered reports whether a call was answered as it should be. Answers that came late count: those of rules are here.
func answered(call emulator.Call) bool {
	return call.Status == http.StatusOK && call.Code == "" && slices.Contains([]string{"", "slow", "rule"}, call.Fault)
}

// requireWanted fails unless every policy is in force as configured.
func (e estate) requireWanted(t *testing.T, s *emulator.Server) {
	t.Helper()
	for id, want := range e.wanted {
		requirePolicy(t, s, id, want.Enabled, want.LogEnabled, want.DestinationRegion, want.RetentionDays)
	}
}

// settled brings a workspace to what the estate is before the test, lets time pass, and forgets the calls.
func (e estate) settled(t *testing.T, s *emulator.Server, quiet time.Duration) *workspace {
	t.Helper()
	ws := newWorkspace(t, s, nil)
	ws.settle(e.before, 1)
	pass(quiet)
	s.ResetCalls()
	return ws
}
