// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const (
	hangzhou = "cn-hangzhou"
	day      = 24 * time.Hour
)

// start is the first time of the clock in these tests.
var start = time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)

func newFleet(t *testing.T, guesses map[string]string) *fleet.Fleet {
	t.Helper()
	f, err := fleet.New(fleet.Options{Start: start, Manual: true})
	must(t, err)
	must(t, f.SetGuesses(guesses))
	must(t, f.Load(fleet.DefaultSeed()))
	return f
}

var yes, no = true, false

// toShanghai gives an instance a policy that is on.
var toShanghai = fleet.WithPolicy(fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30})

// on is the full change that a client sends to switch on.
func on(destination string, days int, log bool) fleet.Change {
	return fleet.Change{
		Enabled: &yes, LogEnabled: &log, Destination: destination, RetentionDays: days,
		CrossBackupType: true, RetentType: true,
	}
}

// off is the full change that a client sends to switch off.
func off(destination string, days int) fleet.Change {
	c := on(destination, days, false)
	c.Enabled = &no
	return c
}

func modify(t *testing.T, f *fleet.Fleet, id string, c fleet.Change) fleet.Policy {
	t.Helper()
	p, err := f.Modify(hangzhou, id, c)
	if err != nil {
		t.Fatalf("Modify %s: %v", id, err)
	}
	return p
}

func view(t *testing.T, f *fleet.Fleet, id string) fleet.PolicyView {
	t.Helper()
	v, err := f.PolicyView(hangzhou, id)
	if err != nil {
		t.Fatalf("PolicyView %s: %v", id, err)
	}
	return v
}

func sets(t *testing.T, f *fleet.Fleet, id string) []fleet.CopySet {
	t.Helper()
	list, err := f.CopySets(hangzhou, id)
	if err != nil {
		t.Fatalf("CopySets %s: %v", id, err)
	}
	return list
}

func logs(t *testing.T, f *fleet.Fleet, id string) []fleet.LogFile {
	t.Helper()
	list, err := f.LogFiles(hangzhou, id, fleet.LogQuery{})
	if err != nil {
		t.Fatalf("LogFiles %s: %v", id, err)
	}
	return list
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := fleet.CodeOf(err); got != code {
		t.Errorf("code = %q (%v), want %q", got, err, code)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
