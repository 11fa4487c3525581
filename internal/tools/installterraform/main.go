// SPDX-License-Identifier: MPL-2.0

// Command installterraform puts a Terraform into the project's folder .tools, or an OpenTofu where Terraform cannot be
// downloaded. "dev with" starts it where it finds neither.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	folder, err := filepath.Abs("../../.tools") // It runs in the folder of its module.
	if err == nil {
		err = install(ctx, folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // Nothing is left to be done.
	}
}
