// SPDX-License-Identifier: MPL-2.0

package live

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// These tests run the program as a user would, with an emulator in the place of the cloud: another process, real HTTP,
// and the provider's own environment variables. The fleet's clock runs fast, because the program waits in real time.

const modify = "ModifyInstanceCrossBackupPolicy"

// cloud starts the emulator that plays the cloud.
func cloud(t *testing.T, options ...emulator.Option) *emulator.Server {
	t.Helper()
	testkit.RequireTerraform(t)
	return emulator.Start(t, append([]emulator.Option{emulator.WithSpeed(speed)}, options...)...)
}

// prepare returns the program for an instance. Further variables come last and win.
func prepare(t *testing.T, s *emulator.Server, instanceID string, arguments []string, variables ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The program runs this very binary for the cases.
	command := exec.CommandContext(t.Context(), self, append([]string{
		"live",
		"-cases",
		self,
		"-settle",
		"1m",
		"-released",
		"pgm-released",
		"-report",
		filepath.Join(t.TempDir(), "report.txt"),
	}, arguments...)...)
	command.Env = []string{
		programVariable + "=1", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(),
		regionVariable + "=" + testkit.Region, instanceVariable + "=" + instanceID,
	}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "TF_ACC_") || name == "PATH" ||
			name == "TF_CLI_CONFIG_FILE" {
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
func start(
	t *testing.T,
	s *emulator.Server,
	instanceID string,
	arguments []string,
	variables ...string,
) (*exec.Cmd, *sandbox.Output) {
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
	return fleet.Policy{
		Enabled:           p.Enabled,
		LogEnabled:        p.LogEnabled,
		DestinationRegion: p.DestinationRegion,
		RetentionDays:     p.RetentionDays,
		EverEnabled:       p.EverEnabled,
	}
}

// writes are the settings of each accepted change.
func writes(s *emulator.Server) []string {
	var lines []string
	for _, call := range s.Calls(modify) {
		if call.Status == http.StatusOK {
			lines = append(
				lines,
				fmt.Sprintf("%s %s %s %s", call.Params.Get("BackupEnabled"), call.Params.Get("LogBackupEnabled"),
					call.Params.Get("CrossBackupRegion"), call.Params.Get("Retention")),
			)
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

// With consent, the program does what it announced and nothing else, and leaves a policy that was off as it was. Then
// it says which guesses of the emulator hold.
func TestProgram_putsBackAPolicyThatWasOff(t *testing.T) {
	t.Parallel()
	s := cloud(t, emulator.WithGuess("instance-not-found", "404"))
	before := settingsOf(s, "pgm-disabled")
	report := filepath.Join(t.TempDir(), "report.txt")
	command, said := start(t, s, "pgm-disabled", []string{"-report", report}, agreed("pgm-disabled"))
	text := end(t, command, said, 0)
	// Its copies went to cn-shanghai for 30 days; the second destination is the first of its own area.
	want := append(announced([2]string{"cn-shanghai", "cn-beijing"}, 30),
		"1 0 cn-shanghai 31", "1 0 cn-beijing 31", "0   32", // for the guesses
		"0 0 cn-shanghai 30") // put back
	if diff := cmp.Diff(want, writes(s)); diff != "" {
		t.Errorf("writes (-want +got):\n%s\n%s", diff, text)
	}
	if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
		t.Errorf("the policy was not put back (-want +got):\n%s", diff)
	}
	requireSaid(
		t,
		text,
		"Every case passed.",
		"Put back, and read twice: off, logs off, to cn-shanghai, 30 days.",
		"--- PASS: TestLifeCycle",
		"--- PASS: TestReading",
		"1. switch it on: backup on, logs off, to cn-shanghai, 30 days",
		"up to 5 copies",
		"USD",
		"What cannot be undone",
		subject.NotRun,
		"TestLifeCycle, step 1 of 10: switch it on: backup on, logs off, to cn-shanghai, 30 days (minutes as a rule, hours "+
			"if a backup starts) ...\n",
		"TestLifeCycle, step 10 of 10: destroy the resource, which switches it off",
		"TestLifeCycle, step 10 of 10: done after ",
		"Asking about list-disabled (seconds) ...",
		"Asking about busy-after-write (minutes as a rule, 30m0s at most) ...",
		"DIFFERS      instance-not-found = 400",
		"holds        released-getter = policy",
		"holds        region-change-enabled-time = ",
	)
	kept, err := os.ReadFile(report)
	if err != nil || !strings.HasPrefix(text, string(kept)) ||
		!strings.Contains(string(kept), "not observable with this account.") {
		t.Errorf("the report is no copy of what was printed: %v\n%s", err, kept)
	}
	for _, secret := range []string{testkit.SecretKey, testkit.AccessKey} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in the output", secret)
		}
	}
}

// Without consent the program only reads, and says what it would do. Another phrase than the printed one is no consent.
func TestProgram_changesNothingWithoutConsent(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	for name, test := range map[string]struct {
		consent string
		code    int
		says    []string
	}{
		"none": {
			"", 0, []string{"--- PASS: TestReading", "holds        released-getter = policy", "cannot tell  getter-lag = 0s"},
		},
		"another phrase":   {"yes", codeRefused, nil},
		"another instance": {subject.Consent("pgm-other"), codeRefused, nil},
		"a blank more":     {subject.Consent("pgm-demo") + " ", codeRefused, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command, out := start(t, s, "pgm-demo", nil, consentVariable+"="+test.consent)
			text := end(t, command, out, test.code)
			requireSaid(t, text, append(test.says, "othing was changed. To go ahead", "What it costs",
				fmt.Sprintf("%s=%q", consentVariable, subject.Consent("pgm-demo")))...)
			if len(s.Calls(modify)) != 0 || strings.Contains(text, "TestLifeCycle") {
				t.Errorf("%d changes were sent:\n%s", len(s.Calls(modify)), text)
			}
		})
	}
}

// With consent, this is refused. The tests of package subject have each objection, and each wrong destination.
func TestProgram_refusesWhatItCannotPutBack(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	for name, row := range map[string]struct {
		instanceID, destinations, says string
	}{
		"a policy that is on":   {"pgm-console", "", "pgm-console is not touched:\n  Its policy is on."},
		"no such instance":      {"pgm-nowhere", "", "pgm-nowhere cannot be looked at: "},
		"no destination":        {"pgm-demo", "cn-hangzhou", "cn-hangzhou is no destination for instances in cn-hangzhou"},
		"too many destinations": {"pgm-demo", "cn-beijing,cn-shanghai,cn-qingdao", "names more than two regions"},
		"no instance":           {"", "", instanceVariable + " must be set."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command, said := start(t, s, row.instanceID, nil, agreed(row.instanceID), destinationsVariable+"="+row.destinations)
			requireSaid(t, end(t, command, said, codeRefused), row.says)
			if calls := s.Calls(modify); len(calls) != 0 {
				t.Errorf("%d changes were sent", len(calls))
			}
		})
	}
}

// Nothing in the environment makes the cases reach a cloud account: without a flag they start an emulator of their own.
func TestCases_takeNoOrderFromTheEnvironment(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	command := prepare(t, s, "pgm-demo", nil, "APSARADB_LIVE_ORDER="+
		`{"region":"cn-hangzhou","instance_id":"pgm-demo","destinations":["cn-shanghai","cn-beijing"],"retention":30}`)
	command.Args = []string{command.Path, "-test.run=^TestReading$"}
	command.Env = slices.DeleteFunc(command.Env,
		func(entry string) bool { return strings.HasPrefix(entry, programVariable) })
	if output, err := command.CombinedOutput(); err != nil || len(s.Calls()) != 0 {
		t.Errorf("%v, %d calls of the account in the environment:\n%s", err, len(s.Calls()), output)
	}
}

// A refusal by RAM says what to allow.
func TestProgram_saysWhatToAllow(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	if err := s.Fleet().UpdateAccount("1234567890123456",
		func(a *fleet.Account) { a.DeniedActions = []string{"rds:DescribeDBInstanceAttribute"} }); err != nil {
		t.Fatal(err)
	}
	command, said := start(t, s, "pgm-demo", nil)
	requireSaid(
		t,
		end(t, command, said, codeRefused),
		"pgm-demo cannot be looked at: DescribeDBInstanceAttribute in cn-hangzhou failed with Forbidden.RAM",
		"Allow rds:DescribeDBInstanceAttribute on acs:rds:cn-hangzhou:1234567890123456:dbinstance/pgm-demo for this RAM "+
			"user or role",
	)
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
