// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// startOf is when a process started. It fails where no such process lives.
func startOf(pid int) (string, error) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return "", err
	}
	if int(info.Proc.P_pid) != pid {
		return "", fmt.Errorf("process %d has ended", pid)
	}
	started := info.Proc.P_starttime
	return digest(fmt.Sprint(started.Sec, " ", started.Usec)), nil
}

// isOnlyChild reports whether this process is the only child of its parent.
func isOnlyChild(parent int) (bool, error) {
	all, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return false, err
	}
	for _, process := range all {
		if int(process.Eproc.Ppid) == parent && int(process.Proc.P_pid) != os.Getpid() {
			return false, nil
		}
	}
	return true, nil
}
