// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// TestProtectFleet runs the module protect-fleet as its users do, on a fleet that changes between plans.
func TestProtectFleet(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]func(*testing.T){
		"what happens to three hundred instances": threeHundred,
		"policies that exist already":             takeOver,
		"newcomers that are refused":              newcomers,
		"changes by hand":                         changesByHand,
		"variables that cannot be meant":          variables,
		"ids and regions that do not fit":         misfits,
		"lists that cannot be read":               unreadable,
		"instances that are to leave":             letGo,
		"ways of the page as printed":             asPrinted,
		"settings that are not known yet":         unknownSettings,
		"a fleet without an instance":             emptyFleet,
		"copies that expire":                      expiring,
		"instances that no list shows":            unlisted,
		"off, and no longer eligible":             offAndIneligible,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t)
		})
	}
}

// threeHundred lives through everything that happens to instances, with the configuration that the page of the module
// shows. Between plans some get busy, locked, reclassed, ineligible and released: no plan does anything about them.
func threeHundred(t *testing.T) {
	instances, eligible := storyFleet()
	st := newStage(t, strings.Join(readmeBlocks(t, "protect-fleet"), "\n"), instances)
	st.round(changes{"create": eligible})
	if len(instances) != 300 || len(st.keys) != 211 {
		t.Fatalf("%d of %d instances are in the plan", len(st.keys), len(instances))
	}

	// Each tenth of the protected ones, a different tenth each time. Some are struck more than once.
	some := func(n int) []string {
		var ids []string
		for i := n; i < len(eligible); i += 10 {
			ids = append(ids, eligible[i])
		}
		return ids
	}
	st.each(some(0), busy)
	st.each(some(1), transferring)
	st.each(some(2), expired)
	st.each(some(3), diskFull)
	noWarning(t, st.round(changes{}))
	st.each(some(4), economyClass)
	st.each(some(5), coldData)
	st.each(some(6), serverless)
	st.each(some(7)[:10], downgraded)
	st.each(some(7)[10:], deleting)
	st.each(some(8)[:10], readOnly)
	st.each(some(8)[10:], anotherEngine)
	noWarning(t, st.round(changes{}))
	gone := slices.Concat(
		some(9)[:10],
		some(2)[:3],
		some(6)[:3],
		some(8)[:3],
	) // of the running, the locked and the ineligible ones
	st.each(gone, released)
	plan := st.round(changes{})
	if list := plan.OutputChanges["released"].After.(map[string]any); len(list) != len(gone) {
		t.Errorf("the output shows %d of %d released instances", len(list), len(gone))
	}
	st.add(postgreSQL("eu-central-1", "pgm-new"))
	st.add(with(postgreSQL("eu-central-1", "pgm-new-serverless"), serverless))
	st.add(with(postgreSQL("eu-central-1", "pgm-new-deleting"), deleting))
	off := some(9)[20:]
	st.each(off, switchedOff)
	plan = st.round(changes{"create": {"pgm-new"}, "update": off})
	unprotected := plan.OutputChanges["unprotected"].After.(map[string]any)
	for id, words := range map[string]string{
		"pgm-new-serverless": "is serverless", "pgm-new-deleting": "is being deleted",
	} {
		if why := unprotected[id].(map[string]any)["why"]; !strings.Contains(why.(string), words) {
			t.Errorf("the output says of %s: %q", id, why)
		}
	}
	for _, id := range append(slices.Clone(eligible), "pgm-new") {
		if policy, _ := st.Fleet().Policy(id); !policy.Enabled {
			t.Errorf("%s is off", id)
		}
	}
	if policy, _ := st.Fleet().Policy("pgm-of-another-team"); policy != (fleet.Policy{}) {
		t.Errorf("the excluded instance has %+v", policy)
	}
}

// noWarning holds that a plan changes no output: what the outputs show does not move by itself, nor by the apply
// before.
func noWarning(t *testing.T, plan *tfjson.Plan) {
	t.Helper()
	for name, change := range plan.OutputChanges {
		if !change.Actions.NoOp() {
			t.Errorf("output %s changes: %v", name, change.Actions)
		}
	}
	if len(plan.OutputChanges) == 0 {
		t.Error("the plan has no outputs")
	}
}
