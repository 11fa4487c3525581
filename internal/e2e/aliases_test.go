// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Terraform starts a process for each alias of the provider. The rules themselves, and what an apply does in each
// order, are in service/policy.

// aliases is a root module with a default provider of another region and the alias hz.
type aliases struct {
	*testkit.Workspace
	*emulator.Server
	t *testing.T
}

func newAliases(t *testing.T) aliases {
	t.Helper()
	s := emulator.Start(t, emulator.WithGuess("busy-after-write", "0s"))
	a := aliases{Workspace: testkit.NewWorkspace(t, s.URL()), Server: s, t: t}
	temporary := filepath.Join(a.Folder, "temporary")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	a.Env = append(a.Env, "TMPDIR="+temporary)
	return a
}

// configure writes the root module.
func (a aliases) configure(body string) {
	a.t.Helper()
	a.Write("main.tf", requirements+`
provider "apsaradb" {
  region = "cn-beijing"
}

provider "apsaradb" {
  alias  = "hz"
  region = "cn-hangzhou"
}
`+body)
}

// The arguments by which a block says where its instance is.
const (
	inAlias   = "provider = apsaradb.hz"
	inDefault = `region = "cn-hangzhou"`
)

// orders is a policy of pgm-demo.
func orders(name string, arguments ...string) string {
	block := fmt.Sprintf("resource %q %q {\n  instance_id = \"pgm-demo\"\n  destination_region = \"cn-shanghai\"\n"+
		"  retention_days = 1825\n", testkit.PolicyType, name)
	for _, argument := range arguments {
		block += "  " + argument + "\n"
	}
	return block + "}\n"
}

// requireOn fails unless the policy is on, nothing was written, and the processes have left no file.
func (a aliases) requireOn() {
	a.t.Helper()
	if writes := a.Calls(actionModify); len(writes) > 0 {
		a.t.Errorf("%d writes were sent", len(writes))
	}
	if p, _ := a.Fleet().Policy("pgm-demo"); !p.Enabled {
		a.t.Error("the policy is off")
	}
	left, err := os.ReadDir(filepath.Join(a.Folder, "temporary"))
	if err != nil {
		a.t.Fatal(err)
	}
	for _, entry := range left {
		a.t.Errorf("%s is left", entry.Name())
	}
}

// A rename that also leaves the alias is refused without a moved block, whichever half is planned first.
func TestAliases_aRenameAcrossThemNeedsAMovedBlock(t *testing.T) {
	t.Parallel()
	a := newAliases(t)
	a.configure(orders("old", inAlias))
	a.Must("init", "-no-color")
	a.Must("apply", "-no-color", "-auto-approve")
	a.ResetCalls()

	// The new address waits for a look at another instance, or the old one for the list of its region.
	late := fmt.Sprintf("data %q \"other\" {\n  provider = apsaradb.hz\n  instance_id = \"pgm-console\"\n}\n",
		testkit.PolicyType)
	waits := fmt.Sprintf("depends_on = [data.%s.other]", testkit.PolicyType)
	slowly := func(action, instanceID string) emulator.Fault {
		return emulator.Fault{Action: action, InstanceID: instanceID, Delay: "700ms", Effect: "slow"}
	}
	for name, row := range map[string]struct {
		body      string
		fault     emulator.Fault
		arguments []string
	}{
		"in passing":        {body: orders("new", inDefault)},
		"one after another": {body: orders("new", inDefault), arguments: []string{"-parallelism=1"}},
		"destroy first": {
			body: late + orders("new", inDefault, waits), fault: slowly("DescribeInstanceCrossBackupPolicy", "pgm-console"),
		},
		"create first": {
			body: orders("new", inDefault), fault: slowly("DescribeCrossRegionBackupDBInstance", ""),
		},
		"prevented": {body: orders("new", inDefault, `deletion_policy = "PREVENT"`)},
	} {
		t.Log(name)
		if row.fault.Action != "" {
			a.AddFault(row.fault)
		}
		a.configure(row.body)
		said := a.Fails(append([]string{"apply", "-no-color", "-auto-approve"}, row.arguments...)...)
		a.Says(said, "Policy of pgm-demo would be created and destroyed in one run",
			"from = <old address>", "use different aliases of the provider")
		a.ClearFaults()
		a.requireOn()
	}

	a.configure(orders("new", inDefault) +
		fmt.Sprintf("moved {\n  from = %[1]s.old\n  to   = %[1]s.new\n}\n", testkit.PolicyType))
	a.Must("apply", "-no-color", "-auto-approve")
	a.requireOn()
}

// Two addresses of the state in two aliases: one goes, the other stays as it is.
func TestAliases_whatOneKeepsTheOtherDoesNotEnd(t *testing.T) {
	t.Parallel()
	a := newAliases(t)
	a.configure(orders("old", inAlias))
	a.Must("init", "-no-color")
	a.Must("apply", "-no-color", "-auto-approve")
	a.ResetCalls()
	a.configure(orders("new", inDefault))
	a.Must("import", "-no-color", testkit.PolicyType+".new", "cn-hangzhou:pgm-demo")
	a.Says(a.Fails("apply", "-no-color", "-auto-approve"),
		"Policy of pgm-demo would be ended while another resource keeps it", "use different aliases of the provider")
	a.requireOn()
	a.Must("state", "rm", testkit.PolicyType+".old")
	a.Must("plan", "-no-color", "-detailed-exitcode")
	a.Must("destroy", "-no-color", "-auto-approve")
	if p, _ := a.Fleet().Policy("pgm-demo"); p.Enabled {
		t.Error("the destroy left the policy on")
	}
}
