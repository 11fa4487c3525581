// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// startOf is when a process started. It fails where no such process lives.
func startOf(pid int) (string, error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return "", err
	}
	defer func() { _ = windows.CloseHandle(process) }()
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(process, &created, &ended, &kernel, &user); err != nil {
		return "", err
	}
	if ended.Nanoseconds() > created.Nanoseconds() { // a handle of somebody keeps an ended process known
		return "", fmt.Errorf("process %d has ended", pid)
	}
	return digest(fmt.Sprint(created.Nanoseconds())), nil
}

// isOnlyChild reports whether this process is the only child of its parent.
func isOnlyChild(parent int) (bool, error) {
	all, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return false, err
	}
	defer func() { _ = windows.CloseHandle(all) }()
	entry := windows.ProcessEntry32{}
	entry.Size = uint32(unsafe.Sizeof(entry))
	for err = windows.Process32First(all, &entry); err == nil; err = windows.Process32Next(all, &entry) {
		if int(entry.ParentProcessID) == parent && int(entry.ProcessID) != os.Getpid() {
			return false, nil
		}
	}
	return true, nil
}
