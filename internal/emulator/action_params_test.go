// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"maps"
	"slices"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/apitable"
)

// demanded returns where the parameters that the emulator checks differ from the publishers' list. Parameters that it
// ignores are no difference: an unknown filter matches everything.
func demanded(actions map[string]apitable.Action) []apitable.Difference {
	var found []apitable.Difference
	for _, rows := range actionTable() {
		for name, row := range rows {
			listed, checked := actions[name].Request, map[string]bool{}
			for _, p := range row.params {
				field, ok := listed[p.name]
				checked[p.name] = p.required
				switch {
				case !ok:
					found = append(found, apitable.Difference{Action: name, Name: p.name, Kind: apitable.Unknown})
				case p.required && !field.Required:
					found = append(found, apitable.Difference{Action: name, Name: p.name, Kind: apitable.Demanded})
				case (p.kind == kindInt || p.kind == kindPage) != slices.Contains(field.Kinds, "integer") && p.kind != kindEnum:
					found = append(found, apitable.Difference{Action: name, Name: p.name, Kind: apitable.OtherWay})
				}
			}
			for parameter, field := range listed {
				if field.Required && !checked[parameter] {
					found = append(found, apitable.Difference{Action: name, Name: parameter, Kind: apitable.Absent})
				}
			}
		}
	}
	return found
}

// TestActions_demandWhatThePublishersList holds the table of parameters against a list that it was not written from.
func TestActions_demandWhatThePublishersList(t *testing.T) {
	t.Parallel()
	actions := apitable.Actions()
	unexplained, unused := apitable.Compare(demanded(actions), apitable.OfTheParameters())
	for _, difference := range unexplained {
		t.Error(difference)
	}
	for _, row := range unused {
		t.Errorf("no parameter has this deliberate difference: %+v", row)
	}
	answered := map[string]bool{}
	for version, rows := range actionTable() {
		for name := range rows {
			answered[name] = true
			if actions[name].Version != version {
				t.Errorf("%s %s is not in the list; internal/tools/apitable names the actions", version, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		if !answered[name] {
			t.Errorf("the list has %s, which the emulator does not answer", name)
		}
	}
}
