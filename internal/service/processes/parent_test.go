// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"os"
	"os/exec"
	"testing"
)

// The processes of one parent meet, and a parent is told from another one that has its id later.
func TestStartOf(t *testing.T) {
	t.Parallel()
	own, err := startOf(os.Getpid())
	if err != nil {
		t.Skipf("this system does not tell when a process started: %v", err)
	}
	if again, err := startOf(os.Getpid()); err != nil || again != own {
		t.Errorf("%q, then %q (%v)", own, again, err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	if started, err := startOf(child.Process.Pid); err == nil && started == own {
		t.Errorf("an ended process started at %q", started)
	}
	if run := OfParent(); run.err != nil || run.name != OfParent().name {
		t.Errorf("the parent of this test is not told: %v", run.err)
	}
	nobody := &Run{err: os.ErrNotExist}
	if member, err := nobody.Join("key"); err == nil || member != nil {
		t.Errorf("joined %v without a parent", member)
	}
	nobody.Validated()
	nobody.Leave()
}
