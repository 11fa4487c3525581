// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

const (
	emulatedRoles    = "acs:ram::1234567890123456:role/"
	emulatedProvider = "acs:ram::1234567890123456:oidc-provider/ci"
)

// holding returns a client of the same emulator with other keys.
func holding(t *testing.T, server *emulator.Server, keys rds.Credentials) *rds.Client {
	t.Helper()
	client, err := rds.New(rds.Config{Credentials: rds.StaticCredentials(keys), STSEndpoint: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func TestAssumeRole_keysWorkAsTheRole(t *testing.T) {
	t.Parallel()
	client, server := newEmulated(t)
	nobody := holding(t, server, rds.Credentials{})
	for name, tt := range map[string]struct {
		role   string
		assume func(role rds.Role) (rds.TemporaryCredentials, error)
	}{
		"with keys": {fleet.RoleExternalID, func(role rds.Role) (rds.TemporaryCredentials, error) {
			role.ExternalID = fleet.DefaultExternalID
			return client.AssumeRole(t.Context(), role)
		}},
		"with a token and no keys": {fleet.RoleDeployer, func(role rds.Role) (rds.TemporaryCredentials, error) {
			return nobody.AssumeRoleWithOIDC(t.Context(), role, emulatedProvider, "token")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.assume(rds.Role{
				ARN: emulatedRoles + tt.role, SessionName: "me", Duration: 12 * time.Hour,
				Policy: `{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "rds:*", "Resource": "*"}]}`,
			})
			if err != nil {
				t.Fatal(err)
			}
			if left := time.Until(got.Expires); left < 11*time.Hour || left > 12*time.Hour {
				t.Errorf("the keys end in %s, want 12 h", left)
			}
			identity, err := holding(t, server, got.Credentials).CallerIdentity(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := "acs:ram::1234567890123456:assumed-role/" + tt.role + "/me"; identity.ARN != want {
				t.Errorf("identity = %s, want %s", identity.ARN, want)
			}
		})
	}
}

func TestAssumeRole_refusals(t *testing.T) {
	t.Parallel()
	client, _ := newEmulated(t)
	withKeys := func(role rds.Role) error {
		_, err := client.AssumeRole(t.Context(), role)
		return err
	}
	withToken := func(token string) func(rds.Role) error {
		return func(role rds.Role) error {
			_, err := client.AssumeRoleWithOIDC(t.Context(), role, emulatedProvider, token)
			return err
		}
	}
	for name, tt := range map[string]struct {
		role   rds.Role
		assume func(rds.Role) error
		code   string
	}{
		"no external id":         {rds.Role{ARN: fleet.RoleExternalID}, withKeys, "NoPermission"},
		"wrong external id":      {rds.Role{ARN: fleet.RoleExternalID, ExternalID: "other"}, withKeys, "NoPermission"},
		"too long for the role":  {rds.Role{ARN: fleet.RoleOneHour, Duration: 2 * time.Hour}, withKeys, "InvalidParameter.DurationSeconds"},
		"too long for any":       {rds.Role{ARN: fleet.RoleDeployer, Duration: 13 * time.Hour}, withKeys, "InvalidParameter.DurationSeconds"},
		"no such role":           {rds.Role{ARN: "nobody"}, withKeys, "EntityNotExist.Role"},
		"a policy that is none":  {rds.Role{ARN: fleet.RoleDeployer, Policy: "{"}, withKeys, "InvalidParameter.PolicyGrammar"},
		"a token not of the IdP": {rds.Role{ARN: fleet.RoleDeployer}, withToken("invalid"), "AuthenticationFail.OIDCToken.Invalid"},
		"a token that is over":   {rds.Role{ARN: fleet.RoleDeployer}, withToken("expired"), "AuthenticationFail.OIDCToken.Expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.role.ARN, tt.role.SessionName = emulatedRoles+tt.role.ARN, "me"
			var failed *rds.Error
			if err := tt.assume(tt.role); !errors.As(err, &failed) || failed.Code != tt.code {
				t.Errorf("error = %v, want the code %s", err, tt.code)
			}
		})
	}
}

func TestAssumeRole_sendsOnlyWhatIsSet(t *testing.T) {
	t.Parallel()
	api := newFakeAPI(t, func(call) reply {
		return reply{body: `{"RequestId": "R", "Credentials": {"AccessKeyId": "k", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": "never"}}`}
	})
	client, _ := newClient(t, api.URL)
	role := rds.Role{ARN: "acs:ram::1:role/r", SessionName: "me"}
	got, err := client.AssumeRole(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Expires.IsZero() {
		t.Errorf("the keys end at %s, want unknown", got.Expires)
	}
	for _, absent := range []string{"DurationSeconds", "Policy", "ExternalId"} {
		if sent := api.last().params; sent.Has(absent) {
			t.Errorf("%s = %q was sent, want nothing", absent, sent.Get(absent))
		}
	}
	if _, err := client.AssumeRoleWithOIDC(t.Context(), role, emulatedProvider, canaryToken); err != nil {
		t.Fatal(err)
	}
	sent := api.last()
	if sent.params.Get("OIDCToken") != canaryToken || sent.raw.URL.Query().Has("OIDCToken") {
		t.Errorf("sent %v to %s, want the token in the body alone", sent.params, sent.raw.URL)
	}
	for _, absent := range []string{"AccessKeyId", "Signature", "SecurityToken"} {
		if sent.params.Has(absent) {
			t.Errorf("%s was sent, want an unsigned call", absent)
		}
	}
}

func TestAssumeRole_errorsHoldNoToken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer reply
		code   string
	}{
		"a refusal that quotes it": {reply{status: http.StatusBadRequest, body: `{"RequestId": "R", "Code": "AuthenticationFail.OIDCToken.Invalid", "Message": "The token ` + canaryToken + ` is wrong."}`}, "AuthenticationFail.OIDCToken.Invalid"},
		"no keys":                  {reply{body: `{"RequestId": "R", "Credentials": {"SecurityToken": "` + canaryToken + `"}}`}, "Client.ForeignAnswer"},
		"keys of another shape":    {reply{body: `{"RequestId": "R", "Credentials": "` + canaryToken + `"}`}, "Client.ForeignAnswer"},
		"a dropped connection":     {reply{drop: true}, "Client.ConnectionFailed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(call) reply { return tt.answer })
			client, _ := newClient(t, api.URL)
			_, err := client.AssumeRoleWithOIDC(t.Context(), rds.Role{ARN: "acs:ram::1:role/r"}, emulatedProvider, canaryToken)
			var failed *rds.Error
			if !errors.As(err, &failed) || failed.Code != tt.code {
				t.Errorf("error = %v, want the code %s", err, tt.code)
			}
			for _, spelling := range []string{canaryToken, "canary%2Ftoken", "canary/token"} {
				if err != nil && strings.Contains(err.Error(), spelling) {
					t.Errorf("the error holds the token: %v", err)
				}
			}
		})
	}
}
