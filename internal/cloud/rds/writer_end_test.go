// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestApplySettings_cancelDuringTheWait(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(
		t,
		script(
			map[string][]reply{
				put: {success("")},
				get: {policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"})},
			},
		),
	)
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Clock.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); <-ctx.Done(); return ctx.Err() }
	})
	_, err := client.ApplySettings(ctx, onSettings())
	var unsettled *rds.NotSettledError
	if !errors.As(err, &unsettled) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want *rds.NotSettledError with context.Canceled", err)
	}
	if got := len(api.actions()); got != 2 {
		t.Errorf("%d calls, want 2", got)
	}
}

func TestApplySettings_saysWhetherAWriteMayTakeEffect(t *testing.T) {
	t.Parallel()
	busy, lost := refusal(403, "IncorrectDBInstanceState"), reply{drop: true}
	for name, tc := range map[string]struct {
		writes  []reply
		written bool
	}{
		"only refused":       {[]reply{busy}, false},
		"accepted":           {[]reply{success("")}, true},
		"answer lost":        {[]reply{lost}, true},
		"lost, then refused": {[]reply{lost, busy}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			none := policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"})
			api := newFakeAPI(t, script(map[string][]reply{put: tc.writes, attr: {instanceReply("Modifying")}, get: {none}}))
			client, _ := newClient(t, api.URL)
			_, err := client.ApplySettings(t.Context(), onSettings())
			var unsettled *rds.NotSettledError
			if !errors.As(err, &unsettled) || unsettled.Written != tc.written {
				t.Errorf("got %#v, want written %t", err, tc.written)
			}
		})
	}
}

func TestApplyRetention_saysThatTheRetentionIsNotShown(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(
		t,
		script(
			map[string][]reply{put: {success("")}, get: {success(`"DBInstanceId":"pgm-demo","BackupEnabled":"Disabled"`)}},
		),
	)
	client, _ := newClient(t, api.URL)
	_, err := client.ApplyRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7)
	var unsettled *rds.NotSettledError
	if !errors.As(err, &unsettled) ||
		!slices.Equal(unsettled.Differences(), []string{"retention is not shown, wanted 7 days"}) {
		t.Errorf("got %v", err)
	}
}

func TestApplyRetention_ofAReleasedInstance(t *testing.T) {
	t.Parallel()
	answer := func(days int) reply {
		return success(
			fmt.Sprintf(
				`"DBInstanceId":"pgm-demo","DBInstanceStatus":"Released","BackupEnabled":"Enable","CrossBackupRegion":"cn-shanghai","Retention":%d`,
				days,
			),
		)
	}
	api := newFakeAPI(
		t,
		script(map[string][]reply{put: {{drop: true}, success("")}, get: {answer(30), answer(30), answer(7)}}),
	)
	client, _ := newClient(t, api.URL)
	got, err := client.ApplyRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7)
	if err != nil || got.RetentionDays != 7 || !got.Released || !got.Exists {
		t.Fatalf("got %+v, %v", got, err)
	}
	if want := []string{put, get, put, get, get}; !slices.Equal(api.actions(), want) {
		t.Errorf("calls are %v, want %v", api.actions(), want)
	}
}

func TestApplyRetention_namesNothingButTheRetention(t *testing.T) {
	t.Parallel()
	settings := onSettings()
	api := newFakeAPI(t, script(map[string][]reply{put: {success("")}, get: {policyReply(settings)}}))
	client, _ := newClient(t, api.URL)
	_, err := client.ApplyRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7)
	var unsettled *rds.NotSettledError
	if !errors.As(err, &unsettled) ||
		!slices.Equal(unsettled.Differences(), []string{"retention is 30 days, wanted 7 days"}) {
		t.Errorf("got %v", err)
	}
}

func TestApplySettings_endsWhenTheInstanceIsGone(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, script(map[string][]reply{put: {success("")}, get: {refusal(404, "InvalidDBInstance.NotFound")}}))
	client, slept := newClient(t, api.URL)
	_, err := client.ApplySettings(t.Context(), onSettings())
	var unsettled *rds.NotSettledError
	if !errors.As(err, &unsettled) || rds.ClassOf(err) != rds.ClassAbsent {
		t.Errorf("got %v, want *rds.NotSettledError of class absent", err)
	}
	if slept.total() > 3*time.Minute {
		t.Errorf("waited %v for an instance that is gone", slept.total())
	}
}

func TestApplySettings_takesNoListRowForOffWhileTheAPIIsDown(t *testing.T) {
	t.Parallel()
	off := onSettings()
	off.Enabled, off.LogBackupEnabled = false, false
	down := slices.Repeat([]reply{refusal(503, "ServiceUnavailable")}, 5)
	api := newFakeAPI(t, script(map[string][]reply{
		put: {{drop: true}, success("")}, rows: {success(`"TotalRecords":0,"Items":{"Item":[]}`)},
		get: append(down, policyReply(onSettings()), policyReply(off)),
	}))
	client, _ := newClient(t, api.URL)
	if _, err := client.ApplySettings(t.Context(), off); err != nil {
		t.Fatal(err)
	}
	writes := 0
	for _, action := range api.actions() {
		if action == put {
			writes++
		}
	}
	if writes != 2 {
		t.Errorf("calls are %v, want the lost write to be sent again", api.actions())
	}
}

// A getter that does not find the instance has not said that its policy is off: where the list still shows it on, the
// write is sent again.
func TestApplySettings_isNotOffBecauseTheGetterFindsNothing(t *testing.T) {
	t.Parallel()
	row := func(s rds.Settings) reply {
		return success(`"TotalRecords":1,"Items":{"Item":[` + policyReply(s).body + `]}`)
	}
	on, absent := onSettings(), refusal(404, "InvalidDBInstance.NotFound")
	off := rds.Settings{
		InstanceID:        on.InstanceID,
		Region:            on.Region,
		DestinationRegion: on.DestinationRegion,
		RetentionDays:     on.RetentionDays,
	}
	for name, tc := range map[string]struct {
		writes, lists []reply
		class         rds.Class
		sent          int
	}{
		"lost, and still on":     {[]reply{{drop: true}, success("")}, []reply{row(on), row(off)}, rds.ClassUnknown, 2},
		"accepted, and off":      {[]reply{success("")}, []reply{row(off)}, rds.ClassUnknown, 1},
		"accepted, and no row":   {[]reply{success("")}, []reply{success(`"TotalRecords":0,"Items":{"Item":[]}`)}, rds.ClassUnknown, 1},
		"lost, and no list":      {[]reply{{drop: true}}, []reply{refusal(403, "Forbidden.RAM")}, rds.ClassDenied, 1},
		"accepted, and a denial": {[]reply{success("")}, []reply{refusal(403, "Forbidden.RAM")}, rds.ClassDenied, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{put: tc.writes, get: {absent}, rows: tc.lists}))
			client, _ := newClient(t, api.URL)
			_, err := client.ApplySettings(t.Context(), off)
			if (err != nil) != (tc.class != rds.ClassUnknown) || rds.ClassOf(err) != tc.class {
				t.Errorf("got %v, want class %v", err, tc.class)
			}
			sent := 0
			for _, action := range api.actions() {
				if action == put {
					sent++
				}
			}
			if sent != tc.sent {
				t.Errorf("%d writes, want %d", sent, tc.sent)
			}
		})
	}
}
