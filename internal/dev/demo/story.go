// SPDX-License-Identifier: MPL-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// providerBlock is the whole of it: keys and addresses come from the environment.
const providerBlock = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}
`

// story is the demo while it runs.
type story struct {
	sandbox  *sandbox.Sandbox
	emulator *sandbox.Emulator
	out      io.Writer
	quiet    bool
	dir      string
}

// run plays every scene. It fails unless each does what it says.
func (s *story) run(ctx context.Context) error {
	// A write keeps a real instance busy for a while. A few seconds are enough to show that the provider waits.
	if err := s.emulator.Control(ctx, http.MethodPut, "guesses", map[string]string{"busy-after-write": "3s"},
		nil); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := s.write("provider.tf", providerBlock); err != nil {
		return err
	}
	if result, err := s.sandbox.Run(ctx, s.dir, s.emulator, "init", "-no-color"); err != nil || result.Code != 0 {
		return errors.Join(fmt.Errorf("terraform init ended with %d:\n%s", result.Code, result.Output), err)
	}
	all, err := s.scenes()
	if err != nil {
		return err
	}
	for i, sc := range all {
		start := time.Now()
		text, err := s.play(ctx, sc)
		if !s.quiet || err != nil {
			_, _ = fmt.Fprintf(s.out, "\n== %d. %s\n%s\n%s", i+1, sc.title, sc.sentence, text)
		}
		if err != nil {
			return fmt.Errorf("scene %d (%s) did not do what it says: %w", i+1, sc.title, err)
		}
		if s.quiet {
			_, _ = fmt.Fprintf(s.out, "ok  %-40s %4.1f s\n", sc.title, time.Since(start).Seconds())
		}
	}
	_, _ = fmt.Fprintln(s.out, "\nThat was the story. Nothing is left running. To play on your own: make demo-up")
	return nil
}

// scenes reads the examples that the scenes are made of.
func (s *story) scenes() ([]scene, error) {
	var failed error
	all := scenes(func(name string) string {
		text, err := fs.ReadFile(os.DirFS("examples"), name)
		failed = errors.Join(failed, err)
		return string(text)
	})
	return all, failed
}

// play plays a scene and returns what there is to see.
func (s *story) play(ctx context.Context, sc scene) (text string, err error) {
	if sc.later > 0 {
		if err := s.emulator.Advance(ctx, sc.later); err != nil {
			return "", err
		}
	}
	if err := errors.Join(s.write(sc.file, sc.text), s.emulator.ResetCalls(ctx)); err != nil {
		return "", err
	}
	if sc.text != "" {
		text = fmt.Sprintf("\n# %s\n%s", sc.file, sc.text)
	}
	args := sc.command
	if !colored() {
		args = append(slices.Clone(args), "-no-color")
	}
	result, err := s.sandbox.Run(ctx, s.dir, s.emulator, args...)
	text += fmt.Sprintf("\n$ terraform %s\n%s", strings.Join(sc.command, " "), result.Output)
	if err != nil {
		return text, err
	}
	if result.Code != sc.code {
		return text, fmt.Errorf("terraform %s ended with %d instead of %d", sc.command[0], result.Code, sc.code)
	}
	for _, wanted := range sc.says {
		if !strings.Contains(plain(result.Output), wanted) {
			return text, fmt.Errorf("terraform %s did not say %q", sc.command[0], wanted)
		}
	}
	calls, err := s.emulator.Calls(ctx)
	if err != nil {
		return text, err
	}
	sent, err := sc.sent(calls)
	return text + sent, err
}

// sent returns what was sent to the API, as a text. It fails unless the writes are those of the scene.
func (sc scene) sent(calls []emulator.Call) (string, error) {
	var text strings.Builder
	reads, sent, writes := 0, 0, map[string]map[string]string{}
	for _, call := range calls {
		if !strings.HasPrefix(call.Action, "Modify") {
			reads++
			continue
		}
		sent++
		id, p := call.Params.Get("DBInstanceId"), call.Params
		writes[id] = map[string]string{}
		for name := range sc.writes[id] {
			writes[id][name] = p.Get(name)
		}
		_, _ = fmt.Fprintf(&text, "  %s %s: backup %s, log copy %s, to %s, %s days%s\n", call.Action, id,
			p.Get(paramBackup), p.Get("LogBackupEnabled"), p.Get(paramDestination), p.Get(paramRetention), refused(call))
	}
	shown := fmt.Sprintf("\nSent to the API: %s, %s\n%s", count(reads, "read"), count(sent, "write"), &text)
	if fmt.Sprint(writes) != fmt.Sprint(sc.writes) { // Maps are printed in the order of their keys.
		return shown, fmt.Errorf("the writes are %v instead of %v", writes, sc.writes)
	}
	return shown, nil
}

// refused says why a call changed nothing, and is empty for a success.
func refused(call emulator.Call) string {
	switch call.Code {
	case "":
		return ""
	case "IncorrectDBInstanceState":
		return " (refused: the instance was busy)"
	}
	return " (refused: " + call.Code + ")"
}

// count names a number of calls.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// write writes a file of the configuration. An empty text removes it.
func (s *story) write(name, text string) error {
	path, err := filepath.Join(s.dir, name), error(nil)
	if text == "" {
		err = os.Remove(path)
	} else {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	return nil
}

// colored reports whether a person reads along and wants colors.
func colored() bool {
	info, err := os.Stdout.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// plain returns what a command printed in one line, without its colors and frames.
func plain(output string) string {
	output = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(output, "")
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
}
