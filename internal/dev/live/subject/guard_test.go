// SPDX-License-Identifier: MPL-2.0

package subject_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

const (
	asked  = "Interrupted. Putting back what was found; press Ctrl-C again to leave it as it is."
	byHand = "aliyun rds ModifyInstanceCrossBackupPolicy --RegionId cn-hangzhou --DBInstanceId pgm-disabled " +
		"--BackupEnabled 0 --LogBackupEnabled 0 " +
		"--CrossBackupRegion cn-shanghai --CrossBackupType 1 --RetentType 1 --Retention 30"
)

// guarded is a run of a program on pgm-disabled whose work switches the policy on.
type guarded struct {
	server *emulator.Server
	found  subject.Found
	out    *sandbox.Output
	// signals are the interrupts that it gets.
	signals chan os.Signal
	subject.Restorer
}

func newGuarded(t *testing.T) *guarded {
	t.Helper()
	s := emulator.Start(t)
	g := &guarded{server: s, out: &sandbox.Output{}, signals: make(chan os.Signal)}
	g.Restorer = subject.Restorer{
		Client:  open(t, s),
		Out:     g.out,
		Settle:  time.Minute,
		Signals: g.signals,
		Wait: func(ctx context.Context, d time.Duration) error {
			s.Fleet().Advance(d)
			return ctx.Err()
		},
	}
	g.found = look(t, g.Client, "pgm-disabled")
	return g
}

func (g *guarded) work(context.Context) error {
	return g.server.Fleet().SetPolicy("pgm-disabled",
		fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 31})
}

// requirePutBack fails unless the policy is as it was found, and unless the terminal shows these.
func (g *guarded) requirePutBack(t *testing.T, restoreErr error, wanted ...string) {
	t.Helper()
	if diff := cmp.Diff(fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30},
		stored(g.server, "pgm-disabled")); diff != "" ||
		restoreErr != nil {
		t.Errorf("%v (-want +got):\n%s", restoreErr, diff)
	}
	g.requireSaid(t, append(wanted, "Put back, and read twice: off, logs off, to cn-shanghai, 30 days.")...)
}

func (g *guarded) requireSaid(t *testing.T, wanted ...string) {
	t.Helper()
	for _, sentence := range wanted {
		if strings.Count(g.out.String(), sentence) != 1 {
			t.Errorf("%q was not said once in:\n%s", sentence, g.out)
		}
	}
}

func TestGuard_saysEachStep(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	_, err := g.Guard(t.Context(), g.found, g.work)
	g.requirePutBack(
		t,
		err,
		"You agreed. Should this program be killed before it ends, this is what to know:",
		"  It is on, logs off, to cn-beijing, 31 days. Writing what was found; this takes minutes as a rule, and longer "+
			"while the instance is busy ...\n",
		"  Written, and read back after ",
		"  It is off, logs off, to cn-shanghai, 30 days, as it was found. One more look in 1m0s, because a change that was "+
			"on its way may show up late ...\n",
	)
	if strings.Contains(g.out.String(), "Interrupted") {
		t.Errorf("nobody interrupted it:\n%s", g.out)
	}
}

func TestGuard_theFirstInterruptEndsTheWorkAlone(t *testing.T) {
	t.Parallel()
	for name, interrupt := range map[string]func(g *guarded, cancel func()){
		"a signal":                   func(g *guarded, _ func()) { g.signals <- os.Interrupt },
		"a context":                  func(_ *guarded, cancel func()) { cancel() },
		"both, as one press makes":   func(g *guarded, cancel func()) { cancel(); g.signals <- os.Interrupt },
		"a terminal that goes away":  func(g *guarded, _ func()) { g.signals <- syscall.SIGHUP; g.signals <- syscall.SIGHUP },
		"as a system that shuts off": func(g *guarded, _ func()) { g.signals <- syscall.SIGTERM },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuarded(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			workErr, err := g.Guard(ctx, g.found, func(ctx context.Context) error {
				if err := g.work(ctx); err != nil {
					return err
				}
				interrupt(g, cancel)
				<-ctx.Done()
				return ctx.Err()
			})
			if !errors.Is(workErr, context.Canceled) {
				t.Errorf("the work ended with %v", workErr)
			}
			g.requirePutBack(t, err, asked)
		})
	}
}

// A user who presses Ctrl-C while the instance is put back must read that this is going on.
func TestGuard_theFirstInterruptDoesNotEndPuttingBack(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	wait := g.Wait
	pressed := false
	g.Wait = func(ctx context.Context, d time.Duration) error {
		if !pressed {
			pressed = true
			g.signals <- os.Interrupt
		}
		return wait(ctx, d)
	}
	workErr, err := g.Guard(t.Context(), g.found, g.work)
	if workErr != nil {
		t.Error(workErr)
	}
	g.requirePutBack(t, err, asked)
}

func TestGuard_theSecondInterruptSaysWhatToDoByHand(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	g.Wait = func(ctx context.Context, _ time.Duration) error {
		g.signals <- os.Interrupt
		g.signals <- os.Interrupt
		<-ctx.Done()
		return ctx.Err()
	}
	if _, err := g.Guard(
		t.Context(),
		g.found,
		func(context.Context) error { return nil },
	); !errors.Is(err, context.Canceled) {
		t.Errorf("putting back ended with %v", err)
	}
	_, last, _ := strings.Cut(g.out.String(), "LEFT AS IT IS, because Ctrl-C was pressed again. To put it back by hand:")
	const want = `

Cross-region backup of pgm-disabled in cn-hangzhou was off.
Its copies went to cn-shanghai and were kept for 30 days; logs were copied: false.
With the Alibaba Cloud CLI:
  1. Look, until DBInstanceStatus is Running:
     aliyun rds DescribeInstanceCrossBackupPolicy --RegionId cn-hangzhou --DBInstanceId pgm-disabled
  2. Where it differs from what it was, put it back:
     ` + byHand + `
  3. Look again after some minutes.
`
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("said last (-want +got):\n%s\n%s", diff, g.out)
	}
	g.requireSaid(t, asked)
}

// Where RAM refuses, what to allow is said as it is in a diagnostic of the provider.
func TestGuard_aDenialSaysWhatToAllow(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	g.server.AddFault(emulator.Fault{Action: "ModifyInstanceCrossBackupPolicy", Code: "Forbidden.RAM"})
	if _, err := g.Guard(t.Context(), g.found, g.work); err == nil {
		t.Error("nothing was refused")
	}
	g.requireSaid(t, "Allow rds:ModifyInstanceCrossBackupPolicy on acs:rds:cn-hangzhou:")
	if said := g.out.String(); !strings.HasSuffix(said, byHand+"\n  3. Look again after some minutes.\n") ||
		!strings.Contains(said, "\nNOT PUT BACK: ") {
		t.Errorf("said\n%s", said)
	}
}

func TestGuard_doesNotBeginWhenInterruptedBefore(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	workErr, err := g.Guard(ctx, g.found, g.work)
	if !errors.Is(workErr, context.Canceled) || err != nil || stored(g.server, "pgm-disabled").Enabled ||
		g.out.String() != "" {
		t.Errorf("%v, %v:\n%s", workErr, err, g.out)
	}
}

// A destination that is not known cannot be in the command; the look before it shows one.
func TestByHand_ofAPolicyThatNeverWasOn(t *testing.T) {
	t.Parallel()
	said := look(t, open(t, emulator.Start(t)), "pgm-demo").ByHand()
	for _, want := range []string{
		"was never on; it can only be switched off now.", "--BackupEnabled 0",
		"--CrossBackupRegion <CrossBackupRegion of step 1>", "--Retention 7\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
}
