// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A kill counts only if there was somebody to kill: after the command's end there is nobody.
func TestProcess_killsOnlyWhatRuns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script string
		early  bool // kill while it runs
		code   int
	}{
		"running": {script: "sleep 60", early: true, code: -1},
		"ended":   {script: "exit 3", code: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			program := filepath.Join(dir, "terraform")
			if err := os.WriteFile(program, []byte("#!/bin/sh\n"+test.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			process, err := (&Sandbox{Dir: dir, Terraform: program}).Launch(context.Background(), dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			if test.early {
				if killed, err := process.Kill(); !killed || err != nil {
					t.Errorf("a running command was killed: %t, %v", killed, err)
				}
			}
			if result, err := process.Wait(); result.Code != test.code || err != nil {
				t.Errorf("the command ended with %d, %v; want %d", result.Code, err, test.code)
			}
			if killed, err := process.Kill(); killed || err != nil {
				t.Errorf("an ended command was killed: %t, %v", killed, err)
			}
		})
	}
}

func TestProviders(t *testing.T) {
	t.Parallel()
	const list = `    1     1 /sbin/init
  200   200 terraform apply
  201   200 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0
  202   200 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0 -debug
  203   200 [terraform-provi] <defunct>
  204   200 sh -c terraform-provider-apsaradb_v0.1.0
  301   300 .terraform/providers/x/linux_amd64/terraform-provider-apsaradb_v0.1.0
  x     200 terraform-provider-apsaradb_v0.1.0
`
	got := providers([]byte(list), 200, "terraform-provider-apsaradb_v0.1.0")
	if want := []int{201, 202}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
