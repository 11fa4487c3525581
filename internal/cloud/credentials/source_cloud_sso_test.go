// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The CLI keeps the keys of a login in its file. They are used as long as they are good.
func TestProfileSource_cloudSSOKeysOfTheFile(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, fmt.Sprintf(
		`{"CloudCredential": {"AccessKeyId": "new", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": %q}}`,
		expires(time.Hour)))
	soon := time.Now().Add(time.Hour).Unix()
	source := openFile(t, fmt.Sprintf(`{"profiles": [{"name": "default", "mode": "CloudSSO", "cloud_sso_sign_in_url": %q,
		"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": "at",
			"cloud_sso_access_token_expire": %d,
		"access_key_id": "file", "access_key_secret": "s", "sts_token": "t",
		"sts_expiration": %d}]}`, server.URL, soon, soon), "", Options{})
	kept := rds.Credentials{AccessKeyID: "file", AccessKeySecret: "s", SecurityToken: "t"}
	wantKeys(t, source, kept)
	wantExpirer(t, source).Expire(kept)
	wantKeys(t, source, rds.Credentials{AccessKeyID: "new", AccessKeySecret: "s", SecurityToken: "t"})
}

func TestProfileSource_cloudSSO(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, fmt.Sprintf(
		`{"CloudCredential": {"AccessKeyId": "sso-key", "AccessKeySecret": "sso-secret", "SecurityToken": "sso-token", `+
			`"Expiration": %q}}`, expires(time.Hour)))
	source := openFile(t, fmt.Sprintf(`{"current": "a", "profiles": [{"name": "a", "mode": "CloudSSO",
		"cloud_sso_sign_in_url": %q,
		"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": "at",
			"cloud_sso_access_token_expire": %d}]}`,
		server.URL+"/start", time.Now().Add(time.Hour).Unix()), "", Options{})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "sso-key", AccessKeySecret: "sso-secret", SecurityToken: "sso-token"})
	if call := server.recorded()[0]; call.auth != "Bearer at" ||
		!strings.Contains(call.body, `"AccessConfigurationId":"c"`) {
		t.Errorf("sent %+v, want the token and the access configuration", call)
	}
}

// What a service of a login answers is not shown, but for a status, a code and a request id.
func TestLogin_failures(t *testing.T) {
	t.Parallel()
	const keys = `"AccessKeyId": "k", "AccessKeySecret": "s", "SecurityToken": "t"`
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"an end that is no time": {
			200, `{"CloudCredential": {` + keys + `, "Expiration": "` + canarySecret + `"}}`,
			"the answer says in no known form when the keys end",
		},
		"a code": {
			403, `{"Code": "Forbidden", "RequestId": "R-1", "Message": "` + canarySecret + `"}`,
			"get session token from sso failed: the API answers Forbidden (request id R-1)",
		},
		"a login that has ended": {
			400, `{"error": "expired_token", "error_description": "` + canarySecret + `", "requestId": "R-1"}`,
			`get session token from sso failed: the API answers expired_token (request id R-1); ` +
				`log in again with "aliyun configure"`,
		},
		"an error that is not known": {400, `{"error": "` + canarySecret + `"}`, "get session token from sso failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTokenServer(t, tt.status, tt.body)
			source := openFile(t, fmt.Sprintf(`{"profiles": [{"name": "default", "mode": "CloudSSO", "cloud_sso_sign_in_url": %q,
				"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": "at",
			"cloud_sso_access_token_expire": %d}]}`,
				server.URL, time.Now().Add(time.Hour).Unix()), "", Options{})
			_, err := source.Credentials(t.Context())
			want := `get credentials of the profile "default" (argument shared_credentials_file): ` + tt.want
			if err == nil || err.Error() != want {
				t.Errorf("error = %v\nwant    %s", err, want)
			}
		})
	}
}

// fakeProvider stands in for a provider of credentials-go: not safe for concurrent use, deaf to contexts.
type fakeProvider struct {
	built int
	calls int // unguarded on purpose, for the race detector
	err   error
	wait  chan struct{}
}

func (p *fakeProvider) GetCredentials() (*providers.Credentials, error) {
	p.calls++
	if p.wait != nil {
		<-p.wait
	}
	if p.err != nil {
		return nil, p.err
	}
	return &providers.Credentials{
		AccessKeyId: fmt.Sprintf("key-%d", p.built), AccessKeySecret: "s", SecurityToken: "t",
	}, nil
}

func (p *fakeProvider) source(t *testing.T) rds.CredentialsSource {
	t.Helper()
	source, err := testOpener().library(label{source: `profile "a"`}, profile{}, func() (libraryProvider, error) {
		p.built++
		return p, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestLibrary_isAskedByOneCallerAtATime(t *testing.T) {
	t.Parallel()
	inner := &fakeProvider{}
	source := inner.source(t)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { wantKeys(t, source, numbered(1)) })
	}
	group.Wait()
}

func TestLibrary_callerLeavesWhileItHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner := &fakeProvider{wait: make(chan struct{})}
		source := inner.source(t)
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if _, err := source.Credentials(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error = %v, want the end of the context", err)
			}
			cancel()
		}
		close(inner.wait)
		wantKeys(t, source, numbered(1))
		if inner.calls != 1 {
			t.Errorf("it was asked %d times by four callers, want once", inner.calls)
		}
	})
}

// The library does not say when its keys end. They are used until the API refuses them.
func TestLibrary_failureWhileItsKeysWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner := &fakeProvider{}
		source := inner.source(t)
		wantKeys(t, source, numbered(1))
		inner.err = errors.New("refresh failed: <html>" + canarySecret)
		pass(unstatedLife)
		wantKeys(t, source, numbered(1))
		synctest.Wait()
		wantExpirer(t, source).Expire(numbered(1))
		_, err := source.Credentials(t.Context())
		if err == nil || err.Error() != `get credentials of the profile "a": refresh failed` {
			t.Errorf("error = %v, want that of the library without what it quotes", err)
		}
	})
}

func TestLibrary_isBuiltAnewWhenItsKeysAreRefused(t *testing.T) {
	t.Parallel()
	inner := &fakeProvider{}
	source := inner.source(t)
	wantKeys(t, source, numbered(1))
	wantExpirer(t, source).Expire(numbered(1))
	wantKeys(t, source, numbered(2))
}

// testOpener is what Open makes of empty options.
func testOpener() *opener {
	return &opener{options: Options{Clock: rds.Clock{Now: time.Now, Sleep: rds.Sleep}}}
}
