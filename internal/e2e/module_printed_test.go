// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// printed is an argument that the page of the module shows for pgm-x, for one of several instances.
func printed(t *testing.T, fragment, id string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(modulesFolder, "protect-fleet", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "`"+fragment+"`") {
		t.Fatalf("the page does not show %s", fragment)
	}
	return strings.ReplaceAll(fragment, "pgm-x", id)
}

// asPrinted types each way of the page as it stands there, for instances without an exception and with one, and while
// another instance stops the plan.
func asPrinted(t *testing.T) {
	const (
		disable   = `exceptions = { pgm-x = { deletion_policy = "DISABLE" } }`
		withDays  = `exceptions = { pgm-x = { retention_days = 90, deletion_policy = "DISABLE" } }`
		keepDays  = `exceptions = { pgm-x = { retention_days = 90 } }`
		keepOff   = `exceptions = { pgm-x = { enabled = false } }`
		exclude   = `exclude_instance_ids = ["pgm-x"]`
		shorten   = `exceptions = { pgm-x = { deletion_policy = "DISABLE", retention_days = 7 } }`
		notListed = `exceptions = { pgm-x = { region = "cn-hangzhou" } }`
	)
	days := protectedTo("cn-shanghai", 90)
	st := newStage(t, use(printed(t, keepDays, "pgm-b"))+readmeImport(t), []fleet.Instance{
		hangzhou("pgm-a"), hangzhou("pgm-b", days), hangzhou("pgm-c"), hangzhou("pgm-d"),
	})
	st.must(0, "apply", "-auto-approve")

	t.Log("an instance that has an exception: the short form changes its retention, too, and is refused")
	st.configure(use(printed(t, disable, "pgm-b")))
	st.refuses("Policy of pgm-b is protected from shorter retention")
	st.step(use(printed(t, withDays, "pgm-b")), changes{"update": {"pgm-b"}})
	if writes := st.Calls(actionModify); len(writes) > 0 {
		t.Errorf("step 1 wrote %d times", len(writes))
	}

	t.Log("another instance stops step 2: one that is kept for longer, and one that is off and locked")
	st.each([]string{"pgm-a"}, kept(90))
	st.configure(use(printed(t, exclude, "pgm-b")))
	st.refuses("The copies of pgm-a are kept for 90 days")
	st.configure(use(printed(t, exclude, "pgm-b"), printed(t, keepDays, "pgm-a")))
	st.planned(changes{"delete": {"pgm-b"}, "update": {"pgm-a"}}, "pgm-b") // the update takes the longer value over
	st.each([]string{"pgm-a"}, kept(30))
	st.each([]string{"pgm-c"}, switchedOff)
	st.each([]string{"pgm-c"}, expired)
	st.configure(use(printed(t, exclude, "pgm-b")))
	st.refuses("Instance pgm-c is locked")
	st.configure(use(printed(t, exclude, "pgm-b"), printed(t, keepOff, "pgm-c")))
	st.planned(changes{"delete": {"pgm-b"}}, "pgm-b")
	st.must(0, "apply", "-input=false", "saved")
	if policy, _ := st.Fleet().Policy("pgm-b"); policy.Enabled || policy.RetentionDays != 90 {
		t.Errorf("the instance that was let go has %+v", policy)
	}
	st.each([]string{"pgm-c"}, func(in *fleet.Instance) { in.LockMode = "Unlock" })
	st.configure(use(printed(t, exclude, "pgm-b")))
	st.round(changes{"update": {"pgm-c"}})

	t.Log("a shorter retention")
	st.configure(use(printed(t, disable, "pgm-d"), printed(t, exclude, "pgm-b")))
	st.must(0, "apply", "-auto-approve")
	st.configure(use(printed(t, shorten, "pgm-d"), printed(t, exclude, "pgm-b")))
	st.round(changes{"update": {"pgm-d"}})

	t.Log("a new instance that cannot be protected is excluded, and one that the lists show may name its region")
	st.add(hangzhou("pgm-e", expired))
	st.configure(use(printed(t, shorten, "pgm-d"), `exclude_instance_ids = ["pgm-b", "pgm-e"]`))
	st.empty()
	st.configure(use(printed(t, notListed, "pgm-a"), `exclude_instance_ids = ["pgm-b", "pgm-d", "pgm-e"]`))
	st.planned(changes{"delete": {"pgm-d"}}, "pgm-d")
}

// unknownSettings takes settings from resources of the same apply. Every key is known, and each setting leaves only its
// own argument open.
func unknownSettings(t *testing.T) {
	st := newStage(t, `
resource "terraform_data" "destination" { input = "cn-shanghai" }
resource "terraform_data" "days" { input = 365 }
`+use(`destinations = { cn-hangzhou = terraform_data.destination.output, cn-shanghai = "cn-beijing" }`,
		`exceptions = { pgm-c = { retention_days = terraform_data.days.output } }`), small())
	plan := st.planned(changes{"create": {"<nil>", "<nil>", "pgm-a", "pgm-b", "pgm-c"}})
	open := map[any]string{"pgm-a": "destination_region", "pgm-b": "destination_region", "pgm-c": "retention_days"}
	for _, one := range plan.ResourceChanges {
		unknown, _ := one.Change.AfterUnknown.(map[string]any)
		for _, setting := range []string{"region", "destination_region", "retention_days", "enabled", "deletion_policy"} {
			if want, is := open[one.Index]; is && (unknown[setting] == true) != (setting == want) {
				t.Errorf("%s of %s is unknown: %v", setting, one.Index, unknown[setting])
			}
		}
	}
	st.must(0, "apply", "-input=false", "saved")
	st.empty()
	if policy, _ := st.Fleet().Policy("pgm-c"); policy.RetentionDays != 365 {
		t.Errorf("pgm-c has %+v", policy)
	}
}

// emptyFleet has no instance in any region, and then the first one.
func emptyFleet(t *testing.T) {
	st := newStage(t, use()+readmeImport(t), nil)
	st.round(changes{})
	st.empty()
	st.add(hangzhou("pgm-first"))
	st.round(changes{"create": {"pgm-first"}})
	st.empty()
}
