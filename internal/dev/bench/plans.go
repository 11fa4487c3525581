// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// budgeted is the number of policies that the budgets are about.
const budgeted = 1000

// variant is a way to plan a fleet in which nothing changes.
type variant struct {
	name    string
	args    []string
	latency time.Duration // of each call
	quota   int           // calls a second; 0 is no limit
	// ratio is how many times as long as the first variant it may take with 1,000 policies; 0 is no budget.
	ratio float64
	// calls is how many it may make then; 0 is no budget.
	calls int
}

// variants are all ways. The first is what the others are compared with.
func variants() []variant {
	return []variant{
		{name: "plan", calls: 40},
		{name: "plan, 30 ms a call", latency: 30 * time.Millisecond, ratio: 1.1},
		{name: "plan, 200 ms a call", latency: 200 * time.Millisecond, ratio: 1.2},
		{name: "plan, 20 calls a second", quota: 20, ratio: 1.5},
		{name: "plan -refresh=false", args: []string{"-refresh=false"}},
	}
}

// wanted reports whether a fleet is planned in this way. A quota says something of large fleets only, and once is enough.
func (v variant) wanted(policies int) bool { return v.quota == 0 || policies == budgeted }

// planned is a fleet and what its plans took: a round is one plan of each variant.
type planned struct {
	policies int
	folder   *folder
	rounds   []map[string]measured
	// last is how long the newest round took.
	last time.Duration
}

// all returns one figure of every round of a variant.
func all[T any](p *planned, variant string, figure func(measured) T) []T {
	var figures []T
	for _, round := range p.rounds {
		if m, made := round[variant]; made {
			figures = append(figures, figure(m))
		}
	}
	return figures
}

// made reports whether a variant was measured at all.
func (p *planned) made(variant string) bool { return len(all(p, variant, wall)) > 0 }

// ratio is how many times as long as the first one of the same round a variant takes.
func (p *planned) ratio(variant string) float64 {
	var ratios []float64
	for _, round := range p.rounds {
		if m, made := round[variant]; made {
			ratios = append(ratios, m.wall.Seconds()/round[variants()[0].name].wall.Seconds())
		}
	}
	return median(ratios)
}

// measurePlans plans fleets, by turns, because a machine has moods: each round plans every fleet in every way. When time is up
// it returns what there is.
func measurePlans(ctx context.Context, box *sandbox.Sandbox, w *watch, o options, clock *clock) (fleets []*planned, err error) {
	defer func() {
		for _, fleet := range fleets {
			err = errors.Join(err, fleet.folder.emulator.Stop())
		}
	}()
	for _, policies := range o.states {
		made, err := newFleet(ctx, box, policies)
		if err != nil {
			return fleets, err
		}
		fleets = append(fleets, &planned{policies: policies, folder: made})
		clock.lap(fmt.Sprintf("making a fleet of %d", policies))
	}
	for round := range o.rounds {
		for _, fleet := range fleets {
			if round > 0 && clock.late(fleet.last) {
				continue
			}
			if err := fleet.round(ctx, w, clock); err != nil {
				return fleets, err
			}
			fleet.last = clock.lap(fmt.Sprintf("plans of %d", fleet.policies))
		}
	}
	return fleets, nil
}

// round plans a fleet in every way for which there is time.
func (p *planned) round(ctx context.Context, w *watch, clock *clock) error {
	made := map[string]measured{}
	for _, v := range variants() {
		if !v.wanted(p.policies) || clock.late(0) {
			continue
		}
		if err := errors.Join(p.folder.slow(ctx, v.latency), p.folder.allow(ctx, v.quota)); err != nil {
			return err
		}
		m, err := p.folder.measure(ctx, w, append([]string{"plan", "-detailed-exitcode"}, v.args...)...)
		if err != nil {
			return fmt.Errorf("%d policies, %s: %w", p.policies, v.name, err)
		}
		made[v.name] = m
	}
	if len(made) > 0 {
		p.rounds = append(p.rounds, made)
	}
	return errors.Join(p.folder.slow(ctx, 0), p.folder.allow(ctx, 0))
}
