// SPDX-License-Identifier: MPL-2.0

package fleet_test

import (
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// A change of the policy makes an instance busy. Until it is Running again, nothing else that changes it is accepted.
func TestBusy_afterAChange(t *testing.T) {
	t.Parallel()
	f := newFleet(t, nil)
	modify(t, f, "pgm-demo", on("cn-shanghai", 30, false))
	equal(t, "status", view(t, f, "pgm-demo").Status, "Modifying")
	_, err := f.Modify(hangzhou, "pgm-demo", on("cn-shanghai", 30, false))
	wantCode(t, err, "IncorrectDBInstanceState")
	_, err = f.CreateBackup(hangzhou, "pgm-demo", "")
	wantCode(t, err, "IncorrectDBInstanceState")
	wantCode(t, f.DeleteDBInstance(hangzhou, "pgm-demo"), "IncorrectDBInstanceState")
	f.Advance(19 * time.Second)
	equal(t, "status", view(t, f, "pgm-demo").Status, "Modifying")
	f.Advance(time.Second)
	equal(t, "status", view(t, f, "pgm-demo").Status, "Running")
	modify(t, f, "pgm-demo", on("cn-shanghai", 30, false))
}

// Busy times and statuses can be set by hand.
func TestBusy_byHand(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		id     string
		change func(*fleet.Instance)
		now    string // the status after the change
		later  string // and an hour later
	}{
		"a busy time": {"pgm-demo", func(in *fleet.Instance) { in.BusyFor = "5m" }, "Modifying", "Running"},
		"with a status": {
			"pgm-demo", func(in *fleet.Instance) { in.Status, in.BusyFor = "Restoring", "1m" }, "Restoring", "Running",
		},
		"a status alone stays": {"pgm-demo", func(in *fleet.Instance) { in.Status = "Stopped" }, "Stopped", "Stopped"},
		"Running ends it":      {"pgm-busy", func(in *fleet.Instance) { in.Status = "Running" }, "Running", "Running"},
		"no time ends it":      {"pgm-busy", func(in *fleet.Instance) { in.BusyFor = "" }, "Running", "Running"},
		"another change":       {"pgm-busy", func(in *fleet.Instance) { in.Description = "x" }, "Modifying", "Running"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, nil)
			must(t, f.UpdateInstance(row.id, row.change))
			in, _ := f.Instance(row.id)
			equal(t, "now", in.Status, row.now)
			f.Advance(time.Hour)
			in, _ = f.Instance(row.id)
			equal(t, "later", in.Status, row.later)
		})
	}
}
