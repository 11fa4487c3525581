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

// run finds a Terraform and runs the command. Without one, it prints the path of what was found.
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
	// The child gets an interrupt of the terminal by itself, and ends in order.
	child := exec.CommandContext(context.WithoutCancel(ctx), args[0], args[1:]...)
	child.Env = os.Environ()
	for name, value := range found.Environment() {
		child.Env = append(child.Env, name+"="+value)
	}
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return &command.Exit{Code: exit.ExitCode()} // The child has said why.
	}
	return err
}
