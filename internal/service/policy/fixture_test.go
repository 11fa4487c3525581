// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/check"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// plannedChange is what the next apply does with a policy.
type plannedChange int

const (
	toCreate plannedChange = iota
	toAdopt
	toLengthen
	toRedirect
	toSwitchOff
	toSwitchOn
	toDestroy
	toKeep
)

// fixture is a set of policies that are about to change, and what may be sent on the way.
type fixture struct {
	before, after map[string]attributes
	// writes are the only ones that may be sent, as writesSent words them.
	writes map[string]string
	// wanted are the policies that must be in force in the end.
	wanted map[string]fleet.Policy
}

// newFixture adds one instance for each change.
func newFixture(t *testing.T, s *emulator.Server, changes ...plannedChange) fixture {
	t.Helper()
	e := fixture{
		before: map[string]attributes{},
		after:  map[string]attributes{},
		writes: map[string]string{},
		wanted: map[string]fleet.Policy{},
	}
	ids := addInstances(t, s, len(changes), func(number int, in *fleet.Instance) {
		if changes[number] == toAdopt {
			in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 365}
		}
	})
	for number, id := range ids {
		e.add(id, changes[number])
	}
	return e
}

// mixedFixture has n policies and all kinds of changes; four in ten policies are new.
func mixedFixture(t *testing.T, s *emulator.Server, n int) fixture {
	t.Helper()
	mix := []plannedChange{
		toCreate, toCreate, toCreate, toAdopt, toLengthen, toRedirect, toSwitchOff, toSwitchOn, toDestroy, toKeep,
	}
	changes := make([]plannedChange, n)
	for i := range changes {
		changes[i] = mix[i%len(mix)]
	}
	return newFixture(t, s, changes...)
}

func (e fixture) add(id string, c plannedChange) {
	on, off := settings(id, "cn-shanghai", 365), settings(id, "cn-shanghai", 365, attributes{"enabled": false})
	want := fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 365}
	e.before[id], e.after[id] = on, on
	switch c {
	case toCreate, toAdopt:
		delete(e.before, id)
	case toLengthen:
		e.after[id], want.RetentionDays = settings(id, "cn-shanghai", 730), 730
	case toRedirect:
		e.after[id] = settings(id, "cn-beijing", 365, attributes{"log_backup_enabled": true})
		want.DestinationRegion, want.LogEnabled = "cn-beijing", true
	case toSwitchOff:
		e.after[id], want.Enabled = off, false
	case toSwitchOn:
		e.before[id] = off
	case toDestroy:
		delete(e.after, id)
		want.Enabled = false
	case toKeep:
	}
	e.wanted[id] = want
	if c != toAdopt && c != toKeep {
		e.writes[id] = written(id, want.Enabled, want.LogEnabled, want.DestinationRegion, want.RetentionDays)
	}
}

// lines are the writes of the whole fixture.
func (e fixture) lines() []string { return slices.Collect(maps.Values(e.writes)) }

// makeBusy gives all instances of the fixture something to do.
func (e fixture) makeBusy(t *testing.T, s *emulator.Server, status string, d time.Duration) {
	t.Helper()
	for id := range e.wanted {
		must(t, s.Fleet().UpdateInstance(id, func(in *fleet.Instance) { in.Status, in.BusyFor = status, d.String() }))
	}
}

// requireOnlyItsWrites fails if anything was sent that the configuration does not ask for, or sent again without a
// look.
func (e fixture) requireOnlyItsWrites(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, call := range s.Calls(modify) {
		if id := call.Params.Get("DBInstanceId"); aboutPolicy(call) != e.writes[id] {
			t.Errorf("%s was sent:\n%s\nwant only:\n%s", id, aboutPolicy(call), e.writes[id])
		}
	}
	requireNoBlindWrite(t, s)
}

// requireNoBlindWrite fails if a write was sent again without a look between.
func requireNoBlindWrite(t *testing.T, s *emulator.Server) {
	t.Helper()
	for _, problem := range check.BlindWrites(s.Calls()) {
		t.Error(problem)
	}
}

// requireWanted fails unless every policy is in force as configured.
func (e fixture) requireWanted(t *testing.T, s *emulator.Server) {
	t.Helper()
	for id, want := range e.wanted {
		requirePolicy(t, s, id, want.Enabled, want.LogEnabled, want.DestinationRegion, want.RetentionDays)
	}
}

// applied brings a Terraform to what the fixture is before the test, lets time pass, and forgets the calls.
func (e fixture) applied(t *testing.T, s *emulator.Server, quiet time.Duration) *fakeTerraform {
	t.Helper()
	tf := newTerraform(t, s, nil)
	tf.settle(e.before, 1)
	pass(quiet)
	s.ResetCalls()
	return tf
}
