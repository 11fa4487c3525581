// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"fmt"
	"io"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// budget bounds one figure. Measurements are named without their fleet: "Plan" is that of the large one.
type budget struct {
	what   string
	limit  float64
	figure func(results) (float64, bool)
}

// The names of what is measured with the large fleet.
const (
	plan        = "Plan"
	planSlow    = "Plan/latency=30ms"
	planSlower  = "Plan/latency=200ms"
	planLimited = "Plan/quota=20"
	apply       = "Apply"
	changePlan  = "ChangePlan"
	changeApply = "ChangeApply"
	destroyPlan = "DestroyPlan"
	destroy     = "DestroyApply"
)

// named is the name of a measurement.
func named(what string, policies int, provider string) string {
	kind, variant, _ := strings.Cut(what, "/")
	name := fmt.Sprintf("%s/policies=%d/provider=%s", kind, policies, provider)
	if variant != "" {
		name += "/" + variant
	}
	return name
}

// budgets are those of a fleet of some policies. Ours over T is the ratio of two medians.
func budgets(policies int) []budget {
	ours := func(what string) string { return named(what, policies, "ours") }
	ratio := func(of, over string) func(results) (float64, bool) {
		return func(r results) (float64, bool) {
			mine, measured := r.median(of, wall)
			base, both := r.median(over, wall)
			return mine / base, measured && both
		}
	}
	overT := func(what string, policies int) func(results) (float64, bool) {
		return ratio(named(what, policies, "ours"), named(what, policies, "T"))
	}
	figure := func(name string, of func(measured) float64) func(results) (float64, bool) {
		return func(r results) (float64, bool) { return r.median(name, of) }
	}
	calls := func(m measured) float64 { return float64(m.total()) }
	return []budget{
		{"stripped binary, bytes", 35_000_000, figure("Binary", func(m measured) float64 { return float64(m.size) })},
		{"plan of 1, wall over T", 1.15, overT(plan, 1)},
		{
			"plan of 1, provider memory in MB",
			40,
			figure(named("Memory", 1, "ours"), func(m measured) float64 { return float64(m.memory) / 1e3 }),
		},
		{"no-op plan, calls", 40, figure(ours(plan), calls)},
		{"no-op plan, wall over T", 0.9, overT(plan, policies)},
		{"no-op plan, 30 ms a call over 0 ms", 1.1, ratio(ours(planSlow), ours(plan))},
		{"no-op plan, 200 ms a call over 0 ms", 1.2, ratio(ours(planSlower), ours(plan))},
		{"no-op plan, 20 calls a second over unlimited", 1.5, ratio(ours(planLimited), ours(plan))},
		{
			"first apply, calls a policy",
			3.2,
			figure(ours(apply), func(m measured) float64 { return calls(m) / float64(policies) }),
		},
		{"first apply, wall over T", 1.1, overT(apply, policies)},
		{"change, extra calls for warnings", 60, extra(ours(plan), ours(changePlan), ours(changeApply))},
		{"change, wall over T", 1.1, overT(changeApply, policies)},
		{"destroy, extra calls for warnings", 60, extra(ours(plan), ours(destroyPlan), ours(destroy))},
	}
}

// extra is how many calls a plan and its apply make for warnings and checks. In the plan, these are all that a plan
// without a change does not make. In the apply, they are all but the look at each policy, the write, the read-back, and
// the wait.
func extra(noop, planned, applied string) func(results) (float64, bool) {
	return func(r results) (float64, bool) {
		before, ok := r.median(noop, func(m measured) float64 { return float64(m.total()) })
		if !ok || len(r[planned]) == 0 || len(r[applied]) == 0 {
			return 0, false
		}
		count := r[planned][0].total() - int(before)
		for action, calls := range r[applied][0].calls {
			switch action {
			case emulator.ActionDescribeInstanceCrossBackupPolicy, emulator.ActionDescribeCrossRegionBackupDBInstance,
				emulator.ActionModifyInstanceCrossBackupPolicy, emulator.ActionDescribeDBInstanceAttribute,
				emulator.ActionGetCallerIdentity:
			default:
				count += calls
			}
		}
		return float64(count), true
	}
}

// check prints each budget, and fails where one is missed. Those of a fleet of another size than the budgets' are only
// shown.
func check(out io.Writer, found results, policies int) error {
	_, _ = fmt.Fprintf(out, "\nBudgets, with %d policies\n", policies)
	missed := 0
	for _, b := range budgets(policies) {
		got, measured := b.figure(found)
		verdict := "ok"
		switch {
		case !measured:
			verdict = "not measured"
			missed++
		case got > b.limit:
			verdict = "MISSED"
			missed++
		}
		_, _ = fmt.Fprintf(out, "%-12s %-46s %12.6g   at most %.10g\n", verdict, b.what, got, b.limit)
	}
	if missed > 0 && policies == budgeted {
		return fmt.Errorf("%d budgets are missed", missed)
	}
	return nil
}
