// SPDX-License-Identifier: MPL-2.0

// Command fuzz runs every fuzz target of the project, one after the other, and prints a table that a document can take.
//
// It fails when a target does, and says where the input was written. Targets are found in the source, so that a new one
// needs no entry anywhere.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

func main() {
	root := flag.String("root", "../..", "the project's root folder")
	length := flag.Duration("time", time.Minute, "how long each target runs")
	parallel := flag.Int("parallel", 0, "how many workers each target has; 0 is one for each core")
	brief := flag.Bool("brief", false, "go without coverage, which saves building everything anew: for make test")
	only := flag.String("only", "", "a regular expression for the targets to run")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Stdout, *root, *only, settings{length: *length, parallel: *parallel, brief: *brief})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes a row as each target ends, and what failed below the table.
func run(ctx context.Context, out io.Writer, root, only string, with settings) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	root, err = filepath.Abs(root)
	if err != nil {
		return err
	}
	targets, err := find(root)
	if err != nil {
		return err
	}
	if with.scratch, err = os.MkdirTemp("", "fuzz-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(with.scratch) }()
	var failed []outcome
	count := 0
	writeHead(out)
	for _, t := range targets {
		if !wanted.MatchString(t.folder + " " + t.name) {
			continue
		}
		count++
		got := with.fuzz(ctx, root, t)
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		writeRow(out, got)
		if got.failed {
			failed = append(failed, got)
		}
	}
	if count == 0 {
		return errors.New("no fuzz target was found")
	}
	if len(failed) == 0 {
		return nil
	}
	for _, got := range failed {
		writeFailure(out, got)
	}
	return fmt.Errorf("%d of %d fuzz targets failed", len(failed), count)
}
