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
	return success(`"Credentials":{"AccessKeyId":"STS.fresh","AccessKeySecret":"secret","SecurityToken":"token","Expiration":"2100-01-01T00:00:00Z"}`)
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

// Whoever fetches keys draws from the limit of the client that needs them, and does not queue behind those that wait for them.
func TestWith_sharesTheLimitAndPassesTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &sightings{start: time.Now()}
		client := limited(t, wire, func(c *rds.Config) { c.MaxRequestsPerSecond = 2 })
		forKeys, err := client.With(rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret}), "sts.cn-beijing.aliyuncs.com")
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() { _ = reading(client)(t.Context()) })
		}
		synctest.Wait()
		group.Go(func() { _ = deployer(forKeys)(t.Context()) })
		group.Wait()
		for i, call := range wire.seen {
			if want := time.Duration(i) * time.Second / 2; (call.at - want).Abs() > time.Microsecond {
				t.Errorf("call %d, %s, was sent after %v, want %v", i, call.action, call.at, want)
			}
		}
		at := slices.IndexFunc(wire.seen, func(s sighting) bool { return s.action == "AssumeRole" })
		if len(wire.seen) != 21 || at < 0 || at > 2 || wire.seen[at].host != "sts.cn-beijing.aliyuncs.com" {
			t.Errorf("AssumeRole was call %d of %+v", at, wire.seen)
		}
	})
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
	if _, err := limited(t, &sightings{}).With(nil, ""); err == nil {
		t.Error("no source of credentials is no error")
	}
}
