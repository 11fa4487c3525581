// SPDX-License-Identifier: MPL-2.0

// Package demo shows the provider with a real Terraform on the emulated cloud: a short story, or an emulator to play
// with.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// Command is the command "demo".
func Command() command.Command {
	return command.Command{
		Name: "demo", Summary: "walk through the story of the provider on an emulated cloud",
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			quiet := flags.Bool("quiet", false, "print one line for each scene, and everything only if one fails")
			return func(ctx context.Context) error { return tell(ctx, *quiet) }
		},
	}
}

// Up is the command "up".
func Up() command.Command {
	return command.Command{
		Name: "up", Summary: "leave the emulator running and say how to use it; Ctrl-C ends it",
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			address := flags.String("addr", "127.0.0.1:7071", "where the emulator listens; a free port if this one is taken")
			return func(ctx context.Context) error { return stay(ctx, *address) }
		},
	}
}

// tell runs the story in a temporary folder and removes it afterwards.
func tell(ctx context.Context, quiet bool) (err error) {
	dir, remove, err := command.TempDir("demo")
	if err != nil {
		return err
	}
	defer remove(&err)
	if !quiet {
		fmt.Println("Building the provider and the emulator ...")
	}
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	emulator, err := box.Start(ctx, "-addr", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, emulator.Stop()) }()
	s := &story{sandbox: box, emulator: emulator, out: os.Stdout, quiet: quiet, dir: box.Dir + "/story"}
	return s.run(ctx)
}
