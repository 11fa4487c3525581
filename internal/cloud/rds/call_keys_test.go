// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// keeper is a source that hands out the same keys until it is told that they have expired.
type keeper struct {
	mu      sync.Mutex
	keys    []rds.Credentials
	expired []rds.Credentials
}

func (k *keeper) Credentials(context.Context) (rds.Credentials, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.keys[0], nil
}

func (k *keeper) Expire(keys rds.Credentials) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.expired = append(k.expired, keys)
	if keys == k.keys[0] && len(k.keys) > 1 {
		k.keys = k.keys[1:]
	}
}

// traced is a source that knows where its keys came from, and when they were to end.
type traced struct {
	rds.CredentialsSource
	origin rds.Origin
}

func (s traced) Origin(rds.Credentials) rds.Origin { return s.origin }

// A refusal of the keys themselves says where they came from, and no other one does.
func TestOrigin_ofRefusedKeys(t *testing.T) {
	t.Parallel()
	origin := rds.Origin{Place: "the environment variables A and B", Ends: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	keys := rds.StaticCredentials(rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret})
	for name, tc := range map[string]struct {
		code   string
		source rds.CredentialsSource
		want   rds.Origin
	}{
		"key":           {"InvalidAccessKeyId.NotFound", traced{keys, origin}, origin},
		"secret":        {"SignatureDoesNotMatch", traced{keys, origin}, origin},
		"token":         {"InvalidSecurityToken.Malformed", traced{keys, origin}, origin},
		"missing token": {"MissingSecurityToken", traced{keys, origin}, origin},
		"clock":         {"InvalidTimeStamp.Expired", traced{keys, origin}, rds.Origin{}},
		"denied":        {"Forbidden.RAM", traced{keys, origin}, rds.Origin{}},
		"API":           {"InternalError", traced{keys, origin}, rds.Origin{}},
		"no place":      {"SignatureDoesNotMatch", keys, rds.Origin{}},
		"key as place": {
			"SignatureDoesNotMatch",
			traced{keys, rds.Origin{Place: "the file of " + canarySecret}},
			rds.Origin{Place: "the file of [hidden]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, script(map[string][]reply{get: {refusal(403, tc.code)}}))
			client, _ := newClient(t, api.URL, func(c *rds.Config) { c.Credentials = tc.source })
			var failed *rds.Error
			if !errors.As(reading(client)(t.Context()), &failed) || failed.Keys != tc.want {
				t.Errorf("got %+v, want keys from %+v", failed, tc.want)
			}
		})
	}
}

func TestExpire_isToldOfTheKeysThatWereRefused(t *testing.T) {
	t.Parallel()
	temporary := func(n string) rds.Credentials {
		return rds.Credentials{AccessKeyID: "STS." + n, AccessKeySecret: "secret-" + n, SecurityToken: "token-" + n}
	}
	const expired, malformed = "InvalidSecurityToken.Expired", "InvalidSecurityToken.Malformed"
	old, fresh := temporary("old"), temporary("new")
	for name, tc := range map[string]struct {
		keys    []rds.Credentials
		refusal string // of all keys but the new ones
		calls   int
		code    string
	}{
		"fresh keys":            {[]rds.Credentials{old, fresh}, expired, 2, ""},
		"nothing but old ones":  {[]rds.Credentials{old}, expired, 2, expired},
		"one old after another": {[]rds.Credentials{old, old, fresh}, expired, 2, expired},
		"another token":         {[]rds.Credentials{old, fresh}, malformed, 1, malformed},
		"a wrong clock":         {[]rds.Credentials{old, fresh}, "InvalidTimeStamp.Expired", 1, "InvalidTimeStamp.Expired"},
	} {
		for kind, do := range map[string]func(*rds.Client) func(context.Context) error{"read": reading, "write": writing} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				api := newFakeAPI(t, func(c call) reply {
					if c.params.Get("SecurityToken") != "token-new" {
						return refusal(400, tc.refusal)
					}
					return success(`"DBInstanceId":"pgm-demo"`)
				})
				source := &keeper{keys: tc.keys}
				client, slept := newClient(t, api.URL, func(c *rds.Config) { c.Credentials = source })
				err := do(client)(t.Context())
				if tc.code == "" && err != nil {
					t.Error(err)
				}
				if tc.code != "" {
					assertFailed(t, err, rds.ClassCredential, tc.code)
				}
				if got := len(api.actions()); got != tc.calls || len(slept.waits) != 0 {
					t.Errorf("%d calls and %d waits, want %d and none", got, len(slept.waits), tc.calls)
				}
				if told := slices.Contains(source.expired, old); told != (tc.refusal == expired) {
					t.Errorf("the source was told of %v", source.expired)
				}
			})
		}
	}
}

// A clock that is off is nothing that another attempt repairs. The error says by how much.
func TestClockSkew_isFinalAndSaysHowFarTheClocksAreApart(t *testing.T) {
	t.Parallel()
	for date, want := range map[string]time.Duration{
		time.Now().Add(47 * time.Minute).UTC().Format(http.TimeFormat): 47 * time.Minute,
		time.Now().Add(-26 * time.Hour).UTC().Format(http.TimeFormat):  -26 * time.Hour,
		"yesterday": 0,
	} {
		api := newFakeAPI(t, func(call) reply {
			answer := refusal(400, "InvalidTimeStamp.Expired")
			answer.header = map[string]string{"Date": date}
			return answer
		})
		client, slept := newClient(t, api.URL)
		_, err := client.Policy(t.Context(), "cn-hangzhou", "pgm-demo")
		assertFailed(t, err, rds.ClassCredential, "InvalidTimeStamp.Expired")
		if got := len(api.actions()); got != 1 || len(slept.waits) != 0 {
			t.Errorf("%d calls and %d waits, want one call", got, len(slept.waits))
		}
		var failed *rds.Error
		errors.As(err, &failed)
		if got := failed.ClockOffset; (got - want).Abs() > time.Minute {
			t.Errorf("the API's clock is %v ahead by the error, want about %v", got, want)
		}
	}
}

// HTTP 429 is throttling, whatever comes with it. The matrix has an answer of the API and an empty one.
func TestTooManyRequests_isThrottlingWithOrWithoutACode(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]reply{
		"a strange code": refusal(429, "SlowDown"),
		"a page":         {status: 429, body: "<html>Too Many Requests</html>"},
		"no JSON type":   {status: 429, body: `{"Code":{},"Message":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newClient(t, newFakeAPI(t, failing(success(`"DBInstanceId":"pgm-demo"`), first)).URL)
			if err := client.PutPolicy(t.Context(), onSettings()); err != nil {
				t.Errorf("got class %v: %v, want another attempt", rds.ClassOf(err), err)
			}
		})
	}
}
