// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestApplyRetention_namesNothingButTheRetention(t *testing.T) {
	t.Parallel()
	for want, read := range map[string]reply{
		"retention is 30 days, wanted 7 days":   policyReply(onSettings()),
		"retention is not shown, wanted 7 days": success(`"DBInstanceId":"pgm-demo","BackupEnabled":"Disabled"`),
	} {
		client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{put: {success("")}, get: {read}})).URL)
		_, err := client.ApplyRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7)
		var unsettled *rds.NotSettledError
		if !errors.As(err, &unsettled) || !slices.Equal(unsettled.Differences(), []string{want}) {
			t.Errorf("got %v, want that %s", err, want)
		}
	}
}

// A released instance never runs again, so its busy answers are not waited out until the timeout.
func TestApplyRetention_ofAReleasedInstanceThatIsBusy(t *testing.T) {
	t.Parallel()
	busy := refusal(403, "IncorrectDBInstanceState")
	for name, instance := range map[string]reply{
		"says so": instanceReply("Released"), "is not found": refusal(400, "InvalidDBInstanceId.NotFound"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{
				put: {busy}, get: {policyReply(onSettings())}, attr: {instance},
			}))
			client, slept := newClient(t, api.URL)
			_, err := client.ApplyRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7)
			var unsettled *rds.NotSettledError
			if rds.ClassOf(err) != rds.ClassBusy || !errors.As(err, &unsettled) || unsettled.LastStatus != "Released" {
				t.Errorf("got %v, want the refusal and the status", err)
			}
			writes := strings.Count(strings.Join(api.actions(), " "), put)
			if writes != 5 || slept.total() > 2*time.Minute {
				t.Errorf("%d writes in %v, want 5 within two minutes", writes, slept.total())
			}
		})
	}
}

// A getter that fails, or does not find the instance, has not said that its policy is off. Where the list still shows
// it on, the write is sent again. While the API is down, a list without the row says nothing either.
func TestApplySettings_isNotOffBecauseTheGetterFindsNothing(t *testing.T) {
	t.Parallel()
	listed := func(s rds.Settings) reply {
		return success(`"TotalRecords":1,"Items":{"Item":[` + policyReply(s).body + `]}`)
	}
	on, accepted, lost := onSettings(), success(""), reply{drop: true}
	off := on
	off.Enabled, off.LogBackupEnabled = false, false
	noRow, denied := success(`"TotalRecords":0,"Items":{"Item":[]}`), refusal(403, "Forbidden.RAM")
	absent := []reply{refusal(404, "InvalidDBInstance.NotFound")}
	down := append(slices.Repeat([]reply{refusal(503, "ServiceUnavailable")}, 5), policyReply(on), policyReply(off))
	for name, tc := range map[string]struct {
		writes, reads, lists []reply
		class                rds.Class
		sent                 int
	}{
		"lost, and still on": {
			[]reply{lost, accepted}, absent, []reply{listed(on), listed(off)}, rds.ClassUnknown, 2,
		},
		"lost, while the API is down": {[]reply{lost, accepted}, down, []reply{noRow}, rds.ClassUnknown, 2},
		"accepted, and off":           {[]reply{accepted}, absent, []reply{listed(off)}, rds.ClassUnknown, 1},
		"accepted, and no row":        {[]reply{accepted}, absent, []reply{noRow}, rds.ClassUnknown, 1},
		"lost, and no list":           {[]reply{lost}, absent, []reply{denied}, rds.ClassDenied, 1},
		"accepted, and a denial":      {[]reply{accepted}, absent, []reply{denied}, rds.ClassDenied, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{put: tc.writes, get: tc.reads, rows: tc.lists}))
			client, _ := newClient(t, api.URL)
			_, err := client.ApplySettings(t.Context(), off)
			if (err != nil) != (tc.class != rds.ClassUnknown) || rds.ClassOf(err) != tc.class {
				t.Errorf("got %v, want class %v", err, tc.class)
			}
			if sent := strings.Count(strings.Join(api.actions(), " "), put); sent != tc.sent {
				t.Errorf("%d writes, want %d", sent, tc.sent)
			}
		})
	}
}
