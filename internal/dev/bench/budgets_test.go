// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// within are measurements that keep every budget.
func within(policies int) results {
	found := results{}
	add := func(name string, wall time.Duration, calls map[string]int) {
		found[name] = append(found[name], measured{name: name, wall: wall, calls: calls})
	}
	reads := func(count int) map[string]int {
		return map[string]int{emulator.ActionDescribeCrossRegionBackupDBInstance: count}
	}
	for _, what := range []string{
		plan, planSlow, planSlower, planLimited, apply, changePlan, changeApply, destroyPlan, destroy,
	} {
		add(named(what, policies, "ours"), 9*time.Second, reads(20))
		add(named(what, policies, "T"), 10*time.Second, nil)
	}
	add(named(plan, 1, "ours"), time.Second, reads(1))
	add(named(plan, 1, "T"), time.Second, nil)
	found["Binary"] = []measured{{size: 22_000_000}}
	found[named("Memory", 1, "ours")] = []measured{{memory: 25_000}}
	return found
}

// A budget that is missed, or that was not measured, fails the run.
func TestCheck_failsWhereABudgetIsMissed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change   func(results)
		policies int
		says     string
		fails    bool
	}{
		"all kept": {
			func(results) {}, budgeted,
			"ok           no-op plan, wall over T                                 0.9   at most 0.9\n", false,
		},
		"binary": {
			func(r results) { r["Binary"][0].size = 35_000_001 }, budgeted, "MISSED       stripped binary", true,
		},
		"memory": {
			func(r results) { r[named("Memory", 1, "ours")][0].memory = 40_001 }, budgeted,
			"MISSED       plan of 1, provider memory", true,
		},
		"slow": {
			func(r results) { r[named(plan, budgeted, "ours")][0].wall = 9001 * time.Millisecond }, budgeted,
			"MISSED       no-op plan, wall over T", true,
		},
		"calls": {
			func(r results) { r[named(plan, budgeted, "ours")][0].calls["X"] = 21 }, budgeted, "MISSED       no-op plan, calls",
			true,
		},
		"extra calls": {
			func(r results) { r[named(changeApply, budgeted, "ours")][0].calls["GetRole"] = 61 }, budgeted,
			"MISSED       change, extra calls", true,
		},
		"not measured": {
			func(r results) { delete(r, named(planLimited, budgeted, "ours")) }, budgeted, "not measured no-op plan, 20 calls",
			true,
		},
		"another fleet": {func(r results) { r["Binary"][0].size = 35_000_001 }, 100, "MISSED       stripped binary", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := within(test.policies)
			test.change(found)
			var out strings.Builder
			err := check(&out, found, test.policies)
			if (err != nil) != test.fails || !strings.Contains(out.String(), test.says) {
				t.Errorf("ended with %v, printed\n%s", err, out.String())
			}
		})
	}
}

func TestMeasured_isALineOfABenchmark(t *testing.T) {
	t.Parallel()
	m := measured{
		name:  named(planSlow, 1000, "ours"),
		wall:  1500 * time.Millisecond,
		cpu:   2 * time.Second,
		calls: map[string]int{"A": 2, "B": 1},
	}
	const want = "BenchmarkPlan/policies=1000/provider=ours/latency=30ms 1 1500000000 ns/op 2 cpu-s 3 calls"
	if got := m.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
