// SPDX-License-Identifier: MPL-2.0

//go:build unix

package processes

import (
	"os"
	"syscall"
)

// isPrivate reports whether a folder is of the user of this process and of nobody else.
func isPrivate(folder os.FileInfo) bool {
	owner, known := folder.Sys().(*syscall.Stat_t)
	return known && int(owner.Uid) == os.Geteuid() && folder.Mode().Perm()&0o077 == 0
}
