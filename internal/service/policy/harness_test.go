// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Most tests run in fake time and speak the provider's protocol; see terraform_test.go. A real Terraform runs where
// Terraform itself decides what happens; those tests use the functions at the end of this file.

type (
	// attributes are the values of a configuration or a state; what is left out is null.
	attributes = testkit.Attributes
	// unknown stands for a value that is known after apply.
	unknown = testkit.Unknown
	// result is what the provider returned.
	result = testkit.Result
)

const (
	modify       = emulator.ActionModifyInstanceCrossBackupPolicy
	getter       = emulator.ActionDescribeInstanceCrossBackupPolicy
	policyList   = emulator.ActionDescribeCrossRegionBackupDBInstance
	instanceRead = emulator.ActionDescribeDBInstanceAttribute
)

// settings is a configuration with the three required arguments and more.
func settings(instanceID, destination string, retentionDays int, more ...attributes) attributes {
	config := attributes{"instance_id": instanceID, "destination_region": destination, "retention_days": retentionDays}
	for _, arguments := range more {
		maps.Copy(config, arguments)
	}
	return config
}

// must fails the test when a method of the fleet does.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// guesses turns pairs of id and value into options.
func guesses(pairs map[string]string) []emulator.Option {
	var options []emulator.Option
	for _, id := range slices.Sorted(maps.Keys(pairs)) {
		options = append(options, emulator.WithGuess(id, pairs[id]))
	}
	return options
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

// addInstances adds eligible instances named after a number from 0, and returns their ids.
func addInstances(t *testing.T, s *emulator.Server, n int, edit func(number int, in *fleet.Instance)) []string {
	t.Helper()
	ids := make([]string, n)
	for i := range n {
		instance := fleet.PostgreSQL(testkit.Region, fmt.Sprintf("pgm-many-%03d", i), fleet.WithHistory(2))
		if edit != nil {
			edit(i, &instance)
		}
		must(t, s.Fleet().AddInstance(instance))
		ids[i] = instance.ID
	}
	return ids
}

// protectedFleet has n protected instances in each region.
func protectedFleet(n int, regions ...string) fleet.Seed {
	seed := fleet.Seed{}
	for _, region := range regions {
		for i := range n {
			in := fleet.PostgreSQL(region, fmt.Sprintf("pgm-%s-%04d", region, i))
			in.Description = fmt.Sprintf("member %d of %s", i, region)
			in.Policy = &fleet.Policy{
				Enabled: true, LogEnabled: i%2 == 0, DestinationRegion: "cn-beijing", RetentionDays: 30 + i%10,
			}
			seed.Instances = append(seed.Instances, in)
		}
	}
	return seed
}

// actions lists the calls since the last reset.
func actions(s *emulator.Server) []string {
	var names []string
	for _, call := range s.Calls() {
		names = append(names, call.Action)
	}
	return names
}

// writesSent returns what each accepted Modify call since the last reset said about its policy, one line a call. Calls
// that the API refused, as it does while an instance is busy, changed nothing and are left out.
func writesSent(s *emulator.Server) []string {
	var lines []string
	for _, call := range s.Calls(modify) {
		if call.Status == http.StatusOK {
			lines = append(lines, aboutPolicy(call))
		}
	}
	return lines
}

// aboutPolicy are the parameters of a call that are no part of the protocol, sorted by name.
func aboutPolicy(call emulator.Call) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(call.Params)) {
		switch name {
		case "AccessKeyId", "Action", "Format", "SignatureMethod", "SignatureNonce", "SignatureType", "SignatureVersion",
			"Timestamp", "Version":
		default:
			parts = append(parts, name+"="+strings.Join(call.Params[name], ","))
		}
	}
	return strings.Join(parts, " ")
}

// written is the line that writesSent gives for one complete write.
func written(instanceID string, enabled, logs bool, destination string, retentionDays int) string {
	digit := map[bool]int{true: 1}
	return fmt.Sprintf("BackupEnabled=%d CrossBackupRegion=%s CrossBackupType=1 DBInstanceId=%s LogBackupEnabled=%d "+
		"RegionId=cn-hangzhou RetentType=1 Retention=%d", digit[enabled], destination, instanceID, digit[logs], retentionDays)
}

// retentionAlone is the line that writesSent gives for a write of the retention alone.
func retentionAlone(instanceID string, days int) string {
	return fmt.Sprintf("DBInstanceId=%s RegionId=cn-hangzhou RetentType=1 Retention=%d", instanceID, days)
}

// requireWrites fails unless exactly these writes were accepted since the last reset.
func requireWrites(t *testing.T, s *emulator.Server, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, writesSent(s)); diff != "" {
		t.Errorf("writes sent (-want +got):\n%s", diff)
	}
}

// requireNoWriteTried fails if a write was sent, accepted or not.
func requireNoWriteTried(t *testing.T, s *emulator.Server) {
	t.Helper()
	if calls := s.Calls(modify); len(calls) > 0 {
		t.Errorf("%d writes were sent, want none", len(calls))
	}
}

// requirePolicy fails unless the emulator holds these settings.
func requirePolicy(
	t *testing.T,
	s *emulator.Server,
	id string,
	enabled, logs bool,
	destination string,
	retentionDays int,
) {
	t.Helper()
	got, _ := s.Fleet().Policy(id)
	want := fleet.Policy{Enabled: enabled, LogEnabled: logs, DestinationRegion: destination, RetentionDays: retentionDays}
	have := fleet.Policy{
		Enabled:           got.Enabled,
		LogEnabled:        got.LogEnabled,
		DestinationRegion: got.DestinationRegion,
		RetentionDays:     got.RetentionDays,
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("policy of %s (-want +got):\n%s", id, diff)
	}
}

// The rest is for tests with a real Terraform.

// The address that most tests use.
const address = testkit.PolicyType + ".test"

// block returns a resource block named test for an instance, with further arguments.
func block(instanceID string, arguments ...string) string {
	return namedBlock("test", instanceID, arguments...)
}

func namedBlock(name, instanceID string, arguments ...string) string {
	return fmt.Sprintf("resource %q %q {\n  instance_id = %q\n  %s\n}\n",
		testkit.PolicyType, name, instanceID, strings.Join(arguments, "\n  "))
}

// to returns the two required arguments beside instance_id.
func to(destination string, retentionDays int) string {
	return fmt.Sprintf("destination_region = %q\n  retention_days = %d", destination, retentionDays)
}

// config returns a complete configuration that points at the emulator.
func config(s *emulator.Server, body ...string) string {
	return testkit.Config(s, strings.Join(body, "\n"))
}

// forget is a configuration that takes the resource out of the state and ends nothing.
const forget = "removed {\n  from = " + address + "\n  lifecycle {\n    destroy = false\n  }\n}"

// says matches text in a diagnostic, which the CLI wraps at 78 columns and frames.
func says(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│|]+`))
}

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

// then is a check of a step: it runs after the apply, and ignores the state of the testing library.
func then(run func()) resource.TestCheckFunc {
	return func(*terraform.State) error {
		run()
		return nil
	}
}

// expect returns a check of the plan of the resource named test.
func expect(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// expectNothing returns a check that the plan is empty.
func expectNothing() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}
