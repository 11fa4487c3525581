// SPDX-License-Identifier: MPL-2.0

package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// A row of the list of messages, or a kind of an API code, that no code uses would stand on the page of warnings and
// errors all the same. Rows that package message makes in a loop have no name: they are used as long as their reason or
// kind is.
func TestMessages_areUsed(t *testing.T) {
	t.Parallel()
	const kinds = "internal/cloud/apicode/kind.go"
	list := append(files(t, "internal/service/message/table_*.go"), kinds)
	unused := map[string]bool{}
	for _, path := range list {
		for _, name := range exported(parsed(t, path)) {
			unused[name] = true
		}
	}
	if len(unused) < 100 {
		t.Fatalf("found only %d rows and kinds", len(unused))
	}
	for _, path := range goFiles(t) {
		if slices.Contains(list, path) || strings.HasSuffix(path, "_test.go") {
			continue
		}
		ast.Inspect(parsed(t, path), func(node ast.Node) bool {
			if name, is := node.(*ast.Ident); is {
				delete(unused, name.Name)
			}
			return true
		})
	}
	for name := range unused {
		t.Errorf("no code uses %s", name)
	}
}

func parsed(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, read(t, path), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// exported returns the exported variables and constants of a file.
func exported(file *ast.File) []string {
	var names []string
	for _, declared := range file.Decls {
		group, is := declared.(*ast.GenDecl)
		if !is {
			continue
		}
		for _, spec := range group.Specs {
			if values, is := spec.(*ast.ValueSpec); is {
				for _, name := range values.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return !ast.IsExported(name) })
}
