// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// folder is a configuration with its state, and the emulator that it is about.
type folder struct {
	box      *sandbox.Sandbox
	emulator *sandbox.Emulator
	dir      string
}

// newFolder makes a folder below that of the sandbox.
func newFolder(box *sandbox.Sandbox, emulator *sandbox.Emulator, name string) (*folder, error) {
	f := &folder{box: box, emulator: emulator, dir: filepath.Join(box.Dir, name)}
	if err := os.MkdirAll(f.dir, 0o750); err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	return f, nil
}

// configure writes the configuration.
func (f *folder) configure(text string) error { return f.write("main.tf", []byte(text)) }

func (f *folder) write(name string, text []byte) error {
	if err := os.WriteFile(filepath.Join(f.dir, name), text, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// terraform runs a command that has to succeed.
func (f *folder) terraform(ctx context.Context, args ...string) (sandbox.Result, error) {
	result, err := f.box.Run(ctx, f.dir, f.emulator, args...)
	if err == nil && result.Code != 0 {
		err = fmt.Errorf("terraform %v ended with %d:\n%s", args, result.Code, result.Output)
	}
	return result, err
}

// plan runs a plan, which fails unless it says that there is nothing to change.
func (f *folder) plan(ctx context.Context, args ...string) (sandbox.Result, error) {
	return f.terraform(ctx, append([]string{"plan", "-detailed-exitcode"}, args...)...)
}

// measured is one command of Terraform.
type measured struct {
	wall, terraform, provider time.Duration // the last two are CPU time
	memory                    int64         // of the provider, in kilobytes
	calls                     map[string]int
}

// total is the number of calls.
func (m measured) total() int {
	sum := 0
	for _, count := range m.calls {
		sum += count
	}
	return sum
}

// measure runs a command that has to succeed, and returns what it took.
func (f *folder) measure(ctx context.Context, w *watch, args ...string) (measured, error) {
	if err := f.emulator.ResetCalls(ctx); err != nil {
		return measured{}, err
	}
	if _, err := w.take(); err != nil {
		return measured{}, err
	}
	result, err := f.terraform(ctx, args...)
	if err != nil {
		return measured{}, err
	}
	used, err := w.take()
	if err == nil && used.Memory == 0 {
		err = errors.New("no provider process reported what it used")
	}
	if err != nil {
		return measured{}, err
	}
	calls, err := f.emulator.Calls(ctx)
	if err != nil {
		return measured{}, err
	}
	m := measured{wall: result.Wall, terraform: result.CPU - used.CPU, provider: used.CPU, memory: used.Memory, calls: map[string]int{}}
	for _, call := range calls {
		m.calls[call.Action]++
	}
	return m, nil
}

// slow lets each call take so much longer; 0 ends that.
func (f *folder) slow(ctx context.Context, latency time.Duration) error {
	if err := f.emulator.Control(ctx, http.MethodDelete, "faults", nil, nil); err != nil || latency == 0 {
		return err
	}
	return f.emulator.Control(ctx, http.MethodPost, "faults", map[string]string{"delay": latency.String(), "when": "arrival"}, nil)
}

// allow limits the calls of the account in a second; 0 ends that.
func (f *folder) allow(ctx context.Context, calls int) error {
	return f.emulator.Control(ctx, http.MethodPut, "quota", map[string]int{"per_account": calls}, nil)
}

// median returns the middle of some figures; 0 where there are none.
func median[T time.Duration | float64 | int64 | int](figures []T) T {
	if len(figures) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(figures))[len(figures)/2]
}
