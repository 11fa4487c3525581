// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// small is a fleet of two regions.
func small() []fleet.Instance {
	return []fleet.Instance{hangzhou("pgm-a"), hangzhou("pgm-b"), postgreSQL("cn-shanghai", "pgm-c")}
}

func prevented(id string) string { return "Policy of " + id + " is protected from destruction" }

// letGo takes an instance out, which takes two applies. Every shorter way is refused with a sentence.
func letGo(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	for root, words := range map[string][]string{
		use(`exclude_instance_ids = ["pgm-b"]`):               {prevented("pgm-b")},
		use(`destinations = { cn-hangzhou = "cn-shanghai" }`): {prevented("pgm-c")},
		use(`engines = ["MySQL"]`):                            {prevented("pgm-a"), prevented("pgm-b"), prevented("pgm-c")},
		"":                                                    {prevented("pgm-a"), prevented("pgm-b"), prevented("pgm-c")},
		use(`exceptions = { pgm-b = { enabled = false } }`): {
			"Policy of pgm-b is protected from being switched off",
		},
		use(`exceptions = { pgm-b = { retention_days = 7 } }`): {
			"The copies of pgm-b are kept for 30 days, and retention_days = 7 would delete the older ones.",
		},
		use(`exceptions = { pgm-b = { retention_days = 7, deletion_policy = "DISABLE" } }`): {
			"Policy of pgm-b is protected from shorter retention",
		},
		use(`deletion_policy = "ABANDON"`, `exclude_instance_ids = ["pgm-a", "pgm-b", "pgm-c"]`): {
			prevented("pgm-a"), prevented("pgm-b"), prevented("pgm-c"),
		},
	} {
		st.configure(root)
		st.refuses(words...)
	}
	st.step(
		use(`exceptions = { pgm-b = { deletion_policy = "DISABLE" }, pgm-c = { deletion_policy = "DISABLE" } }`),
		changes{"update": {"pgm-b", "pgm-c"}},
	)
	if writes := st.Calls(actionModify); len(writes) > 0 {
		t.Errorf("the first step wrote %d times", len(writes))
	}
	st.step(
		use(
			`exceptions = { pgm-c = { deletion_policy = "DISABLE", retention_days = 7 } }`,
			`exclude_instance_ids = ["pgm-b"]`,
		),
		changes{"update": {"pgm-c"}, "delete": {"pgm-b"}},
	)
	for id, want := range map[string]fleet.Policy{
		"pgm-b": {Enabled: false, RetentionDays: 30}, "pgm-c": {Enabled: true, RetentionDays: 7},
	} {
		if policy, _ := st.Fleet().Policy(id); policy.Enabled != want.Enabled || policy.RetentionDays != want.RetentionDays {
			t.Errorf("the policy of %s is %+v", id, policy)
		}
	}
	st.step(
		use(
			`deletion_policy = "ABANDON"`,
			`exclude_instance_ids = ["pgm-b"]`,
			`exceptions = { pgm-c = { retention_days = 7 } }`,
		),
		changes{"update": {"pgm-a", "pgm-c"}},
	)
	st.step("", changes{"delete": {"pgm-a", "pgm-c"}})
	if writes := st.Calls(actionModify); len(writes) > 0 {
		t.Errorf("a fleet that is abandoned was written %d times", len(writes))
	}
}

// step configures, plans and applies what is meant.
func (st *stage) step(root string, want changes) {
	st.t.Helper()
	st.configure(root)
	st.planned(want, "pgm-a", "pgm-b", "pgm-c")
	st.ResetCalls()
	st.must(0, "apply", "-input=false", "saved")
}

// unreadable lets each list fail in turn, and plans with the keys of another account, who sees none of the instances.
func unreadable(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	half := `{"Items":{"DBInstance":[],"Item":[]},"PageNumber":1,"RequestId":"half"}`
	for _, fault := range []emulator.Fault{
		{Action: "DescribeDBInstances", Code: "Forbidden.RAM", Status: 403},
		{Action: "DescribeCrossRegionBackupDBInstance", Code: "Forbidden.RAM", Status: 403},
		{Action: "DescribeDBInstances", Body: &half, Status: 200},
	} {
		st.AddFault(fault)
		st.refuses("Cannot read the coverage of cross-region backup")
		st.ClearFaults()
	}
	st.configure(
		"provider \"apsaradb\" {\n  region     = \"cn-hangzhou\"\n  access_key = \"other-key\"\n  secret_key = " +
			"\"other-secret\"\n}\n" + use(),
	)
	st.refuses("pgm-a", "pgm-b", "pgm-c") // what is wrong with them depends on what a CLI looks at first
	st.configure(use())
	st.empty()
}

// expiring lets the last copy of a released instance go. Then nothing is left to protect or to pay.
func expiring(t *testing.T) {
	st := newStage(t, use(), small())
	st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
	st.each([]string{"pgm-b"}, released)
	st.Says(st.must(0, "plan"), "Instance pgm-b is released")
	st.Fleet().Advance(31 * 24 * time.Hour)
	st.round(changes{}, "pgm-b")
	st.empty()
	if list := st.must(0, "state", "list"); strings.Contains(list, "pgm-b") {
		t.Errorf("the state still has\n%s", list)
	}
}

// unlisted runs a fleet under every guess that decides what the lists show. Where they no longer show an instance, the
// plan is refused, and an exception that names the region puts the key back.
func unlisted(t *testing.T) {
	for guesses, hidden := range map[string]bool{
		"released-instance=released":                     false,
		"released-getter=notfound":                       false,
		"released-instance=released list-released=false": false,
		"list-disabled=false":                            false,
		"disabled-getter=bare":                           false,
		"list-never-enabled=true":                        false,
		"list-released=false":                            true,
		"released-instance=released list-released=false released-getter=notfound": true,
	} {
		t.Run(guesses, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, use(), small(), strings.Fields(guesses)...)
			st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
			st.each([]string{"pgm-a"}, switchedOff)
			st.each([]string{"pgm-b"}, released)
			st.each([]string{"pgm-c"}, serverless)
			if hidden {
				st.refuses(prevented("pgm-b"))
				st.configure(use(`exceptions = { pgm-b = { region = "cn-hangzhou" } }`))
			}
			st.planned(changes{"update": {"pgm-a"}})
		})
	}
}

// offAndIneligible switches the policy of an instance off that could not be switched on again.
func offAndIneligible(t *testing.T) {
	for guess, words := range map[string]string{
		"disabled-getter=full": "Instance pgm-c does not support cross-region backup",
		"disabled-getter=bare": "Instance pgm-c does not support cross-region backup", // the time when it was switched on
		"list-disabled=false":  prevented("pgm-c"),
	} {
		t.Run(guess, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, use(), small(), guess)
			st.round(changes{"create": {"pgm-a", "pgm-b", "pgm-c"}})
			st.each([]string{"pgm-c"}, switchedOff)
			st.each([]string{"pgm-c"}, serverless)
			st.refuses(words)
			st.configure(use(`exceptions = { pgm-c = { region = "cn-shanghai", enabled = false } }`))
			st.planned(changes{})
		})
	}
}
