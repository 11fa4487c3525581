// SPDX-License-Identifier: MPL-2.0

// Command assumptions prints which guesses of the emulator hold: on a fresh emulator, or, when APSARADB_LIVE_REGION and APSARADB_LIVE_INSTANCE_ID are
// set, on the real API. "make assumptions" starts it.
//
// On the real API the statements that read are always put. Those that change the policy need the same consent as "make live", and the instance is put
// back afterwards. Nobody has run this against a real account yet.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/assumptions"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/assumptions/emulated"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// Exit codes.
const (
	exitDone        = 0
	exitDiffers     = 1 // a guess does not hold on the emulator that makes it
	exitRefused     = 2
	exitNotRestored = 3
)

func main() {
	c := command{out: os.Stdout, lookup: os.Getenv, wait: rds.Sleep}
	flag.StringVar(&c.released, "released", "", "ids of released instances that still have copies, with commas between")
	flag.DurationVar(&c.patience, "patience", 30*time.Minute, "how long one statement waits for something to happen")
	flag.DurationVar(&c.settle, "settle", time.Minute, "how long the instance has to stay as it was before it counts as put back")
	flag.Parse()
	// Ctrl-C also ends a "tee" that reads the output; writing to it must not end the program before the instance is put back.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code, err := c.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(c.out, "\n%s\n", subject.Explain(err))
	}
	os.Exit(code)
}

// command is one run.
type command struct {
	out              io.Writer
	lookup           func(name string) string
	released         string
	patience, settle time.Duration
	wait             func(ctx context.Context, d time.Duration) error
	// options are the provider's; only tests need any.
	options []provider.Option
}

func (c command) run(ctx context.Context) (int, error) {
	region, instanceID := c.lookup("APSARADB_LIVE_REGION"), c.lookup("APSARADB_LIVE_INSTANCE_ID")
	switch {
	case region != "" && instanceID != "":
		return c.real(ctx, region, instanceID)
	case region != instanceID:
		return exitRefused, fmt.Errorf("set both APSARADB_LIVE_REGION and APSARADB_LIVE_INSTANCE_ID to ask the real API, or neither to ask an emulator")
	}
	return c.emulated(ctx)
}

// emulated asks a fresh emulator, which has to answer as it guesses.
func (c command) emulated(ctx context.Context) (int, error) {
	target, _, stop, err := emulated.Start()
	if err != nil {
		return exitRefused, err
	}
	defer stop()
	fmt.Fprintf(c.out, "Asked: a fresh emulator, with every guess at its default.\n\n")
	if differ := printTable(c.out, assumptions.Run(ctx, target, assumptions.Statements())); differ > 0 {
		return exitDiffers, fmt.Errorf("the emulator contradicts %d of its own guesses", differ)
	}
	fmt.Fprint(c.out, "This shows that the questions work; it says nothing about the real API. To ask that, set APSARADB_LIVE_REGION,\n"+
		"APSARADB_LIVE_INSTANCE_ID and the provider's credentials, and run it again. Without consent it only reads.\n")
	return exitDone, nil
}

// real asks the API that the environment names, about one instance.
func (c command) real(ctx context.Context, region, instanceID string) (int, error) {
	data, err := subject.Open(ctx, region, c.options...)
	if err != nil {
		return exitRefused, err
	}
	defer data.Client.CloseIdleConnections()
	found, err := subject.Look(ctx, data.Client, region, instanceID)
	if err != nil {
		return exitRefused, fmt.Errorf("%s cannot be looked at: %w", instanceID, err)
	}
	found.Describe(c.out)
	fmt.Fprintf(c.out, "%s\n\n", subject.NotRun)
	target := assumptions.Target{
		Client: data.Client, Region: region, Instances: []string{instanceID}, Patience: c.patience, Wait: c.wait, Now: data.Client.Now,
		Released: strings.FieldsFunc(c.released, func(r rune) bool { return r == ',' || r == ' ' }),
	}
	asked := strings.FieldsFunc(c.lookup("APSARADB_LIVE_DESTINATIONS"), func(r rune) bool { return r == ',' || r == ' ' })
	if target.Destinations, err = found.Choose(asked); err != nil {
		return exitRefused, err
	}
	target.Begins = func(statement assumptions.Statement) {
		takes := "seconds"
		if statement.Writes {
			takes = "minutes as a rule, " + c.patience.String() + " at most"
		}
		fmt.Fprintf(c.out, "Asking about %s (%s) ...\n", statement.Guess, takes)
	}
	var findings []assumptions.Finding
	put := func(ctx context.Context) error {
		findings = assumptions.Run(ctx, target, assumptions.Statements())
		return ctx.Err()
	}
	if c.agreed(found, target.Destinations) {
		target.Writable, target.Expiring = []string{instanceID}, []string{instanceID}
		restorer := subject.Restorer{Client: data.Client, Out: c.out, Settle: c.settle, Destination: target.Destinations[1], Wait: c.wait}
		if _, err := restorer.Guard(ctx, found, put); err != nil {
			printTable(c.out, findings)
			return exitNotRestored, nil
		}
	} else if err := put(ctx); err != nil {
		return exitRefused, err
	}
	fmt.Fprintf(c.out, "\nAsked: %s in %s.\n\n", instanceID, region)
	printTable(c.out, findings)
	return exitDone, nil
}

// agreed says what the writing statements would change, and whether they may.
func (c command) agreed(found subject.Found, destinations [2]string) bool {
	if objections := found.Objections(); len(objections) > 0 {
		fmt.Fprintf(c.out, "Statements that change the policy are left out:\n  %s\n", strings.Join(objections, "\n  "))
		return false
	}
	days := found.Retention()
	fmt.Fprintf(c.out, "What statements that write would change, in this order\n")
	if !found.Policy.Exists {
		fmt.Fprintf(c.out, "  - switch off what never was on, to %s\n", destinations[0])
	}
	fmt.Fprintf(c.out, "  - switch it on, to %s, %d days\n  - change the destination to %s\n", destinations[0], days, destinations[1])
	fmt.Fprintf(c.out, "  - switch it off, %d days, with few parameters, and with all if that is refused\n", days+1)
	if found.Copies > 0 {
		fmt.Fprintf(c.out, "  - keep copies a day longer, if the oldest one expires within %s\n", c.patience)
	}
	fmt.Fprintf(c.out, "  - put it back: %s\n\n", found.PutBack())
	found.Costs(c.out, destinations, 2)
	if phrase := subject.Consent(found.Instance.ID); c.lookup("APSARADB_LIVE_CONSENT") != phrase {
		fmt.Fprintf(c.out, "They are left out. To put them too, say so:\n\n  APSARADB_LIVE_CONSENT=%q\n\n", phrase)
		return false
	}
	return true
}
