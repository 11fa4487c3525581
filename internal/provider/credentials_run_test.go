// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
)

const (
	deployer = "acs:ram::1234567890123456:role/deployer"
)

// inRealTime undoes the clock of package acctest, which moves without waiting: in a bubble, time is fake anyway.
func inRealTime() []provider.Option {
	return []provider.Option{provider.WithClock(rds.Clock{})}
}

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
				block := keys(
					testkit.Attributes{"assume_role": []testkit.Attributes{{"role_arn": deployer, "session_expiration": int64(900)}}},
				)
				walk, found := testkit.Configure(
					t.Context(), t, w.server, block, append(inRealTime(), provider.WithTransport(w))...,
				)
				if len(found) > 0 {
					t.Fatal(texts(found))
				}
				begun := time.Now()
				found = walk.Create(testkit.Attributes{
					"instance_id": "pgm-demo", "destination_region": "cn-shanghai", "retention_days": int64(30),
					"timeouts": testkit.Attributes{"create": "6h"},
				}).Said
				if waited := time.Since(begun); waited < busy {
					t.Errorf("the run took %s, want it to wait for the instance, %s", waited, busy)
				}
				if text := texts(found); len(found.Errors()) > 0 {
					t.Errorf("unexpected errors:\n%s", text)
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
	block := keys(testkit.Attributes{"assume_role": []testkit.Attributes{{"role_arn": deployer}}})
	walk, found := testkit.Configure(t.Context(), t, w.server, block, provider.WithTransport(w))
	if more := walk.Data(regions, nil).Said; len(found)+len(more) > 0 {
		t.Fatal(texts(append(found, more...)))
	}
	if w.server.ExpireTokens() == 0 {
		t.Fatal("no token was handed out")
	}
	if found := walk.Data(regions, nil).Said; len(found) > 0 {
		t.Error(texts(found))
	}
	if renewals := len(w.calls("AssumeRole")); renewals != 2 {
		t.Errorf("AssumeRole was called %d times, want twice", renewals)
	}
}

// TestConfigure_profilesDoNotMix runs two provider blocks with different profiles of one file in one process, which
// is more than Terraform does, and looks at the key of every call.
func TestConfigure_profilesDoNotMix(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	writeFile(t, filepath.Join(home, ".aliyun", "config.json"), `{"current": "nobody", "profiles": [
		{"name": "nobody", "mode": "AK", "access_key_id": "nobody", "access_key_secret": "nobody"},
		{"name": "one", "mode": "AK", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret"},
		{"name": "two", "mode": "AK", "access_key_id": "other-key", "access_key_secret": "other-secret"}]}`)
	first := newWire(t)
	second := &wire{server: first.server}
	var running sync.WaitGroup
	for profile, w := range map[string]*wire{"one": first, "two": second} {
		running.Go(func() {
			walk, found := testkit.Configure(
				t.Context(), t, w.server, testkit.Attributes{"profile": profile}, provider.WithTransport(w), variables(home, nil),
			)
			for range 20 {
				running.Go(func() {
					if more := walk.Data(regions, nil).Said; len(found)+len(more) > 0 {
						t.Error(texts(append(found, more...)))
					}
				})
			}
		})
	}
	running.Wait()
	for key, w := range map[string]*wire{"emulator-key": first, "other-key": second} {
		calls := w.calls("")
		if len(calls) < 20 {
			t.Errorf("%d calls with %s, want 20", len(calls), key)
		}
		for _, call := range calls {
			if call.key != key {
				t.Errorf("%s was sent with %s, want %s", call.action, call.key, key)
			}
		}
	}
}

// TestConfigure_accountOfAnAssumedRole asks STS with the role's keys, before anything else.
func TestConfigure_accountOfAnAssumedRole(t *testing.T) {
	t.Parallel()
	for account, refused := range map[string]bool{"1234567890123456": false, "6543210987654321": true} {
		w := newWire(t)
		block := keys(testkit.Attributes{"account_id": account, "assume_role": []testkit.Attributes{{"role_arn": deployer}}})
		walk, found := testkit.Configure(t.Context(), t, w.server, block, provider.WithTransport(w))
		if (len(found.Errors()) > 0) != refused {
			t.Errorf("account %s: %s", account, texts(found))
		}
		if !refused {
			if found := walk.Data(regions, nil).Said; len(found) > 0 {
				t.Error(texts(found))
			}
		}
		calls := w.calls("")
		if len(calls) < 2 || calls[0].action != "AssumeRole" || calls[0].key != testkit.AccessKey ||
			calls[1].action != "GetCallerIdentity" || calls[1].token == "" {
			t.Fatalf("calls = %+v, want AssumeRole with the key, then GetCallerIdentity with the role's", calls)
		}
		if refused != (len(calls) == 2) {
			t.Errorf("account %s: calls = %+v", account, calls)
		}
	}
}

// TestConfigure_callsToSTSAreNotLimited holds that max_requests_per_second is about RDS: STS has a quota of its own.
func TestConfigure_callsToSTSAreNotLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, begun := newWire(t), time.Now()
		block := keys(testkit.Attributes{
			"account_id": "1234567890123456", "max_requests_per_second": int64(1),
			"assume_role": []testkit.Attributes{{"role_arn": deployer}},
		})
		if _, found := testkit.Configure(
			t.Context(), t, w.server, block, append(inRealTime(), provider.WithTransport(w))...,
		); len(found) > 0 {
			t.Fatal(texts(found))
		}
		if took, calls := time.Since(begun), len(w.calls("")); calls != 2 || took != 0 {
			t.Errorf("%d calls in %s, want 2 at once", calls, took)
		}
	})
}

// TestConfigure_unknownMembersLeaveNoClient feeds a member of a block that is known after apply.
func TestConfigure_unknownMembersLeaveNoClient(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	block := keys(
		testkit.Attributes{"account_id": "1", "assume_role": []testkit.Attributes{{"role_arn": testkit.Unknown{}}}},
	)
	walk, found := testkit.Configure(t.Context(), t, w.server, block, provider.WithTransport(w))
	if len(found) > 0 {
		t.Errorf("configure: %s", texts(found))
	}
	found = walk.Data(regions, nil).Said
	golden.Equal(t, "diagnostics/call-unknown-member.txt", texts(found))
	if calls := w.calls(""); len(calls) > 0 {
		t.Errorf("calls = %+v, want none", calls)
	}
}
