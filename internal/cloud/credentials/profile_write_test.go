// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A crash, a link or a mount must not cost a user all profiles.
func TestReplaceFile(t *testing.T) {
	t.Parallel()
	busy := func(string, string) error { return syscall.EBUSY }
	for name, tt := range map[string]struct {
		rename func(from, to string) error
		linked bool
	}{
		"a file":                         {os.Rename, false},
		"a linked file":                  {os.Rename, true},
		"a file that a container mounts": {busy, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file, named := filepath.Join(folder, "config.json"), filepath.Join(folder, "config.json")
			writeFile(t, file, "longer than before")
			if tt.linked {
				named = filepath.Join(t.TempDir(), "link")
				if err := os.Symlink(file, named); err != nil {
					t.Fatal(err)
				}
			}
			if err := replaceFile(linkTarget(named), []byte("new"), tt.rename); err != nil {
				t.Fatal(err)
			}
			if content, err := os.ReadFile(file); err != nil || string(content) != "new" {
				t.Errorf("the file holds %q, %v", content, err)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
				t.Errorf("the folder holds %v, %v; want the file alone", left, err)
			}
		})
	}
}
