// SPDX-License-Identifier: MPL-2.0

package with

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// programVariable makes the test binary behave as the program.
const programVariable = "APSARADB_WITH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(command.Main(os.Stderr, os.Args[1:], Command()))
	}
	os.Exit(m.Run())
}

// program returns the program, which runs a script.
func program(t *testing.T, script string) *exec.Cmd {
	t.Helper()
	testkit.RequireTerraform(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "with", "sh", "-c", script)
	cmd.Env = append(os.Environ(), programVariable+"=1")
	cmd.Stderr = os.Stderr
	return cmd
}

// The exit code of the command arrives, and the command finds its Terraform in the environment.
func TestProgram_returnsTheExitCode(t *testing.T) {
	t.Parallel()
	err := program(t, `test -x "$TF_ACC_TERRAFORM_PATH" && exit 3`).Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("got %v, want the exit code 3", err)
	}
}

// A signal that is sent to the program alone reaches the command, which ends in order.
func TestProgram_passesSignalsOn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		signal syscall.Signal
		code   int
	}{
		"INT":  {syscall.SIGINT, 5},
		"TERM": {syscall.SIGTERM, 6},
		"HUP":  {syscall.SIGHUP, 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, `trap 'exit 5' INT; trap 'exit 6' TERM; trap 'exit 7' HUP
				echo ready; while :; do sleep 0.05; done`)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
				t.Fatalf("the command printed %q: %v", line, err)
			}
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("the exit code is %d, want %d", code, test.code)
			}
		})
	}
}
