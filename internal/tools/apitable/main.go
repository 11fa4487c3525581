// SPDX-License-Identifier: MPL-2.0

// Command apitable writes internal/testkit/apitable/actions: the names and types of what the API takes and answers, as
// its publishers list them. The README there says where each of them comes from, and how to run this program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // Nothing is left to be done.
	}
}

func run(ctx context.Context, arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("apitable", flag.ContinueOnError)
	meta := flags.String("meta", "", "folder of the metadata: en-US of aliyun-openapi-meta, or files of actions")
	into := flags.String("out", "", "folder to write to")
	local := map[string]string{}
	flags.Func("sdk", "module=folder: reads a module from a folder instead of the module proxy; may be repeated",
		func(value string) error {
			module, folder, ok := strings.Cut(value, "=")
			if !ok {
				return errors.New("want module=folder")
			}
			local[module] = folder
			return nil
		})
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *meta == "" || *into == "" {
		return errors.New("-meta and -out are required; internal/testkit/apitable/README.md says what they are")
	}
	all := map[string]*table{}
	for _, product := range products() {
		tables, err := product.tables(ctx, *meta, local)
		if err != nil {
			return fmt.Errorf("%s: %w", product.name, err)
		}
		maps.Copy(all, tables)
	}
	if !described(all) {
		return fmt.Errorf("%s has the metadata of no action: name the folder en-US of aliyun-openapi-meta", *meta)
	}
	return write(all, *into, out)
}

// described reports whether there is metadata of any action. A folder named by mistake has none.
func described(tables map[string]*table) bool {
	for _, table := range tables {
		if !slices.Contains(table.missing, columnMeta) {
			return true
		}
	}
	return false
}

func write(tables map[string]*table, folder string, out io.Writer) error {
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		table := tables[name]
		if err := os.WriteFile(filepath.Join(folder, name+".tsv"), table.render(), 0o600); err != nil {
			return err
		}
		for _, remark := range table.remarks() {
			_, _ = fmt.Fprintf(out, "%s: %s\n", name, remark)
		}
	}
	return nil
}
