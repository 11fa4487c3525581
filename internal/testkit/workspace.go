// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// built is the provider as releases are built, once for each process of tests, and the Terraform that runs it.
var built = sync.OnceValues(func() (*sandbox.Sandbox, error) {
	dir, err := os.MkdirTemp("", "apsaradb-test-")
	if err != nil {
		return nil, err
	}
	return sandbox.New(context.Background(), repository(), dir)
})

// repository is the folder of the module, above the folder of the package under test.
func repository() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return "."
}

// RemoveBuilt removes what workspaces have built. TestMain calls it at the end.
func RemoveBuilt() {
	if box, err := built(); err == nil {
		_ = os.RemoveAll(box.Dir)
	}
}

// Workspace is a folder in which a real Terraform runs the built provider, in processes of their own.
type Workspace struct {
	*sandbox.Sandbox
	// Folder holds the configuration and the state.
	Folder string
	// Env are variables of each command, beside those of the sandbox.
	Env []string

	t  testing.TB
	at *sandbox.Emulator
}

// NewWorkspace returns an empty folder. The provider finds the emulator of the URL by its environment; "" is none.
func NewWorkspace(t testing.TB, emulatorURL string) *Workspace {
	t.Helper()
	RequireTerraform(t)
	box, err := built()
	if err != nil {
		t.Fatal(err)
	}
	w := &Workspace{Sandbox: box, Folder: t.TempDir(), t: t}
	if emulatorURL != "" {
		w.at = sandbox.Attach(emulatorURL)
	}
	return w
}

// Write writes a file of the configuration.
func (w *Workspace) Write(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.Folder, name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Read returns a file of the folder.
func (w *Workspace) Read(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.Folder, name)) //nolint:gosec // G304: a file of the test
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// Environment is that of the commands.
func (w *Workspace) Environment() []string { return append(w.Sandbox.Environment(w.at), w.Env...) }

// Launch starts a command. Wait has to be called.
func (w *Workspace) Launch(args ...string) *sandbox.Process {
	w.t.Helper()
	process, err := w.LaunchWith(w.t.Context(), w.Folder, w.Environment(), args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return process
}

// Run runs a command, however it ends.
func (w *Workspace) Run(args ...string) sandbox.Result {
	w.t.Helper()
	result, err := w.Launch(args...).Wait()
	if err != nil {
		w.t.Fatal(err)
	}
	return result
}

// Must runs a command that has to succeed, and returns what it printed.
func (w *Workspace) Must(args ...string) string {
	w.t.Helper()
	return w.ends(0, args)
}

// Fails runs a command that has to fail, and returns what it printed.
func (w *Workspace) Fails(args ...string) string {
	w.t.Helper()
	return w.ends(1, args)
}

func (w *Workspace) ends(code int, args []string) string {
	w.t.Helper()
	result := w.Run(args...)
	if result.Code != code {
		w.t.Fatalf("%s ended with %d, want %d:\n%s", strings.Join(args, " "), result.Code, code, result.Output)
	}
	return result.Output
}

// Plan makes a plan in the file saved, and reads it.
func (w *Workspace) Plan() *tfjson.Plan {
	w.t.Helper()
	w.Must("plan", "-no-color", "-input=false", "-out=saved")
	return w.Show("saved")
}

// Show reads a plan.
func (w *Workspace) Show(file string) *tfjson.Plan {
	w.t.Helper()
	plan := &tfjson.Plan{}
	if err := json.Unmarshal([]byte(w.Must("show", "-json", file)), plan); err != nil {
		w.t.Fatal(err)
	}
	return plan
}

// Says fails the test unless an output has these texts. Its lines are broken at the width of a terminal, and framed.
func (w *Workspace) Says(output string, texts ...string) {
	w.t.Helper()
	flat := Flat(output)
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			w.t.Errorf("the output lacks %q:\n%s", text, output)
		}
	}
}

// Flat is an output of Terraform without frames and breaks of lines.
func Flat(output string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
}
