// SPDX-License-Identifier: MPL-2.0

// Command rds-emulator serves the emulated API of ApsaraDB RDS until it is stopped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "rds-emulator:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to clean up
	}
}

func run(ctx context.Context, args []string, out, usage io.Writer) error {
	options, err := parse(args, out, usage)
	if err != nil {
		return err
	}
	return serve(ctx, options, out)
}
