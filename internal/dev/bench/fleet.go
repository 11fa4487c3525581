// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	emulated "github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// configuration is a fleet of policies. It counts: Terraform works out the map of a for_each anew for each of its keys,
// which would hide what the provider takes.
const configuration = `terraform {
  required_providers {
    apsaradb = { source = "geobackup/apsaradb" }
  }
}

provider "apsaradb" {
  region = "cn-hangzhou"
}

resource "apsaradb_rds_cross_region_backup_policy" "fleet" {
  count = %d

  instance_id        = format("pgm-bench%%05d", count.index)
  destination_region = "cn-shanghai"
  retention_days     = %d
  log_backup_enabled = true
}
`

// The retention of a fleet's policies, and the one that they are changed to.
const (
	retention        = 30
	shorterRetention = 14
)

func instanceID(n int) string { return fmt.Sprintf("pgm-bench%05d", n) }

// inRegion is how many instances the region of a fleet has: 1.2 times as many as there are policies, rounded up.
func inRegion(policies int) int { return policies + (policies+4)/5 }

// seed is the emulator's fleet. The first instances have no policy where bare is their number. All others have one that
// is on and equals those of the configuration.
func seed(instances, bare int) emulated.Seed {
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	all := emulated.Seed{Start: start, Accounts: emulated.DefaultSeed().Accounts}
	policy := emulated.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: retention}
	policy.EnabledTime = start.AddDate(0, -1, 0)
	policy.LogEnabledTime = policy.EnabledTime
	for n := range instances {
		instance := emulated.PostgreSQL("cn-hangzhou", instanceID(n), emulated.WithHistory(40))
		if n >= bare {
			instance = instance.With(emulated.WithPolicy(policy))
		}
		all.Instances = append(all.Instances, instance)
	}
	return all
}

// fleet is a folder with policies and their state, one of the two providers, and an emulator.
type fleet struct {
	box      *sandbox.Sandbox
	program  string // the provider
	provider string // "ours" or "T"
	policies int
	dir      string
	emulator *emulator.Running
}

// newFleet starts an emulator whose clock stands still and whose instances are not busy after a change, so that nothing
// but calls takes time. It has a policy already for every instance from bare on.
func (b *bench) newFleet(ctx context.Context, provider string, policies, bare int) (*fleet, error) {
	f := &fleet{box: b.box, program: b.ours, provider: provider, policies: policies}
	if provider == "T" {
		f.program = b.trivial
	}
	var err error
	if f.dir, err = os.MkdirTemp(b.box.Dir, "fleet-"); err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	f.emulator, err = emulator.Serve(context.WithoutCancel(ctx), "127.0.0.1:0",
		emulator.WithSeed(seed(inRegion(policies), bare)), emulator.WithManualClock(time.Time{}),
		emulator.WithGuess("busy-after-write", "0s"))
	return f, err
}

// stop ends the emulators of fleets.
func stop(fleets []*fleet, err *error) {
	for _, f := range fleets {
		*err = errors.Join(*err, f.emulator.Stop())
	}
}

func (f *fleet) configure(policies, retentionDays int) error {
	return f.write("main.tf", fmt.Appendf(nil, configuration, policies, retentionDays))
}

func (f *fleet) write(name string, text []byte) error {
	if err := os.WriteFile(filepath.Join(f.dir, name), text, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// terraform runs a command that has to succeed.
func (f *fleet) terraform(ctx context.Context, args ...string) (sandbox.Result, error) {
	if err := f.box.Install(f.program); err != nil {
		return sandbox.Result{}, err
	}
	result, err := f.box.Run(ctx, f.dir, sandbox.Attach(f.emulator.URL()), args...)
	if err == nil && result.Code != 0 {
		err = fmt.Errorf("terraform %v ended with %d:\n%s", args, result.Code, result.Output)
	}
	return result, err
}

// noChange is a plan that fails unless there is nothing to change.
func noChange() []string { return []string{"plan", "-detailed-exitcode"} }

// measure runs a command that has to succeed, and adds what it took under a name.
func (f *fleet) measure(ctx context.Context, b *bench, what string, args ...string) error {
	name := named(what, f.policies, f.provider)
	fmt.Fprintf(os.Stderr, "%s ...\n", name)
	f.emulator.ResetCalls()
	result, err := f.terraform(ctx, args...)
	if err != nil {
		return err
	}
	if dropped := f.emulator.DroppedCalls(); dropped > 0 {
		return fmt.Errorf("the emulator did not record %d calls", dropped)
	}
	m := measured{name: name, wall: result.Wall, cpu: result.CPU, calls: map[string]int{}}
	for _, call := range f.emulator.Calls() {
		m.calls[call.Action]++
	}
	b.add(m)
	return nil
}

// fill makes a state of all policies. Terraform applies one of them, which is on and so is only adopted; the others are
// copies of what it wrote. Plans fail where that is not what the provider would have written, because they find
// something to change.
func (f *fleet) fill(ctx context.Context) error {
	if err := f.configure(1, retention); err != nil {
		return err
	}
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		if _, err := f.terraform(ctx, args...); err != nil {
			return err
		}
	}
	if err := errors.Join(f.copyPolicy(), f.configure(f.policies, retention)); err != nil {
		return err
	}
	_, err := f.terraform(ctx, noChange()...) // It warms the file cache.
	return err
}

// copyPolicy copies the only policy of the state.
func (f *fleet) copyPolicy() error {
	const name = "terraform.tfstate"
	text, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return fmt.Errorf("read the state: %w", err)
	}
	var state map[string]json.RawMessage
	var resources []map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(text, &state), json.Unmarshal(state["resources"], &resources)); err != nil ||
		len(resources) != 1 {
		return fmt.Errorf("read the state: it has %d resources and not one: %w", len(resources), err)
	}
	one := string(resources[0]["instances"])
	var instances []map[string]json.RawMessage
	for n := range f.policies {
		var copies []map[string]json.RawMessage
		if err := json.Unmarshal([]byte(strings.ReplaceAll(one, instanceID(0), instanceID(n))), &copies); err != nil ||
			len(copies) != 1 {
			return fmt.Errorf("read the state: it has %d policies and not one: %w", len(copies), err)
		}
		copies[0]["index_key"] = json.RawMessage(strconv.Itoa(n))
		instances = append(instances, copies[0])
	}
	var errs [3]error
	resources[0]["instances"], errs[0] = json.Marshal(instances)
	state["resources"], errs[1] = json.Marshal(resources)
	text, errs[2] = json.Marshal(state)
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	return f.write(name, text)
}
