// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// profileCredentials resolves a block against a file of profiles, and opens the source.
func profileCredentials(t *testing.T, content string, settings func(*Settings)) rds.CredentialsSource {
	t.Helper()
	file := filepath.Join(t.TempDir(), "credentials")
	writeFile(t, file, content)
	s := Settings{Credentials: CredentialChoice{File: file, FileOrigin: "argument shared_credentials_file"}}
	if settings != nil {
		settings(&s)
	}
	source, _, diags := openCredentials(s, environment(nil))
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics: %s", render(diags))
	}
	return source
}

func wantKeys(t *testing.T, source rds.CredentialsSource, want rds.Credentials) {
	t.Helper()
	got, err := source.Credentials(t.Context())
	if err != nil {
		t.Fatalf("Credentials: %v", err)
	}
	if got != want {
		t.Errorf("Credentials = %+v, want %+v", got, want)
	}
}

func TestProfileSource_static(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		content, profile string
		want             rds.Credentials
	}{
		"AK": {
			content: `{"current": "b", "profiles": [{"name": "a", "mode": "AK"}, {"name": "b", "mode": "AK", "access_key_id": "k", "access_key_secret": "s"}]}`,
			want:    rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"StsToken by name": {
			content: `{"current": "b", "profiles": [{"name": "a", "mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t"}]}`,
			profile: "a", want: rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"},
		},
		"the profile default where none is current": {
			content: "\xef\xbb\xbf\n" + `{"profiles": [{"name": "default", "mode": "AK", "access_key_id": "k", "access_key_secret": "s"}]}`,
			want:    rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"ini": {
			content: "[default]\nenable = true\ntype = access_key\naccess_key_id = k\naccess_key_secret = s\n[other]\ntype = sts\naccess_key_id = k2\n",
			want:    rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"},
		},
		"ini with a token": {
			content: "[default]\ntype = access_key\n[other]\ntype = sts\naccess_key_id = k2\naccess_key_secret = s2\nsecurity_token = t2\n",
			profile: "other", want: rds.Credentials{AccessKeyID: "k2", AccessKeySecret: "s2", SecurityToken: "t2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantKeys(t, profileCredentials(t, tt.content, func(s *Settings) { s.Credentials.Profile = tt.profile }), tt.want)
		})
	}
}

func TestProfileSource_assumedRoles(t *testing.T) {
	t.Parallel()
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, "oidc-token")
	for name, tt := range map[string]struct {
		content string
		want    map[string]string
	}{
		"RamRoleArn": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "RamRoleArn", "access_key_id": "k", "access_key_secret": "s", "ram_role_arn": "acs:ram::1:role/r",
				"ram_session_name": "me", "expired_seconds": 900, "policy": "{}", "external_id": "x"}]}`,
			want: map[string]string{
				"Action": "AssumeRole", "AccessKeyId": "k", "RoleArn": "acs:ram::1:role/r", "RoleSessionName": "me", "DurationSeconds": "900",
				"Policy": "{}", "ExternalId": "x", "SecurityToken": "",
			},
		},
		"RamRoleArn with the defaults": {
			content: "[default]\ntype = ram_role_arn\naccess_key_id = k\naccess_key_secret = s\nrole_arn = acs:ram::1:role/r\n",
			want:    map[string]string{"Action": "AssumeRole", "RoleSessionName": "terraform", "DurationSeconds": "3600", "Policy": "", "ExternalId": ""},
		},
		"ChainableRamRoleArn": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "ChainableRamRoleArn", "ram_role_arn": "acs:ram::1:role/r", "source_profile": "b"},
				{"name": "b", "mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t"}]}`,
			want: map[string]string{"Action": "AssumeRole", "AccessKeyId": "k", "SecurityToken": "t", "RoleArn": "acs:ram::1:role/r"},
		},
		"OIDC": {
			content: `{"current": "a", "profiles": [{"name": "a", "mode": "OIDC", "ram_role_arn": "acs:ram::1:role/r", "oidc_provider_arn": "acs:ram::1:oidc-provider/p", "oidc_token_file": ` + quote(token) + `}]}`,
			want:    map[string]string{"Action": "AssumeRoleWithOIDC", "RoleArn": "acs:ram::1:role/r", "OIDCProviderArn": "acs:ram::1:oidc-provider/p", "OIDCToken": "oidc-token", "RoleSessionName": "terraform"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTokenServer(t, true, http.StatusOK, stsAnswer(time.Hour))
			source := profileCredentials(t, tt.content, func(s *Settings) { s.Endpoints.STS = server.URL })
			if calls := server.recorded(); len(calls) != 0 {
				t.Errorf("opening the source called STS %d times, want none before the first use", len(calls))
			}
			wantKeys(t, source, rds.Credentials{AccessKeyID: "STS.key", AccessKeySecret: "sts-secret", SecurityToken: "sts-token"})
			wantKeys(t, source, rds.Credentials{AccessKeyID: "STS.key", AccessKeySecret: "sts-secret", SecurityToken: "sts-token"})
			calls := server.recorded()
			if len(calls) != 1 {
				t.Fatalf("STS was called %d times, want once for two uses", len(calls))
			}
			for parameter, want := range tt.want {
				if got := calls[0].form.Get(parameter); got != want {
					t.Errorf("%s = %q, want %q", parameter, got, want)
				}
			}
		})
	}
}

func TestProfileSource_isSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, true, http.StatusOK, stsAnswer(time.Hour))
	source := profileCredentials(t, "[default]\ntype = ram_role_arn\naccess_key_id = k\naccess_key_secret = s\nrole_arn = r\n",
		func(s *Settings) { s.Endpoints.STS = server.URL })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := source.Credentials(context.Background()); err != nil {
				t.Errorf("Credentials: %v", err)
			}
		})
	}
	group.Wait()
	if calls := server.recorded(); len(calls) != 1 {
		t.Errorf("STS was called %d times, want once", len(calls))
	}
}

// slowProvider answers when it is released.
type slowProvider struct{ begun, released chan struct{} }

func (*slowProvider) GetProviderName() string { return "slow" }

func (p *slowProvider) GetCredentials() (*providers.Credentials, error) {
	p.begun <- struct{}{}
	<-p.released
	return &providers.Credentials{AccessKeyId: "k", AccessKeySecret: "s"}, nil
}

func TestProfileSource_cancelDoesNotWaitForARefresh(t *testing.T) {
	t.Parallel()
	slow := &slowProvider{begun: make(chan struct{}, 1), released: make(chan struct{})}
	source := openSource("a", slow, &notes{})
	for _, inTheQueue := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() {
			_, err := source.Credentials(ctx)
			failed <- err
		}()
		if !inTheQueue {
			<-slow.begun
		}
		cancel()
		select {
		case err := <-failed:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error = %v, want the end of the context", err)
			}
		case <-time.After(time.Second):
			t.Fatal("still waiting a second after the cancel")
		}
	}
	close(slow.released)
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s"})
}

func TestProfileSource_cancelEndsTheCommand(t *testing.T) {
	t.Parallel()
	source := openSource("a", newExternalProvider("sleep 30"), &notes{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := source.Credentials(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the end of the context", err)
	}
	select {
	case source.turn <- struct{}{}: // free as soon as the command has ended
	case <-time.After(5 * time.Second):
		t.Error("the command still runs")
	}
}

type panickingProvider struct{ slowProvider }

func (*panickingProvider) GetCredentials() (*providers.Credentials, error) { panic(canarySecret) }

func TestProfileSource_aPanicIsAnErrorWithoutItsValue(t *testing.T) {
	t.Parallel()
	source := openSource("a", &panickingProvider{}, &notes{})
	for range 2 { // the second call finds the turn free
		if _, err := source.Credentials(t.Context()); err == nil || err.Error() != `get credentials of the profile "a": the answer cannot be handled` {
			t.Errorf("error = %v", err)
		}
	}
}

func TestProfileSource_refreshesBeforeExpiry(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, true, http.StatusOK, stsAnswer(2*time.Minute)) // within the margin of three minutes
	source := profileCredentials(t, "[default]\ntype = ram_role_arn\naccess_key_id = k\naccess_key_secret = s\nrole_arn = r\n",
		func(s *Settings) { s.Endpoints.STS = server.URL })
	for range 2 {
		wantKeys(t, source, rds.Credentials{AccessKeyID: "STS.key", AccessKeySecret: "sts-secret", SecurityToken: "sts-token"})
	}
	if calls := server.recorded(); len(calls) != 2 {
		t.Errorf("STS was called %d times, want each time", len(calls))
	}
}

func TestProfileSource_cloudSSO(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, false, http.StatusOK, fmt.Sprintf(
		`{"CloudCredential": {"AccessKeyId": "sso-key", "AccessKeySecret": "sso-secret", "SecurityToken": "sso-token", "Expiration": %q}}`, expires(time.Hour)))
	source := profileCredentials(t, fmt.Sprintf(`{"current": "a", "profiles": [{"name": "a", "mode": "CloudSSO", "cloud_sso_sign_in_url": %q,
		"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "access_token": "at", "cloud_sso_access_token_expire": %d}]}`,
		server.URL+"/start", time.Now().Add(time.Hour).Unix()), nil)
	wantKeys(t, source, rds.Credentials{AccessKeyID: "sso-key", AccessKeySecret: "sso-secret", SecurityToken: "sso-token"})
	if call := server.recorded()[0]; call.auth != "Bearer at" || !strings.Contains(call.body, `"AccessConfigurationId":"c"`) {
		t.Errorf("sent %+v, want the token and the access configuration", call)
	}
}

func TestProfileSource_oauthWritesTokensBack(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, false, http.StatusOK, fmt.Sprintf(`{"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": 3600,
		"accessKeyId": "oauth-key", "accessKeySecret": "oauth-secret", "securityToken": "oauth-token", "expiration": %q}`, expires(time.Hour)))
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"current": "a", "meta_path": "kept", "profiles": [
		{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old-refresh", "language": "kept", "retry_count": 9007199254740993},
		{"name": "b", "mode": "AK", "access_key_id": "other"}]}`)
	inner, err := oauthProviderAt(oauthSite{server.URL, "client"}, file, profile{Name: "a", OAuthRefreshToken: "old-refresh"}, &notes{})
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, openSource("a", inner, &notes{}), rds.Credentials{AccessKeyID: "oauth-key", AccessKeySecret: "oauth-secret", SecurityToken: "oauth-token"})

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
	server := newTokenServer(t, false, http.StatusOK, fmt.Sprintf(
		`{"accessKeyId": "k", "accessKeySecret": "s", "securityToken": "t", "expiration": %q}`, expires(time.Hour)))
	kept := &notes{}
	inner, err := oauthProviderAt(oauthSite{server.URL, "client"}, filepath.Join(t.TempDir(), "gone"), profile{Name: "a", OAuthAccessToken: "access"}, kept)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inner.GetCredentials(); err != nil {
		t.Fatalf("GetCredentials: %v", err)
	}
	if len(kept.failures) != 1 {
		t.Fatalf("notes = %v, want the failed write", kept.failures)
	}
	wantKeys(t, openSource("a", inner, kept), rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
	if len(kept.failures) != 0 {
		t.Errorf("notes = %v, want them logged once", kept.failures)
	}
}

func TestProfileSource_external(t *testing.T) {
	t.Parallel()
	answer := filepath.Join(t.TempDir(), "answer")
	writeFile(t, answer, fmt.Sprintf(`{"mode": "StsToken", "access_key_id": "k", "access_key_secret": "s", "sts_token": "t", "expiration": %q}`, expires(time.Hour)))
	source := profileCredentials(t, `{"current": "a", "profiles": [{"name": "a", "mode": "External", "process_command": `+quote("cat "+answer)+`}]}`, nil)
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"})
	if err := os.Remove(answer); err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"}) // kept until shortly before expiry
}

func TestProfileSource_ecsRAMRoleNeedsNoNetworkToOpen(t *testing.T) {
	t.Parallel()
	source := profileCredentials(t, `{"current": "a", "profiles": [{"name": "a", "mode": "EcsRamRole", "ram_role_name": "r"}]}`, nil)
	opened, ok := source.(*profileSource)
	if !ok {
		t.Fatalf("source is a %T", source)
	}
	if _, ok := opened.inner.(*providers.ECSRAMRoleCredentialsProvider); !ok {
		t.Errorf("the provider is a %T", opened.inner)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Credentials(ctx); err == nil {
		t.Error("Credentials after cancel: no error")
	}
}

func TestSTSHost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		builder profileBuilder
		profile profile
		want    string
	}{
		"default":                  {want: "sts.aliyuncs.com"},
		"region of the profile":    {profile: profile{STSRegion: "cn-beijing"}, want: "sts.cn-beijing.aliyuncs.com"},
		"inside a VPC":             {profile: profile{STSRegion: "cn-beijing", EnableVPC: true}, want: "sts-vpc.cn-beijing.aliyuncs.com"},
		"region of the variable":   {builder: profileBuilder{env: environment(map[string]string{"ALIBABA_CLOUD_STS_REGION": "cn-shanghai"})}, want: "sts.cn-shanghai.aliyuncs.com"},
		"endpoint":                 {builder: profileBuilder{stsEndpoint: "sts.example.com:8443"}, profile: profile{STSRegion: "cn-beijing"}, want: "sts.example.com:8443"},
		"URL":                      {builder: profileBuilder{stsEndpoint: "https://sts.example.com/", plaintext: true}, want: "sts.example.com"},
		"endpoint with the region": {builder: profileBuilder{stsEndpoint: "sts.{region}.example.com"}, profile: profile{RegionID: "cn-beijing"}, want: "sts.cn-beijing.example.com"},
		"endpoint with the provider's region": {
			builder: profileBuilder{stsEndpoint: "sts-vpc.{region}.aliyuncs.com", region: "cn-shanghai"}, profile: profile{RegionID: "cn-beijing"}, want: "sts-vpc.cn-shanghai.aliyuncs.com",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.builder.stsHost(tt.profile)
			if err != nil || got != tt.want {
				t.Errorf("stsHost = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := (&profileBuilder{stsEndpoint: "sts.{region}.example.com"}).stsHost(profile{}); err == nil {
		t.Error("an endpoint with {region} and no region: no error")
	}
}

func quote(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}
