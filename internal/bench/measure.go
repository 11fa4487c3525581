// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/sandbox"
)

// configuration is one policy with everything on.
const configuration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}

resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = true
}
`

// The environment variables that turn this program into a provider that reports its memory.
const (
	shimVariable   = "APSARADB_BENCH_PROVIDER"
	reportVariable = "APSARADB_BENCH_REPORT"
)

// bench is one applied policy, ready to be planned again.
type bench struct {
	sandbox  *sandbox.Sandbox
	emulator *sandbox.Emulator
	dir      string
}

func newBench(ctx context.Context, root, dir string) (*bench, error) {
	box, err := sandbox.New(ctx, root, dir)
	if err != nil {
		return nil, err
	}
	emulator, err := box.Start(ctx, "-addr", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &bench{sandbox: box, emulator: emulator, dir: filepath.Join(box.Dir, "one")}
	if err := b.prepare(ctx, configuration); err != nil {
		return nil, errors.Join(err, emulator.Stop())
	}
	return b, nil
}

func (b *bench) prepare(ctx context.Context, text string) error {
	if err := os.MkdirAll(b.dir, 0o750); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "main.tf"), []byte(text), 0o600); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		if _, err := b.terraform(ctx, args...); err != nil {
			return err
		}
	}
	_, err := b.plan(ctx) // Warms the file cache.
	return err
}

func (b *bench) terraform(ctx context.Context, args ...string) (sandbox.Result, error) {
	result, err := b.sandbox.Run(ctx, b.dir, b.emulator, args...)
	if err == nil && result.Code != 0 {
		err = fmt.Errorf("terraform %s ended with %d:\n%s", args[0], result.Code, result.Output)
	}
	return result, err
}

// plan runs a plan that changes nothing and returns how long it took.
func (b *bench) plan(ctx context.Context) (time.Duration, error) {
	result, err := b.terraform(ctx, "plan", "-detailed-exitcode")
	return result.Wall, err
}

// size returns the size of the stripped binary in bytes.
func (b *bench) size() (int64, error) {
	info, err := os.Stat(b.sandbox.Provider)
	if err != nil {
		return 0, fmt.Errorf("measure the binary: %w", err)
	}
	return info.Size(), nil
}

// wall returns the times of plans and the calls that one plan makes.
func (b *bench) wall(ctx context.Context, rounds int) ([]time.Duration, int, error) {
	var times []time.Duration
	for range rounds {
		if err := b.emulator.ResetCalls(ctx); err != nil {
			return nil, 0, err
		}
		took, err := b.plan(ctx)
		if err != nil {
			return nil, 0, err
		}
		times = append(times, took)
	}
	calls, err := b.emulator.Calls(ctx)
	return times, len(calls), err
}

// floor returns the times of plans of one resource that is built into the CLI.
func (b *bench) floor(ctx context.Context, rounds int) ([]time.Duration, error) {
	bare := &bench{sandbox: b.sandbox, emulator: b.emulator, dir: filepath.Join(b.sandbox.Dir, "bare")}
	if err := bare.prepare(ctx, "resource \"terraform_data\" \"one\" {}\n"); err != nil {
		return nil, err
	}
	times, _, err := bare.wall(ctx, rounds)
	return times, err
}

// trivial returns the times of plans of one resource of a provider that does nothing, in the place of the real one.
func (b *bench) trivial(ctx context.Context, rounds int) (times []time.Duration, err error) {
	built := filepath.Join(b.sandbox.Dir, "trivial-provider")
	if err := b.sandbox.Build(ctx, "./internal/bench/trivial", built); err != nil {
		return nil, err
	}
	restore, err := b.standIn(built)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, restore()) }()
	other := &bench{sandbox: b.sandbox, emulator: b.emulator, dir: filepath.Join(b.sandbox.Dir, "trivial")}
	text := strings.SplitAfter(configuration, "\n}\n")[0] + "\nresource \"apsaradb_trivial\" \"one\" {\n  name = \"one\"\n}\n"
	if err := other.prepare(ctx, text); err != nil {
		return nil, err
	}
	times, _, err = other.wall(ctx, rounds)
	return times, err
}

// standIn puts another program into the provider's place, and returns what puts the provider back.
func (b *bench) standIn(program string) (restore func() error, err error) {
	aside := b.realProvider()
	if err := os.Rename(b.sandbox.Provider, aside); err != nil {
		return nil, fmt.Errorf("put the provider aside: %w", err)
	}
	restore = func() error { return os.Rename(aside, b.sandbox.Provider) }
	if err := copyFile(program, b.sandbox.Provider); err != nil {
		return nil, errors.Join(err, restore())
	}
	return restore, nil
}

// realProvider is where the provider is while another program stands in for it.
func (b *bench) realProvider() string { return b.sandbox.Provider + ".real" }

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

// memory returns the largest resident memory, in kilobytes, of the provider's processes during a plan. For that, this
// program stands in for the provider, starts the real one, and reports what the system says of it when it has ended.
func (b *bench) memory(ctx context.Context) (largest int64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, fmt.Errorf("find this program: %w", err)
	}
	restore, err := b.standIn(self)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, restore()) }()
	report := filepath.Join(b.sandbox.Dir, "memory")
	if err := os.MkdirAll(report, 0o750); err != nil {
		return 0, fmt.Errorf("make the report's folder: %w", err)
	}
	for name, value := range map[string]string{shimVariable: b.realProvider(), reportVariable: report} {
		if err := os.Setenv(name, value); err != nil {
			return 0, fmt.Errorf("set %s: %w", name, err)
		}
		defer func() { err = errors.Join(err, os.Unsetenv(name)) }()
	}
	if err := os.RemoveAll(filepath.Join(b.dir, ".terraform.lock.hcl")); err != nil {
		return 0, fmt.Errorf("forget the lock: %w", err)
	}
	if _, err := b.terraform(ctx, "init"); err != nil { // The stand-in has another checksum.
		return 0, err
	}
	if _, err := b.plan(ctx); err != nil {
		return 0, err
	}
	return readReports(report)
}

func readReports(folder string) (int64, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, fmt.Errorf("read the reports: %w", err)
	}
	if len(entries) == 0 {
		return 0, errors.New("no provider process reported its memory")
	}
	var largest int64
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return 0, fmt.Errorf("read the reports: %w", err)
		}
		figure, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the reports: %w", err)
		}
		largest = max(largest, figure)
	}
	return largest, nil
}

// shim runs the real provider in this process's place and writes its largest resident memory to a file of its own.
func shim(provider string) int {
	command := exec.CommandContext(context.Background(), provider, os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := command.Run()
	if command.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	path := filepath.Join(os.Getenv(reportVariable), strconv.Itoa(command.ProcessState.Pid()))
	figure := strconv.FormatInt(sandbox.MaxRSS(command.ProcessState), 10)
	if err := os.WriteFile(path, []byte(figure), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return command.ProcessState.ExitCode()
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("copy this program: %w", err)
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		return fmt.Errorf("copy this program: %w", err)
	}
	return nil
}
