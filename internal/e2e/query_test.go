// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
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
)

const actionList = "DescribeCrossRegionBackupDBInstance"

// inquiry is a folder in which a real Terraform queries a fleet.
type inquiry struct {
	*testkit.Workspace
	t      *testing.T
	server *emulator.Server
}

// queryFleet has 120 protected instances in one region and 10 in another, beside those of every kind.
func queryFleet() fleet.Seed {
	seed := fleet.DefaultSeed()
	for i := range 130 {
		in := fleet.PostgreSQL("cn-beijing", fmt.Sprintf("pgm-%04d", i))
		in.Description = fmt.Sprintf("member %d", i)
		in.Policy = &fleet.Policy{
			Enabled:           true,
			LogEnabled:        i%2 == 0,
			DestinationRegion: "cn-shanghai",
			RetentionDays:     7 + i*14,
		}
		if i >= 120 {
			in.Region = "cn-hangzhou"
		}
		seed.Instances = append(seed.Instances, in)
	}
	return seed
}

// newInquiry prepares a folder with a provider and a list of the two regions.
func newInquiry(t *testing.T, limit int) *inquiry {
	t.Helper()
	server := emulator.Start(t, emulator.WithSeed(queryFleet()))
	q := &inquiry{Workspace: testkit.NewWorkspace(t, server.URL()), t: t, server: server}
	q.Write("main.tf", requirements+providerBlock)
	q.Write("fleet.tfquery.hcl", fmt.Sprintf(`list %q "fleet" {
  provider = apsaradb
  limit    = %d

  config {
    regions = ["cn-hangzhou", "cn-beijing"]
  }
}
`, testkit.PolicyType, limit))
	q.Must("init", "-no-color")
	q.server.ResetCalls()
	return q
}

// quiet reports whether a command warned of nothing but of released instances, which are imported with that word, and
// of what every import warns of.
func quiet(output string) bool {
	output = strings.ReplaceAll(output, importWarning, "")
	return strings.Count(output, "Warning:") == strings.Count(output, "Warning: Instance pgm-released is released")
}

// must runs a command that succeeds and says what it must.
func (q *inquiry) must(says string, args ...string) string {
	q.t.Helper()
	output := q.Must(args...)
	if !quiet(output) || !strings.Contains(output, says) {
		q.t.Fatalf("%v: want no other warning and %q:\n%s", args, says, output)
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
	for name, test := range map[string]func(*testing.T){
		"limit": queryKeepsToTheLimit, "import": queryImportsAFleet, "failure": queryFailsAsAWhole,
		"mistakes": queryRefusesMistakes,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// The API is asked for as many pages as the limit needs.
func queryKeepsToTheLimit(t *testing.T) {
	for limit, pages := range map[int]int{5: 1, 101: 2} {
		q := newInquiry(t, limit)
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
func queryImportsAFleet(t *testing.T) {
	q := newInquiry(t, 1000)
	ids, _ := q.listed()
	if !slices.IsSorted(ids) || len(ids) != 133 || !slices.Contains(ids, "cn-hangzhou:pgm-released") ||
		!slices.Contains(ids, "cn-hangzhou:pgm-disabled") {
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
func queryFailsAsAWhole(t *testing.T) {
	q := newInquiry(t, 1000)
	q.server.AddFault(emulator.Fault{Action: actionList, Nth: 2, Code: "Forbidden.RAM", Status: 403})
	output := q.Fails("query", "-no-color", "-generate-config-out=generated.tf")
	if !strings.Contains(output, "Cannot list the cross-region backup policies") ||
		!strings.Contains(output, "rds:"+actionList) ||
		strings.Contains(output, "pgm-0000") {
		t.Errorf("the query said:\n%s", output)
	}
	if _, err := os.Stat(filepath.Join(q.Folder, "generated.tf")); err == nil {
		t.Error("configuration was generated from a part of the list")
	}
}

// A wrong argument is refused where it stands, without a call. A validation alone does not know skip_region_validation.
func queryRefusesMistakes(t *testing.T) {
	q := newInquiry(t, 10)
	q.Write(
		"fleet.tfquery.hcl",
		"list \""+testkit.PolicyType+
			"\" \"fleet\" {\n  provider = apsaradb\n  config {\n    regions = [\"cn-hangzhou-h\"]\n  }\n}\n",
	)
	q.Says(q.Fails("query", "-no-color"),
		"Region id is not well formed", `Did you mean "cn-hangzhou"?`, "on fleet.tfquery.hcl line ")
	if calls := q.server.Calls(); len(calls) > 0 {
		t.Errorf("%d calls", len(calls))
	}
}
