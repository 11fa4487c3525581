// SPDX-License-Identifier: MPL-2.0

// Package command is what the commands of the program dev share: flags, signals, exit codes and temporary folders.
package command

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

// Exit codes that mean the same for every command. A command with further ones returns an [Exit].
const (
	CodeFailed      = 1
	CodeUsage       = 2
	CodeInterrupted = 130
)

// Command is one command of the program.
type Command struct {
	Name, Summary string
	// TakesArguments allows arguments after the flags. Setup finds them in the set.
	TakesArguments bool
	// OutlivesOutput lets the command go on when nobody reads its output any more. Others are interrupted then.
	OutlivesOutput bool
	// Setup adds the flags of the command, and returns what runs when they are parsed.
	Setup func(flags *flag.FlagSet) func(ctx context.Context) error
}

// Exit is the end of a command with an exit code of its own. Err may be nil, when everything has been printed.
type Exit struct {
	Code int
	Err  error
}

// Error is the text of the error; empty where everything has been printed.
func (e *Exit) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns the error.
func (e *Exit) Unwrap() error { return e.Err }

// Main runs the command that the first argument names, and returns the exit code. Errors and usage go to the writer.
func Main(out io.Writer, args []string, commands ...Command) int {
	if len(args) > 0 {
		for _, c := range commands {
			if c.Name == args[0] {
				return c.main(out, args[1:])
			}
		}
	}
	fmt.Fprintln(out, "usage: dev COMMAND [flags]; dev COMMAND -help lists the flags")
	for _, c := range commands {
		fmt.Fprintf(out, "  %-8s %s\n", c.Name, c.Summary)
	}
	return CodeUsage
}

func (c Command) main(out io.Writer, args []string) int {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(out)
	run := c.Setup(flags)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return CodeUsage // The flag package has said why.
	}
	if flags.NArg() > 0 && !c.TakesArguments {
		fmt.Fprintf(out, "dev %s takes no argument %q\n", c.Name, flags.Arg(0))
		return CodeUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	defer surviveBrokenPipe()()
	if !c.OutlivesOutput {
		var end context.CancelFunc
		ctx, end = whileRead(ctx, os.Stdout)
		defer end()
	}
	err := run(ctx)
	code := codeOf(ctx, err)
	if err != nil && err.Error() != "" {
		fmt.Fprintln(out, "\n"+err.Error())
	}
	return code
}

// codeOf returns the exit code of an error. A command that an interrupt ended fails with [CodeInterrupted], unless it
// says otherwise.
func codeOf(ctx context.Context, err error) int {
	var exit *Exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	case ctx.Err() != nil:
		return CodeInterrupted
	}
	return CodeFailed
}

// TempDir makes a temporary folder. The function that it returns removes the folder, and adds a failure to the error.
func TempDir(name string) (dir string, remove func(*error), err error) {
	dir, err = os.MkdirTemp("", "apsaradb-"+name+"-")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	return dir, func(err *error) { *err = errors.Join(*err, os.RemoveAll(dir)) }, nil
}
