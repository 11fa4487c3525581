// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

const (
	emulatedRoles    = "acs:ram::1234567890123456:role/"
	emulatedSessions = "acs:ram::1234567890123456:assumed-role/"
	emulatedProvider = "acs:ram::1234567890123456:oidc-provider/ci"
)

// emulatedKeys are those of a RAM user of the default fleet.
func emulatedKeys() *rds.Credentials {
	return &rds.Credentials{AccessKeyID: "emulator-key", AccessKeySecret: "emulator-secret"}
}

// identity returns who the keys of a source belong to.
func identity(t *testing.T, s *emulator.Server, source rds.CredentialsSource) string {
	t.Helper()
	client, err := stsAt(s.URL())(source, "")
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	who, err := client.CallerIdentity(t.Context())
	if err != nil {
		t.Fatalf("CallerIdentity: %v", err)
	}
	return who.ARN
}

func TestRole_onTopOfAnySource(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	options := Options{Client: stsAt(s.URL())}
	keys := newTokenServer(
		t, 200, `{"Code": "Success", "AccessKeyId": "emulator-key", "AccessKeySecret": "emulator-secret"}`,
	)
	file := filepath.Join(t.TempDir(), "config.json")
	writeFile(t, file, `{"current": "chain", "profiles": [
		{"name": "keys", "mode": "ak", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret"},
		{"name": "role", "mode": "RamRoleArn", "access_key_id": "emulator-key", "access_key_secret": "emulator-secret",
			"ram_role_arn": "`+emulatedRoles+`deployer-external-id", "external_id": "emulator-external-id",
				"ram_session_name": "profile", "region_id": "cn-beijing"},
		{"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role",
		"ram_role_arn": "`+emulatedRoles+`deployer", "region_id": "cn-shanghai"}]}`)
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, "token\n")
	profile := func(name string) Choice { return Choice{Profile: &Profile{Name: name, File: file}} }
	for name, tt := range map[string]struct {
		choice Choice
		arn    string // of whom, without the role on top
		region string
	}{
		"static":         {Choice{Static: emulatedKeys()}, "acs:ram::1234567890123456:user/emulator", ""},
		"profile":        {profile("keys"), "acs:ram::1234567890123456:user/emulator", ""},
		"role profile":   {profile("role"), emulatedSessions + "deployer-external-id/profile", "cn-beijing"},
		"chain, current": {profile(""), emulatedSessions + "deployer/terraform", "cn-shanghai"},
		"URI":            {Choice{URI: keys.URL}, "acs:ram::1234567890123456:user/emulator", ""},
		"OIDC file": {
			Choice{
				OIDC: &OIDC{
					ProviderARN: emulatedProvider, TokenFile: token,
					Role: rds.Role{ARN: emulatedRoles + "deployer", SessionName: "ci"},
				},
			},
			emulatedSessions + "deployer/ci", "",
		},
		"OIDC token": {
			Choice{OIDC: &OIDC{ProviderARN: emulatedProvider, Token: "token", Role: rds.Role{ARN: emulatedRoles + "deployer"}}},
			emulatedSessions + "deployer/terraform", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened, err := Open(tt.choice, options)
			if err != nil || opened.Region != tt.region {
				t.Fatalf("Open: %v, region %q, want %q", err, opened.Region, tt.region)
			}
			if got := identity(t, s, opened.Source); got != tt.arn {
				t.Errorf("identity = %s, want %s", got, tt.arn)
			}
			tt.choice.Assume = []rds.Role{{ARN: emulatedRoles + fleet.RoleOneHour, SessionName: "on-top"}}
			if got, want := identity(
				t, s, mustOpen(t, tt.choice, options),
			), emulatedSessions+fleet.RoleOneHour+"/on-top"; got != want {
				t.Errorf("identity with a role on top = %s, want %s", got, want)
			}
		})
	}
}

func TestRole_refusalsNameSourceAndRole(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for name, tt := range map[string]struct {
		role rds.Role
		base *rds.Credentials
		want string
	}{
		"wrong external id": {
			rds.Role{ARN: emulatedRoles + fleet.RoleExternalID, ExternalID: "other"},
			emulatedKeys(),
			"get credentials of the role " + emulatedRoles + fleet.RoleExternalID + " (block assume_role): assume it: " +
				"AssumeRole in cn-hangzhou failed with NoPermission",
		},
		"too long": {
			rds.Role{ARN: emulatedRoles + fleet.RoleOneHour, Duration: 12 * time.Hour},
			emulatedKeys(),
			"AssumeRole in cn-hangzhou failed with InvalidParameter.DurationSeconds",
		},
		"unknown keys": {
			rds.Role{ARN: emulatedRoles + fleet.RoleDeployer},
			&rds.Credentials{AccessKeyID: canaryKey, AccessKeySecret: canarySecret},
			"AssumeRole in cn-hangzhou failed with InvalidAccessKeyId.NotFound",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := mustOpen(t, Choice{Static: tt.base, Assume: []rds.Role{tt.role}}, Options{Client: stsAt(s.URL())})
			_, err := source.Credentials(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error = %v, want %q in it", err, tt.want)
			}
			var refused *rds.Error
			if !errors.As(err, &refused) || refused.Action != "AssumeRole" {
				t.Errorf("the call is not in the chain of %v", err)
			}
			wantNoSecret(t, err.Error())
		})
	}
}

func TestRole_aFailureOfTheSourceBelowIsItsOwn(t *testing.T) {
	t.Parallel()
	server := newTokenServer(t, 404, "")
	source := mustOpen(
		t,
		Choice{Origin: "argument credentials_uri", URI: server.URL + "/keys", Assume: []rds.Role{{ARN: "acs:ram::1:role/r"}}},
		Options{Client: stsAt(server.URL)},
	)
	_, err := source.Credentials(t.Context())
	want := "get credentials of the credentials URI " + server.URL + " (argument credentials_uri): the answer is HTTP " +
		"404 Not Found"
	if err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestOIDC_readsTheTokenAtEachRefresh(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	token := filepath.Join(t.TempDir(), "token")
	source := mustOpen(t, Choice{
		Origin: "block assume_role_with_oidc",
		OIDC: &OIDC{
			ProviderARN: emulatedProvider, TokenFile: token, Role: rds.Role{ARN: emulatedRoles + fleet.RoleDeployer},
		},
	}, Options{Client: stsAt(s.URL())})
	for _, step := range []struct{ content, want string }{
		{"", "read the token file " + token + ": it is empty"},
		{"first", ""},
		{"expired", "AssumeRoleWithOIDC in cn-hangzhou failed with AuthenticationFail.OIDCToken.Expired"},
		{"second", ""},
		{strings.Repeat("x", maxToken+1), "it is larger than 64 kB"},
	} {
		writeFile(t, token, step.content)
		keys, err := source.Credentials(t.Context())
		switch {
		case step.want == "" && err != nil:
			t.Errorf("%q: %v", step.content, err)
		case step.want != "" && (err == nil || !strings.Contains(err.Error(), step.want)):
			t.Errorf("%.10q: error = %v, want %q in it", step.content, err, step.want)
		}
		if expirer, ok := source.(rds.Expirer); ok {
			expirer.Expire(keys)
		}
	}
	if calls := s.Calls("AssumeRoleWithOIDC"); len(calls) != 3 {
		t.Errorf("STS was asked %d times, want 3: a file without a token is no question", len(calls))
	}
}

// A run of twelve hours with keys of an hour: no call is refused for an expired token, and each hour costs little
// more than one refresh.
func TestRole_longRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := emulator.StartInMemory(t)
		client := func(source rds.CredentialsSource, _ string) (*rds.Client, error) {
			return rds.New(rds.Config{Credentials: source, STSEndpoint: s.URL(), Transport: s.Transport()})
		}
		source := mustOpen(
			t,
			Choice{Static: emulatedKeys(), Assume: []rds.Role{{ARN: emulatedRoles + fleet.RoleDeployer, Duration: time.Hour}}},
			Options{Client: client},
		)
		sts, err := client(source, "")
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for began := time.Now(); time.Since(began) < 12*time.Hour; {
					if _, err := sts.CallerIdentity(context.Background()); err != nil {
						t.Errorf("after %s: %v", time.Since(began), err)
						return
					}
					time.Sleep(time.Minute) //nolint:forbidigo // time of the bubble
				}
			})
		}
		group.Wait()
		if calls := s.Calls("AssumeRole"); len(calls) != 14 { // every 55 minutes
			t.Errorf("the role was assumed %d times in 12 hours, want 14", len(calls))
		}
		for _, call := range s.Calls() {
			if call.Code != "" {
				t.Errorf("%s was refused with %s", call.Action, call.Code)
			}
		}
	})
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	book := secrets.NewBook(map[string]string{"key": canaryKey, "secret": canarySecret, "token": canaryToken})
	book.Require(t, "the text", text)
	if strings.Contains(text, "Signature=") {
		t.Errorf("the text holds a signature: %s", text)
	}
}
