// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"os"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Ctrl-C in the middle ends the cases, and the instance is put back. So it is when the answer to a change is still on its way.
func TestProgram_putsBackAfterCtrlC(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]*emulator.Fault{
		"between changes":      nil,
		"while a change waits": {Action: modify, Delay: "3s", Nth: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cloud(t)
			if fault != nil {
				s.AddFault(*fault)
			}
			before := settingsOf(s, "pgm-disabled")
			command, said := start(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
			eventually(t, "the second change", func() bool { return len(s.Calls(modify)) >= 2 })
			if err := command.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			text := end(t, command, said, exitInterrupted)
			if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
				t.Errorf("the policy was not put back (-want +got):\n%s\n%s", diff, text)
			}
			requireSaid(t, text, "Interrupted. The instance is put back now.", "Put back, and read twice")
		})
	}
}

// Where putting back fails, the exact settings and the command are printed. So they are before the first change, for somebody whose machine dies.
func TestProgram_saysHowToPutBackByHand(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	command, said := start(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
	eventually(t, "the first change", func() bool { return len(writes(s)) >= 1 })
	// From here on nothing can be changed any more.
	s.AddFault(emulator.Fault{Action: modify, Code: "IncorrectDBInstanceLockMode"})
	text := end(t, command, said, exitNotRestored)
	requireSaid(t, text, "NOT PUT BACK: ", "IncorrectDBInstanceLockMode",
		"Cross-region backup of pgm-disabled in cn-hangzhou was off.", "Its copies went to cn-shanghai and were kept for 30 days; logs were copied: false.",
		"aliyun rds ModifyInstanceCrossBackupPolicy --RegionId cn-hangzhou --DBInstanceId pgm-disabled --BackupEnabled 0 --LogBackupEnabled 0 "+
			"--CrossBackupRegion cn-shanghai --CrossBackupType 1 --RetentType 1 --Retention 30")
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
	command := prepare(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
	command.Stdout, command.Stderr = write, write
	if err := command.Start(); err != nil {
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
	if err := command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if diff := cmp.Diff(before, settingsOf(s, "pgm-disabled")); diff != "" {
		t.Errorf("the policy was not put back (-want +got):\n%s", diff)
	}
}
