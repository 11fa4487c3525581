// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// fleetOf is the resource "c" with an argument that makes several policies of it.
func fleetOf(more string) string {
	return fmt.Sprintf("resource %q \"c\" {\n  %s\n  destination_region = \"cn-shanghai\"\n  retention_days = 30\n}\n",
		testkit.PolicyType, more)
}

var (
	listsAddress = regexp.MustCompile(`terraform state list -id=(\S+)`)
	movedBlocks  = regexp.MustCompile(`moved \{\n\s+from = (.*)\n\s+to   = (.*)\n\s+\}`)
)

// Each way that a policy comes to another address is refused once for a plan. What the error says is typed as it
// stands, and the next plan changes nothing.
func TestAddresses_theErrorIsFollowedLiterally(t *testing.T) {
	t.Parallel()
	const (
		c        = testkit.PolicyType + ".c"
		byIDs    = "for_each = toset([\"pgm-basic\", \"pgm-local10\"])\n  instance_id = each.value"
		byCount  = "count = 3\n  instance_id = [\"pgm-demo\", \"pgm-basic\", \"pgm-local10\"][count.index]"
		shifted  = "count = 2\n  instance_id = [\"pgm-basic\", \"pgm-local10\"][count.index]"
		byKeys   = "for_each = { %s = \"pgm-basic\", %s = \"pgm-local10\" }\n  instance_id = each.value"
		inModule = "module \"m\" {\n  source = \"./m\"\n}\n"
	)
	for name, row := range map[string]struct {
		before, refused string
		after           string            // "" is the refused configuration
		to              map[string]string // the new address of each instance; nil follows the block for ids as keys
	}{
		"renamed": {
			before:  fleetOf(`instance_id = "pgm-basic"`),
			refused: strings.Replace(fleetOf(`instance_id = "pgm-basic"`), `"c"`, `"d"`, 1),
			to:      map[string]string{"pgm-basic": testkit.PolicyType + ".d"},
		},
		"moved into a module": {
			before: fleetOf(`instance_id = "pgm-basic"`), refused: inModule,
			to: map[string]string{"pgm-basic": "module.m." + c},
		},
		"renamed key": {
			before: fleetOf(fmt.Sprintf(byKeys, "a", "b")), refused: fleetOf(fmt.Sprintf(byKeys, "x", "b")),
			to: map[string]string{"pgm-basic": c + `["x"]`},
		},
		"swapped keys": {
			before: fleetOf(fmt.Sprintf(byKeys, "a", "b")), refused: fleetOf(fmt.Sprintf(byKeys, "b", "a")),
			after: fleetOf(byIDs),
		},
		"index of count shifted": {before: fleetOf(byCount), refused: fleetOf(shifted), after: fleetOf(byIDs)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("busy-after-write", "0s"))
			w := testkit.NewWorkspace(t, s.URL())
			write := func(body string) {
				w.Write("main.tf", requirements+"provider \"apsaradb\" {\n  region = \"cn-hangzhou\"\n}\n"+body)
			}
			if err := os.Mkdir(filepath.Join(w.Folder, "m"), 0o700); err != nil {
				t.Fatal(err)
			}
			w.Write("m/main.tf", requirements+fleetOf(`instance_id = "pgm-basic"`))
			write(row.before)
			w.Must("init", "-no-color")
			w.Must("apply", "-no-color", "-auto-approve")
			s.ResetCalls()

			write(row.refused)
			w.Must("init", "-no-color")
			said := unframed(w.Fails("plan", "-no-color"))
			if times := strings.Count(said, "An instance has one policy"); times != 1 {
				t.Errorf("the whole text stands %d times:\n%s", times, said)
			}
			blocks := movedBlocks.FindAllStringSubmatch(said, -1)
			if len(blocks) != 2 || blocks[0][1] != "<old address>" || blocks[0][2] != "<new address>" {
				t.Fatalf("the blocks are %q in:\n%s", blocks, said)
			}
			after := row.after
			if after == "" {
				after = row.refused
			}
			for _, found := range listsAddress.FindAllStringSubmatch(said, -1) {
				old := strings.TrimSpace(w.Must("state", "list", "-id="+found[1]))
				_, instanceID, _ := strings.Cut(found[1], ":")
				to := row.to[instanceID]
				if row.after != "" {
					to = strings.Replace(blocks[1][2], "<resource>", c, 1)
					to = regexp.MustCompile(`"[^"]*"`).ReplaceAllString(to, `"`+instanceID+`"`)
				}
				after += fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}\n", old, to)
			}
			write(after)
			w.Must("apply", "-no-color", "-auto-approve")
			w.Must("plan", "-no-color", "-detailed-exitcode")
			for _, id := range []string{"pgm-basic", "pgm-local10"} {
				if p, _ := s.Fleet().Policy(id); !p.Enabled && strings.Contains(after, id) {
					t.Errorf("the policy of %s is off", id)
				}
			}
		})
	}
}

// unframed is what Terraform prints, without the frame of diagnostics.
func unframed(output string) string { return strings.ReplaceAll(output, "│ ", "") }
