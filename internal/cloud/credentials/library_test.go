// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestProfileSource_cloudSSO(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, fmt.Sprintf(
		`{"CloudCredential": {"AccessKeyId": "sso-key", "AccessKeySecret": "sso-secret", "SecurityToken": "sso-token", "Expiration": %q}}`, expires(time.Hour)))
	source := openFile(t, fmt.Sprintf(`{"current": "a", "profiles": [{"name": "a", "mode": "CloudSSO", "cloud_sso_sign_in_url": %q,
		"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": "at", "cloud_sso_access_token_expire": %d}]}`,
		server.URL+"/start", time.Now().Add(time.Hour).Unix()), "", Options{})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "sso-key", AccessKeySecret: "sso-secret", SecurityToken: "sso-token"})
	if call := server.recorded()[0]; call.auth != "Bearer at" || !strings.Contains(call.body, `"AccessConfigurationId":"c"`) {
		t.Errorf("sent %+v, want the token and the access configuration", call)
	}
}

func TestProfileSource_oauthWritesTokensBack(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, fmt.Sprintf(`{"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 3600,
		"accessKeyId": "oauth-key", "accessKeySecret": "oauth-secret", "securityToken": "oauth-token", "expiration": %q}`, expires(time.Hour)))
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"current": "a", "meta_path": "kept", "Profiles": [
		{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old-refresh", "language": "kept", "retry_count": 9007199254740993},
		{"name": "b", "mode": "AK", "access_key_id": "other"}]}`)
	source, err := testOpener().oauthAt(label{}, oauthSite{server.URL, "client"}, file, profile{Name: "a", OAuthRefreshToken: "old-refresh"})
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, rds.Credentials{AccessKeyID: "oauth-key", AccessKeySecret: "oauth-secret", SecurityToken: "oauth-token"})

	calls := server.recorded()
	if len(calls) != 2 || calls[0].form.Get("refresh_token") != "old-refresh" || calls[1].auth != "Bearer new-access" {
		t.Errorf("calls = %+v, want a refresh and an exchange", calls)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"new-refresh"`, `"new-access"`, `"oauth-key"`, `"meta_path": "kept"`, `"language": "kept"`, `"retry_count": 9007199254740993`, `"access_key_id": "other"`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("the file lacks %s:\n%s", want, content)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v), want 0600", info.Mode(), err)
	}
}

func TestProfileSource_oauthWorksWhenTokensCannotBeWrittenBack(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, fmt.Sprintf(
		`{"accessKeyId": "k", "accessKeySecret": "s", "securityToken": "t", "expiration": %q}`, expires(time.Hour)))
	source, err := testOpener().oauthAt(label{}, oauthSite{server.URL, "client"}, filepath.Join(t.TempDir(), "gone"), profile{Name: "a", OAuthAccessToken: "access"})
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
}

// libraryProvider stands in for a provider of credentials-go: not safe for concurrent use, deaf to contexts.
type libraryProvider struct {
	built int
	calls int // unguarded on purpose, for the race detector
	err   error
	wait  chan struct{}
}

func (*libraryProvider) GetProviderName() string { return "library" }

func (p *libraryProvider) GetCredentials() (*providers.Credentials, error) {
	p.calls++
	if p.wait != nil {
		<-p.wait
	}
	if p.err != nil {
		return nil, p.err
	}
	return &providers.Credentials{AccessKeyId: fmt.Sprintf("key-%d", p.built), AccessKeySecret: "s", SecurityToken: "t"}, nil
}

func (p *libraryProvider) source(t *testing.T) rds.CredentialsSource {
	t.Helper()
	source, err := testOpener().library(label{source: `profile "a"`}, &notes{}, func() (providers.CredentialsProvider, error) {
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
	inner := &libraryProvider{}
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
		inner := &libraryProvider{wait: make(chan struct{})}
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
		if inner.calls != 1 && inner.calls != 2 {
			t.Errorf("it was asked %d times by four callers, want once, or twice if the first answer came for nobody", inner.calls)
		}
	})
}

func TestLibrary_failureWhileItsKeysWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner := &libraryProvider{}
		source := inner.source(t)
		wantKeys(t, source, numbered(1))
		inner.err = errors.New("refresh failed: <html>" + canarySecret)
		wantKeys(t, source, numbered(1))
		time.Sleep(libraryMargin) //nolint:forbidigo // time of the bubble
		if _, err := source.Credentials(t.Context()); err == nil || err.Error() != `get credentials of the profile "a": refresh failed` {
			t.Errorf("error = %v, want that of the library without what it quotes", err)
		}
	})
}

func TestLibrary_isBuiltAnewWhenItsKeysAreRefused(t *testing.T) {
	t.Parallel()
	inner := &libraryProvider{}
	source := inner.source(t)
	wantKeys(t, source, numbered(1))
	expirer, ok := source.(rds.Expirer)
	if !ok {
		t.Fatal("the source cannot be told of refused keys")
	}
	expirer.Expire(numbered(1))
	wantKeys(t, source, numbered(2))
}

// testOpener is what Open makes of empty options.
func testOpener() *opener { return &opener{options: Options{Now: time.Now, Sleep: rds.Sleep}} }
