// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// policyOf is what a way to read back shows of settings.
func policyOf(s rds.Settings) rds.Policy {
	return rds.Policy{
		InstanceID: s.InstanceID, Region: s.Region, InstanceStatus: "Running", Exists: true, Enabled: s.Enabled,
		LogBackupEnabled: s.LogBackupEnabled, DestinationRegion: s.DestinationRegion, RetentionDays: s.RetentionDays,
	}
}

// A shared read-back takes the place of the getter where it shows what was written, and decides nothing else.
func TestReadBack_standsInForTheGetter(t *testing.T) {
	t.Parallel()
	on := policyOf(onSettings())
	off, longer, released := on, on, on
	off.Enabled, longer.RetentionDays, released.Released = false, 365, true
	getterOff := policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"})
	getterLonger := onSettings()
	getterLonger.RetentionDays = 365
	kept := policyReply(getterLonger)
	type told struct {
		policy rds.Policy
		ok     bool
	}
	cases := map[string]struct {
		told []told // the last one repeats
		get  []reply
		puts []reply
		want string
	}{
		"arrived":                 {told: []told{{on, true}}, want: "put"},
		"arrived after two looks": {told: []told{{off, true}, {off, true}, {on, true}}, want: "put"},
		"cannot say": {
			told: []told{{on, false}},
			get:  []reply{policyReply(onSettings())},
			want: "put get",
		},
		"lags: every fourth is our own": {
			told: []told{{off, true}},
			get:  []reply{policyReply(onSettings())},
			want: "put get",
		},
		"the getter lags, too": {
			told: []told{{off, true}},
			get:  []reply{getterOff, policyReply(onSettings())},
			want: "put get get",
		},
		"released is for the getter": {
			told: []told{{released, true}},
			get:  []reply{policyReply(onSettings())},
			want: "put get",
		},
		"only the retention differs": {
			told: []told{{longer, true}},
			get:  []reply{policyReply(onSettings())},
			want: "put get",
		},
		"the retention was ignored": {
			told: []told{{longer, true}},
			get:  []reply{kept, kept, kept, kept, policyReply(onSettings())},
			want: "put get get get get put get",
		},
		"the write is lost: no list": {
			told: []told{{on, true}},
			puts: []reply{{drop: true}},
			get:  []reply{policyReply(onSettings())},
			want: "put get",
		},
		"busy: no list, until it is not": {
			told: []told{{on, true}},
			puts: []reply{refusal(403, "IncorrectDBInstanceState"), success("")},
			get:  []reply{getterOff},
			want: "put get put",
		},
	}
	short := strings.NewReplacer(put, "put", get, "get", attr, "attr", rows, "rows")
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.puts == nil {
				tc.puts = []reply{success("")}
			}
			api := newFakeAPI(t, script(map[string][]reply{put: tc.puts, get: tc.get}))
			client, _ := newClient(t, api.URL)
			asked := 0
			got, err := client.ApplyFirst(t.Context(), onSettings(), func(context.Context) (rds.Policy, bool) {
				answer := tc.told[min(asked, len(tc.told)-1)]
				asked++
				return answer.policy, answer.ok
			})
			if err != nil || !onSettings().Matches(got) {
				t.Fatalf("got %+v, %v", got, err)
			}
			if calls := short.Replace(strings.Join(api.actions(), " ")); calls != tc.want {
				t.Errorf("calls are %s, want %s", calls, tc.want)
			}
		})
	}
}

// An instance that the getter does not know any more ends the wait, whatever a list goes on showing.
func TestReadBack_doesNotHideThatTheInstanceIsGone(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, script(map[string][]reply{put: {success("")}, get: {refusal(404, "InvalidDBInstance.NotFound")}}))
	client, slept := newClient(t, api.URL)
	before := policyOf(onSettings())
	before.DestinationRegion = "cn-beijing"
	_, err := client.ApplyFirst(
		t.Context(),
		onSettings(),
		func(context.Context) (rds.Policy, bool) { return before, true },
	)
	if err == nil || len(api.actions()) != 1+10 || slept.total() > 15*60*1e9 {
		t.Errorf("after %d calls and %s: %v", len(api.actions()), slept.total(), err)
	}
}
