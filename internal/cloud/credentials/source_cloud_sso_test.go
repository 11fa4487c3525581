// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The CLI keeps the keys of a login in its file. They are used as long as they are good.
func TestProfileSource_cloudSSOKeysOfTheFile(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, cloudSSOAnswer(expires(time.Hour)))
	source := openFile(t, cloudSSO(server.URL, "at", fmt.Sprintf(`, "access_key_id": "file", "access_key_secret": "s",
		"sts_token": "t", "sts_expiration": %d`, time.Now().Add(time.Hour).Unix())), "", Options{})
	kept := rds.Credentials{AccessKeyID: "file", AccessKeySecret: "s", SecurityToken: "t"}
	wantKeys(t, source, kept)
	wantExpirer(t, source).Expire(kept)
	wantKeys(t, source, rds.Credentials{AccessKeyID: "sso-key", AccessKeySecret: "s", SecurityToken: "t"})
}

// cloudSSO is a file with a login to a service of CloudSSO. The further fields begin with a comma.
func cloudSSO(at, token, fields string) string {
	return fmt.Sprintf(`{"profiles": [{"name": "default", "mode": "CloudSSO", "cloud_sso_sign_in_url": %q,
		"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": %q,
		"cloud_sso_access_token_expire": %d%s}]}`, at, token, time.Now().Add(time.Hour).Unix(), fields)
}

func cloudSSOAnswer(expiration string) string {
	return `{"CloudCredential": {"AccessKeyId": "sso-key", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": ` +
		quote(expiration) + `}}`
}

func TestProfileSource_cloudSSO(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, http.StatusOK, cloudSSOAnswer(expires(time.Hour)))
	source := openFile(t, cloudSSO(server.URL+"/start", "at", ""), "", Options{})
	wantKeys(t, source, rds.Credentials{AccessKeyID: "sso-key", AccessKeySecret: "s", SecurityToken: "t"})
	if call := server.recorded()[0]; call.auth != "Bearer at" ||
		!strings.Contains(call.body, `"AccessConfigurationId":"c"`) {
		t.Errorf("sent %+v, want the token and the access configuration", call)
	}
}

// What a service of a login answers is not shown, but for a status, a code and a request id.
func TestLogin_failures(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"an end that is no time": {
			200, cloudSSOAnswer(canarySecret),
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
			source := openFile(t, cloudSSO(server.URL, "at", ""), "", Options{})
			_, err := source.Credentials(t.Context())
			want := `get credentials of the profile "default" (argument shared_credentials_file): ` + tt.want
			if err == nil || err.Error() != want {
				t.Errorf("error = %v\nwant    %s", err, want)
			}
		})
	}
}

// fakeProvider stands in for a provider of credentials-go. Its keys are numbered by how often it was built.
type fakeProvider struct {
	built int
	err   error
}

func (p *fakeProvider) GetCredentials() (*providers.Credentials, error) {
	keys := numbered(p.built)
	return &providers.Credentials{
		AccessKeyId: keys.AccessKeyID, AccessKeySecret: keys.AccessKeySecret, SecurityToken: keys.SecurityToken,
	}, p.err
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
	return &opener{options: Options{Clock: rds.Clock{Now: time.Now, Sleep: rds.Sleep}, Transport: newTransport()}}
}
