// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// Emulator is a running emulator: a command that Start started, or a server that Attach was told of.
type Emulator struct {
	// URL is its address, such as http://127.0.0.1:40123.
	URL string
	// Banner is what the command printed when it started.
	Banner string

	process *exec.Cmd // nil for a server that somebody else runs
}

// Call is one call that the emulator answered.
type Call struct {
	Action string     `json:"action"`
	Params url.Values `json:"params"`
	Status int        `json:"status"`
	Code   string     `json:"code"`
}

// Attach returns an emulator that somebody else runs at the URL, such as the caller's own process. Stop leaves it alone.
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

// StartBuilt starts the emulator command that BuildEmulator has built.
func (s *Sandbox) StartBuilt(ctx context.Context, args ...string) (*Emulator, error) {
	process := exec.CommandContext(context.WithoutCancel(ctx), s.emulator(), args...) // Stop ends it, after what still uses it.
	process.Stderr = os.Stderr
	detach(process)
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	emulator := &Emulator{process: process}
	if err := emulator.readBanner(output); err != nil {
		return nil, errors.Join(err, emulator.Stop())
	}
	return emulator, nil
}

// readBanner waits for the line with the address, and then keeps the pipe from filling.
func (e *Emulator) readBanner(output io.Reader) error {
	address := regexp.MustCompile(`http://[0-9.\[\]:a-z]+:\d+`)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		e.Banner += lines.Text() + "\n"
		if e.URL = address.FindString(lines.Text()); e.URL != "" {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return nil
		}
	}
	return fmt.Errorf("the emulator printed no address: %s", e.Banner)
}

// Stop ends the emulator and waits until it is gone.
func (e *Emulator) Stop() error {
	if e.process == nil {
		return nil
	}
	if err := e.process.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the emulator: %w", err)
	}
	timer := time.AfterFunc(10*time.Second, func() { _ = e.process.Process.Kill() })
	defer timer.Stop()
	var exit *exec.ExitError
	if err := e.process.Wait(); err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("stop the emulator: %w", err)
	}
	return nil
}

// Variables returns the environment variables that point the provider at the emulator, as name and value.
func (e *Emulator) Variables() [][2]string {
	return [][2]string{
		{"ALIBABA_CLOUD_ACCESS_KEY_ID", "emulator-key"},
		{"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "emulator-secret"},
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
func (e *Emulator) Calls(ctx context.Context) ([]Call, error) {
	var record struct {
		Calls   []Call `json:"calls"`
		Dropped int    `json:"dropped"`
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
