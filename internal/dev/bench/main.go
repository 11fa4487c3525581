// SPDX-License-Identifier: MPL-2.0

// Command bench measures the provider with a real Terraform on the emulator, and prints the figures beside the budgets and
// beside the official provider's, which were measured on a machine of the same size. "make bench" starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// options are the command line.
type options struct {
	states  []int // the sizes of the fleets that are planned
	changes int   // the size of the fleet that is made, changed and destroyed; 0 for none
	rounds  int
	limit   time.Duration
}

func main() {
	if stoodInFor := os.Getenv(shimVariable); stoodInFor != "" {
		os.Exit(shim(stoodInFor))
	}
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // nothing is left to clean up
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	states := flags.String("states", "1,100,1000,5000", "`sizes` of the states that are planned, with a comma between; \"\" for none")
	flags.IntVar(&o.changes, "changes", budgeted, "`size` of the fleet that is made, changed and destroyed; 0 for none")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each plan of a fleet is timed; a plan of one policy is timed three times as often")
	flags.DurationVar(&o.limit, "limit", 11*time.Minute, "no further plan of a fleet begins after this `time`")
	quick := flags.Bool("quick", false, "states of 1 and 100, changes of 100 and one round, in about a minute")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if *quick {
		*states, o.changes, o.rounds = "1,100", 100, 1
	}
	for _, size := range strings.Split(*states, ",") {
		if size == "" {
			continue
		}
		policies, err := strconv.Atoi(size)
		if err != nil || policies < 1 {
			return o, fmt.Errorf("-states %s: want numbers with a comma between, such as 1,100", *states)
		}
		o.states = append(o.states, policies)
	}
	if o.rounds < 1 || o.changes < 0 {
		return o, errors.New("-rounds has to be at least 1, and -changes not negative")
	}
	return o, nil
}

func run(ctx context.Context, o options) (err error) {
	clock := newClock(o.limit)
	dir, err := os.MkdirTemp("", "apsaradb-bench-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fmt.Println("Building the provider and the emulator ...")
	box, err := sandbox.New(ctx, ".", dir)
	if err != nil {
		return err
	}
	if err := box.BuildEmulator(ctx); err != nil {
		return err
	}
	clock.lap("building")
	found, err := measureAll(ctx, box, o, clock)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s, %d CPUs, %s/%s\n\n", found.version, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	if err := found.print(os.Stdout); err != nil {
		return err
	}
	fmt.Printf("\n%s\n", clock)
	return nil
}

// results are everything that is printed.
type results struct {
	version string // of Terraform
	one     one
	fleets  []*planned
	changes []changed
}

func measureAll(ctx context.Context, box *sandbox.Sandbox, o options, clock *clock) (found results, err error) {
	version, err := box.Run(ctx, box.Dir, nil, "version")
	if err != nil {
		return found, err
	}
	found.version, _, _ = strings.Cut(version.Output, "\n")
	fmt.Println("Planning one policy ...")
	if found.one, err = measureOne(ctx, box, 3*o.rounds); err != nil {
		return found, err
	}
	clock.lap("plans of one policy beside others")
	w, err := newWatch(box)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, w.end()) }()
	if o.changes > 0 {
		fmt.Printf("Making, changing and destroying %d policies ...\n", o.changes)
		made, err := measureChanges(ctx, box, w, o.changes)
		if err != nil {
			return found, err
		}
		found.changes = append(found.changes, made)
		clock.lap(fmt.Sprintf("changes of %d", o.changes))
	}
	if len(o.states) > 0 {
		fmt.Printf("Planning fleets of %v ...\n", o.states)
	}
	found.fleets, err = measurePlans(ctx, box, w, o, clock)
	return found, err
}
