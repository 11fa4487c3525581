// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package sandbox

import (
	"os"
	"os/exec"
)

func detach(*exec.Cmd) {}

func maxRSS(*os.ProcessState) int64 { return 0 }
