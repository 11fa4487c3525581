// SPDX-License-Identifier: MPL-2.0

package main

import (
	"slices"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func TestStormOf(t *testing.T) {
	t.Parallel()
	for _, in := range weathers() {
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			storm := stormOf(in, 7)
			for name, want := range map[string]bool{
				"drop-after-commit": true, "InternalError": true, "IncorrectDBInstanceState": true,
				"hang-after-commit": false, "Forbidden.RAM": false,
				"Throttling.User": !in.calm(emulator.Effect{Fault: emulator.Fault{Code: "Throttling.User"}}), "too-many-requests-bare": !in.calm(emulator.Effect{Fault: emulator.Fault{Status: 429}}),
			} {
				if slices.Contains(storm.Effects, name) != want {
					t.Errorf("%s is in the storm: %t", name, !want)
				}
			}
			if _, err := emulator.New(emulator.WithRandomFaults(storm)); err != nil {
				t.Error(err)
			}
		})
	}
}
