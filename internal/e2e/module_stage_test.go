// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// modulesFolder holds the example modules.
const modulesFolder = "../../examples/modules"

// stage is a root module that uses protect-fleet, its state, and an emulator in this process.
type stage struct {
	*testkit.Workspace
	*emulator.Server
	t *testing.T
	// keys are those of the for_each in the last plan.
	keys []string
}

// newStage starts an emulator and writes a root module. Nothing of the fleet is busy after a write, for nothing here
// waits.
func newStage(t *testing.T, root string, instances []fleet.Instance, guesses ...string) *stage {
	t.Helper()
	options := []emulator.Option{
		emulator.WithSeed(fleet.Seed{Instances: instances}),
		emulator.WithGuess("busy-after-write", "0s"),
	}
	for _, guess := range guesses {
		id, value, _ := strings.Cut(guess, "=")
		options = append(options, emulator.WithGuess(id, value))
	}
	s := emulator.Start(t, options...)
	st := &stage{t: t, Workspace: testkit.NewWorkspace(t, s.URL()), Server: s}
	if err := os.CopyFS(filepath.Join(st.Folder, "modules"), os.DirFS(modulesFolder)); err != nil {
		t.Fatal(err)
	}
	st.configure(root)
	st.must(0, "init")
	return st
}

// configure replaces the root module. One without a provider block gets one.
func (st *stage) configure(root string) {
	st.t.Helper()
	if !strings.Contains(root, "provider \"apsaradb\"") {
		root = providerBlock + root
	}
	st.Write("main.tf", requirements+root)
}

// must runs a command that has to end with an exit code.
func (st *stage) must(code int, args ...string) string {
	st.t.Helper()
	if args = append(args, "-no-color"); code == 0 {
		return st.Must(args...)
	}
	return st.Fails(args...)
}

// refuses plans something that must fail in words, and sends nothing.
func (st *stage) refuses(words ...string) {
	st.t.Helper()
	st.ResetCalls()
	st.Says(st.must(1, "plan"), words...)
	if writes := st.Calls(actionModify); len(writes) > 0 {
		st.t.Errorf("a refused plan wrote %d times", len(writes))
	}
}

// changes are what a plan does to which instances: "create", "update", "delete", "import", and their combinations.
type changes map[string][]string

func (c changes) equal(other changes) bool { return maps.EqualFunc(c, other, slices.Equal) }

func changesOf(plan *tfjson.Plan) changes {
	all := changes{}
	for _, one := range plan.ResourceChanges {
		if one.Mode != tfjson.ManagedResourceMode {
			continue
		}
		var actions []string
		if one.Change.Importing != nil {
			actions = append(actions, "import")
		}
		for _, action := range one.Change.Actions {
			if action != tfjson.ActionNoop {
				actions = append(actions, string(action))
			}
		}
		if name := strings.Join(actions, "+"); name != "" {
			all[name] = append(all[name], fmt.Sprint(one.Index))
		}
	}
	for _, ids := range all {
		slices.Sort(ids)
	}
	return all
}

// keysOf are the keys of the for_each in a plan.
func keysOf(plan *tfjson.Plan) []string {
	var keys []string
	for _, child := range plan.PlannedValues.RootModule.ChildModules {
		for _, one := range child.Resources {
			if one.Mode == tfjson.ManagedResourceMode {
				keys = append(keys, fmt.Sprint(one.Index))
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// planned makes a plan that has to do what is wanted and nothing else. No key disappears but those that may leave.
func (st *stage) planned(want changes, mayLeave ...string) *tfjson.Plan {
	st.t.Helper()
	plan := st.Plan()
	keys := keysOf(plan)
	if got := changesOf(plan); !got.equal(want) {
		st.t.Errorf("the plan is to %v, want %v", got, want)
	}
	for _, key := range st.keys {
		if _, stays := slices.BinarySearch(keys, key); !stays && !slices.Contains(mayLeave, key) {
			st.t.Errorf("key %s disappeared", key)
		}
	}
	st.keys = keys
	return plan
}

// round plans and applies. The calls of the apply write what was planned, and switch nothing off.
func (st *stage) round(want changes, mayLeave ...string) *tfjson.Plan {
	st.t.Helper()
	st.ResetCalls()
	plan := st.planned(want, mayLeave...)
	st.must(0, "apply", "-input=false", "saved")
	st.wrote(want)
	return plan
}

// wrote holds the record of calls against a plan.
func (st *stage) wrote(want changes) {
	st.t.Helper()
	var planned, written []string
	for _, ids := range want {
		planned = append(planned, ids...)
	}
	for _, call := range st.Calls(actionModify) {
		if call.Params.Get("BackupEnabled") != "1" {
			st.t.Errorf("a write does not keep the policy on: %v", call.Params)
		}
		written = append(written, call.Params.Get("DBInstanceId"))
	}
	slices.Sort(planned)
	slices.Sort(written)
	if !slices.Equal(planned, written) {
		st.t.Errorf("written: %v, want one write for each of %v", written, planned)
	}
}

// empty expects a plan that changes nothing, outputs included.
func (st *stage) empty() {
	st.t.Helper()
	if output := st.must(0, "plan", "-detailed-exitcode"); !strings.Contains(output, "No changes.") {
		st.t.Errorf("the plan is not empty:\n%s", output)
	}
}

// each changes instances, as somebody at the console or the cloud itself would.
func (st *stage) each(ids []string, change func(*fleet.Instance)) {
	st.t.Helper()
	for _, id := range ids {
		if err := st.Fleet().UpdateInstance(id, change); err != nil {
			st.t.Fatal(err)
		}
	}
}

func (st *stage) add(in fleet.Instance) {
	st.t.Helper()
	if err := st.Fleet().AddInstance(in); err != nil {
		st.t.Fatal(err)
	}
}

// readmeBlocks returns the Terraform of a module's page, as users copy it.
func readmeBlocks(t *testing.T, module string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(modulesFolder, module, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, match := range regexp.MustCompile("(?s)```terraform\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, match[1])
	}
	if len(blocks) == 0 {
		t.Fatalf("the page of %s shows no Terraform", module)
	}
	return blocks
}
