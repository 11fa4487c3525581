// SPDX-License-Identifier: MPL-2.0

//go:build unix

package credentials

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// With sudo, the file must not become root's: the CLI of the user could not read it any more.
func TestReplaceFile_keepsTheOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to somebody else")
	}
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, "old")
	if err := os.Chown(file, 1234, 1234); err != nil {
		t.Skip("this system does not let root do so: ", err)
	}
	if err := replaceFile(file, []byte("new"), os.Rename); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !ok || owner.Uid != 1234 {
		t.Errorf("the file belongs to %+v, want the owner of the old one", info.Sys())
	}
}
