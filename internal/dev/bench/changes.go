// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// age is how old the fleet gets between its first apply and what follows, so that there are copies to warn of.
const age = 20 * 24 * time.Hour

// manyAtOnce is for the destroy, which waits for three seconds at each instance until it is sure that it runs.
const manyAtOnce = "-parallelism=100"

// changed is the life of a fleet: it is made, changed, and destroyed.
type changed struct {
	policies int
	create   measured // one command: plan and apply
	noop     measured
	change   [2]measured // plan, apply
	destroy  [2]measured
}

// measureChanges applies a fleet of policies that never were on, shortens their retention, and destroys them.
func measureChanges(ctx context.Context, box *sandbox.Sandbox, w *watch, policies int) (c changed, err error) {
	c.policies = policies
	f, err := startFleet(ctx, box, "changes", inRegion(policies), policies)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, f.emulator.Stop()) }()
	if err := f.configure(fleetConfiguration(policies, retention)); err != nil {
		return c, err
	}
	if _, err := f.terraform(ctx, "init"); err != nil {
		return c, err
	}
	if c.create, err = f.measure(ctx, w, "apply", "-auto-approve"); err != nil {
		return c, err
	}
	if err := f.emulator.Advance(ctx, age); err != nil {
		return c, err
	}
	if c.noop, err = f.measure(ctx, w, "plan", "-detailed-exitcode"); err != nil {
		return c, err
	}
	if err := f.configure(fleetConfiguration(policies, shorterRetention)); err != nil {
		return c, err
	}
	for _, command := range []struct {
		args  []string
		found *measured
	}{
		{[]string{"plan", "-out=saved"}, &c.change[0]},
		{[]string{"apply", "saved"}, &c.change[1]},
		{[]string{"plan", "-destroy", "-out=saved"}, &c.destroy[0]},
		{[]string{"apply", manyAtOnce, "saved"}, &c.destroy[1]},
	} {
		if *command.found, err = f.measure(ctx, w, command.args...); err != nil {
			return c, err
		}
	}
	return c, nil
}

// extra is how many calls a plan and its apply make for warnings and checks. In the plan these are all that a plan without a
// change does not make. In the apply they are all but the look at each policy, the write, what is read back, and the wait for
// the instance.
func (c changed) extra(both [2]measured) int {
	extra := both[0].total() - c.noop.total()
	for action, count := range both[1].calls {
		switch action {
		case "DescribeInstanceCrossBackupPolicy", "DescribeCrossRegionBackupDBInstance", "ModifyInstanceCrossBackupPolicy",
			"DescribeDBInstanceAttribute", "GetCallerIdentity":
		default:
			extra += count
		}
	}
	return extra
}
