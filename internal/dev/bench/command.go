// SPDX-License-Identifier: MPL-2.0

// Package bench measures the provider with a real Terraform on the emulator. It prints lines in the format of Go's
// benchmarks, for benchstat, and fails where a budget is missed.
//
// T is a provider with the policy's schema that does nothing. It is measured in the same run, command by command beside
// ours, because machine speed drifts.
package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// budgeted is the number of policies that the budgets are about.
const budgeted = 1000

// options are the command line.
type options struct {
	policies int // the size of the large fleet
	rounds   int
}

// Command is the command "bench".
func Command() command.Command {
	return command.Command{
		Name:    "bench",
		Summary: "measure speed, memory and size beside a provider that does nothing; fail where a budget is missed",
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			var o options
			flags.IntVar(&o.policies, "policies", budgeted, "`size` of the fleet that is planned, made, changed and destroyed")
			flags.IntVar(&o.rounds, "rounds", 3,
				"how often each plan of the fleet is timed; one policy is planned three times as often")
			quick := flags.Bool("quick", false,
				"a fleet of 100 and one round, in about a minute; the budgets of 1000 are only shown")
			return func(ctx context.Context) error {
				if *quick {
					o = options{policies: 100, rounds: 1}
				}
				if o.policies < 1 || o.rounds < 1 {
					return &command.Exit{Code: command.CodeUsage, Err: errors.New("-policies and -rounds have to be at least 1")}
				}
				return run(ctx, o)
			}
		},
	}
}

func run(ctx context.Context, o options) (err error) {
	dir, remove, err := command.TempDir("bench")
	if err != nil {
		return err
	}
	defer remove(&err)
	fmt.Fprintln(os.Stderr, "building the provider, and the one that does nothing ...")
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	b := &bench{
		box:      box,
		policies: o.policies,
		rounds:   o.rounds,
		ours:     box.Built,
		trivial:  dir + "/trivial",
		out:      os.Stdout,
		found:    results{},
	}
	if err := box.Build(ctx, "./internal/dev/bench/trivial", b.trivial); err != nil {
		return err
	}
	info, err := os.Stat(b.ours)
	if err != nil {
		return fmt.Errorf("measure the binary: %w", err)
	}
	_, _ = fmt.Fprintf(b.out, "goos: %s\ngoarch: %s\n", runtime.GOOS, runtime.GOARCH)
	b.add(measured{name: "Binary", size: info.Size()})
	if err := errors.Join(b.plansOfOne(ctx), b.plansOfMany(ctx), b.changes(ctx)); err != nil {
		return err
	}
	return check(b.out, b.found, o.policies)
}

// bench is one run.
type bench struct {
	box              *sandbox.Sandbox
	policies, rounds int
	ours, trivial    string // the programs
	out              io.Writer
	found            results
}

// add keeps a measurement, and prints it as a line of a benchmark.
func (b *bench) add(m measured) {
	b.found[m.name] = append(b.found[m.name], m)
	_, _ = fmt.Fprintln(b.out, m)
}
