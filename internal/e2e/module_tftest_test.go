// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// TestModuleTests_pass runs the tests that the module brings along. They end what they made.
func TestModuleTests_pass(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("busy-after-write", "0s"))
	w := testkit.NewWorkspace(t, s.URL())
	module := os.DirFS(filepath.Join("..", "..", "examples", "modules", "protect-fleet"))
	if err := os.CopyFS(w.Folder, module); err != nil {
		t.Fatal(err)
	}
	w.Must("init", "-no-color")
	w.Says(w.Must("test", "-no-color"), "Success! 5 passed, 0 failed.")
	if policy, _ := s.Fleet().Policy("pgm-demo"); policy.Enabled || !policy.EverEnabled {
		t.Errorf("the tests left %+v, want a policy that was on and is off", policy)
	}
}
