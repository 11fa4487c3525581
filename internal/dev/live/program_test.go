// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// These tests run the program as a user would, with an emulator in the place of the cloud: another process, real HTTP, and the provider's own
// environment variables. The fleet's clock runs fast, because the program waits in real time.

const modify = "ModifyInstanceCrossBackupPolicy"

// cloud starts the emulator that plays the cloud.
func cloud(t *testing.T, options ...emulator.Option) *emulator.Server {
	t.Helper()
	testkit.RequireTerraform(t)
	return emulator.Start(t, append([]emulator.Option{emulator.WithSpeed(100)}, options...)...)
}

// prepare returns the program for an instance. Further variables come last and win.
func prepare(t *testing.T, s *emulator.Server, instanceID string, arguments []string, variables ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The program runs this very binary for the cases.
	command := exec.CommandContext(t.Context(), self, append([]string{"-cases", self, "-settle", "1s"}, arguments...)...)
	command.Env = []string{programVariable + "=1", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), regionVariable + "=" + testkit.Region, instanceVariable + "=" + instanceID}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "TF_ACC_") || name == "PATH" || name == "TF_CLI_CONFIG_FILE" {
			command.Env = append(command.Env, entry)
		}
	}
	for name, value := range testkit.Variables(s) {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Env = append(command.Env, variables...)
	return command
}

// start starts the program.
func start(t *testing.T, s *emulator.Server, instanceID string, arguments []string, variables ...string) (*exec.Cmd, *sandbox.Output) {
	t.Helper()
	command := prepare(t, s, instanceID, arguments, variables...)
	said := &sandbox.Output{}
	command.Stdout, command.Stderr = said, said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command, said
}

// end waits for the program and compares its exit code.
func end(t *testing.T, command *exec.Cmd, said *sandbox.Output, want int) string {
	t.Helper()
	_ = command.Wait() // the code says it
	if got := command.ProcessState.ExitCode(); got != want {
		t.Fatalf("exit code %d, want %d:\n%s", got, want, said)
	}
	return said.String()
}

func agreed(instanceID string) string { return consentVariable + "=" + subject.Consent(instanceID) }

// settingsOf are the stored settings of an instance, without the times.
func settingsOf(s *emulator.Server, instanceID string) fleet.Policy {
	p, _ := s.Fleet().Policy(instanceID)
	return fleet.Policy{Enabled: p.Enabled, LogEnabled: p.LogEnabled, DestinationRegion: p.DestinationRegion, RetentionDays: p.RetentionDays, EverEnabled: p.EverEnabled}
}

// writes are the settings of each accepted change.
func writes(s *emulator.Server) []string {
	var lines []string
	for _, call := range s.Calls(modify) {
		if call.Status == http.StatusOK {
			lines = append(lines, fmt.Sprintf("%s %s %s %s", call.Params.Get("BackupEnabled"), call.Params.Get("LogBackupEnabled"),
				call.Params.Get("CrossBackupRegion"), call.Params.Get("Retention")))
		}
	}
	return lines
}

// announced are the changes that the program says it will make, in the form of writes.
func announced(destinations [2]string, retention int64) []string {
	digit := map[bool]string{true: "1", false: "0"}
	var lines []string
	for _, c := range changes(destinations, retention) {
		lines = append(lines, fmt.Sprintf("%s %s %s %d", digit[c.enabled], digit[c.logs], c.destination, c.retention))
	}
	return lines
}

// With consent, the program does what it announced and nothing else, and leaves a policy that was off as it was.
func TestProgram_putsBackAPolicyThatWasOff(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	before := settingsOf(s, "pgm-disabled")
	command, said := start(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
	text := end(t, command, said, exitPassed)
	// Its copies went to cn-shanghai for 30 days; the second destination is the first of its own area.
	want := append(announced([2]string{"cn-shanghai", "cn-beijing"}, 30), "0 0 cn-shanghai 30")
	if diff := cmp.Diff(want, writes(s)); diff != "" {
		t.Errorf("writes (-want +got):\n%s\n%s", diff, text)
	}
	if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
		t.Errorf("the policy was not put back (-want +got):\n%s", diff)
	}
	requireSaid(t, text, "Every case passed.", "Put back, and read twice: off, logs off, to cn-shanghai, 30 days.", "--- PASS: TestLifeCycle", "--- PASS: TestReading",
		"1. switch it on: backup on, logs off, to cn-shanghai, 30 days", "up to 3 copies", "USD", "What cannot be undone", subject.NotRun,
		"TestLifeCycle, step 1 of 10: switch it on: backup on, logs off, to cn-shanghai, 30 days (minutes as a rule, hours if a backup starts) ...\n",
		"TestLifeCycle, step 10 of 10: destroy the resource, which switches it off", "TestLifeCycle, step 10 of 10: done after ")
	for _, secret := range []string{testkit.SecretKey, testkit.AccessKey} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in the output", secret)
		}
	}
}

// Whatever is not consent changes nothing.
func TestProgram_refusesWithoutConsent(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	for _, said := range []string{"", "yes", subject.Consent("pgm-other"), subject.Consent("pgm-demo") + " "} {
		command, out := start(t, s, "pgm-demo", nil, consentVariable+"="+said)
		text := end(t, command, out, exitRefused)
		requireSaid(t, text, "Nothing was changed. To go ahead, say so:", fmt.Sprintf("%s=%q", consentVariable, subject.Consent("pgm-demo")), "What it costs")
	}
	if calls := s.Calls(modify); len(calls) != 0 {
		t.Errorf("%d changes were sent", len(calls))
	}
}

// With consent or without, these are not touched.
func TestProgram_refusesWhatItCannotPutBack(t *testing.T) {
	t.Parallel()
	s := cloud(t, emulator.WithGuess("disabled-getter", "bare"))
	for instanceID, why := range map[string]string{
		"pgm-console":    "Its policy is on.",
		"pgm-disabled":   "The API does not say how long its existing copies are kept",
		"pgm-serverless": "pgm-serverless is serverless",
		"pgm-locked":     "pgm-locked is locked",
	} {
		command, said := start(t, s, instanceID, nil, agreed(instanceID))
		requireSaid(t, end(t, command, said, exitRefused), instanceID+" is not touched:", why)
	}
	command, said := start(t, s, "pgm-nowhere", nil, agreed("pgm-nowhere"))
	requireSaid(t, end(t, command, said, exitRefused), "pgm-nowhere cannot be looked at: ")
	command, said = start(t, s, "pgm-demo", nil, agreed("pgm-demo"), destinationsVariable+"=cn-hangzhou")
	requireSaid(t, end(t, command, said, exitRefused), "cn-hangzhou is no destination for instances in cn-hangzhou")
	if calls := s.Calls(modify); len(calls) != 0 {
		t.Errorf("%d changes were sent", len(calls))
	}
}

// A refusal by RAM says what to allow.
func TestProgram_saysWhatToAllow(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	if err := s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) { a.DeniedActions = []string{"rds:DescribeDBInstanceAttribute"} }); err != nil {
		t.Fatal(err)
	}
	command, said := start(t, s, "pgm-demo", nil)
	requireSaid(t, end(t, command, said, exitRefused), "pgm-demo cannot be looked at: DescribeDBInstanceAttribute in cn-hangzhou failed with Forbidden.RAM",
		"Allow rds:DescribeDBInstanceAttribute on acs:rds:cn-hangzhou:1234567890123456:dbinstance/pgm-demo for this RAM user or role")
}

// Without changes, the cases that read run on a policy that is on, and need no consent.
func TestProgram_readsAPolicyThatIsOn(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	command, said := start(t, s, "pgm-console", []string{"-read-only"})
	text := end(t, command, said, exitPassed)
	requireSaid(t, text, "--- PASS: TestReading", "Every case passed.")
	if strings.Contains(text, "TestLifeCycle") || len(s.Calls(modify)) != 0 {
		t.Errorf("%d changes were sent:\n%s", len(s.Calls(modify)), text)
	}
}

func requireSaid(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, sentence := range wanted {
		if !strings.Contains(text, sentence) {
			t.Errorf("%q was not said in:\n%s", sentence, text)
		}
	}
}

// eventually waits in real time for another process.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); !happened(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen", what)
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("%s did not happen", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
