// SPDX-License-Identifier: MPL-2.0

// Command rds-emulator serves the emulated API of ApsaraDB RDS until it is stopped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "rds-emulator:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to clean up
	}
}

// run prints how to use the server to out, and the usage and mistakes of the emulator to problems.
func run(ctx context.Context, args []string, out, problems io.Writer) error {
	options, err := parse(args, out, problems)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if options.verbose {
		level = slog.LevelDebug
	}
	options.emulator = append(options.emulator,
		emulator.WithLogger(slog.New(slog.NewTextHandler(problems, &slog.HandlerOptions{Level: level}))))
	return serve(ctx, options, out)
}
