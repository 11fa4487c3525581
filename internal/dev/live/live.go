// SPDX-License-Identifier: MPL-2.0

// Package live asks the real cloud, for a user who has an account: "make live". It runs the acceptance cases of this
// package, and puts the emulator's guesses to the API.
//
// It reads what is there, and says what it would change, in which order, what that costs, how long it takes and what
// cannot be undone. Without APSARADB_LIVE_CONSENT it only reads. With the phrase that it prints, it changes the
// instance. Afterwards it puts the instance back, also after a failure and after Ctrl-C, and reads that it is back.
// Where it is not, it prints how to do it by hand. Everything that it prints is in one file too, to be sent to the
// authors.
//
// The cases are the tests of this package. Without this command they run against an emulator, in "make test" like all
// others. Nothing in the environment can make them reach a cloud account: the order comes by an inherited file
// descriptor.
//
// Nobody has run this against a real account yet: the authors have none. Its own tests run it against an emulator that
// it takes for the cloud.
package live

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/statements"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
)

// Exit codes. A failed case, with the instance as it was, ends with command.CodeFailed.
const (
	codeRefused     = 2 // nothing was changed
	codeNotRestored = 3 // the instance is not as it was
)

// Command is the command "live".
func Command() command.Command { return waiting(rds.Sleep) }

// waiting is the command with a way to let time pass between two looks at the instance.
func waiting(wait func(context.Context, time.Duration) error) command.Command {
	return command.Command{
		Name: "live", Summary: "try the provider and the emulator's guesses on one instance of a real account; asks first",
		// Ctrl-C also ends a "tee" that reads the output. The instance is still put back.
		OutlivesOutput: true,
		Setup: func(flags *flag.FlagSet) func(context.Context) error {
			r := run{wait: wait}
			var report string
			flags.StringVar(&r.cases, "cases", "", "a built test binary of this package; built on the spot when left out")
			flags.StringVar(&r.released, "released", "", "ids of released instances that still have copies, with commas between")
			flags.StringVar(&report, "report", filepath.Join(".tools", "live.txt"),
				"the file that gets everything that is printed")
			flags.DurationVar(&r.patience, "patience", 30*time.Minute, "how long one statement waits for something to happen")
			flags.DurationVar(&r.settle, "settle", time.Minute,
				"how long the instance has to stay as it was before it counts as put back")
			return func(ctx context.Context) error { return r.record(ctx, report) }
		},
	}
}

// run is one run of the command.
type run struct {
	out              io.Writer
	cases, released  string
	patience, settle time.Duration
	wait             func(ctx context.Context, d time.Duration) error

	settings settings
	found    subject.Found
	target   statements.Target
}

// record runs the command, and writes everything that it prints into a file as well.
func (r *run) record(ctx context.Context, path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the folder of the report: %w", err)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	r.out = both{file, os.Stdout}
	err = r.all(ctx)
	if err != nil && err.Error() != "" {
		_, _ = fmt.Fprintf(r.out, "\n%s\n", subject.Explain(err))
	}
	_, _ = fmt.Fprintf(os.Stdout, "\nAll of this is in %s. It holds ids, and no secret. Please send it to the authors.\n",
		path)
	return said(ctx, err)
}

// said keeps the exit code of an error that has been printed.
func said(ctx context.Context, err error) error {
	var exit *command.Exit
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return &command.Exit{Code: exit.Code}
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return &command.Exit{Code: command.CodeInterrupted}
	}
	return &command.Exit{Code: command.CodeFailed}
}

// both writes to two writers. One that fails, such as the output of a reader that has died, does not keep the other
// from it.
type both [2]io.Writer

// Write writes to both.
func (b both) Write(text []byte) (int, error) {
	for _, out := range b {
		_, _ = out.Write(text)
	}
	return len(text), nil
}

func (r *run) sayf(format string, args ...any) { _, _ = fmt.Fprintf(r.out, format+"\n", args...) }

// refused is an end before anything was changed.
func refused(err error) error { return &command.Exit{Code: codeRefused, Err: err} }

func (r *run) all(ctx context.Context) (err error) {
	if r.settings, err = readSettings(os.Getenv); err != nil {
		return refused(err)
	}
	data, err := subject.Open(ctx, r.settings.region)
	if err != nil {
		return refused(err)
	}
	client := data.Client
	defer client.CloseIdleConnections()
	if r.found, err = subject.Look(ctx, client, r.settings.region, r.settings.instanceID); err != nil {
		return refused(fmt.Errorf("%s cannot be looked at: %w", r.settings.instanceID, err))
	}
	r.found.Describe(r.out)
	r.sayf("%s\n", subject.NotRun)
	r.target = statements.Target{
		Client: client, Region: r.settings.region, Instances: []string{r.settings.instanceID}, Released: words(r.released),
		Patience: r.patience, Wait: r.wait, Now: client.Now, Begins: r.begins,
	}
	if r.target.Destinations, err = r.found.Choose(r.settings.destinations); err != nil {
		return refused(err)
	}
	objections, phrase := r.found.Objections(), subject.Consent(r.settings.instanceID)
	switch {
	case r.settings.consent == "" && len(objections) > 0:
		r.sayf("Nothing will be changed, because:\n  %s\n", strings.Join(objections, "\n  "))
		return r.read(ctx)
	case len(objections) > 0:
		return refused(fmt.Errorf("%s is not touched:\n  %s", r.settings.instanceID, strings.Join(objections, "\n  ")))
	}
	r.announce()
	switch r.settings.consent {
	case phrase:
		return r.change(ctx)
	case "":
		r.sayf("Nothing will be changed without consent. What only reads follows.\n")
		err := r.read(ctx)
		r.sayf("\nNothing was changed. To go ahead with the rest, say so:\n\n  %s=%q", consentVariable, phrase)
		return err
	}
	return refused(fmt.Errorf("nothing was changed. To go ahead, say so:\n\n  %s=%q", consentVariable, phrase))
}

// begins says which statement is put next.
func (r *run) begins(statement statements.Statement) {
	takes := "seconds"
	if statement.Writes {
		takes = "minutes as a rule, " + r.patience.String() + " at most"
	}
	r.sayf("Asking about %s (%s) ...", statement.Guess, takes)
}

// read runs what changes nothing: the cases and the statements that read.
func (r *run) read(ctx context.Context) error {
	casesErr := r.runCases(ctx, "TestReading")
	return r.conclude(casesErr, r.ask(ctx))
}

// change runs everything, and puts the instance back however that ends.
func (r *run) change(ctx context.Context) error {
	restorer := subject.Restorer{
		Client: r.target.Client, Out: r.out, Settle: r.settle, Destination: r.target.Destinations[1], Wait: r.target.Wait,
	}
	r.target.Writable, r.target.Expiring = r.target.Instances, r.target.Instances
	var findings []statements.Finding
	casesErr, restoreErr := restorer.Guard(ctx, r.found, func(ctx context.Context) error {
		if err := r.runCases(ctx, "TestReading|TestLifeCycle"); err != nil {
			return err
		}
		findings = r.ask(ctx)
		return ctx.Err()
	})
	err := r.conclude(casesErr, findings)
	if restoreErr != nil {
		return &command.Exit{Code: codeNotRestored} // What to do by hand has been printed.
	}
	return err
}

// ask puts every statement to the API. One that changes something is skipped where nothing may be changed.
func (r *run) ask(ctx context.Context) []statements.Finding {
	if ctx.Err() != nil {
		return nil
	}
	r.sayf("\nThe emulator's guesses, put to the API")
	return statements.Run(ctx, r.target, statements.Statements())
}

// conclude prints what was found out, and returns how the cases ended.
func (r *run) conclude(err error, findings []statements.Finding) error {
	if findings != nil {
		r.sayf("\nAsked: %s in %s.\n", r.settings.instanceID, r.settings.region)
		printTable(r.out, findings)
	}
	if err == nil {
		r.sayf("Every case passed.")
	}
	return err
}
