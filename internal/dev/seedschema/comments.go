// SPDX-License-Identifier: MPL-2.0

package seedschema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// readComments reads the comments of a file's types and their fields. The keys are such as Seed and Seed.Start.
func readComments(path string) (map[string]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("read the types of seeds: %w", err)
	}
	comments := map[string]string{}
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			declared, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			name := declared.Name.Name
			comments[name] = oneLine(general.Doc)
			if body, ok := declared.Type.(*ast.StructType); ok {
				for _, field := range body.Fields.List {
					for _, own := range field.Names {
						comments[name+"."+own.Name] = oneLine(field.Doc)
					}
				}
			}
		}
	}
	return comments, nil
}

func oneLine(comment *ast.CommentGroup) string {
	return strings.Join(strings.Fields(comment.Text()), " ")
}
