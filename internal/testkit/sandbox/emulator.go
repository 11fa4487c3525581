// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// The keys of the account that owns the emulator's default fleet.
const (
	AccessKey = "emulator-key"
	SecretKey = "emulator-secret"
)

// Emulator is a running emulator: a command that Start started, or a server that Attach was told of.
type Emulator struct {
	// URL is its address, such as http://127.0.0.1:40123.
	URL string

	process *exec.Cmd // nil for a server that somebody else runs
	ended   chan error
}

// Attach returns an emulator that somebody else runs at the URL, such as the caller's own process. Stop leaves it
// alone.
func Attach(url string) *Emulator { return &Emulator{URL: url} }

// Start builds the emulator command and starts it with the given arguments.
func (s *Sandbox) Start(ctx context.Context, args ...string) (*Emulator, error) {
	if err := s.BuildEmulator(ctx); err != nil {
		return nil, err
	}
	return s.StartBuilt(ctx, args...)
}

// BuildEmulator builds the emulator command.
func (s *Sandbox) BuildEmulator(ctx context.Context) error {
	return s.Build(ctx, "./internal/emulator/cmd/rds-emulator", s.emulator())
}

func (s *Sandbox) emulator() string { return filepath.Join(s.Dir, "rds-emulator") }

// StartBuilt starts the emulator command that BuildEmulator has built, and waits until it listens.
func (s *Sandbox) StartBuilt(ctx context.Context, args ...string) (*Emulator, error) {
	ready := filepath.Join(s.Dir, "rds-emulator.url")
	if err := os.Remove(ready); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	var said Output
	process := exec.CommandContext(
		context.WithoutCancel(ctx),
		s.emulator(),
		append(args, "-ready-file", ready)...) // Stop ends it.
	process.Stdout, process.Stderr = &said, &said
	detach(process)
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	started := &Emulator{process: process, ended: make(chan error, 1)}
	go func() { started.ended <- process.Wait() }()
	for {
		if url, err := os.ReadFile(ready); err == nil {
			started.URL = strings.TrimSpace(string(url))
			return started, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), started.Stop())
		case err := <-started.ended:
			return nil, fmt.Errorf("the emulator ended before it listened: %w\n%s", err, said.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Stop ends the emulator and waits until it is gone.
func (e *Emulator) Stop() error {
	if e.process == nil {
		return nil
	}
	if err := e.process.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the emulator: %w", err)
	}
	var exit *exec.ExitError
	select {
	case err := <-e.ended:
		if err != nil && !errors.As(err, &exit) {
			return fmt.Errorf("stop the emulator: %w", err)
		}
	case <-time.After(10 * time.Second):
		_ = e.process.Process.Kill()
	}
	return nil
}

// Variables returns the environment variables that point the provider at the emulator, as name and value.
func (e *Emulator) Variables() [][2]string {
	return [][2]string{
		{"ALIBABA_CLOUD_ACCESS_KEY_ID", AccessKey},
		{"ALIBABA_CLOUD_ACCESS_KEY_SECRET", SecretKey},
		{"ALIBABA_CLOUD_ENDPOINT_RDS", e.URL},
		{"ALIBABA_CLOUD_ENDPOINT_STS", e.URL},
		{"ALIBABA_CLOUD_ENDPOINT_RAM", e.URL},
	}
}

// Advance moves the fleet's clock forward.
func (e *Emulator) Advance(ctx context.Context, d time.Duration) error {
	return e.Control(ctx, http.MethodPost, "clock", map[string]string{"advance": d.String()}, nil)
}

// Calls returns the calls since the last ResetCalls. It fails when there were more than the record keeps.
func (e *Emulator) Calls(ctx context.Context) ([]emulator.Call, error) {
	var record struct {
		Calls   []emulator.Call `json:"calls"`
		Dropped int             `json:"dropped"`
	}
	err := e.Control(ctx, http.MethodGet, "calls", nil, &record)
	if err == nil && record.Dropped > 0 {
		err = fmt.Errorf("the emulator's record has dropped %d calls: reset it earlier", record.Dropped)
	}
	return record.Calls, err
}

// ResetCalls forgets the calls so far.
func (e *Emulator) ResetCalls(ctx context.Context) error {
	return e.Control(ctx, http.MethodDelete, "calls", nil, nil)
}

// Control calls the emulator's control API; body and result may be nil.
func (e *Emulator) Control(ctx context.Context, method, path string, body, result any) error {
	var payload bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&payload).Encode(body); err != nil {
			return fmt.Errorf("encode the request to the emulator: %w", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, e.URL+"/_emulator/"+path, &payload)
	if err != nil {
		return fmt.Errorf("call the emulator: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("call the emulator: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("call the emulator: %w", err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the emulator answered %s to %s %s: %s", response.Status, method, path, text)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(text, result); err != nil {
		return fmt.Errorf("read the emulator's answer to %s: %w\n%s", path, err, text)
	}
	return nil
}
