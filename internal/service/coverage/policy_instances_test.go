// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// policyInstances is the map that a for_each takes its keys from.
func (a answer) policyInstances() map[string]any {
	all, _ := a.whole["policy_instances"].(map[string]any)
	return all
}

// keys are the sorted keys of policy_instances, with a space between.
func (a answer) keys() string {
	return strings.Join(slices.Sorted(maps.Keys(a.policyInstances())), " ")
}

// The map has what is eligible, and what has or had a policy, with the settings that instances shows.
func TestDataSource_policyInstances(t *testing.T) {
	t.Parallel()
	got := mustAsk(t, emulator.StartInMemory(t), nil)
	var want []string
	for id, text := range hangzhou {
		if !strings.HasPrefix(text, "UNPROTECTED ineligible") {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	if keys := strings.Join(want, " "); got.keys() != keys {
		t.Errorf("the keys are\n%s, want\n%s", got.keys(), keys)
	}
	for id, want := range map[string]map[string]any{
		"pgm-demo": {
			"id": "cn-hangzhou:pgm-demo", "region": "cn-hangzhou", "state": "UNPROTECTED", "destination_region": nil,
			"retention_days": nil, "log_backup_enabled": false,
		},
		"pgm-released": {
			"id": "cn-hangzhou:pgm-released", "region": "cn-hangzhou", "state": "RELEASED", "destination_region": "cn-shanghai",
			"retention_days": int64(30), "log_backup_enabled": false,
		},
	} {
		if one := got.policyInstances()[id]; !reflect.DeepEqual(one, want) {
			t.Errorf("%s is\n%v, want\n%v", id, one, want)
		}
	}
}

// A key that disappears is a policy that is destroyed. None does while anything tells of the policy.
func TestDataSource_policyInstancesKeepTheirKeys(t *testing.T) {
	t.Parallel()
	serverless := func(in *fleet.Instance) { in.Category, in.Serverless = "serverless_basic", true }
	deleting := func(in *fleet.Instance) { in.Status = "Deleting" }
	released := func(in *fleet.Instance) { in.Released = true }
	locked := func(in *fleet.Instance) { in.LockMode = "LockByExpiration" }
	tooOld := func(in *fleet.Instance) {
		in.Policy.Enabled, in.Policy.LogEnabled, in.Policy.EverEnabled = false, false, true
		in.EngineVersion = "9.4"
	}
	for name, row := range map[string]struct {
		id     string
		change func(*fleet.Instance)
		guess  string
		kept   bool
	}{
		"protected, turned ineligible":      {"pgm-console", serverless, "", true},
		"protected, being deleted":          {"pgm-console", deleting, "", true},
		"protected, released":               {"pgm-console", released, "", true},
		"off, turned ineligible":            {"pgm-disabled", serverless, "", true},
		"protected, then off, then too old": {"pgm-console", tooOld, "", true},
		"off, being deleted":                {"pgm-disabled", deleting, "", true},
		"off, released":                     {"pgm-disabled", released, "", true},
		"locked":                            {"pgm-demo", locked, "", true},
		// What never had a policy joins only while it is eligible.
		"never on, turned ineligible":                     {"pgm-demo", serverless, "", false},
		"never on, being deleted":                         {"pgm-demo", deleting, "", false},
		"never on, released":                              {"pgm-demo", released, "", false},
		"never on, listed as a policy, turned ineligible": {"pgm-demo", serverless, "list-never-enabled=true", false},
		// Nothing in either list tells that there was a policy. The page says what to do.
		"off, turned ineligible, and not listed": {"pgm-disabled", serverless, "list-disabled=false", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var options []emulator.Option
			if id, value, set := strings.Cut(row.guess, "="); set {
				options = append(options, emulator.WithGuess(id, value))
			}
			s := emulator.StartInMemory(t, options...)
			if err := s.Fleet().UpdateInstance(row.id, row.change); err != nil {
				t.Fatal(err)
			}
			if _, kept := mustAsk(t, s, nil).policyInstances()[row.id]; kept != row.kept {
				t.Errorf("the key of %s is there: %t", row.id, kept)
			}
		})
	}
}

// The map follows the same filters as the list; nothing of it is left where nothing is.
func TestDataSource_policyInstancesFollowTheFilters(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		config testkit.Attributes
		want   string
	}{
		"engines": {testkit.Attributes{"engines": []string{"MySQL"}}, "rm-mysql rm-mysql-cloud"},
		"excluded": {
			testkit.Attributes{"engines": []string{"MySQL"}, "exclude_instance_ids": []string{"rm-mysql"}}, "rm-mysql-cloud",
		},
		"regions": {
			testkit.Attributes{"regions": []string{"eu-central-1", "cn-shanghai"}}, "pgm-frankfurt pgm-shanghai",
		},
		"nothing": {testkit.Attributes{"regions": []string{"us-west-1"}}, ""},
	} {
		got := mustAsk(t, emulator.StartInMemory(t), row.config)
		if got.keys() != row.want || got.whole["policy_instances"] == nil {
			t.Errorf("%s: keys %q, want %q", name, got.keys(), row.want)
		}
	}
}

// An instance in two regions would be one key for two policies.
func TestDataSource_anInstanceInTwoRegions(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	tap := tamper{below: s.Transport(), action: listInstances, edit: func(params url.Values, body map[string]any) {
		if params.Get("RegionId") == "eu-central-1" {
			body["Items"].(map[string]any)["DBInstance"].([]any)[0].(map[string]any)["DBInstanceId"] = "pgm-shanghai"
		}
	}}
	regions := []string{"cn-shanghai", "eu-central-1"}
	got, found := ask(t, s, testkit.Attributes{"regions": regions}, provider.WithTransport(tap))
	found.Require(t, "error", "Instance pgm-shanghai is listed in two regions", "in cn-shanghai and in eu-central-1",
		"(INSTANCE_IN_TWO_REGIONS)")
	if len(got.order) > 0 {
		t.Errorf("got %v", got.order)
	}
	mustAsk(t, s, testkit.Attributes{"regions": regions, "exclude_instance_ids": []string{"pgm-shanghai"}},
		provider.WithTransport(tap))
}
