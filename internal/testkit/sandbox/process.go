// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Process is a running Terraform or OpenTofu, with the providers that it has started.
type Process struct {
	name     string
	provider string
	context  context.Context
	command  *exec.Cmd
	output   bytes.Buffer
	start    time.Time

	mu    sync.Mutex
	ended bool // Wait has returned, so that the process id may be somebody else's.
}

// Launch starts the Terraform or OpenTofu command in a folder, with the emulator's keys and addresses in its
// environment, and in a process group of its own. Wait has to be called.
func (s *Sandbox) Launch(ctx context.Context, dir string, emulator *Emulator, args ...string) (*Process, error) {
	return s.LaunchWith(ctx, dir, s.Environment(emulator), args...)
}

// LaunchWith is Launch with another environment.
func (s *Sandbox) LaunchWith(ctx context.Context, dir string, env []string, args ...string) (*Process, error) {
	p := &Process{name: s.Terraform + " " + strings.Join(args, " "), provider: filepath.Base(s.Provider), context: ctx}
	p.command = exec.CommandContext(ctx, s.Terraform, args...)
	p.command.Dir = dir
	p.command.Env = env
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	detach(p.command)
	p.command.Cancel = func() error { return p.command.Process.Signal(os.Interrupt) }
	p.command.WaitDelay = 10 * time.Second
	p.start = time.Now()
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("run %s: %w", p.name, err)
	}
	return p, nil
}

// Wait returns what the command printed and how it ended. A non-zero exit code, or the end by a signal, is a Result;
// an error means that the command could not be run to its end.
func (p *Process) Wait() (Result, error) {
	err := p.command.Wait()
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	result := Result{Output: p.output.String(), Wall: time.Since(p.start)}
	if p.command.ProcessState != nil {
		ended := p.command.ProcessState
		result.Code, result.MaxRSS, result.CPU = ended.ExitCode(), MaxRSS(ended), ended.UserTime()+ended.SystemTime()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || p.context.Err() != nil {
		return result, fmt.Errorf("run %s: %w", p.name, errors.Join(p.context.Err(), err))
	}
	return result, nil
}

// Started returns when the command was started.
func (p *Process) Started() time.Time { return p.start }

// Interrupt sends what Ctrl-C at a terminal sends: one SIGINT to the command and to its providers. It reports whether
// the command was there to get it.
func (p *Process) Interrupt() (sent bool, err error) { return p.signalGroup(syscall.SIGINT) }

// Kill ends the command and its providers at once, as kill -9 does. It reports whether the command was there to be
// killed.
func (p *Process) Kill() (sent bool, err error) { return p.signalGroup(syscall.SIGKILL) }
