// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// plansOfOne plans one policy, alternating ours and T, and measures the provider's memory.
func (b *bench) plansOfOne(ctx context.Context) (err error) {
	fleets, err := b.filled(ctx, 1)
	defer stop(fleets, &err)
	if err != nil {
		return err
	}
	for range 3 * b.rounds {
		for _, f := range fleets {
			if err := f.measure(ctx, b, plan, noChange()...); err != nil {
				return err
			}
		}
	}
	return fleets[0].memory(ctx, b)
}

// plansOfMany plans the large fleet: T, ours, and ours with slow calls and with a quota. A round is one plan of each.
func (b *bench) plansOfMany(ctx context.Context) (err error) {
	fleets, err := b.filled(ctx, b.policies)
	defer stop(fleets, &err)
	if err != nil {
		return err
	}
	ours, trivial := fleets[0], fleets[1]
	for range b.rounds {
		if err := trivial.measure(ctx, b, plan, noChange()...); err != nil {
			return err
		}
		for _, variant := range []struct {
			name    string
			latency time.Duration // of each call
			quota   int           // calls a second; 0 is no limit
		}{
			{plan, 0, 0}, {planSlow, 30 * time.Millisecond, 0}, {planSlower, 200 * time.Millisecond, 0}, {planLimited, 0, 20},
		} {
			if variant.latency > 0 {
				ours.emulator.AddFault(emulator.Fault{Delay: variant.latency.String(), When: emulator.OnArrival})
			}
			ours.emulator.SetQuota(emulator.Quota{PerAccount: variant.quota})
			if err := ours.measure(ctx, b, variant.name, noChange()...); err != nil {
				return err
			}
			ours.emulator.ClearFaults()
			ours.emulator.SetQuota(emulator.Quota{})
		}
	}
	return nil
}

// filled returns a fleet of ours and one of T, with their states.
func (b *bench) filled(ctx context.Context, policies int) (fleets []*fleet, err error) {
	for _, provider := range []string{"ours", "T"} {
		f, err := b.newFleet(ctx, provider, policies, 0)
		if err != nil {
			return fleets, err
		}
		fleets = append(fleets, f)
		if err := f.fill(ctx); err != nil {
			return fleets, err
		}
	}
	return fleets, nil
}

// age is how old the fleet gets between its first apply and what follows, so that there are copies to warn of.
const age = 20 * 24 * time.Hour

// changes applies policies that never were on, shortens their retention, and destroys them. T does the first two, by
// turns.
func (b *bench) changes(ctx context.Context) (err error) {
	var fleets []*fleet
	defer func() { stop(fleets, &err) }()
	for _, provider := range []string{"ours", "T"} {
		f, err := b.newFleet(ctx, provider, b.policies, b.policies)
		if err != nil {
			return err
		}
		fleets = append(fleets, f)
		if err := f.configure(b.policies, retention); err != nil {
			return err
		}
		if _, err := f.terraform(ctx, "init"); err != nil {
			return err
		}
	}
	each := func(what string, args ...string) error {
		for _, f := range fleets {
			if err := f.measure(ctx, b, what, args...); err != nil {
				return err
			}
		}
		return nil
	}
	if err := each(apply, "apply", "-auto-approve"); err != nil {
		return err
	}
	if err := sameSize(fleets); err != nil {
		return err
	}
	for _, f := range fleets {
		f.emulator.Fleet().Advance(age)
		if err := f.configure(b.policies, shorterRetention); err != nil {
			return err
		}
	}
	ours := fleets[0]
	return errors.Join(
		each(changePlan, "plan", "-out=saved"),
		each(changeApply, "apply", "saved"),
		ours.measure(ctx, b, destroyPlan, "plan", "-destroy", "-out=saved"),
		// A destroy waits for three seconds at each instance until it is sure that it runs.
		ours.measure(ctx, b, destroy, "apply", "-parallelism=100", "saved"),
	)
}

// sameSize fails where the states of ours and of T differ by more than a twentieth. Terraform writes the whole state
// after each policy, which takes most of the time of an apply: a provider with a smaller state would only seem faster.
func sameSize(fleets []*fleet) error {
	var sizes [2]int64
	for n, f := range fleets {
		info, err := os.Stat(filepath.Join(f.dir, "terraform.tfstate"))
		if err != nil {
			return fmt.Errorf("measure the state: %w", err)
		}
		sizes[n] = info.Size()
	}
	if difference := sizes[0] - sizes[1]; max(difference, -difference) > sizes[0]/20 {
		return fmt.Errorf("the states have %d bytes (ours) and %d bytes (T), too far apart to compare", sizes[0], sizes[1])
	}
	return nil
}
