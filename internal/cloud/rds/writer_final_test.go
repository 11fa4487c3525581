// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// A wait for an instance that does not become Running by itself ends at once, and says what the instance is doing.
func TestApplySettings_endsAtOnceWhereTheInstanceDoesNotRunAgain(t *testing.T) {
	t.Parallel()
	old := onSettings()
	old.RetentionDays, old.LogBackupEnabled = 90, false
	read, busy, accepted := policyReply(old), refusal(403, "IncorrectDBInstanceState"), success("")
	modifying, gone := instanceReply("Modifying"), refusal(400, "InvalidDBInstanceId.NotFound")
	locked := success(`"Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou",` +
		`"DBInstanceStatus":"Running","LockMode":"Released"}]}`)
	for name, tc := range map[string]struct {
		write, policy reply
		instance      []reply
		code          string
		written       bool
	}{
		"refused, deleting": {busy, read, []reply{instanceReply("Deleting")}, "Client.InstanceDeleting", false},
		"refused, deleting later": {
			busy, read, []reply{modifying, instanceReply("DELETING ")}, "Client.InstanceDeleting", false,
		},
		"refused, deleted":              {busy, read, []reply{instanceReply("Deleted")}, "Client.InstanceReleased", false},
		"refused, released":             {busy, read, []reply{instanceReply("released")}, "Client.InstanceReleased", false},
		"refused, released by its lock": {busy, read, []reply{locked}, "Client.InstanceReleased", false},
		"refused, stopped":              {busy, read, []reply{instanceReply("Stopped")}, "Client.InstanceIdle", false},
		"refused, stopping":             {busy, read, []reply{instanceReply("Stopping")}, "Client.InstanceIdle", false},
		"refused, gone":                 {busy, read, []reply{gone}, "InvalidDBInstanceId.NotFound", false},
		"unseen, deleting": {
			accepted, read, []reply{instanceReply("Deleting")}, "Client.InstanceDeleting", true,
		},
		"unseen, gone": {accepted, read, []reply{gone}, "InvalidDBInstanceId.NotFound", true},
		"unseen, released, says the policy": {
			accepted, withStatus(read, "Released"), []reply{modifying}, "Client.InstanceReleased", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{put: {tc.write}, get: {tc.policy}, attr: tc.instance}))
			client, slept := newClient(t, api.URL)
			_, err := client.ApplySettings(t.Context(), onSettings())
			var failed *rds.Error
			var unsettled *rds.NotSettledError
			if !errors.As(err, &failed) || failed.Code != tc.code || errors.As(err, &unsettled) != tc.written {
				t.Fatalf("got %v, want %s, written %t", err, tc.code, tc.written)
			}
			if slept.total() > 10*time.Second {
				t.Errorf("waited %v", slept.total())
			}
			if writes := strings.Count(strings.Join(api.actions(), " "), put); writes != 1 {
				t.Errorf("%d writes, want 1", writes)
			}
			if tc.code != "InvalidDBInstanceId.NotFound" && !strings.Contains(err.Error(), "status ") {
				t.Errorf("the status is not named: %v", err)
			}
		})
	}
}
