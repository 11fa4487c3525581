// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
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

// signalGroup sends a signal to the command and its providers. It reports whether the command was there to get it.
// A command that was waited for gets none: the system may have given its process id to somebody else.
func (p *Process) signalGroup(number syscall.Signal) (sent bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended || errors.Is(p.command.Process.Signal(syscall.Signal(0)), os.ErrProcessDone) {
		return false, nil
	}
	switch err := syscall.Kill(-p.command.Process.Pid, number); {
	case errors.Is(err, syscall.ESRCH):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("send %s to %s: %w", number, p.name, err)
	}
	return true, nil
}

// KillProviders ends this command's provider processes at once, as kill -9 does, and returns how many there were. The
// command itself goes on.
func (p *Process) KillProviders(ctx context.Context) (int, error) {
	return p.SignalProviders(ctx, syscall.SIGKILL)
}

// SignalProviders sends a signal to this command's provider processes, and returns how many there were.
func (p *Process) SignalProviders(ctx context.Context, signal syscall.Signal) (int, error) {
	list, err := exec.CommandContext(ctx, "ps", "-A", "-ww", "-o", "pid=", "-o", "pgid=", "-o", "args=").Output()
	if err != nil {
		return 0, fmt.Errorf("find the provider's process with ps: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return 0, nil
	}
	killed := 0
	for _, pid := range providers(list, p.command.Process.Pid, p.provider) {
		switch err := syscall.Kill(pid, signal); {
		case err == nil:
			killed++
		case !errors.Is(err, syscall.ESRCH):
			return killed, fmt.Errorf("send %s to the provider: %w", signal, err)
		}
	}
	return killed, nil
}

// providers returns the ids of the processes of a group that run a program. The list has lines of process id, group id
// and command line.
func providers(list []byte, group int, program string) []int {
	var ids []int
	lines := bufio.NewScanner(bytes.NewReader(list))
	lines.Buffer(nil, len(list)+1)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 3 || fields[1] != strconv.Itoa(group) || !strings.HasSuffix(fields[2], program) {
			continue
		}
		if id, err := strconv.Atoi(fields[0]); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
