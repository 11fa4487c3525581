// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

func TestWaitRunning(t *testing.T) {
	t.Parallel()
	running, modifying := instanceReply("Running"), instanceReply("Modifying")
	cases := map[string]struct {
		answers []reply
		calls   int
		status  string
		code    string
	}{
		"running all the time": {answers: []reply{running}, calls: 2, status: "Running"},
		"after a while": {
			answers: []reply{modifying, refusal(400, "Throttling"), {drop: true}, instanceReply("running")},
			calls:   5,
			status:  "running",
		},
		"not yet modifying": {answers: []reply{running, modifying, modifying, running}, calls: 5, status: "Running"},
		"flapping": {
			answers: []reply{modifying, running, modifying, running, modifying, running},
			calls:   7,
			status:  "Running",
		},
		"a lost read in between": {
			answers: []reply{running, {drop: true}, {drop: true}, {drop: true}, {drop: true}, running},
			calls:   7,
			status:  "Running",
		},
		"released": {
			answers: []reply{instanceReply("Released")}, calls: 1, status: "Released", code: "Client.InstanceReleased",
		},
		"released after a reading": {
			answers: []reply{running, instanceReply("Released")}, calls: 2, status: "Released",
			code: "Client.InstanceReleased",
		},
		"gone": {
			answers: []reply{modifying, refusal(404, "InvalidDBInstanceId.NotFound")}, calls: 2,
			status: "Modifying", code: "InvalidDBInstanceId.NotFound",
		},
		"being deleted": {
			answers: []reply{modifying, instanceReply(" DELETING ")}, calls: 2, status: "DELETING",
			code: "Client.InstanceDeleting",
		},
		"stopped": {
			answers: []reply{instanceReply("Stopped")}, calls: 1, status: "Stopped", code: "Client.InstanceIdle",
		},
		"no status at all": {answers: []reply{instanceReply("")}, calls: 4, status: "not reported"},
		"in a status of no table": {
			answers: []reply{instanceReply("Hibernating"), instanceReply(""), running}, calls: 4, status: "Running",
		},
		"empty list": {
			answers: []reply{success(`"Items":{"DBInstanceAttribute":[]}`)},
			calls:   1,
			code:    "Client.InstanceAbsent",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{attr: tc.answers}))
			client, _ := newClient(t, api.URL)
			status, err := client.WaitRunning(t.Context(), "cn-hangzhou", "pgm-demo")
			var failed *rds.Error
			errors.As(err, &failed)
			if status != tc.status || (err == nil) != (tc.code == "") || failed != nil && failed.Code != tc.code {
				t.Errorf("got %q, %v, want %q, %s", status, err, tc.status, tc.code)
			}
			if got := len(api.actions()); got != tc.calls {
				t.Errorf("%d calls, want %d", got, tc.calls)
			}
		})
	}
	t.Run("never", func(t *testing.T) {
		t.Parallel()
		api := newFakeAPI(t, script(map[string][]reply{attr: {modifying}}))
		client, slept := newClient(t, api.URL)
		status, err := client.WaitRunning(t.Context(), "cn-hangzhou", "pgm-demo")
		if status != "Modifying" || !errors.Is(err, context.DeadlineExceeded) || slept.total() > 30*time.Minute ||
			!strings.Contains(err.Error(), "was last seen Modifying: gave up after") {
			t.Errorf("got %q, %v after %v", status, err, slept.total())
		}
	})
	t.Run("running costs three seconds", func(t *testing.T) {
		t.Parallel()
		api := newFakeAPI(t, script(map[string][]reply{attr: {running}}))
		client, slept := newClient(t, api.URL)
		_, err := client.WaitRunning(t.Context(), "cn-hangzhou", "pgm-demo")
		if err != nil || slept.total() != 3*time.Second {
			t.Errorf("waited %v: %v", slept.total(), err)
		}
	})
}

// timed is an API in fake time: its answers depend on how long the test has run.
func timed(t *testing.T, answer func(action string, since time.Duration) reply) *rds.Client {
	t.Helper()
	start := time.Now()
	return limited(t, answers(func(action string) reply { return answer(action, time.Since(start)) }))
}

// The instance stays busy for hours with what it was told. The policy reads back much sooner, which ends the wait.
func TestApplySettings_endsWhenTheValuesReadBackThoughTheInstanceIsBusyForHours(t *testing.T) {
	t.Parallel()
	busy := refusal(403, "OperationDenied.DBInstanceStatus")
	for name, first := range map[string]reply{"accepted": success(""), "refused as busy": busy} {
		for _, status := range []string{"Modifying", ""} {
			t.Run(name+", the policy names "+status, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					writes := 0
					client := timed(t, func(action string, since time.Duration) reply {
						switch {
						case action == put && writes == 0:
							writes++
							return first
						case action == put:
							writes++
							return busy
						case action == attr:
							return instanceReply("Modifying")
						case since < 95*time.Second:
							return withStatus(policyReply(rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"}), status)
						}
						return withStatus(policyReply(onSettings()), status)
					})
					ctx, cancel := context.WithTimeout(t.Context(), 4*time.Hour)
					defer cancel()
					got, err := client.ApplySettings(ctx, onSettings())
					if err != nil || !onSettings().Matches(got) || writes != 1 {
						t.Errorf("got %+v, %v after %d writes", got, err, writes)
					}
					if spent := time.Since(start); spent > 2*time.Minute {
						t.Errorf("took %v, want little more than the 95 s until the values read back", spent)
					}
				})
			})
		}
	}
}

func TestApplySettings_timeoutAndCancelNameTheLastStatus(t *testing.T) {
	t.Parallel()
	old := rds.Settings{InstanceID: "pgm-demo", Region: "cn-hangzhou"}
	for name, first := range map[string]reply{
		"accepted": success(""), "refused as busy": refusal(403, "IncorrectDBInstanceState"),
	} {
		for _, canceled := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", canceled", false: ", timed out"}[canceled], func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					client := timed(t, func(action string, _ time.Duration) reply {
						if action == put {
							return first
						}
						if action == attr {
							return instanceReply("ENGINE_RESTARTING")
						}
						return withStatus(policyReply(old), "1")
					})
					ctx, end := context.WithTimeout(t.Context(), 10*time.Minute)
					defer end()
					want, is, text := 10*time.Minute, context.DeadlineExceeded, "gave up"
					if canceled {
						want, is, text = 100*time.Second, context.Canceled, "the operation was canceled"
						time.AfterFunc(want, end)
					}
					_, err := client.ApplySettings(ctx, onSettings())
					var unsettled *rds.NotSettledError
					if !errors.As(err, &unsettled) || !errors.Is(err, is) || unsettled.LastStatus != "ENGINE_RESTARTING" ||
						!strings.Contains(err.Error(), text) {
						t.Errorf("got %v", err)
					}
					if spent := time.Since(start); canceled && spent != want || spent > want {
						t.Errorf("ended after %v, want %v", spent, want)
					}
				})
			})
		}
	}
}

func TestWaitRunning_endsAtOnceWhenCanceled(t *testing.T) {
	t.Parallel()
	for name, slow := range map[string]time.Duration{"between two polls": 0, "during a call": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				calls := 0
				answer := answers(func(string) reply { return instanceReply("Modifying") })
				client := limited(t, transport.Func(func(r *http.Request) (*http.Response, error) {
					if calls++; calls > 1 {
						if err := wait(r.Context(), slow); err != nil {
							return nil, err
						}
					}
					return answer.RoundTrip(r)
				}), func(c *rds.Config) { c.ReadTimeout = 2 * time.Hour })
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(43*time.Second, cancel)
				status, err := client.WaitRunning(ctx, "cn-hangzhou", "pgm-demo")
				if status != "Modifying" || !errors.Is(err, context.Canceled) ||
					!strings.Contains(err.Error(), "last seen Modifying") ||
					!strings.Contains(err.Error(), "the operation was canceled") {
					t.Errorf("got %q, %v", status, err)
				}
				if spent := time.Since(start); spent != 43*time.Second {
					t.Errorf("ended after %v, want 43s", spent)
				}
			})
		})
	}
}
