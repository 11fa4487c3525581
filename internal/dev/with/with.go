// SPDX-License-Identifier: MPL-2.0

// Package with runs a command with a Terraform or OpenTofu: the one that is found, or one that is installed.
package with

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/terraform"
)

// tools is the folder into which one is installed where there is none.
const tools = ".tools"

// Command is the command "with".
func Command() command.Command {
	return command.Command{
		Name: "with", Summary: "run a command with a Terraform, which is installed where there is none",
		TakesArguments: true,
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			return func(ctx context.Context) error { return run(ctx, flags.Args()) }
		},
	}
}

// run finds a Terraform and becomes the command. Without a command, it prints the path of what was found.
func run(ctx context.Context, args []string) error {
	found, err := terraform.Find(ctx, tools)
	if errors.Is(err, terraform.ErrNone) {
		fmt.Fprintln(os.Stderr, err)
		install := exec.CommandContext(ctx, "go", "run", "-C", "internal/tools", "./installterraform")
		install.Stdout, install.Stderr = os.Stderr, os.Stderr
		if err := install.Run(); err != nil {
			return fmt.Errorf("%w. None could be installed: %w", terraform.ErrNone, err)
		}
		found, err = terraform.Find(ctx, tools)
	}
	if err != nil {
		return err
	}
	if len(args) == 0 {
		fmt.Printf("%s: %s\n", found.Version, found.Path)
		return nil
	}
	path, err := exec.LookPath(args[0])
	if err != nil {
		return fmt.Errorf("run the command: %w", err)
	}
	for name, value := range found.Environment() {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	// The command takes the place of this process, so that every signal and the exit code are its own.
	if err := syscall.Exec(path, args, os.Environ()); err != nil {
		return fmt.Errorf("run %s: %w", path, err)
	}
	return nil
}
