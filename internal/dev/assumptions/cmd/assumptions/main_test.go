// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// commandFor returns the command as it asks an emulator that it takes for the real API, by the provider's own variables.
func commandFor(s *emulator.Server, variables map[string]string) (command, *bytes.Buffer) {
	advance := func(ctx context.Context, d time.Duration) error {
		s.Fleet().Advance(d)
		return ctx.Err()
	}
	var out bytes.Buffer
	return command{
		out: &out, lookup: func(name string) string { return variables[name] }, released: "pgm-released", patience: time.Hour, settle: time.Minute,
		wait: advance, options: testkit.FromEnvironment(s, testkit.Variables(s)),
	}, &out
}

func ask(instanceID, consent string) map[string]string {
	return map[string]string{"APSARADB_LIVE_REGION": "cn-hangzhou", "APSARADB_LIVE_INSTANCE_ID": instanceID, "APSARADB_LIVE_CONSENT": consent}
}

func requireSaid(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, sentence := range wanted {
		if !strings.Contains(text, sentence) {
			t.Errorf("%q was not said in:\n%s", sentence, text)
		}
	}
}

const modify = "ModifyInstanceCrossBackupPolicy"

func TestCommand_asksAFreshEmulator(t *testing.T) {
	t.Parallel()
	c, out := commandFor(emulator.Start(t), nil)
	code, err := c.run(t.Context())
	if code != exitDone || err != nil {
		t.Errorf("code %d, %v", code, err)
	}
	requireSaid(t, out.String(), "Asked: a fresh emulator", " 0 differ, 0 cannot be told from here.")
}

func TestCommand_readsWithoutConsent(t *testing.T) {
	t.Parallel()
	for instanceID, why := range map[string]string{"pgm-demo": "They are left out. To put them too, say so:", "pgm-console": "Its policy is on."} {
		s := emulator.Start(t, emulator.WithGuess("instance-not-found", "404"))
		c, out := commandFor(s, ask(instanceID, "yes"))
		code, err := c.run(t.Context())
		if code != exitDone || err != nil || len(s.Calls(modify)) != 0 {
			t.Errorf("%s: code %d, %v, %d changes", instanceID, code, err, len(s.Calls(modify)))
		}
		requireSaid(t, out.String(), why, subject.NotRun, "DIFFERS      instance-not-found = 400", "holds        released-getter = policy", "cannot tell  getter-lag = 0s")
	}
}

func TestCommand_writesWithConsentAndPutsBack(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("getter-lag", "40s"), emulator.WithGuess("retention-in-disable", "ignored"))
	before, _ := s.Fleet().Policy("pgm-disabled")
	c, out := commandFor(s, ask("pgm-disabled", subject.Consent("pgm-disabled")))
	code, err := c.run(t.Context())
	after, _ := s.Fleet().Policy("pgm-disabled")
	before.EnabledTime, after.EnabledTime = time.Time{}, time.Time{} // it was on in between
	if code != exitDone || err != nil || after != before || len(s.Calls(modify)) == 0 {
		t.Errorf("code %d, %v, policy %+v, was %+v", code, err, after, before)
	}
	requireSaid(t, out.String(), "Put back, and read twice: off, logs off, to cn-shanghai, 30 days.",
		"Asking about list-disabled (seconds) ...", "Asking about busy-after-write (minutes as a rule, 1h0m0s at most) ...", "DIFFERS      getter-lag = 0s",
		"seen: 40s", "DIFFERS      retention-in-disable = taken", "holds        busy-after-write = 20s")
}

func TestCommand_putsBackWhenInterrupted(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	before, _ := s.Fleet().Policy("pgm-disabled")
	c, out := commandFor(s, ask("pgm-disabled", subject.Consent("pgm-disabled")))
	ctx, interrupt := context.WithCancel(t.Context())
	wait := c.wait
	c.wait = func(ctx context.Context, d time.Duration) error {
		interrupt()
		return wait(ctx, d)
	}
	if code, err := c.run(ctx); code != exitDone || err != nil {
		t.Errorf("code %d, %v", code, err)
	}
	after, _ := s.Fleet().Policy("pgm-disabled")
	before.EnabledTime, after.EnabledTime = time.Time{}, time.Time{}
	if after != before {
		t.Errorf("policy %+v, was %+v", after, before)
	}
	requireSaid(t, out.String(), "Interrupted. Putting back what was found; press Ctrl-C again", "the run was ended before")
}

func TestCommand_needsBothVariables(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c, _ := commandFor(s, map[string]string{"APSARADB_LIVE_REGION": "cn-hangzhou"})
	if code, err := c.run(t.Context()); code != exitRefused || err == nil {
		t.Errorf("code %d, %v", code, err)
	}
}
