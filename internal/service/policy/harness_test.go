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

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

type (
	// attributes are the values of a configuration or a state; what is left out is null.
	attributes = testkit.Attributes
	// unknown stands for a value that is known after apply.
	unknown = testkit.Unknown
	// result is what the provider returned.
	result = testkit.Result
)

// The address that most tests use.
const address = "apsaradb_rds_cross_region_backup_policy.test"

const modify = "ModifyInstanceCrossBackupPolicy"

// block returns a resource block named test for an instance, with further arguments.
func block(instanceID string, arguments ...string) string {
	return namedBlock("test", instanceID, arguments...)
}

func namedBlock(name, instanceID string, arguments ...string) string {
	return fmt.Sprintf("resource \"apsaradb_rds_cross_region_backup_policy\" %q {\n  instance_id = %q\n  %s\n}\n",
		name, instanceID, strings.Join(arguments, "\n  "))
}

// to returns the two required arguments beside instance_id.
func to(destination string, retentionDays int) string {
	return fmt.Sprintf("destination_region = %q\n  retention_days = %d", destination, retentionDays)
}

// config returns a complete configuration that points at the emulator.
func config(s *emulator.Server, body ...string) string {
	return testkit.Config(s, strings.Join(body, "\n"))
}

// writesSent returns the business parameters of each accepted Modify call since the last reset, one line a call, sorted by
// name. Calls that the API refused, as it does while an instance is busy, changed nothing and are left out.
func writesSent(s *emulator.Server) []string {
	var lines []string
	for _, call := range s.Calls(modify) {
		if call.Status != http.StatusOK {
			continue
		}
		lines = append(lines, business(call))
	}
	return lines
}

// business is what a call says about its subject, sorted by name.
func business(call emulator.Call) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(call.Params)) {
		if !publicParameters[name] {
			parts = append(parts, name+"="+strings.Join(call.Params[name], ","))
		}
	}
	return strings.Join(parts, " ")
}

// publicParameters are part of each call of the protocol and say nothing about the policy.
var publicParameters = map[string]bool{
	"AccessKeyId": true, "Action": true, "Format": true, "SignatureMethod": true, "SignatureNonce": true,
	"SignatureType": true, "SignatureVersion": true, "Timestamp": true, "Version": true,
}

// written is the line that writesSent gives for one complete write.
func written(instanceID string, enabled, logs bool, destination string, retentionDays int) string {
	digit := map[bool]int{true: 1}
	return fmt.Sprintf("BackupEnabled=%d CrossBackupRegion=%s CrossBackupType=1 DBInstanceId=%s LogBackupEnabled=%d RegionId=cn-hangzhou RetentType=1 Retention=%d",
		digit[enabled], destination, instanceID, digit[logs], retentionDays)
}

// requireWrites fails unless exactly these writes were sent since the last reset.
func requireWrites(t *testing.T, s *emulator.Server, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, writesSent(s)); diff != "" {
		t.Errorf("writes sent (-want +got):\n%s", diff)
	}
}

// requirePolicy fails unless the emulator holds these settings.
func requirePolicy(t *testing.T, s *emulator.Server, instanceID string, enabled, logs bool, destination string, retentionDays int) {
	t.Helper()
	got, _ := s.Fleet().Policy(instanceID)
	want := fleet.Policy{Enabled: enabled, LogEnabled: logs, DestinationRegion: destination, RetentionDays: retentionDays}
	have := fleet.Policy{Enabled: got.Enabled, LogEnabled: got.LogEnabled, DestinationRegion: got.DestinationRegion, RetentionDays: got.RetentionDays}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("policy of %s (-want +got):\n%s", instanceID, diff)
	}
}

// says matches text in a diagnostic, which the CLI wraps at 78 columns and frames.
func says(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│|]+`))
}

func isError(text string) bool { return strings.HasPrefix(text, "error") }

// created plans and applies a create in sessions of their own, and fails the test where that fails.
func created(t *testing.T, newSession func() *testkit.Session, config attributes) result {
	t.Helper()
	planned := newSession().Plan(result{}, config)
	after := newSession().Create(config)
	if said := append(planned.Said, after.Said...); said.Failed() {
		t.Fatal(said)
	}
	return after
}
