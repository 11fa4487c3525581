// SPDX-License-Identifier: MPL-2.0

package live

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Ctrl-C in the middle, while a change is on its way, ends the cases, and the instance is put back. The tests of
// package subject have the policies that were never on, and what the API says of them.
func TestProgram_putsBackAfterCtrlC(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	s.AddFault(emulator.Fault{Action: modify, Delay: "3s", Nth: 2})
	before := settingsOf(s, "pgm-disabled")
	// The copies of pgm-disabled go to cn-shanghai already.
	cmd, said := start(t, s, "pgm-disabled", nil, agreed("pgm-disabled"), destinationsVariable+"=cn-qingdao,cn-shanghai")
	eventually(t, "the second change", func() bool { return len(s.Calls(modify)) >= 2 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	text := end(t, cmd, said, command.CodeInterrupted)
	if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
		t.Errorf("the policy was not put back (-want +got):\n%s\n%s", diff, text)
	}
	requireSaid(t, text, "Interrupted. Putting back what was found; press Ctrl-C again", "Put back, and read twice")
}

// The first Ctrl-C of a run that is putting back is told, and only the second one ends that.
func TestProgram_leavesItAsItIsAfterTheSecondCtrlC(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	cmd, said := start(t, s, "pgm-disabled", []string{"-settle", "100h"}, agreed("pgm-disabled"))
	eventually(t, "the first change", func() bool { return len(writes(s)) >= 1 })
	for _, until := range []string{
		"Interrupted. Putting back what was found; press Ctrl-C again to leave it as it is.",
		"LEFT AS IT IS, because Ctrl-C was pressed again.",
	} {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		eventually(t, until, func() bool { return strings.Contains(said.String(), until) })
	}
	requireSaid(t, end(t, cmd, said, codeNotRestored), "  1. Look, until DBInstanceStatus is Running:")
}

// A reader of the output that dies with the same Ctrl-C, as tee does, does not keep the instance from being put back.
func TestProgram_putsBackWithoutAReader(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	before := settingsOf(s, "pgm-disabled")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := prepare(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
	cmd.Stdout, cmd.Stderr = write, write
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		buffer := make([]byte, 4096)
		for {
			if _, err := read.Read(buffer); err != nil {
				return
			}
		}
	}()
	_ = write.Close()
	eventually(t, "the first change", func() bool { return len(writes(s)) >= 1 })
	_ = read.Close()
	<-drained
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != command.CodeInterrupted {
		t.Errorf("exit code %d", code)
	}
	if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
		t.Errorf("the policy was not put back (-want +got):\n%s", diff)
	}
}
