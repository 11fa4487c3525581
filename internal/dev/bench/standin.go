// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// The environment variables that turn this program into a provider that reports its memory.
const (
	providerVariable = "APSARADB_BENCH_PROVIDER"
	reportVariable   = "APSARADB_BENCH_REPORT"
)

// StandIn runs the real provider in the place of this process, where Terraform has started this program as its
// provider. It writes the memory that the provider used into a file of its own, and ends the process. Elsewhere it does
// nothing.
func StandIn() {
	provider := os.Getenv(providerVariable)
	if provider == "" {
		return
	}
	child := exec.CommandContext(context.Background(), provider, os.Args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := child.Run()
	ended := child.ProcessState
	if ended == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	report := filepath.Join(os.Getenv(reportVariable), strconv.Itoa(ended.Pid()))
	if err := os.WriteFile(report, []byte(strconv.FormatInt(sandbox.MaxRSS(ended), 10)), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(ended.ExitCode())
}

// memory measures a plan without a change once more, with this program in the provider's place.
func (f *fleet) memory(ctx context.Context, b *bench) (err error) {
	reports, err := os.MkdirTemp(b.box.Dir, "reports-")
	if err != nil {
		return fmt.Errorf("make the folder of the reports: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		return fmt.Errorf("copy this program: %w", err)
	}
	standIn := filepath.Join(b.box.Dir, "stand-in")
	if err := os.WriteFile(standIn, program, 0o700); err != nil {
		return fmt.Errorf("copy this program: %w", err)
	}
	for name, value := range map[string]string{providerVariable: f.program, reportVariable: reports} {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("prepare the stand-in: %w", err)
		}
		defer func() { _ = os.Unsetenv(name) }()
	}
	provider := f.program
	f.program = standIn
	defer func() { f.program = provider }()
	if err := os.Remove(filepath.Join(f.dir, ".terraform.lock.hcl")); err != nil { // The stand-in has another checksum.
		return fmt.Errorf("forget the lock: %w", err)
	}
	if _, err := f.terraform(ctx, "init"); err != nil {
		return err
	}
	if _, err := f.terraform(ctx, noChange()...); err != nil {
		return err
	}
	entries, err := os.ReadDir(reports)
	if err != nil {
		return fmt.Errorf("read the reports: %w", err)
	}
	m := measured{name: named("Memory", f.policies, "ours")}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(reports, entry.Name()))
		if err != nil {
			return fmt.Errorf("read the reports: %w", err)
		}
		kilobytes, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			return fmt.Errorf("read the reports: %w", err)
		}
		m.memory = max(m.memory, kilobytes)
	}
	b.add(m)
	return nil
}
