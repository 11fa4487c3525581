// SPDX-License-Identifier: MPL-2.0

//go:build unix

package credentials

import (
	"os"
	"syscall"
)

// keepOwner gives a new file the owner of the one that it replaces. With sudo, the file would become root's.
func keepOwner(file *os.File, old string) error {
	info, err := os.Stat(old)
	if err != nil {
		return err
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	if !known || int(owner.Uid) == os.Geteuid() {
		return nil
	}
	return file.Chown(int(owner.Uid), int(owner.Gid))
}
