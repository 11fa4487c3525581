// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
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
	"resources/apsaradb_rds_cross_region_backup_policy/import-by-identity.tf": {12, "import blocks take an identity since Terraform 1.12 and OpenTofu 1.12"},
}

// elsewhere names the examples whose credentials the emulator does not hand out. They are validated, and not planned.
var elsewhere = map[string]string{
	"provider/provider-oidc.tf":     "its token file is written by a CI platform",
	"provider/provider-ecs-role.tf": "the metadata server is reached from an ECS instance alone",
}

// workbench is what the examples run in.
type workbench struct {
	*sandbox.Sandbox
	emulator *sandbox.Emulator
	minor    int // of version 1
}

// TestExamples formats, validates and plans every file below examples/ with a real Terraform against the emulator. Modules are
// formatted only.
func TestExamples(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t)
	folder := filepath.Join(b.root(t), "examples")
	if result := b.run(t, folder, "fmt", "-check", "-diff", "-recursive", "."); result.Code != 0 {
		t.Errorf("examples are not formatted; run \"make fmt\":\n%s", result.Output)
	}
	seen := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && path == filepath.Join(folder, "modules") {
			return filepath.SkipDir // internal/e2e/modules runs them.
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
			b.check(t, name, read(t, "examples/"+name))
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
	for name := range elsewhere {
		if !seen[name] {
			t.Errorf("the table names %s, which does not exist", name)
		}
	}
}

func newWorkbench(t *testing.T) *workbench {
	t.Helper()
	box, err := sandbox.New(context.Background(), "../..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	emulator, err := box.Start(context.Background(), "-addr", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := emulator.Stop(); err != nil {
			t.Error(err)
		}
	})
	b := &workbench{Sandbox: box, emulator: emulator}
	result := b.run(t, box.Dir, "version")
	if found := matches(result.Output, `(?m)^\S+ v1\.([0-9]+)`); len(found) == 1 {
		b.minor, err = strconv.Atoi(found[0])
	}
	if err != nil || b.minor == 0 {
		t.Fatalf("no version 1 in:\n%s", result.Output)
	}
	return b
}

func (b *workbench) root(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func (b *workbench) run(t *testing.T, dir string, args ...string) sandbox.Result {
	t.Helper()
	result, err := b.Run(context.Background(), dir, b.emulator, args...)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// check runs one example by what its name says it is.
func (b *workbench) check(t *testing.T, name, text string) {
	t.Helper()
	if need, ok := needs[name]; ok && b.minor < need.minor {
		t.Skipf("needs version 1.%d or newer, and this is 1.%d: %s", need.minor, b.minor, need.reason)
	}
	switch base := filepath.Base(name); {
	case base == "import.sh":
		b.importCommand(t, name, text)
	case strings.HasSuffix(base, ".tfquery.hcl"):
		testkit.RequireQuery(t)
		b.query(t, text)
	case !strings.HasSuffix(base, ".tf"):
		t.Errorf("this test does not know how to check %s", name)
	case strings.HasPrefix(base, "resource"):
		b.plan(t, b.folder(t, text), `Plan: [1-9]\d* to add, 0 to change, 0 to destroy`)
	case strings.HasPrefix(base, "import"):
		b.plan(t, b.folder(t, text), `Plan: 1 to import, 0 to add, 0 to change, 0 to destroy`)
	case strings.Contains(text, "\nresource \""): // a data source that feeds a resource
		b.plan(t, b.folder(t, text), `Plan: [1-9]\d* to add, 0 to change, 0 to destroy`)
	case elsewhere[name] != "":
		b.folder(t, text+anyUse)
	case strings.HasPrefix(base, "provider"):
		b.plan(t, b.folder(t, text+anyUse), `No changes`)
	default:
		b.plan(t, b.folder(t, text), `No changes|Changes to Outputs`)
	}
}

// folder makes a configuration of the example and of what it leaves out, and prepares it.
func (b *workbench) folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if !strings.Contains(text, "required_providers") {
		text = requirements + text
	}
	if !strings.Contains(text, `provider "apsaradb"`) {
		text = providerBlock + text
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", "-no-color"}, {"validate", "-no-color"}} {
		if result := b.run(t, dir, args...); result.Code != 0 {
			t.Fatalf("%s:\n%s", args[0], result.Output)
		}
	}
	return dir
}

// plan expects a plan without errors and warnings that says what it must.
func (b *workbench) plan(t *testing.T, dir, expected string) {
	t.Helper()
	result := b.run(t, dir, "plan", "-no-color")
	if result.Code != 0 || strings.Contains(result.Output, "Warning:") || !regexp.MustCompile(expected).MatchString(result.Output) {
		t.Errorf("want a plan without warnings that says %q, got code %d:\n%s", expected, result.Code, result.Output)
	}
}

// query expects results, and configuration from them that imports and changes nothing.
func (b *workbench) query(t *testing.T, text string) {
	t.Helper()
	dir := b.folder(t, "")
	if err := os.WriteFile(filepath.Join(dir, "example.tfquery.hcl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var last string
	for _, args := range [][]string{{"validate", "-query", "-no-color"}, {"query", "-no-color", "-generate-config-out=generated.tf"}, {"plan", "-no-color"}} {
		result := b.run(t, dir, args...)
		if last = result.Output; result.Code != 0 || !quiet(last) {
			t.Fatalf("%v, code %d:\n%s", args, result.Code, last)
		}
	}
	if !regexp.MustCompile(`Plan: [1-9]\d* to import, 0 to add, 0 to change, 0 to destroy`).MatchString(last) {
		t.Errorf("want imports alone:\n%s", last)
	}
}

// importCommand runs the script beside the configuration of the import block, whose plan is empty afterwards.
func (b *workbench) importCommand(t *testing.T, name, script string) {
	t.Helper()
	dir := b.folder(t, read(t, "examples/"+filepath.ToSlash(filepath.Dir(name))+"/import-by-string-id.tf"))
	commands := t.TempDir()
	if err := os.Symlink(b.Terraform, filepath.Join(commands, "terraform")); err != nil {
		t.Skipf("the script says terraform, and a link of that name cannot be made here: %v", err)
	}
	command := exec.Command("sh", "-eu", "-c", script)
	command.Dir = dir
	command.Env = append(b.Environment(b.emulator), "PATH="+commands+string(os.PathListSeparator)+os.Getenv("PATH"))
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, output)
	}
	b.plan(t, dir, `No changes`)
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
		present("examples/resources/"+meta.TypeName+"/resource.tf", "examples/resources/"+meta.TypeName+"/import.sh", "templates/"+page+".tmpl", "docs/"+page)
	}
	for _, construct := range p.DataSources(ctx) {
		var meta datasource.MetadataResponse
		construct().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "data-sources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present("examples/data-sources/"+meta.TypeName+"/data-source.tf", "templates/"+page+".tmpl", "docs/"+page)
	}
	for _, construct := range p.(fwprovider.ProviderWithListResources).ListResources(ctx) {
		var meta resource.MetadataResponse
		construct().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "apsaradb"}, &meta)
		page := "list-resources/" + strings.TrimPrefix(meta.TypeName, "apsaradb_") + ".md"
		present("examples/list-resources/"+meta.TypeName+"/list-resource.tfquery.hcl", "templates/"+page+".tmpl", "docs/"+page)
	}
}
