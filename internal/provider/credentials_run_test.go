// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

// TestCredentials_renewedInTheMiddleOfARun creates a policy of an instance that stays busy far longer than the keys
// of the role live.
func TestCredentials_renewedInTheMiddleOfARun(t *testing.T) {
	t.Parallel()
	for name, busy := range map[string]time.Duration{"keys last": 5 * time.Minute, "keys end on the way": 3 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, emulator.WithSpeed(1))
				if err := w.server.Fleet().UpdateInstance(
					"pgm-demo", func(in *fleet.Instance) { in.BusyFor = busy.String() },
				); err != nil {
					t.Fatal(err)
				}
				walk, found := w.configure(t, keys(testkit.Attributes{
					"assume_role": []testkit.Attributes{{"role_arn": deployer, "session_expiration": int64(900)}},
				}), testkit.RealTime()...)
				found.RequireNone(t)
				begun := time.Now()
				walk.Create(testkit.Attributes{
					"instance_id": "pgm-demo", "destination_region": "cn-shanghai", "retention_days": int64(30),
					"timeouts": testkit.Attributes{"create": "6h"},
				}).Said.Errors().RequireNone(t)
				if waited := time.Since(begun); waited < busy {
					t.Errorf("the run took %s, want it to wait for the instance, %s", waited, busy)
				}
				if policy, ok := w.server.Fleet().Policy("pgm-demo"); !ok || !policy.Enabled {
					t.Errorf("policy = %+v, want it on", policy)
				}
				// Keys of 15 minutes are renewed after 10 at the latest, and not at each call.
				renewals, want := len(w.calls("AssumeRole")), 1+int(time.Since(begun)/(10*time.Minute))
				if renewals < want-1 && busy > time.Hour || renewals > 2*want {
					t.Errorf("AssumeRole was called %d times in %s, want about %d", renewals, time.Since(begun), want)
				}
				for _, call := range w.server.Calls() {
					if call.Code == "InvalidSecurityToken.Expired" {
						t.Errorf("%s was sent with expired keys", call.Action)
					}
				}
			})
		})
	}
}

// TestCredentials_fetchedAgainWhenTheAPISaysExpired ends all tokens early, as an administrator can.
func TestCredentials_fetchedAgainWhenTheAPISaysExpired(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	walk, found := w.configure(t, keys(testkit.Attributes{"assume_role": role()}))
	found.RequireNone(t)
	walk.Data(regions, nil).Said.RequireNone(t)
	if w.server.ExpireTokens() == 0 {
		t.Fatal("no token was handed out")
	}
	walk.Data(regions, nil).Said.RequireNone(t)
	if renewals := len(w.calls("AssumeRole")); renewals != 2 {
		t.Errorf("AssumeRole was called %d times, want twice", renewals)
	}
}

// TestConfigure_callsToSTSAreNotLimited holds that max_requests_per_second is about RDS: STS has a quota of its own.
func TestConfigure_callsToSTSAreNotLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, begun := newWire(t), time.Now()
		_, found := w.configure(t, keys(testkit.Attributes{
			"account_id": accountOne, "max_requests_per_second": int64(1), "assume_role": role(),
		}), testkit.RealTime()...)
		found.RequireNone(t)
		if took, calls := time.Since(begun), len(w.calls("")); calls != 2 || took != 0 {
			t.Errorf("%d calls in %s, want 2 at once", calls, took)
		}
	})
}

// TestConfigure_unknownMembersLeaveNoClient feeds a member of a block that is known after apply.
func TestConfigure_unknownMembersLeaveNoClient(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	walk, found := w.configure(t, keys(
		testkit.Attributes{"account_id": "1", "assume_role": []testkit.Attributes{{"role_arn": testkit.Unknown{}}}},
	))
	found.RequireNone(t)
	found = walk.Data(regions, nil).Said
	golden.Equal(t, "diagnostics/call-unknown-member.txt", texts(found))
	if calls := w.calls(""); len(calls) > 0 {
		t.Errorf("calls = %+v, want none", calls)
	}
}
