// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// The environment variables that turn this program into a provider that reports what it used.
const (
	shimVariable   = "APSARADB_BENCH_PROVIDER"
	reportVariable = "APSARADB_BENCH_REPORT"
)

// usage is what the provider's processes used together.
type usage struct {
	// Memory is the largest resident memory of one process, in kilobytes.
	Memory int64
	// CPU is the time of all processes.
	CPU time.Duration
}

// shim runs the real provider in this process's place and writes what it used to a file of its own.
func shim(provider string) int {
	command := exec.CommandContext(context.Background(), provider, os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := command.Run()
	ended := command.ProcessState
	if ended == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	report, err := json.Marshal(usage{Memory: sandbox.MaxRSS(ended), CPU: ended.UserTime() + ended.SystemTime()})
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Getenv(reportVariable), strconv.Itoa(ended.Pid())), report, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return ended.ExitCode()
}

// watch is this program in the place of the provider.
type watch struct {
	box     *sandbox.Sandbox
	reports string // their folder
}

// newWatch puts this program into the provider's place until end is called.
func newWatch(box *sandbox.Sandbox) (*watch, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	w := &watch{box: box, reports: filepath.Join(box.Dir, "reports")}
	if err := os.MkdirAll(w.reports, 0o750); err != nil {
		return nil, fmt.Errorf("make the folder of the reports: %w", err)
	}
	program := filepath.Join(box.Dir, "stand-in")
	if err := copyFile(self, program); err != nil {
		return nil, err
	}
	if err := box.Install(program); err != nil {
		return nil, err
	}
	err = errors.Join(os.Setenv(shimVariable, box.Built), os.Setenv(reportVariable, w.reports))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the stand-in: %w", err), w.end())
	}
	return w, nil
}

func (w *watch) end() error {
	return errors.Join(os.Unsetenv(shimVariable), os.Unsetenv(reportVariable), w.box.Install(w.box.Built))
}

// take returns what the provider's processes have used since the last call.
func (w *watch) take() (usage, error) {
	entries, err := os.ReadDir(w.reports)
	if err != nil {
		return usage{}, fmt.Errorf("read the reports: %w", err)
	}
	var all usage
	for _, entry := range entries {
		path := filepath.Join(w.reports, entry.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			return usage{}, fmt.Errorf("read the reports: %w", err)
		}
		var one usage
		if err := json.Unmarshal(text, &one); err != nil {
			return usage{}, fmt.Errorf("read the reports: %w", err)
		}
		all.Memory = max(all.Memory, one.Memory)
		all.CPU += one.CPU
		if err := os.Remove(path); err != nil {
			return usage{}, fmt.Errorf("forget a report: %w", err)
		}
	}
	return all, nil
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("copy a program: %w", err)
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		return fmt.Errorf("copy a program: %w", err)
	}
	return nil
}
