// SPDX-License-Identifier: MPL-2.0

//go:build unix

package sandbox

import (
	"os"
	"os/exec"
	"syscall"
)

// detach puts a command into a process group of its own. So Ctrl-C reaches only the caller, which ends the command in
// order: a second interrupt would make Terraform leave its plugins behind.
func detach(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// MaxRSS returns the largest resident memory of an ended process, in the unit of the system: kilobytes on Linux.
func MaxRSS(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return int64(usage.Maxrss) //nolint:unconvert // Not an int64 on every system.
	}
	return 0
}
