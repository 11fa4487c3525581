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
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Ctrl-C in the middle ends the cases, and the instance is put back. So it is when a change is on its way, and when the
// policy never was on, which then ends off with the shortest retention, whatever the API says of one that never was on
// or is off.
func TestProgram_putsBackAfterCtrlC(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		instanceID string
		options    []emulator.Option
		faults     []emulator.Fault
		want       fleet.Policy
	}{
		"between changes": {
			"pgm-disabled", nil, nil, fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30, EverEnabled: true},
		},
		"while a change waits": {
			"pgm-disabled", nil,
			[]emulator.Fault{{Action: modify, Delay: "3s", Nth: 2}},
			fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30, EverEnabled: true},
		},
		"never on": {
			"pgm-demo",
			[]emulator.Option{
				emulator.WithGuess("never-enabled-policy", "internalerror"), emulator.WithGuess("disabled-getter", "bare"),
			},
			nil,
			fleet.Policy{DestinationRegion: "cn-qingdao", RetentionDays: 7, EverEnabled: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := cloud(t, row.options...)
			for _, fault := range row.faults {
				s.AddFault(fault)
			}
			// The copies of pgm-disabled go to cn-shanghai already.
			cmd, said := start(t, s, row.instanceID, nil, agreed(row.instanceID), destinationsVariable+"=cn-qingdao,cn-shanghai")
			eventually(t, "the second change", func() bool { return len(s.Calls(modify)) >= 2 })
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			text := end(t, cmd, said, command.CodeInterrupted)
			if diff := cmp.Diff(row.want, settingsOf(s, row.instanceID)); diff != "" {
				t.Errorf("the policy was not put back (-want +got):\n%s\n%s", diff, text)
			}
			requireSaid(t, text, "Interrupted. Putting back what was found; press Ctrl-C again", "Put back, and read twice")
		})
	}
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

// Where putting back fails, the exact settings and the command are printed. So they are before the first change, for
// somebody whose machine dies.
func TestProgram_saysHowToPutBackByHand(t *testing.T) {
	t.Parallel()
	s := cloud(t)
	cmd, said := start(t, s, "pgm-disabled", nil, agreed("pgm-disabled"))
	eventually(t, "the first change", func() bool { return len(writes(s)) >= 1 })
	// From here on nothing can be changed any more.
	s.AddFault(emulator.Fault{Action: modify, Code: "IncorrectDBInstanceLockMode"})
	text := end(t, cmd, said, codeNotRestored)
	requireSaid(
		t,
		text,
		"NOT PUT BACK: ",
		"IncorrectDBInstanceLockMode",
		"Cross-region backup of pgm-disabled in cn-hangzhou was off.",
		"Its copies went to cn-shanghai and were kept for 30 days; logs were copied: false.",
		"aliyun rds ModifyInstanceCrossBackupPolicy --RegionId cn-hangzhou --DBInstanceId pgm-disabled --BackupEnabled 0 "+
			"--LogBackupEnabled 0 "+
			"--CrossBackupRegion cn-shanghai --CrossBackupType 1 --RetentType 1 --Retention 30",
	)
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
