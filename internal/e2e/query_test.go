// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

const actionList = "DescribeCrossRegionBackupDBInstance"

// inquiry is a folder in which a real Terraform queries a fleet.
type inquiry struct {
	*sandbox.Sandbox
	t      *testing.T
	server *emulator.Server
	dir    string
}

// queryFleet has 120 protected instances in one region and 10 in another, beside those of every kind.
func queryFleet() fleet.Seed {
	seed := fleet.DefaultSeed()
	for i := range 130 {
		in := fleet.Instance{
			ID: fmt.Sprintf("pgm-%04d", i), Region: "cn-beijing", Description: fmt.Sprintf("member %d", i),
			Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
			Policy: &fleet.Policy{Enabled: true, LogEnabled: i%2 == 0, DestinationRegion: "cn-shanghai", RetentionDays: 7 + i*14},
		}
		if i >= 120 {
			in.Region = "cn-hangzhou"
		}
		seed.Instances = append(seed.Instances, in)
	}
	return seed
}

// newInquiry prepares a folder with a provider and a list of the two regions.
func newInquiry(t *testing.T, box *sandbox.Sandbox, limit int) *inquiry {
	t.Helper()
	q := &inquiry{Sandbox: box, t: t, server: emulator.Start(t, emulator.WithSeed(queryFleet())), dir: t.TempDir()}
	q.write("main.tf", requirements+providerBlock)
	q.write("fleet.tfquery.hcl", fmt.Sprintf(`list %q "fleet" {
  provider = apsaradb
  limit    = %d

  config {
    regions = ["cn-hangzhou", "cn-beijing"]
  }
}
`, policyType, limit))
	if code, output := q.run("init", "-no-color"); code != 0 {
		t.Fatalf("init:\n%s", output)
	}
	q.server.ResetCalls()
	return q
}

func (q *inquiry) write(name, text string) {
	q.t.Helper()
	if err := os.WriteFile(filepath.Join(q.dir, name), []byte(text), 0o600); err != nil {
		q.t.Fatal(err)
	}
}

func (q *inquiry) run(args ...string) (code int, output string) {
	q.t.Helper()
	result, err := q.Run(context.Background(), q.dir, sandbox.Attach(q.server.URL()), args...)
	if err != nil {
		q.t.Fatal(err)
	}
	return result.Code, result.Output
}

// quiet reports whether a command warned of nothing but of released instances, which are imported with that word.
func quiet(output string) bool {
	return strings.Count(output, "Warning:") == strings.Count(output, "Warning: Instance pgm-released is released")
}

// must runs a command that succeeds and says what it must.
func (q *inquiry) must(says string, args ...string) string {
	q.t.Helper()
	code, output := q.run(args...)
	if code != 0 || !quiet(output) || !strings.Contains(output, says) {
		q.t.Fatalf("%v: want success, no other warning and %q, got code %d:\n%s", args, says, code, output)
	}
	return output
}

// listed returns the import ids that a query finds, in its order, and the names.
func (q *inquiry) listed() (ids, names []string) {
	q.t.Helper()
	for line := range strings.Lines(q.must("", "query", "-json")) {
		var message struct {
			Found struct {
				Name     string            `json:"display_name"`
				Identity map[string]string `json:"identity"`
			} `json:"list_resource_found"`
		}
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			q.t.Fatalf("%v: %s", err, line)
		}
		if found := message.Found; found.Name != "" {
			ids, names = append(ids, found.Identity["region"]+":"+found.Identity["instance_id"]), append(names, found.Name)
		}
	}
	return ids, names
}

// managed returns the import ids by the identities in the state.
func (q *inquiry) managed() []string {
	q.t.Helper()
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Identity map[string]string `json:"identity"`
				} `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal([]byte(q.must("", "show", "-json")), &state); err != nil {
		q.t.Fatal(err)
	}
	var ids []string
	for _, one := range state.Values.Root.Resources {
		ids = append(ids, one.Identity["region"]+":"+one.Identity["instance_id"])
	}
	slices.Sort(ids)
	return ids
}

// TestQuery runs terraform query with the built provider: over the wire, and in a process of its own.
func TestQuery(t *testing.T) {
	t.Parallel()
	testkit.RequireQuery(t)
	box, err := sandbox.New(context.Background(), "../..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]func(*testing.T, *sandbox.Sandbox){
		"limit": queryKeepsToTheLimit, "import": queryImportsAFleet, "failure": queryFailsAsAWhole, "mistakes": queryRefusesMistakes,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, box)
		})
	}
}

// The API is asked for as many pages as the limit needs.
func queryKeepsToTheLimit(t *testing.T, box *sandbox.Sandbox) {
	for limit, pages := range map[int]int{5: 1, 101: 2} {
		q := newInquiry(t, box, limit)
		ids, names := q.listed()
		if len(ids) != limit || ids[0] != "cn-beijing:pgm-0000" || names[0] != "member 0 (cn-beijing)" {
			t.Errorf("limit %d: %d results, the first is %v, %v", limit, len(ids), ids[:1], names[:1])
		}
		if calls := len(q.server.Calls(actionList)); calls != pages {
			t.Errorf("limit %d: %d pages were read, want %d", limit, calls, pages)
		}
	}
}

// What is generated imports everything, on, off and released, changes nothing, and has the identities of the list.
func queryImportsAFleet(t *testing.T, box *sandbox.Sandbox) {
	q := newInquiry(t, box, 1000)
	ids, _ := q.listed()
	if !slices.IsSorted(ids) || len(ids) != 133 || !slices.Contains(ids, "cn-hangzhou:pgm-released") || !slices.Contains(ids, "cn-hangzhou:pgm-disabled") {
		t.Fatalf("%d results: %v", len(ids), ids)
	}
	q.must("", "validate", "-query", "-no-color")
	q.must("", "query", "-no-color", "-generate-config-out=generated.tf")
	q.must("", "fmt", "-check", "-diff", "generated.tf")
	q.must("Plan: 133 to import, 0 to add, 0 to change, 0 to destroy.", "plan", "-no-color", "-out=saved")
	q.must("133 imported, 0 added, 0 changed, 0 destroyed.", "apply", "-no-color", "saved")
	q.must("No changes.", "plan", "-no-color", "-detailed-exitcode")
	if managed := q.managed(); !slices.Equal(managed, ids) {
		t.Errorf("the state holds %v,\nlisted were %v", managed, ids)
	}
	if again, _ := q.listed(); !slices.Equal(again, ids) {
		t.Errorf("afterwards %d are listed, want the same %d", len(again), len(ids))
	}
	if writes := q.server.Calls(actionModify); len(writes) > 0 {
		t.Errorf("%d writes were sent", len(writes))
	}
}

// A page that fails leaves neither a shorter list nor configuration from it.
func queryFailsAsAWhole(t *testing.T, box *sandbox.Sandbox) {
	q := newInquiry(t, box, 1000)
	q.server.AddFault(emulator.Fault{Action: actionList, Nth: 2, Code: "Forbidden.RAM", Status: 403})
	code, output := q.run("query", "-no-color", "-generate-config-out=generated.tf")
	if code == 0 || !strings.Contains(output, "Cannot list the cross-region backup policies") || !strings.Contains(output, "rds:"+actionList) || strings.Contains(output, "pgm-0000") {
		t.Errorf("code %d:\n%s", code, output)
	}
	if _, err := os.Stat(filepath.Join(q.dir, "generated.tf")); err == nil {
		t.Error("configuration was generated from a part of the list")
	}
}

// A wrong argument is refused where it stands, without a call.
func queryRefusesMistakes(t *testing.T, box *sandbox.Sandbox) {
	q := newInquiry(t, box, 10)
	q.write("fleet.tfquery.hcl", "list \""+policyType+"\" \"fleet\" {\n  provider = apsaradb\n  config {\n    regions = [\"cn-hangzhou-h\"]\n  }\n}\n")
	code, output := q.run("validate", "-query", "-no-color")
	for _, part := range []string{"Region id is not well formed", `Did you mean "cn-hangzhou"?`, "on fleet.tfquery.hcl line "} {
		if code == 0 || !strings.Contains(strings.Join(strings.Fields(output), " "), part) {
			t.Errorf("code %d, lacks %q:\n%s", code, part, output)
		}
	}
	if calls := q.server.Calls(); len(calls) > 0 {
		t.Errorf("%d calls", len(calls))
	}
}
