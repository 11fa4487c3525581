// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// story is the demo while it runs.
type story struct {
	sandbox  *sandbox.Sandbox
	emulator *sandbox.Emulator
	screen   *screen
	dir      string
}

// step is one scene; it fails unless everything that it says comes true.
type step struct {
	title    string
	sentence string
	play     func(ctx context.Context) error
}

func (s *story) run(ctx context.Context) error {
	start := time.Now()
	// A write keeps a real instance busy for a while. A few seconds are enough to show that the provider waits.
	if err := s.emulator.Control(ctx, http.MethodPut, "guesses", map[string]string{"busy-after-write": "3s"}, nil); err != nil {
		return err
	}
	if err := s.files("provider.tf", providerBlock); err != nil {
		return err
	}
	for _, scene := range s.scenes() {
		began := time.Now()
		s.screen.step(scene.title, scene.sentence)
		if err := s.emulator.ResetCalls(ctx); err != nil {
			return err
		}
		if err := scene.play(ctx); err != nil {
			s.screen.failed()
			return fmt.Errorf("step %d (%s) did not do what it says: %w", s.screen.number, scene.title, err)
		}
		s.screen.done(scene.title, time.Since(began))
	}
	s.screen.note(fmt.Sprintf("\nThat was the whole story, in %.0f seconds. Nothing is left running. Play on your own with: make demo-up", time.Since(start).Seconds()))
	return nil
}

// files replaces files of the configuration: name, text, name, text. An empty text removes the file.
func (s *story) files(pairs ...string) error {
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	for pair := range slices.Chunk(pairs, 2) {
		path := filepath.Join(s.dir, pair[0])
		if pair[1] == "" {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(pair[1]), 0o600); err != nil {
			return fmt.Errorf("write the configuration: %w", err)
		}
	}
	return nil
}

// want is what a command must do: its exit code, and texts that its output must hold. Texts are compared without line
// breaks and frames, because a CLI wraps what it says.
type want struct {
	code  int
	texts []string
}

// terraform runs a command and shows it.
func (s *story) terraform(ctx context.Context, expected want, args ...string) error {
	output, err := s.hidden(ctx, expected, args...)
	shown := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "-detailed-exitcode" })
	s.screen.command("terraform "+strings.Join(shown, " "), output)
	return err
}

// hidden runs a command without showing it.
func (s *story) hidden(ctx context.Context, expected want, args ...string) (string, error) {
	result, err := s.sandbox.Run(ctx, s.dir, s.emulator, slices.Insert(slices.Clone(args), 1, "-no-color")...)
	if err != nil {
		return result.Output, err
	}
	if result.Code != expected.code {
		return result.Output, fmt.Errorf("terraform %s ended with %d instead of %d:\n%s", args[0], result.Code, expected.code, result.Output)
	}
	flat := flatten(result.Output)
	for _, text := range expected.texts {
		if !strings.Contains(flat, text) {
			return result.Output, fmt.Errorf("terraform %s did not say %q:\n%s", args[0], text, result.Output)
		}
	}
	return result.Output, nil
}

func flatten(output string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
}

// sent shows what went to the API since the step began: writes in full, reads counted. It returns the writes.
func (s *story) sent(ctx context.Context) ([]sandbox.Call, error) {
	calls, err := s.emulator.Calls(ctx)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	var writes []sandbox.Call
	reads := map[string]int{}
	for _, call := range calls {
		if isRead(call.Action) {
			reads[call.Action]++
			continue
		}
		writes = append(writes, call)
		text.WriteString(s.screen.paint(bold, call.Action) + "\n")
		for _, name := range slices.Sorted(maps.Keys(call.Params)) {
			if !common(name) {
				fmt.Fprintf(&text, "  %-18s %s\n", name, call.Params.Get(name))
			}
		}
		if call.Code != "" {
			fmt.Fprintf(&text, "  refused: %s (HTTP %d)\n", call.Code, call.Status)
		}
	}
	if len(writes) == 0 {
		text.WriteString("No write.\n")
	}
	total := 0
	var counted []string
	for _, action := range slices.Sorted(maps.Keys(reads)) {
		total += reads[action]
		counted = append(counted, fmt.Sprintf("%d %s", reads[action], action))
	}
	if total > 0 {
		fmt.Fprintf(&text, "%s\n", s.screen.paint(dim, fmt.Sprintf("%d %s: %s", total, plural(total, "read"), strings.Join(counted, ", "))))
	}
	s.screen.block("Sent to the API", text.String())
	return writes, nil
}

func plural(count int, noun string) string {
	if count == 1 {
		return noun
	}
	return noun + "s"
}

func isRead(action string) bool {
	return regexp.MustCompile(`^(Describe|Get|Check|List)`).MatchString(action)
}

// common reports whether a parameter is part of every call, whatever it asks for.
func common(name string) bool {
	return slices.Contains([]string{"Action", "Format", "Version", "AccessKeyId"}, name) || strings.HasPrefix(name, "Signature")
}

// wrote shows what was sent and compares the writes: one map of parameters for each write, in order.
func (s *story) wrote(ctx context.Context, expected ...map[string]string) error {
	writes, err := s.sent(ctx)
	if err != nil {
		return err
	}
	if len(writes) != len(expected) {
		return fmt.Errorf("%d writes were sent instead of %d", len(writes), len(expected))
	}
	for i, parameters := range expected {
		for name, value := range parameters {
			if got := writes[i].Params.Get(name); got != value {
				return fmt.Errorf("write %d sent %s=%q instead of %q", i+1, name, got, value)
			}
		}
	}
	return nil
}
