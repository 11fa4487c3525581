// SPDX-License-Identifier: MPL-2.0

package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rule: provider -> service -> cloud; the emulator imports none of them; testkit, e2e and dev may import all. Both
// programs say their version.
var mayImport = map[string][]string{
	".":        {"provider", "version"},
	"provider": {"service", "cloud"},
	"service":  {"cloud"},
	"cloud":    {},
	"emulator": {"version"},
	"version":  {},
	"testkit":  {"provider", "service", "cloud", "emulator"},
	"e2e":      {"provider", "service", "cloud", "emulator", "testkit"},
	"dev":      {"provider", "service", "cloud", "emulator", "testkit"},
}

// shared are the packages of service that every noun may import. A noun imports no other noun.
var shared = []string{
	"service/walk", "service/processes", "service/tfdiag", "service/message", "service/nullable", "service/validate",
	"service/setobject",
}

const module = "github.com/geobackup/terraform-provider-apsaradb/internal/"

func TestImports(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (path == "../internal/tools" || path != ".." && strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir // The tools are a module of their own.
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../"), "internal/")
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if reason := refused(strings.TrimPrefix(folder, ".."), imported); reason != "" {
				t.Errorf("%s imports %s: %s", path, imported, reason)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// refused says why a folder may not import a package; "" means that it may. The folder is relative to internal; "" is
// the root.
func refused(folder, imported string) string {
	wing, _, _ := strings.Cut(folder, "/")
	if wing == "" {
		wing = "."
	}
	allowed, known := mayImport[wing]
	inside, ours := strings.CutPrefix(imported, module)
	into, _, _ := strings.Cut(inside, "/")
	switch {
	case !known:
		return "the folder is not in the table of this test"
	case !ours:
		return refusedFromOutside(wing, imported)
	case wing == "service" && into == "service" && folder != inside && !slices.Contains(shared, inside):
		return "a noun imports no other noun; what two need goes down a layer"
	case wing == into || slices.Contains(allowed, into):
		return ""
	}
	return "the table of this test does not allow it"
}

// refusedFromOutside is refused for packages of other modules: the emulator has the standard library alone, and cloud
// knows no Terraform.
func refusedFromOutside(wing, imported string) string {
	switch host, _, _ := strings.Cut(imported, "/"); {
	case wing == "emulator" && strings.Contains(host, "."):
		return "the emulator imports the standard library alone"
	case wing == "cloud" && strings.HasPrefix(imported, "github.com/hashicorp/terraform-") &&
		imported != "github.com/hashicorp/terraform-plugin-log/tflog":
		return "cloud knows nothing of Terraform but its log"
	case wing != "cloud" && strings.HasPrefix(imported, "github.com/aliyun/"):
		return "the SDK, whose support has ended, stays in cloud"
	}
	return ""
}

func TestImports_refuses(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"emulator", module + "cloud/rds"},
		{"emulator/fleet", "github.com/aliyun/alibaba-cloud-sdk-go/sdk"},
		{"cloud/rds", "github.com/hashicorp/terraform-plugin-framework/diag"},
		{"service/policy", "github.com/aliyun/alibaba-cloud-sdk-go/sdk"},
		{"cloud/rds", module + "service/tfdiag"},
		{"service/policy", module + "service/backupsets"},
		{"service/policy", module + "emulator"},
		{"provider", module + "testkit"},
		{"", module + "cloud/rds"},
		{"util", "strings"},
	} {
		if refused(pair[0], pair[1]) == "" {
			t.Errorf("%q may import %s", pair[0], pair[1])
		}
	}
}
