// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// roleReply is what STS hands out.
func roleReply() reply {
	return success(
		`"Credentials":{"AccessKeyId":"STS.fresh","AccessKeySecret":"secret","SecurityToken":"token",
"Expiration":"2100-01-01T00:00:00Z"}`,
	)
}

// sightings keeps which action was sent when, in fake time.
type sightings struct {
	start time.Time
	mu    sync.Mutex
	seen  []sighting
}

type sighting struct {
	action, host string
	at           time.Duration
}

func (s *sightings) RoundTrip(r *http.Request) (*http.Response, error) {
	action := r.URL.Query().Get("Action")
	s.mu.Lock()
	s.seen = append(s.seen, sighting{action, r.URL.Host, time.Since(s.start)})
	s.mu.Unlock()
	answer := success(`"DBInstanceId":"pgm-demo"`)
	if action == "AssumeRole" {
		answer = roleReply()
	}
	return answer.response(r), nil
}

func deployer(client *rds.Client) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := client.AssumeRole(ctx, rds.Role{ARN: "acs:ram::1234567890123456:role/deployer", SessionName: "test"})
		return err
	}
}

// STS has a quota of its own, so that whoever fetches keys does not wait for the rate limit of RDS.
func TestWith_callsToSTSAreNotLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &sightings{start: time.Now()}
		keys := rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret})
		client := limited(t, wire, func(c *rds.Config) { c.MaxRequestsPerSecond = 2 })
		forKeys, err := client.With(keys, "sts.cn-beijing.aliyuncs.com")
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() { _ = reading(client)(t.Context()) })
		}
		synctest.Wait()
		for range 3 {
			if err := deployer(forKeys)(t.Context()); err != nil || time.Since(wire.start) != 0 {
				t.Errorf("the keys arrived after %v: %v", time.Since(wire.start), err)
			}
		}
		group.Wait()
		reads := slices.DeleteFunc(wire.seen, func(s sighting) bool { return s.action == "AssumeRole" })
		if len(reads) != 20 {
			t.Errorf("%d reads, want 20", len(reads))
		}
		for i, call := range reads {
			if want := time.Duration(i) * time.Second / 2; call.at != want {
				t.Errorf("read %d was sent after %v, want %v", i, call.at, want)
			}
		}
	})
}

// A client without keys is what those with keys derive from.
func TestNew_withoutKeysSendsUnsignedCallsAlone(t *testing.T) {
	t.Parallel()
	wire := &sightings{start: time.Now()}
	base, err := rds.New(rds.Config{Transport: wire})
	if err != nil {
		t.Fatal(err)
	}
	assertFailed(t, reading(base)(t.Context()), rds.ClassCredential, "Client.NoCredentials")
	role := rds.Role{ARN: "acs:ram::1234567890123456:role/deployer", SessionName: "test"}
	_, _ = base.AssumeRoleWithOIDC(t.Context(), role, "acs:ram::1234567890123456:oidc-provider/ci", "token")
	full, err := base.With(
		rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}),
		"",
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := reading(full)(t.Context()); err != nil || len(wire.seen) != 2 {
		t.Errorf("sent %+v: %v", wire.seen, err)
	}
}

func TestWith_endpoints(t *testing.T) {
	t.Parallel()
	keys := rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret})
	for name, tc := range map[string]struct{ configured, host, want string }{
		"the public one":     {"", "", "sts.aliyuncs.com"},
		"the host":           {"", "sts-vpc.cn-beijing.aliyuncs.com", "sts-vpc.cn-beijing.aliyuncs.com"},
		"configured":         {"sts.example.com", "", "sts.example.com"},
		"configured beats":   {"sts.example.com", "sts.cn-beijing.aliyuncs.com", "sts.example.com"},
		"host with a path":   {"", "sts.example.com/path", ""},
		"host of the region": {"", "sts.{region}.aliyuncs.com", "sts.cn-hangzhou.aliyuncs.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wire := &sightings{start: time.Now()}
			client := limited(t, wire, func(c *rds.Config) { c.STSEndpoint = tc.configured })
			forKeys, err := client.With(keys, tc.host)
			if tc.want == "" {
				if err == nil {
					t.Error("no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := deployer(forKeys)(t.Context()); err != nil || wire.seen[0].host != tc.want {
				t.Errorf("sent to %+v, want %s: %v", wire.seen, tc.want, err)
			}
		})
	}
}
