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

const module = "github.com/geobackup/terraform-provider-apsaradb"

// edges is the documentation of what may import what inside the project, apart from tests. Dependencies point one way:
// from the provider through the feature packages to the client. A package that is not listed does not exist.
var edges = map[string][]string{
	".": {"internal/provider"},

	"internal/provider":      {"internal/policy", "internal/backupsets", "internal/backupregions", "internal/coverage", "internal/credentials", "internal/providerdata", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/policy":        {"internal/scope", "internal/providerdata", "internal/batch", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/backupsets":    {"internal/scope", "internal/providerdata", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/backupregions": {"internal/scope", "internal/providerdata", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/coverage":      {"internal/scope", "internal/providerdata", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/scope":         {"internal/providerdata", "internal/eligibility", "internal/rds", "internal/tfdiag"},
	"internal/credentials":   {"internal/quiet", "internal/rds"},
	"internal/providerdata":  {"internal/batch", "internal/eligibility", "internal/rds"},
	"internal/batch":         {"internal/rds"},
	"internal/tfdiag":        {"internal/rds"},
	"internal/rds":           {},
	"internal/eligibility":   {},
	"internal/quiet":         {},

	// The emulator shares nothing with the client, so that a mistake about the API cannot be made on both sides at once.
	"internal/emulator/cmd/rds-emulator": {"internal/emulator", "internal/emulator/fleet"},
	"internal/emulator":                  {"internal/emulator/fleet"},
	"internal/emulator/fleet":            {},

	"internal/acctest":    {"internal/provider", "internal/emulator", "internal/emulator/fleet"},
	"internal/schemadump": {"internal/provider"},
	"internal/sandbox":    {},
	"internal/soak":       {"internal/sandbox", "internal/emulator", "internal/emulator/fleet"},
	"internal/demo":       {"internal/sandbox"},
	"internal/bench":      {"internal/sandbox"},

	// What a user runs on an account: one instance that may be changed, the cases, and what is assumed of the API.
	"internal/live/subject":                {"internal/provider", "internal/providerdata", "internal/eligibility", "internal/rds"},
	"internal/live":                        {"internal/live/subject", "internal/eligibility", "internal/rds"},
	"internal/assumptions":                 {"internal/eligibility", "internal/rds"},
	"internal/assumptions/emulated":        {"internal/assumptions", "internal/emulator", "internal/emulator/fleet", "internal/rds"},
	"internal/assumptions/cmd/assumptions": {"internal/assumptions", "internal/assumptions/emulated", "internal/emulator", "internal/live/subject", "internal/provider", "internal/rds"},

	// The measure beside the provider: a plugin that does nothing.
	"internal/bench/trivial": {},
}

// outside lists, for packages that are held to it, the prefixes of what they may import beside the standard library.
var outside = map[string][]string{
	"internal/rds":                       {"github.com/aliyun/", "golang.org/x/"},
	"internal/batch":                     {"golang.org/x/"},
	"internal/eligibility":               {},
	"internal/quiet":                     {},
	"internal/credentials":               {"github.com/aliyun/credentials-go/", "github.com/hashicorp/terraform-plugin-log/", "gopkg.in/ini.v1"},
	"internal/emulator/cmd/rds-emulator": {},
	"internal/emulator":                  {},
	"internal/emulator/fleet":            {},
	"internal/sandbox":                   {},
	"internal/demo":                      {},
	"internal/bench":                     {},
}

func TestImports(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != ".." && (strings.HasPrefix(entry.Name(), ".") || path == filepath.Join("..", "internal", "tools")) {
				return filepath.SkipDir // Hidden folders, and the tools, which are a module of their own.
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), "../"))
		if folder == ".." {
			folder = "."
		}
		seen[folder] = true
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if reason := refused(folder, imported); reason != "" {
				t.Errorf("%s imports %s: %s", path, imported, reason)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder := range edges {
		if !seen[folder] {
			t.Errorf("%s is in the table but has no Go files", folder)
		}
	}
}

// refused says why a package may not import another; empty means that it may.
func refused(folder, imported string) string {
	allowed, known := edges[folder]
	if !known {
		return "the importing package is not in the table of this test; say there what it may import"
	}
	if inside, ok := strings.CutPrefix(imported, module+"/"); ok {
		if !slices.Contains(allowed, inside) {
			return "the table of this test has no such edge"
		}
		return ""
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return "" // The standard library.
	}
	prefixes, held := outside[folder]
	if held && !slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(imported, prefix) }) {
		return "this package is held to the standard library and what the table of this test names"
	}
	return ""
}

func TestImports_refuses(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"internal/emulator", module + "/internal/rds"},
		{"internal/emulator", "github.com/aliyun/alibaba-cloud-sdk-go/sdk"},
		{"internal/rds", "github.com/hashicorp/terraform-plugin-log/tflog"},
		{"internal/policy", module + "/internal/backupsets"},
		{"internal/policy", module + "/internal/emulator"},
		{"internal/util", "strings"},
	} {
		if refused(pair[0], pair[1]) == "" {
			t.Errorf("%s may import %s", pair[0], pair[1])
		}
	}
}
