// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// types are the structs of a package by name. They are read and never compiled, so no module has to be required.
type types map[string]*ast.StructType

func readTypes(folder string) (types, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("%s holds no Go files", folder)
	}
	if err != nil {
		return nil, err
	}
	found := types{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, ok := node.(*ast.TypeSpec); ok {
				if structure, ok := spec.Type.(*ast.StructType); ok {
					found[spec.Name.Name] = structure
				}
			}
			return true
		})
	}
	return found, nil
}

// leaf is a field that holds a value.
type leaf struct {
	name     string // of the parameter, or the path in the answer
	kind     string
	required bool
}

// walk returns the leaves of a struct. key is the tag that holds a field's name, and item is what stands after the name
// of a list.
func (t types) walk(name, key, item, prefix string) []leaf {
	structure := t[name]
	if structure == nil {
		return nil
	}
	var found []leaf
	for _, field := range structure.Fields.List {
		called := tag(field, key)
		if called == "" {
			continue // embedded, or sent elsewhere than in the query
		}
		path, kind := prefix+called, field.Type
		for {
			if list, ok := kind.(*ast.ArrayType); ok {
				path, kind = path+item, list.Elt
			} else if pointer, ok := kind.(*ast.StarExpr); ok {
				kind = pointer.X
			} else {
				break
			}
		}
		if named, ok := kind.(*ast.Ident); ok && t[named.Name] != nil {
			found = append(found, t.walk(named.Name, key, item, path+".")...)
			continue
		}
		found = append(found, leaf{
			name: path, kind: kindOf(kind),
			required: strings.Contains(field.Doc.Text(), "This parameter is required."),
		})
	}
	return found
}

// tag returns the name that a field's tag gives it.
func tag(field *ast.Field, key string) string {
	if field.Tag == nil {
		return ""
	}
	text, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(reflect.StructTag(text).Get(key), ",")
	return name
}

// kindOf names the type of a value as JSON does.
func kindOf(expression ast.Expr) string {
	name := ""
	switch expression := expression.(type) {
	case *ast.Ident:
		name = expression.Name
	case *ast.SelectorExpr: // requests.Integer and its kind
		name = expression.Sel.Name
	case *ast.MapType:
		return "object"
	}
	return kindNamed(name)
}

// kindNamed maps the names of a type in all sources.
func kindNamed(name string) string {
	switch strings.ToLower(name) {
	case "string":
		return "string"
	case "integer", "long", "int", "int32", "int64":
		return "integer"
	case "float", "double", "float32", "float64", "number":
		return "number"
	case "bool", "boolean":
		return "boolean"
	}
	return "object"
}
