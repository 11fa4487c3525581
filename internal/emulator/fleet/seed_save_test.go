// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// again is a fleet of what another one saved, at the same time.
func again(t *testing.T, f *fleet.Fleet) *fleet.Fleet {
	t.Helper()
	text, err := json.Marshal(f.Seed())
	must(t, err)
	seed, err := fleet.ReadSeed(bytes.NewReader(text))
	must(t, err)
	other, err := fleet.New(fleet.Options{Start: seed.Start, Manual: true})
	must(t, err)
	must(t, other.Load(seed))
	return other
}

// A fleet that was saved is the same one: now, and after weeks, changes by hand and a release.
func TestSeed_isTheSameFleet(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	must(t, f.AddInstance(fleet.PostgreSQL(hangzhou, "pgm-failing", fleet.WithHistory(9), func(in *fleet.Instance) {
		in.FailedCopies, in.MissingCopies = []int{2, 5}, []int{3}
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 60}
	})))
	must(t, f.AddInstance(fleet.MySQL(hangzhou, "rm-last")))
	compare := func(when string) {
		t.Helper()
		other := again(t, f)
		if got, want := other.Instances(), f.Instances(); !reflect.DeepEqual(withoutPast(got), withoutPast(want)) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", when, got, want)
		}
		if got, want := other.Accounts(), f.Accounts(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", when, got, want)
		}
		for _, id := range []string{"pgm-console", "pgm-released", "pgm-disabled", "pgm-failing"} {
			if got, want := sets(t, other, id), sets(t, f, id); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s has %d copies, want %d", when, id, len(got), len(want))
			}
		}
		equal(t, when+": guess", other.Guess("getter-lag"), f.Guess("getter-lag"))
	}
	compare("at once")
	must(t, f.SetGuess("getter-lag", "5s"))
	must(t, f.Delete("rm-last"))
	f.Advance(3 * day)
	compare("after three days")
	must(t, f.UpdateInstance("pgm-busy", func(in *fleet.Instance) { in.BusyFor, in.Status = "1h", "Restarting" }))
	must(t, f.UpdateInstance("pgm-console", func(in *fleet.Instance) { in.Policy.RetentionDays = 14 }))
	f.Advance(30 * time.Minute)
	compare("after changes by hand")
}

// withoutPast leaves out how a seed tells the past, which is counted from now on.
func withoutPast(instances []fleet.Instance) []fleet.Instance {
	for i := range instances {
		instances[i].History, instances[i].FailedCopies, instances[i].MissingCopies = 0, nil, nil
	}
	return instances
}

// A fleet gets no older because it is saved and read many times.
func TestSeed_addsNoHistory(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	for range 10 {
		f.Advance(5 * time.Minute)
		f = again(t, f)
	}
	in, _ := f.Instance("pgm-console")
	equal(t, "history", in.History, 40)
}

// A mistake leaves the fleet as it is.
func TestReset_allOrNothing(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	before := len(f.Instances())
	twice := fleet.Seed{Instances: []fleet.Instance{fleet.MySQL(hangzhou, "rm-1"), fleet.MySQL(hangzhou, "rm-1")}}
	if err := f.Reset(fleet.Options{Start: start, Manual: true}, twice); err == nil || len(f.Instances()) != before {
		t.Errorf("got %v and %d instances", err, len(f.Instances()))
	}
	twice.Instances = twice.Instances[:1]
	must(t, f.Reset(fleet.Options{Start: start.Add(day), Manual: true}, twice))
	equal(t, "instances", len(f.Instances()), 1)
	equal(t, "clock", f.Now(), start.Add(day))
}
