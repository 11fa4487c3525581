// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// oneText is one policy with everything on.
const oneText = head + `
resource "apsaradb_rds_cross_region_backup_policy" "demo" {
  instance_id        = "pgm-demo"
  destination_region = "cn-shanghai"
  retention_days     = 30
  log_backup_enabled = true
}
`

// The least that a plan can be about: a resource of a provider that does nothing, and one that is built into the CLI.
const (
	trivialText = required + "\nresource \"apsaradb_trivial\" \"one\" {\n  name = \"one\"\n}\n"
	bareText    = "resource \"terraform_data\" \"one\" {}\n"
)

// one is what a plan of one policy takes, and what it takes without the provider.
type one struct {
	size                int64 // of the stripped binary, in bytes
	wall, trivial, bare []time.Duration
	memory              int64 // kilobytes
	calls               int
}

// measureOne times plans of one policy without a stand-in, by turns with plans of the other two, since a machine has moods.
func measureOne(ctx context.Context, box *sandbox.Sandbox, rounds int) (found one, err error) {
	info, err := os.Stat(box.Built)
	if err != nil {
		return one{}, fmt.Errorf("measure the binary: %w", err)
	}
	found.size = info.Size()
	trivial := filepath.Join(box.Dir, "trivial-provider")
	if err := box.Build(ctx, "./internal/dev/bench/trivial", trivial); err != nil {
		return one{}, err
	}
	emulator, err := box.StartBuilt(ctx, "-addr", "127.0.0.1:0")
	if err != nil {
		return one{}, err
	}
	defer func() { err = errors.Join(err, emulator.Stop(), box.Install(box.Built)) }()
	plans := []struct {
		name, program, text string
		walls               *[]time.Duration
		folder              *folder
	}{
		{name: "one", program: box.Built, text: oneText, walls: &found.wall},
		{name: "trivial", program: trivial, text: trivialText, walls: &found.trivial},
		{name: "bare", program: box.Built, text: bareText, walls: &found.bare},
	}
	for i, plan := range plans {
		if err := box.Install(plan.program); err != nil {
			return one{}, err
		}
		if plans[i].folder, err = applied(ctx, box, emulator, plan.name, plan.text); err != nil {
			return one{}, err
		}
	}
	for range rounds {
		for _, plan := range plans {
			if err := box.Install(plan.program); err != nil {
				return one{}, err
			}
			result, err := plan.folder.plan(ctx)
			if err != nil {
				return one{}, err
			}
			*plan.walls = append(*plan.walls, result.Wall)
		}
	}
	found.memory, found.calls, err = watchOne(ctx, box, plans[0].folder)
	return found, err
}

// watchOne returns the provider's memory in a plan, and the calls of that plan.
func watchOne(ctx context.Context, box *sandbox.Sandbox, f *folder) (memory int64, calls int, err error) {
	w, err := newWatch(box)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, w.end()) }()
	if err := os.Remove(filepath.Join(f.dir, ".terraform.lock.hcl")); err != nil { // The stand-in has another checksum.
		return 0, 0, fmt.Errorf("forget the lock: %w", err)
	}
	if _, err := f.terraform(ctx, "init"); err != nil {
		return 0, 0, err
	}
	m, err := f.measure(ctx, w, "plan", "-detailed-exitcode")
	return m.memory, m.total(), err
}

// applied returns a folder whose configuration was applied and planned again, which warms the file cache.
func applied(ctx context.Context, box *sandbox.Sandbox, emulator *sandbox.Emulator, name, text string) (*folder, error) {
	f, err := newFolder(box, emulator, name)
	if err != nil {
		return nil, err
	}
	if err := f.configure(text); err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		if _, err := f.terraform(ctx, args...); err != nil {
			return nil, err
		}
	}
	_, err = f.plan(ctx)
	return f, err
}
