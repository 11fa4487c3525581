// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// values are attributes by name: string, bool, int, or nil for null.
type values map[string]any

// state returns checks that the resource named test has these values.
func state(want values) []statecheck.StateCheck {
	var checks []statecheck.StateCheck
	for _, name := range slices.Sorted(maps.Keys(want)) {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), known(want[name])))
	}
	return checks
}

func known(value any) knownvalue.Check {
	switch v := value.(type) {
	case nil:
		return knownvalue.Null()
	case bool:
		return knownvalue.Bool(v)
	case int:
		return knownvalue.Int64Exact(int64(v))
	default:
		return knownvalue.StringExact(fmt.Sprint(v))
	}
}

// check returns a TestCheckFunc that ignores the shimmed state.
func check(run func()) resource.TestCheckFunc {
	return func(*terraform.State) error {
		run()
		return nil
	}
}

// planned runs plan checks between plan and apply.
func planned(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

// meanwhile is a plan check that does something between plan and apply.
type meanwhile func()

func (m meanwhile) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	m()
}

// drifted checks the values that the refresh of a plan put into the prior state of the resource named test.
type drifted values

func (d drifted) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	i := slices.IndexFunc(req.Plan.ResourceChanges, func(c *tfjson.ResourceChange) bool { return c.Address == address })
	if i < 0 {
		resp.Error = fmt.Errorf("%s is not in the plan", address)
		return
	}
	before, _ := req.Plan.ResourceChanges[i].Change.Before.(map[string]any)
	for name, want := range d {
		if got := before[name]; fmt.Sprint(got) != fmt.Sprint(want) || reflect.TypeOf(got) == nil != (want == nil) {
			resp.Error = fmt.Errorf("%s is %v in the refreshed state, want %v", name, got, want)
		}
	}
}

// must fails the test when a door of the fleet does.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// changed changes the stored policy of an instance as somebody in the console would.
func changed(t *testing.T, s *emulator.Server, instanceID string, change func(*fleet.Policy)) {
	t.Helper()
	p, ok := s.Fleet().Policy(instanceID)
	if !ok {
		t.Fatalf("no instance %s", instanceID)
	}
	change(&p)
	must(t, s.Fleet().SetPolicy(instanceID, p))
}

// retentionAlone is the line that writesSent gives for a write of the retention alone.
func retentionAlone(instanceID string, days int) string {
	return fmt.Sprintf("DBInstanceId=%s RegionId=cn-hangzhou RetentType=1 Retention=%d", instanceID, days)
}

// guesses turns pairs of id and value into options.
func guesses(pairs map[string]string) []emulator.Option {
	var options []emulator.Option
	for _, id := range slices.Sorted(maps.Keys(pairs)) {
		options = append(options, emulator.WithGuess(id, pairs[id]))
	}
	return options
}

// releaseOnWrite is a sleep that releases pgm-demo at the first wait after the write that switched it off.
func releaseOnWrite(t *testing.T, s *emulator.Server) provider.Option {
	return provider.WithSleep(func(ctx context.Context, d time.Duration) error {
		if p, _ := s.Fleet().Policy("pgm-demo"); p.EverEnabled && !p.Enabled {
			must(t, s.Fleet().Release("pgm-demo"))
		}
		s.Fleet().Advance(d)
		return ctx.Err()
	})
}
