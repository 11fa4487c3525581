// SPDX-License-Identifier: MPL-2.0

// Command demo walks through the product page's story on the emulated cloud with a real Terraform, or leaves the emulator
// running to play with. "make demo" and "make demo-up" start it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

func main() {
	up := flag.Bool("up", false, "leave the emulator running until Ctrl-C")
	quiet := flag.Bool("quiet", false, "print one line for each step, and everything only if one fails")
	address := flag.String("addr", "127.0.0.1:7071", "where the emulator listens with -up; a free port if this one is taken")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	var err error
	if *up {
		err = stay(ctx, *address)
	} else {
		err = tell(ctx, *quiet)
	}
	if ctx.Err() != nil && err != nil {
		fmt.Fprintln(os.Stderr, "\nInterrupted. Nothing is left running.")
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "\n"+err.Error())
		os.Exit(1)
	}
}

// tell runs the story in a temporary folder and removes it afterwards.
func tell(ctx context.Context, quiet bool) (err error) {
	dir, err := os.MkdirTemp("", "apsaradb-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	out := newScreen(os.Stdout, quiet)
	out.note("Building the provider and the emulator ...")
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	emulator, err := box.Start(ctx, "-addr", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, emulator.Stop()) }()
	s := &story{sandbox: box, emulator: emulator, screen: out, dir: box.Dir + "/story"}
	return s.run(ctx)
}
