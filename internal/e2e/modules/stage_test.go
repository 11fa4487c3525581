// SPDX-License-Identifier: MPL-2.0

// Package modules_test runs the modules of examples/modules as their users do: with a real Terraform or OpenTofu, on an emulated
// fleet that changes between plans.
package modules_test

import (
	"encoding/json"
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
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

const (
	examples     = "../../../examples/modules"
	modify       = "ModifyInstanceCrossBackupPolicy"
	requirements = "terraform {\n  required_providers {\n    apsaradb = { source = \"geobackup/apsaradb\" }\n  }\n}\n"
	// The fleet's account; keys and endpoints come from the environment.
	providerBlock = "provider \"apsaradb\" {\n  region = \"cn-hangzhou\"\n}\n"
)

// stage is a root module that uses protect-fleet, its state, and an emulator in this process.
type stage struct {
	t   *testing.T
	box *sandbox.Sandbox
	dir string
	*emulator.Server
	at *sandbox.Emulator
	// keys are those of the for_each in the last plan.
	keys []string
}

// newStage starts an emulator and writes a root module. Nothing of the fleet is busy after a write, for nothing here waits.
func newStage(t *testing.T, box *sandbox.Sandbox, root string, instances []fleet.Instance, guesses ...string) *stage {
	t.Helper()
	options := []emulator.Option{emulator.WithSeed(fleet.Seed{Instances: instances}), emulator.WithGuess("busy-after-write", "0s")}
	for _, guess := range guesses {
		id, value, _ := strings.Cut(guess, "=")
		options = append(options, emulator.WithGuess(id, value))
	}
	s := emulator.Start(t, options...)
	st := &stage{t: t, box: box, dir: t.TempDir(), Server: s, at: sandbox.Attach(s.URL())}
	if err := os.CopyFS(filepath.Join(st.dir, "modules"), os.DirFS(examples)); err != nil {
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
	if err := os.WriteFile(filepath.Join(st.dir, "main.tf"), []byte(requirements+root), 0o600); err != nil {
		st.t.Fatal(err)
	}
}

// must runs a command that has to end with an exit code.
func (st *stage) must(code int, args ...string) string {
	st.t.Helper()
	result, err := st.box.Run(st.t.Context(), st.dir, st.at, append(args, "-no-color")...)
	if err != nil {
		st.t.Fatal(err)
	}
	if result.Code != code {
		st.t.Fatalf("%s ended with %d, want %d:\n%s", strings.Join(args, " "), result.Code, code, result.Output)
	}
	return result.Output
}

// refuses plans something that must fail in words, and sends nothing.
func (st *stage) refuses(words ...string) {
	st.t.Helper()
	st.ResetCalls()
	output := st.must(1, "plan")
	st.says(output, words...)
	if writes := st.Calls(modify); len(writes) > 0 {
		st.t.Errorf("a refused plan wrote %d times", len(writes))
	}
}

// says expects texts in an output, whose lines are broken at the width of a terminal.
func (st *stage) says(output string, words ...string) {
	st.t.Helper()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(output, "│", " ")), " ")
	for _, part := range words {
		if !strings.Contains(flat, part) {
			st.t.Errorf("the output lacks %q:\n%s", part, output)
		}
	}
}

// plan makes a plan, and reads it.
func (st *stage) plan() *tfjson.Plan {
	st.t.Helper()
	st.must(0, "plan", "-out=saved", "-input=false")
	return st.show("saved")
}

func (st *stage) show(file string) *tfjson.Plan {
	st.t.Helper()
	plan := &tfjson.Plan{}
	if err := json.Unmarshal([]byte(st.must(0, "show", "-json", file)), plan); err != nil {
		st.t.Fatal(err)
	}
	return plan
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
	plan := st.plan()
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
	for _, call := range st.Calls(modify) {
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
	text, err := os.ReadFile(filepath.Join(examples, module, "README.md"))
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
