// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// failing answers with each of the replies in turn, and with success after them.
func failing(then reply, first ...reply) func(call) reply {
	var count atomic.Int32
	return func(call) reply {
		if n := int(count.Add(1)); n <= len(first) {
			return first[n-1]
		}
		return then
	}
}

// The matrix has each failure once, and for ever; these are how many pass.
func TestRetry_readsGoOnUntilTheAPIAnswers(t *testing.T) {
	t.Parallel()
	policy := success(
		`"DBInstanceId":"pgm-demo","RegionId":"cn-hangzhou","BackupEnabled":"Enable","CrossBackupRegion":"cn-shanghai",
"Retention":7`,
	)
	cases := map[string][]reply{
		"throttled": slices.Repeat([]reply{refusal(400, "Throttling.User")}, 20),
		"busy":      slices.Repeat([]reply{refusal(400, "TimeoutRetryLater")}, 7),
		"dropped":   slices.Repeat([]reply{{drop: true}}, 3),
		"one of each kind": {
			refusal(400, "Throttling"),
			refusal(500, "InternalError"),
			{drop: true},
			{},
			refusal(400, "LockTimeout"),
		},
	}
	for name, first := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, failing(policy, first...))
			client, _ := newClient(t, api.URL)
			got, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			if err != nil || got.RetentionDays != 7 || !got.Enabled {
				t.Fatalf("got %+v, %v", got, err)
			}
			if calls := len(api.actions()); calls != len(first)+1 {
				t.Errorf("%d calls, want %d", calls, len(first)+1)
			}
		})
	}
}

// A failure that passes as a rule has to say that it did not, in spite of attempts. What was sent once has nothing to
// say of that.
func TestRetry_saysHowOftenItTried(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers []reply
		want    string // at the end of the error
	}{
		"in passing": {
			[]reply{refusal(503, "ServiceUnavailable")}, "the message of ServiceUnavailable: gave up after 4 attempts within 2s",
		},
		"after another class": {
			[]reply{refusal(400, "Throttling"), refusal(503, "ServiceUnavailable")},
			"the message of ServiceUnavailable: gave up after 5 attempts within [0-9]s",
		},
		"for good": {
			[]reply{refusal(403, "Forbidden.RAM")},
			`^DescribeInstanceCrossBackupPolicy in cn-hangzhou failed with Forbidden\.RAM ` +
				`\(HTTP 403, request id ` + requestID + `\): the message of Forbidden\.RAM`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newClient(t, newFakeAPI(t, failing(test.answers[len(test.answers)-1], test.answers...)).URL)
			_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
			if err == nil || !regexp.MustCompile(test.want+"$").MatchString(err.Error()) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestRetry_everyAttemptIsSignedAnew(t *testing.T) {
	t.Parallel()
	nonces := map[string]bool{}
	answer := failing(success(`"DBInstanceId":"pgm-demo"`), refusal(500, "InternalError"), refusal(400, "Throttling"))
	api := newFakeAPI(t, func(c call) reply {
		nonces[c.params.Get("SignatureNonce")+c.params.Get("Signature")] = true
		return answer(c)
	})
	var asked atomic.Int32
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Credentials = source(func() (rds.Credentials, error) {
			asked.Add(1)
			return rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}, nil
		})
	})
	if _, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo"); err != nil {
		t.Fatal(err)
	}
	if len(nonces) != 3 || asked.Load() != 3 {
		t.Errorf("%d signatures and %d credentials for 3 attempts", len(nonces), asked.Load())
	}
}

func TestRetry_backsOffWithJitterUpToACeiling(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply { return refusal(400, "Throttling") })
	client, slept := newClient(t, api.URL, func(c *rds.Config) { c.MaxRetryTimeout = 2 * time.Minute })
	_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
	assertFailed(t, err, rds.ClassThrottled, "Throttling")
	if !strings.Contains(err.Error(), "gave up after") {
		t.Errorf("the error does not say that the client gave up: %v", err)
	}
	want := []time.Duration{375e6, 750e6, 1500e6, 3000e6, 6000e6, 11_250e6, 11_250e6, 11_250e6}
	for i, wait := range slept.waits[:len(want)] {
		if (wait - want[i]).Abs() > 50*time.Millisecond {
			t.Errorf("wait %d is %v, want %v", i, wait, want[i])
		}
	}
	if slept.total() > 2*time.Minute || slept.total() < time.Minute {
		t.Errorf("waited %v, want up to 2 minutes", slept.total())
	}
}

func TestLog_oneEntryForEachAttempt(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(
		t,
		failing(success(`"DBInstanceId":"pgm-demo"`), refusal(503, "ServiceUnavailable"), reply{drop: true}),
	)
	var entries []rds.CallLog
	client, _ := newClient(t, api.URL, func(c *rds.Config) {
		c.Observer = observed(func(entry rds.CallLog) {
			entry.Duration, entry.Queued, entry.Bodies = 0, 0, nil
			entries = append(entries, entry)
		})
	})
	if _, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo"); err != nil {
		t.Fatal(err)
	}
	const action = "DescribeInstanceCrossBackupPolicy"
	want := []rds.CallLog{
		{
			Action: action, Region: "cn-hangzhou", InstanceID: "pgm-demo", Attempt: 1, Status: 503,
			Code: "ServiceUnavailable", RequestID: requestID,
		},
		{Action: action, Region: "cn-hangzhou", InstanceID: "pgm-demo", Attempt: 2, Code: "Client.ConnectionFailed"},
		{Action: action, Region: "cn-hangzhou", InstanceID: "pgm-demo", Attempt: 3, Status: 200, RequestID: requestID},
	}
	if !reflect.DeepEqual(entries, want) {
		t.Errorf("got %+v\nwant %+v", entries, want)
	}
}
