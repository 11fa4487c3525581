// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func onSettings() rds.Settings {
	return rds.Settings{
		InstanceID: "pgm-demo", Region: "cn-hangzhou", Enabled: true, LogBackupEnabled: true,
		DestinationRegion: "cn-shanghai", RetentionDays: 30,
	}
}

// policyReply is the getter's answer for settings.
func policyReply(s rds.Settings) reply {
	state := map[bool]string{true: "Enable", false: "Disabled"}
	return success(fmt.Sprintf(`"DBInstanceId":%q,"RegionId":%q,"DBInstanceStatus":"Running","LockMode":"Unlock",`+
		`"BackupEnabled":%q,"LogBackupEnabled":%q,"CrossBackupRegion":%q,"Retention":%d`,
		s.InstanceID, s.Region, state[s.Enabled], state[s.LogBackupEnabled], s.DestinationRegion, s.RetentionDays))
}

// withStatus is a policyReply with another status, which says nothing about the instance.
func withStatus(answer reply, status string) reply {
	running, other := `"DBInstanceStatus":"Running"`, fmt.Sprintf(`"DBInstanceStatus":%q`, status)
	answer.body = strings.Replace(answer.body, running, other, 1)
	return answer
}

func instanceReply(status string) reply {
	return success(fmt.Sprintf(`"Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou",`+
		`"DBInstanceStatus":%q,"LockMode":"Unlock"}]}`, status))
}

// script answers each action from its own list; the last answer of a list repeats.
func script(answers map[string][]reply) func(call) reply {
	counts := map[string]int{}
	return func(c call) reply {
		list := answers[c.action]
		if len(list) == 0 {
			return refusal(404, "InvalidAction.NotFound")
		}
		n := min(counts[c.action], len(list)-1)
		counts[c.action]++
		return list[n]
	}
}

const (
	put  = "ModifyInstanceCrossBackupPolicy"
	get  = "DescribeInstanceCrossBackupPolicy"
	attr = "DescribeDBInstanceAttribute"
	rows = "DescribeCrossRegionBackupDBInstance"
)

// The order of calls, where the rules of the matrix do not fix it.
func TestApplySettings_sequenceOfCalls(t *testing.T) {
	t.Parallel()
	on, none := policyReply(onSettings()), success("")
	never := success(`"DBInstanceId":"pgm-demo","BackupEnabled":"Disabled","LockMode":"null"`)
	emptyList := success(`"TotalRecords":0,"Items":{"Item":[]}`)
	internal, busy, lost := refusal(500, "InternalError"), refusal(403, "IncorrectDBInstanceState"), reply{drop: true}
	off := policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"})
	modifying, running := instanceReply("Modifying"), instanceReply("Running")
	fourTimes := func(r reply, then ...reply) []reply { return append(slices.Repeat([]reply{r}, 4), then...) }
	cases := map[string]struct {
		answers map[string][]reply
		want    string
	}{
		"accepted, visible later": {map[string][]reply{put: {none}, get: {never, never, on}}, "put get get get"},
		"getter not found at first": {
			map[string][]reply{put: {none}, get: {refusal(404, "InvalidDBInstance.NotFound"), on}},
			"put get get",
		},
		"busy, then free": {
			map[string][]reply{
				put:  {busy, none},
				attr: {instanceReply("Modifying"), instanceReply("Running")},
				get:  {never, never, on},
			},
			"put get attr get attr put get",
		},
		"busy, whatever its policy says": {
			map[string][]reply{
				put:  {busy, none},
				attr: {modifying, running},
				get:  {withStatus(off, "1"), withStatus(off, "ACTIVATION"), on},
			},
			"put get attr get attr put get",
		},
		"free, whatever its policy says": {
			map[string][]reply{
				put: {busy, none}, attr: {running}, get: {withStatus(off, "Modifying"), withStatus(on, "Deleting")},
			},
			"put get attr put get",
		},
		"busy, and RAM hides the instance": {
			map[string][]reply{put: {busy, none}, attr: {refusal(403, "Forbidden.RAM")}, get: {off, on}},
			"put get attr put get",
		},
		"busy, and the instance answers with an unknown code": {
			map[string][]reply{put: {busy, none}, attr: {refusal(403, "OrderStatus.Odd")}, get: {off, on}},
			"put get attr put get",
		},
		"busy, and the instance is cut off": {
			map[string][]reply{
				put: {busy, none}, attr: {{drop: true}, {drop: true}, {drop: true}, {drop: true}, running}, get: {off, off, on},
			},
			"put get attr attr attr attr get attr put get",
		},
		"accepted, visible late": {
			map[string][]reply{put: {none}, attr: {modifying}, get: {never, never, never, never, on}},
			"put get get get attr get attr get",
		},
		"busy, and done by the look": {map[string][]reply{put: {busy}, get: {on}}, "put get"},
		"busy with what is wanted": {
			map[string][]reply{put: {busy}, attr: {modifying}, get: {off, on}}, "put get attr get",
		},
		"busy, and the looks fail": {
			map[string][]reply{
				put:  {busy, none},
				get:  {internal, internal, internal, internal, internal, off, on},
				rows: {refusal(503, "ServiceUnavailable")},
				attr: {running},
			},
			"put get get get get rows rows rows rows get get attr put get",
		},
		"getter fails on never enabled: the list decides": {
			map[string][]reply{
				put:  {lost, none},
				get:  fourTimes(internal, on),
				rows: {emptyList},
			},
			"put get get get get rows put get",
		},
		"busy after a lost answer": {
			map[string][]reply{put: {lost, busy}, get: {never, on}, attr: {instanceReply("Running")}},
			"put get put get",
		},
	}
	short := strings.NewReplacer(put, "put", get, "get", attr, "attr", rows, "rows")
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(tc.answers))
			client, _ := newClient(t, api.URL)
			got, err := client.ApplySettings(t.Context(), onSettings())
			if err != nil {
				t.Fatal(err)
			}
			if !onSettings().Matches(got) {
				t.Errorf("returned %+v", got)
			}
			if calls := short.Replace(strings.Join(api.actions(), " ")); calls != tc.want {
				t.Errorf("calls are %s, want %s", calls, tc.want)
			}
		})
	}
}

func TestApplySettings_sendsEveryFieldAndNothingElse(t *testing.T) {
	t.Parallel()
	off := onSettings()
	off.Enabled, off.RetentionDays = false, 7 // the copy of logs goes with it
	whole := map[string]string{"CrossBackupRegion": "cn-shanghai", "CrossBackupType": "1"}
	api := newFakeAPI(t, func(call) reply { return success("") })
	client, _ := newClient(t, api.URL)
	for _, tc := range []struct {
		send  func() error
		wants []map[string]string
	}{
		{
			func() error { return client.PutPolicy(t.Context(), onSettings()) },
			[]map[string]string{whole, {"BackupEnabled": "1", "LogBackupEnabled": "1", "Retention": "30"}},
		},
		{
			func() error { return client.PutPolicy(t.Context(), off) },
			[]map[string]string{whole, {"BackupEnabled": "0", "LogBackupEnabled": "0", "Retention": "7"}},
		},
		{
			func() error { return client.PutRetention(t.Context(), "cn-hangzhou", "pgm-demo", 7) },
			[]map[string]string{{"Retention": "7"}},
		},
	} {
		if err := tc.send(); err != nil {
			t.Fatal(err)
		}
		common := map[string]string{"DBInstanceId": "pgm-demo", "RegionId": "cn-hangzhou", "RetentType": "1"}
		assertParams(t, api.last(), append(tc.wants, common)...)
	}
}

// assertParams compares the parameters of a call, those of the protocol aside.
func assertParams(t *testing.T, c call, wants ...map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range c.params {
		got[name] = c.params.Get(name)
	}
	for _, name := range strings.Fields("Action Version Format AccessKeyId SignatureMethod SignatureVersion " +
		"SignatureType SignatureNonce Signature Timestamp SecurityToken") {
		if name != "SignatureType" && got[name] == "" {
			t.Errorf("%s is not sent", name)
		}
		delete(got, name)
	}
	for _, want := range wants {
		for name, value := range want {
			if sent, ok := got[name]; !ok || sent != value {
				t.Errorf("%s is %q (sent: %v), want %q", name, sent, ok, value)
			}
			delete(got, name)
		}
	}
	if len(got) > 0 {
		t.Errorf("sent besides: %v", got)
	}
}

func TestApplySettings_givesUpWithWhatItLastSaw(t *testing.T) {
	t.Parallel()
	old := onSettings()
	old.DestinationRegion, old.LogBackupEnabled = "cn-beijing", false
	busy, accepted, lost := refusal(403, "IncorrectDBInstanceState"), success(""), reply{drop: true}
	absent, denied := refusal(404, "InvalidDBInstance.NotFound"), refusal(403, "Forbidden.RAM")
	running, read, modifying := instanceReply("Running"), policyReply(old), instanceReply("Modifying")
	for name, tc := range map[string]struct {
		answers map[string][]reply
		class   rds.Class
		text    string
		writes  int  // -1 where time alone bounds it
		written bool // whether a write may take effect
		within  time.Duration
	}{
		"never visible": {
			map[string][]reply{put: {accepted}, attr: {running}, get: {read}},
			rds.ClassUnknown,
			"(destination region is cn-beijing, wanted cn-shanghai; log backup is off, wanted on); " +
				"last instance status Running: gave up after",
			1, true, 31 * time.Minute,
		},
		"busy for ever": {
			map[string][]reply{put: {busy}, attr: {modifying}, get: {read}},
			rds.ClassBusy, "last instance status Modifying", 1, false, 31 * time.Minute,
		},
		"busy while it reads as running": {
			map[string][]reply{put: {busy}, attr: {running}, get: {read}},
			rds.ClassBusy, "IncorrectDBInstanceState", -1, false, 31 * time.Minute,
		},
		"busy after a lost answer": {
			map[string][]reply{put: {lost, busy}, attr: {running}, get: {read}},
			rds.ClassBusy, "IncorrectDBInstanceState", -1, true, 31 * time.Minute,
		},
		"every write fails": {
			map[string][]reply{put: {refusal(500, "InternalError")}, get: {read}},
			rds.ClassUnavailable, "InternalError", 6, true, 31 * time.Minute,
		},
		"nothing is reachable": {
			map[string][]reply{put: {lost}, get: {lost}, rows: {lost}},
			rds.ClassConnection, "ConnectionFailed", 1, true, 31 * time.Minute,
		},
		"read is denied": {
			map[string][]reply{put: {accepted}, get: {denied}}, rds.ClassDenied, "Forbidden.RAM", 1, true, time.Minute,
		},
		"the instance is gone": {
			map[string][]reply{put: {accepted}, get: {absent}},
			rds.ClassAbsent, "InvalidDBInstance.NotFound", 1, true,
			3 * time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(tc.answers))
			client, slept := newClient(t, api.URL)
			_, err := client.ApplySettings(t.Context(), onSettings())
			var unsettled *rds.NotSettledError
			if !errors.As(err, &unsettled) || unsettled.Written != tc.written {
				t.Fatalf("got %#v, want *rds.NotSettledError, written %t", err, tc.written)
			}
			if !strings.Contains(err.Error(), tc.text) || rds.ClassOf(err) != tc.class {
				t.Errorf("got class %v: %v\nwant class %v: %s", rds.ClassOf(err), err, tc.class, tc.text)
			}
			if slept.total() > tc.within {
				t.Errorf("waited %v, want at most %v", slept.total(), tc.within)
			}
			writes := strings.Count(strings.Join(api.actions(), " "), put)
			if tc.writes >= 0 && writes != tc.writes {
				t.Errorf("%d writes, want %d", writes, tc.writes)
			}
		})
	}
}
