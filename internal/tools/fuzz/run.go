// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings are those of every target of one run.
type settings struct {
	length   time.Duration
	parallel int
	brief    bool
	scratch  string // a folder of this run's own
}

// outcome is what one target came to.
type outcome struct {
	target

	took        time.Duration
	execs       int
	interesting int // inputs that reached something new in this run
	corpus      int // inputs known after it: seeds, those of testdata, and those of the cache
	failed      bool
	crasher     string // the file with the failing input, relative to the root; empty where none was written
	output      string
}

// minimizing bounds how long one input is made smaller. The default of a minute stalls a target whose way through the code
// differs from run to run, as goroutines and maps make it.
const minimizing = time.Second

// fuzz runs one target. What goes wrong is in the outcome.
func (s settings) fuzz(ctx context.Context, root string, t target) outcome {
	begun := time.Now()
	output, err := s.output(ctx, root, t)
	got := read(t, string(output))
	got.took, got.failed = time.Since(begun), err != nil && !ranOut(got)
	return got
}

// ranOut reports whether nothing failed but the clock: Go's fuzzing calls it a failure when its time ends while a worker is still busy.
func ranOut(got outcome) bool {
	return got.crasher == "" && outOfTime.MatchString(got.output)
}

// output runs go test, or in brief mode an ordinary test binary, which go test would replace by an instrumented one.
func (s settings) output(ctx context.Context, root string, t target) ([]byte, error) {
	flags := map[string]string{"run": "^$", "fuzz": "^" + t.name + "$", "fuzztime": s.length.String(), "fuzzminimizetime": minimizing.String(), "timeout": "0"}
	if s.parallel > 0 {
		flags["parallel"] = strconv.Itoa(s.parallel)
	}
	if !s.brief {
		return s.command(ctx, root, "go", slices.Concat([]string{"test"}, arguments("-", flags), []string{"./" + t.folder})...)
	}
	binary := filepath.Join(s.scratch, strings.ReplaceAll(t.folder, "/", "_")+".test")
	if output, err := s.command(ctx, root, "go", "test", "-c", "-o", binary, "./"+t.folder); err != nil {
		return output, err
	}
	flags["fuzzcachedir"] = filepath.Join(s.scratch, "cache")
	return s.command(ctx, filepath.Join(root, filepath.FromSlash(t.folder)), binary, arguments("-test.", flags)...)
}

func arguments(prefix string, flags map[string]string) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		list = append(list, prefix+name+"="+flags[name])
	}
	return list
}

func (s settings) command(ctx context.Context, folder, name string, arguments ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = folder
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	return command.CombinedOutput()
}

var (
	progress = regexp.MustCompile(`execs: (\d+) \(\d+/sec\)(?:, new interesting: (\d+) \(total: (\d+)\))?`) // less without coverage
	// Nothing stands below the name of the target but the end of time.
	outOfTime = regexp.MustCompile(`(?m)^--- FAIL: Fuzz\w+ \([0-9.]+s\)\n    context deadline exceeded\n(?:FAIL|exit status)`)
	written   = regexp.MustCompile(`Failing input written to (testdata/\S+)`)
)

// read takes the numbers from the last line of progress.
func read(t target, output string) outcome {
	got := outcome{target: t, output: output}
	if lines := progress.FindAllStringSubmatch(output, -1); lines != nil {
		last := lines[len(lines)-1]
		for i, field := range []*int{&got.execs, &got.interesting, &got.corpus} {
			*field, _ = strconv.Atoi(last[i+1]) // digits, or nothing
		}
	}
	if found := written.FindStringSubmatch(output); found != nil {
		got.crasher = path.Join(t.folder, found[1])
	}
	return got
}

func writeHead(out io.Writer) {
	_, _ = fmt.Fprintf(out, "| %-52s | %10s | %12s | %6s | %6s | %s |\n", "target", "time", "executions", "new", "corpus", "result")
	_, _ = fmt.Fprintf(out, "|%s|%s:|%s:|%s:|%s:|---|\n", dashes(54), dashes(11), dashes(13), dashes(7), dashes(7))
}

func dashes(count int) string { return strings.Repeat("-", count) }

func writeRow(out io.Writer, got outcome) {
	result := "passed"
	switch {
	case got.crasher != "":
		result = "FAILED on `" + got.crasher + "`"
	case got.failed:
		result = "FAILED"
	}
	_, _ = fmt.Fprintf(out, "| %-52s | %10s | %12d | %6d | %6d | %s |\n",
		"`"+got.folder+"` "+got.name, got.took.Round(time.Second), got.execs, got.interesting, got.corpus, result)
}

// writeFailure shows the output without its lines of progress, and how to see the failure again.
func writeFailure(out io.Writer, got outcome) {
	_, _ = fmt.Fprintf(out, "\n%s of %s failed:\n\n", got.name, got.folder)
	for line := range strings.Lines(got.output) {
		if !strings.HasPrefix(line, "fuzz: ") {
			_, _ = fmt.Fprint(out, "    ", line)
		}
	}
	if got.crasher != "" {
		_, _ = fmt.Fprintf(out, "\nThe input is in %s. To run it again: go test -run='^%s$/^%s$' ./%s\n", got.crasher, got.name, path.Base(got.crasher), got.folder)
	}
}
