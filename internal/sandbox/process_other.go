// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package sandbox

import (
	"os"
	"os/exec"
)

func detach(*exec.Cmd) {}

// MaxRSS returns 0 where the system does not say it.
func MaxRSS(*os.ProcessState) int64 { return 0 }
