// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package sandbox

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

var errNoGroups = errors.New("this system has no process groups: signals and kills can be tried on Linux and macOS only")

func detach(*exec.Cmd) {}

// MaxRSS returns 0 where the system does not say it.
func MaxRSS(*os.ProcessState) int64 { return 0 }

func (p *Process) signalGroup(os.Signal) error { return errNoGroups }

// KillProviders cannot be done here.
func (p *Process) KillProviders(context.Context) (int, error) { return 0, errNoGroups }
