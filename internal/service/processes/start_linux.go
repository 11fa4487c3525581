// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// startOf is when a process started: the boot, the namespace in which its id counts, and the clock ticks between. It
// fails where no such process lives.
func startOf(pid int) (string, error) {
	fields, err := statOf(strconv.Itoa(pid))
	const starttime = 19
	if err != nil || len(fields) <= starttime || fields[0] == "Z" {
		return "", fmt.Errorf("process %d is not there", pid)
	}
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	namespace, _ := os.Readlink("/proc/self/ns/pid")
	return digest(string(boot) + namespace + fields[starttime]), nil
}

// statOf returns what the kernel says of a process, from its state on. Before that stands the name of its program.
func statOf(pid string) ([]string, error) {
	raw, err := os.ReadFile("/proc/" + pid + "/stat") //nolint:gosec // G304: a file of the kernel
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:])), nil
}

// isOnlyChild reports whether this process is the only child of its parent.
func isOnlyChild(parent int) (bool, error) {
	kernel, err := os.Open("/proc")
	if err != nil {
		return false, err
	}
	names, err := kernel.Readdirnames(-1)
	if err := errors.Join(err, kernel.Close()); err != nil {
		return false, err
	}
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil || pid == os.Getpid() {
			continue
		}
		fields, err := statOf(name)
		if err == nil && len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(parent) {
			return false, nil
		}
	}
	return true, nil
}
