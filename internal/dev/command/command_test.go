// SPDX-License-Identifier: MPL-2.0

package command

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"syscall"
	"testing"
)

// The exit code of a command arrives as it is, and what went wrong is said once.
func TestMain_returnsTheExitCode(t *testing.T) { //nolint:paralleltest // One row sends a signal to this process.
	for name, test := range map[string]struct { //nolint:paralleltest // As above.
		args []string
		end  func(ctx context.Context) error
		code int
		says string
	}{
		"success": {end: func(context.Context) error { return nil }},
		"failure": {
			end: func(context.Context) error { return errors.New("it broke") }, code: CodeFailed, says: "\nit broke\n",
		},
		"code of its own": {
			end: func(context.Context) error { return &Exit{3, errors.New("not restored")} }, code: 3, says: "\nnot restored\n",
		},
		"all said before":   {end: func(context.Context) error { return &Exit{Code: 2} }, code: 2},
		"interrupted":       {end: interrupted, code: CodeInterrupted, says: "context canceled"},
		"unknown flag":      {args: []string{"try", "-no"}, code: CodeUsage, says: "flag provided but not defined"},
		"an argument":       {args: []string{"try", "it"}, code: CodeUsage, says: `takes no argument "it"`},
		"no command":        {args: []string{}, code: CodeUsage, says: "  try      tries something\n"},
		"unknown command":   {args: []string{"no"}, code: CodeUsage, says: "usage: dev COMMAND"},
		"help of a command": {args: []string{"try", "-help"}, says: "a number"},
	} {
		t.Run(name, func(t *testing.T) {
			args, end := test.args, test.end
			if args == nil {
				args = []string{"try", "-n", "7"}
			}
			var out bytes.Buffer
			code := Main(
				&out,
				args,
				Command{Name: "try", Summary: "tries something", Setup: func(flags *flag.FlagSet) func(context.Context) error {
					n := flags.Int("n", 1, "a number")
					return func(ctx context.Context) error {
						if *n != 7 {
							t.Errorf("-n is %d", *n)
						}
						return end(ctx)
					}
				}},
			)
			if code != test.code || !strings.Contains(out.String(), test.says) || test.says == "" && out.Len() > 0 {
				t.Errorf("code %d, want %d; printed %q, want %q", code, test.code, &out, test.says)
			}
		})
	}
}

// interrupted waits for the signal that it sends to this process.
func interrupted(ctx context.Context) error {
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

func TestTempDir_isRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var err error
	dir, remove, made := TempDir("try")
	if made != nil {
		t.Fatal(made)
	}
	remove(&err)
	if _, gone := os.Stat(dir); err != nil || !errors.Is(gone, os.ErrNotExist) {
		t.Errorf("%s is left: %v", dir, err)
	}
}
