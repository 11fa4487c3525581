// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
)

// Exit codes.
const (
	exitPassed      = 0
	exitFailed      = 1 // the cases failed, and the instance is as it was
	exitRefused     = 2 // nothing was changed
	exitNotRestored = 3 // the instance is not as it was
	exitInterrupted = 130
)

func main() {
	p := program{out: os.Stdout}
	flag.StringVar(&p.cases, "cases", "", "a built test binary of this package; built on the spot when left out")
	flag.BoolVar(&p.readOnly, "read-only", false, "run only the cases that change nothing; they need no consent")
	flag.DurationVar(&p.settle, "settle", time.Minute, "how long the instance has to stay as it was before it counts as put back")
	flag.Parse()
	// Ctrl-C also ends a "tee" that reads the output; writing to it must not end the program before the instance is put back.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(p.main())
}

// program is one run of the command.
type program struct {
	out      io.Writer
	cases    string
	readOnly bool
	settle   time.Duration

	client *rds.Client
}

// main runs the program and returns its exit code. While something may be changed, interrupts are taken in two steps: see subject.Restorer.Guard.
func (p *program) main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	code, err := p.run(ctx)
	if err != nil {
		fmt.Fprintf(p.out, "\n%s\n", subject.Explain(err))
	}
	return code
}

func (p *program) run(ctx context.Context) (int, error) {
	asked, err := readSettings(os.Getenv)
	if err != nil {
		return exitRefused, err
	}
	data, err := subject.Open(ctx, asked.region)
	if err != nil {
		return exitRefused, err
	}
	p.client = data.Client
	defer p.client.CloseIdleConnections()
	found, err := subject.Look(ctx, p.client, asked.region, asked.instanceID)
	if err != nil {
		return exitRefused, fmt.Errorf("%s cannot be looked at: %w", asked.instanceID, err)
	}
	found.Describe(p.out)
	destinations, err := found.Choose(asked.destinations)
	if err != nil {
		return exitRefused, err
	}
	if p.readOnly {
		fmt.Fprintf(p.out, "Nothing will be changed: only the cases that read are run. %s\n\n", subject.NotRun)
		return p.result(p.runCases(ctx, orderFor(found, destinations, ""), "TestReading"))
	}
	if objections := found.Objections(); len(objections) > 0 {
		return exitRefused, fmt.Errorf("%s is not touched:\n  %s\n\n\"-read-only\" runs the cases that change nothing", asked.instanceID, strings.Join(objections, "\n  "))
	}
	announce(p.out, found, destinations)
	if asked.consent != subject.Consent(asked.instanceID) {
		fmt.Fprintf(p.out, "Nothing was changed. To go ahead, say so:\n\n  %s=%q\n", consentVariable, subject.Consent(asked.instanceID))
		return exitRefused, nil
	}
	return p.change(ctx, found, destinations, asked.consent)
}

// change runs all cases and puts the instance back, however they end.
func (p *program) change(ctx context.Context, found subject.Found, destinations [2]string, phrase string) (int, error) {
	restorer := subject.Restorer{Client: p.client, Out: p.out, Settle: p.settle, Destination: destinations[1], Wait: rds.Sleep}
	casesErr, restoreErr := restorer.Guard(ctx, found, func(ctx context.Context) error {
		return p.runCases(ctx, orderFor(found, destinations, phrase), "TestReading|TestLifeCycle")
	})
	if restoreErr != nil {
		return exitNotRestored, casesErr
	}
	return p.result(casesErr)
}

// result turns the end of the cases into an exit code.
func (p *program) result(err error) (int, error) {
	switch {
	case err == nil:
		fmt.Fprintln(p.out, "Every case passed.")
		return exitPassed, nil
	case errors.Is(err, context.Canceled):
		return exitInterrupted, nil
	}
	return exitFailed, err
}
