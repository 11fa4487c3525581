// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What an example may leave to the reader's own configuration.
const (
	requirements  = "terraform {\n  required_providers {\n    apsaradb = { source = \"geobackup/apsaradb\" }\n  }\n}\n"
	providerBlock = "provider \"apsaradb\" {\n  region = \"cn-hangzhou\"\n}\n"
	// anyUse makes a plan start the provider where the example itself has only its block.
	anyUse = "data \"apsaradb_rds_cross_region_backup_policy\" \"any\" {\n  instance_id = \"pgm-console\"\n}\n"
)

// needs says which examples an older CLI cannot read, and since when it can.
var needs = map[string]struct {
	minor  int // of version 1
	reason string
}{
	"resources/apsaradb_rds_cross_region_backup_policy/import-by-identity.tf": {
		12,
		"import blocks take an identity since Terraform 1.12 and OpenTofu 1.12",
	},
	"ephemeral-resources/apsaradb_rds_cross_region_backup_download/ephemeral-resource.tf": {
		11,
		"ephemeral resources need Terraform 1.10 or OpenTofu 1.11",
	},
	"actions/apsaradb_rds_create_backup/action.tf": {14, "actions need Terraform 1.14"},
}

// elsewhere names the examples whose credentials the emulator does not hand out. They are validated, and not planned.
var elsewhere = map[string]string{
	"provider/provider-oidc.tf":     "its token file is written by a CI platform",
	"provider/provider-ecs-role.tf": "the metadata server is reached from an ECS instance alone",
}

// refused names the examples whose plan has to fail on the built-in fleet, and what it says.
var refused = map[string]string{
	"data-sources/apsaradb_rds_cross_region_backup_coverage/data-source-gate.tf": "have no cross-region backup: pgm-",
}

// read returns the text of a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExamples formats, validates and plans every file below examples/ with a real Terraform against the emulator.
// Modules are formatted only.
func TestExamples(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithSpeed(1))
	const folder = "../../examples"
	absolute, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	formatted := testkit.NewWorkspace(t, s.URL()).Run("fmt", "-check", "-diff", "-recursive", absolute)
	if formatted.Code != 0 {
		t.Errorf("examples are not formatted; run \"make fmt\":\n%s", formatted.Output)
	}
	seen := map[string]bool{}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && path == filepath.Join(folder, "modules") {
			return filepath.SkipDir // TestProtectFleet and TestComplianceReport run them.
		}
		if err == nil && path == filepath.Join(folder, "policies") {
			return filepath.SkipDir // TestPolicySamples runs them.
		}
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := example{t: t, Workspace: testkit.NewWorkspace(t, s.URL()), name: name}
			e.check(read(t, "examples/"+name))
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range needs {
		if !seen[name] {
			t.Errorf("the table names %s, which does not exist", name)
		}
	}
	for _, table := range []map[string]string{elsewhere, refused} {
		for name := range table {
			if !seen[name] {
				t.Errorf("a table names %s, which does not exist", name)
			}
		}
	}
}

// example is one file of the examples, and the folder in which it runs.
type example struct {
	*testkit.Workspace
	t    *testing.T
	name string
}

// check runs the example by what its name says it is.
func (e example) check(text string) {
	e.t.Helper()
	if need, ok := needs[e.name]; ok && !testkit.RequireTerraform(e.t).AtLeast(1, need.minor) {
		e.t.Skipf("needs version 1.%d or newer: %s", need.minor, need.reason)
	}
	switch base := filepath.Base(e.name); {
	case base == "import.sh":
		e.importCommand(text)
	case refused[e.name] != "":
		e.fails(text, refused[e.name])
	case strings.HasSuffix(base, ".tfquery.hcl"):
		testkit.RequireQuery(e.t)
		e.query(text)
	case !strings.HasSuffix(base, ".tf"):
		e.t.Errorf("this test does not know how to check %s", e.name)
	case strings.HasPrefix(base, "ephemeral-resource"):
		e.downloads(text)
	case strings.HasPrefix(base, "resource"):
		e.plans(text, `Plan: [1-9]\d* to add, 0 to change, 0 to destroy`)
	case strings.HasPrefix(base, "import"):
		e.plans(text, `Plan: 1 to import, 0 to add, 0 to change, 0 to destroy`)
	case strings.Contains(text, "\nresource \""): // a data source that feeds a resource
		e.plans(text, `Plan: [1-9]\d* to add, 0 to change, 0 to destroy`)
	case elsewhere[e.name] != "":
		e.prepare(text + anyUse)
	case strings.HasPrefix(base, "provider"):
		e.plans(text+anyUse, `No changes`)
	default:
		e.plans(text, `No changes|Changes to Outputs`)
	}
}

// prepare makes a configuration of the example and of what it leaves out, and validates it.
func (e example) prepare(text string) {
	e.t.Helper()
	if !strings.Contains(text, "required_providers") {
		text = requirements + text
	}
	if !strings.Contains(text, `provider "apsaradb"`) {
		text = providerBlock + text
	}
	e.Write("main.tf", text)
	e.Must("init", "-no-color")
	e.Must("validate", "-no-color")
}

// importWarning is what every run with an import says.
const importWarning = "Warning: Imported policies may be managed elsewhere too"

// plans expects a plan without errors and warnings that says what it must.
func (e example) plans(text, expected string) {
	e.t.Helper()
	e.prepare(text)
	e.planSays(expected)
}

// downloads expects that an apply leaves the file that the link leads to, and neither the plan nor the state the link.
func (e example) downloads(text string) {
	e.t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		e.t.Skip("the example needs curl, which is not here")
	}
	e.plans(text, `Plan: 1 to add, 0 to change, 0 to destroy`)
	output := e.Must("apply", "-no-color", "-auto-approve")
	files, err := filepath.Glob(filepath.Join(e.Folder, "*_data_*"))
	if err != nil || len(files) != 1 {
		e.t.Fatalf("%d files were downloaded: %v\n%s", len(files), err, output)
	}
	if name := filepath.Base(files[0]); !strings.Contains(e.Read(name), "A copy, as the emulator has it: "+name) {
		e.t.Errorf("what was downloaded is %q", e.Read(name))
	}
	for where, text := range map[string]string{"the output": output, "the state": e.Read("terraform.tfstate")} {
		if strings.Contains(text, "Signature") {
			e.t.Errorf("%s has the link:\n%s", where, text)
		}
	}
	e.planSays(`No changes`)
}

// fails expects a plan that ends with exit code 1 and says why.
func (e example) fails(text, expected string) {
	e.t.Helper()
	e.prepare(text)
	if plan := e.Run("plan", "-no-color"); plan.Code != 1 || !strings.Contains(plan.Output, expected) {
		e.t.Errorf("exit code %d, want 1 and a plan that says %q:\n%s", plan.Code, expected, plan.Output)
	}
}

// planSays expects a plan that says so, and that warns of nothing but what every import warns of.
func (e example) planSays(expected string) {
	e.t.Helper()
	output := e.Must("plan", "-no-color")
	warned := strings.Contains(strings.ReplaceAll(output, importWarning, ""), "Warning:")
	if warned || !regexp.MustCompile(expected).MatchString(output) {
		e.t.Errorf("want a plan without warnings that says %q:\n%s", expected, output)
	}
}

// query expects results, and configuration from them that imports and changes nothing.
func (e example) query(text string) {
	e.t.Helper()
	e.prepare("")
	e.Write("example.tfquery.hcl", text)
	var last string
	for _, args := range [][]string{
		{"validate", "-query", "-no-color"},
		{"query", "-no-color", "-generate-config-out=generated.tf"},
		{"plan", "-no-color"},
	} {
		if last = e.Must(args...); !quiet(last) {
			e.t.Fatalf("%v:\n%s", args, last)
		}
	}
	if !regexp.MustCompile(`Plan: [1-9]\d* to import, 0 to add, 0 to change, 0 to destroy`).MatchString(last) {
		e.t.Errorf("want imports alone:\n%s", last)
	}
}

// importCommand runs the script beside the configuration of the import block, whose plan is empty afterwards.
func (e example) importCommand(script string) {
	e.t.Helper()
	e.prepare(read(e.t, "examples/"+filepath.ToSlash(filepath.Dir(e.name))+"/import-by-string-id.tf"))
	commands := e.t.TempDir()
	if err := os.Symlink(e.Terraform, filepath.Join(commands, "terraform")); err != nil {
		e.t.Skipf("the script says terraform, and a link of that name cannot be made here: %v", err)
	}
	command := exec.Command("sh", "-eu", "-c", script)
	command.Dir = e.Folder
	command.Env = append(e.Environment(), "PATH="+commands+string(os.PathListSeparator)+os.Getenv("PATH"))
	if output, err := command.CombinedOutput(); err != nil {
		e.t.Fatalf("%v:\n%s", err, output)
	}
	e.planSays(`No changes`)
}

// TestExamples_everyType holds that each type of the provider has an example and a template of its page.
func TestExamples_everyType(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	p := provider.New("test")()
	present := func(paths ...string) {
		for _, path := range paths {
			if _, err := os.Stat("../../" + path); err != nil {
				t.Errorf("%s does not exist", path)
			}
		}
	}
	for _, construct := range p.Resources(ctx) {
		var meta resource.MetadataResponse
		construct().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "resources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present(
			"examples/resources/"+meta.TypeName+"/resource.tf",
			"examples/resources/"+meta.TypeName+"/import.sh",
			"templates/"+page+".tmpl",
			"docs/"+page,
		)
	}
	for _, construct := range p.DataSources(ctx) {
		var meta datasource.MetadataResponse
		construct().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "data-sources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present("examples/data-sources/"+meta.TypeName+"/data-source.tf", "templates/"+page+".tmpl", "docs/"+page)
	}
	for _, construct := range p.(fwprovider.ProviderWithEphemeralResources).EphemeralResources(ctx) {
		var meta ephemeral.MetadataResponse
		construct().Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "ephemeral-resources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present(
			"examples/ephemeral-resources/"+meta.TypeName+"/ephemeral-resource.tf", "templates/"+page+".tmpl", "docs/"+page,
		)
	}
	for _, construct := range p.(fwprovider.ProviderWithActions).Actions(ctx) {
		var meta action.MetadataResponse
		construct().Metadata(ctx, action.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "actions/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present("examples/actions/"+meta.TypeName+"/action.tf", "templates/"+page+".tmpl", "docs/"+page)
	}
	for _, construct := range p.(fwprovider.ProviderWithListResources).ListResources(ctx) {
		var meta resource.MetadataResponse
		construct().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "list-resources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present(
			"examples/list-resources/"+meta.TypeName+"/list-resource.tfquery.hcl",
			"templates/"+page+".tmpl",
			"docs/"+page,
		)
	}
	for _, construct := range p.(fwprovider.ProviderWithFunctions).Functions(ctx) {
		var meta function.MetadataResponse
		construct().Metadata(ctx, function.MetadataRequest{}, &meta)
		page := "functions/" + meta.Name + ".md"
		present("examples/functions/"+meta.Name+"/function.tf", "templates/"+page+".tmpl", "docs/"+page)
	}
}
