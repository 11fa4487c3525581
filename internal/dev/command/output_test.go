// SPDX-License-Identifier: MPL-2.0

package command

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// programVariable makes the test binary behave as a program that waits for its end.
const programVariable = "APSARADB_COMMAND_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(Main(os.Stderr, os.Args[1:], Command{Name: "wait", Setup: func(*flag.FlagSet) func(context.Context) error {
			return waitForTheEnd
		}}))
	}
	os.Exit(m.Run())
}

// waitForTheEnd prints a last line to a pipe that nobody reads, and then cleans up.
func waitForTheEnd(ctx context.Context) error {
	<-ctx.Done()
	_, err := os.Stdout.WriteString("Stopped.\n")
	fmt.Fprintln(os.Stderr, "cleaned up:", err)
	return ctx.Err()
}

// A command is interrupted when nobody reads its output any more, and lives until it has cleaned up.
func TestMain_endsInOrderWithoutAReader(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd := exec.CommandContext(t.Context(), os.Args[0], "wait")
	cmd.Env = append(os.Environ(), programVariable+"=1")
	cmd.Stdout, cmd.Stderr = write, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = write.Close(), read.Close()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != CodeInterrupted ||
		!strings.Contains(said.String(), "cleaned up: write /dev/stdout: broken pipe") {
		t.Errorf("exit code %d; it said %q", code, said.String())
	}
}
