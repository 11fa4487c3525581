// SPDX-License-Identifier: MPL-2.0

// Command withterraform finds the Terraform or OpenTofu that the demo and the tests run, and installs one if there is
// none.
//
// Without arguments it prints the path. With arguments it runs them as a command in the project's root folder, with the
// environment that terraform-plugin-testing reads. The order is: TF_ACC_TERRAFORM_PATH, terraform on PATH, tofu on
// PATH, the project's .tools folder, a release of Terraform, and OpenTofu built from its Go module.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	root := flag.String("root", "../..", "the project's root folder")
	verbose := flag.Bool("v", false, "say which one was found")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *root, *verbose, flag.Args()); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode()) // The command has said why on its own.
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, verbose bool, command []string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	found, err := find(ctx, filepath.Join(root, ".tools"))
	if err != nil {
		return err
	}
	if verbose {
		fmt.Fprintf(os.Stderr, "%s %s: %s\n", found.product, found.version, found.path)
	}
	if len(command) == 0 {
		fmt.Println(found.path)
		return nil
	}
	child := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...) // Ctrl-C reaches it by itself.
	child.Dir = root
	child.Env = append(os.Environ(), found.environment()...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := child.Run(); err != nil {
		return fmt.Errorf("run %s: %w", command[0], err)
	}
	return nil
}
