// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestSTS_assumedRoleWorksUntilItsKeyEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	s := emulator.Start(t, withTwoAccounts(), emulator.WithRealClock(func() time.Time { return now }))
	c := newCaller(t, s).with(func(c *caller) { c.now = func() time.Time { return now } })
	got := c.callVersion(versionSTS, "AssumeRole", "RoleArn", roleArn, "RoleSessionName", "terraform",
		"DurationSeconds", "900")
	wantOK(t, got)
	if got.text("Credentials", "Expiration") != "2026-05-04T03:17:01Z" {
		t.Errorf("got %s, want an end in 900 seconds", got.raw)
	}
	assumed := c.withKeyOf(got)
	wantOK(t, assumed.policy("pgm-console"))
	who := assumed.callVersion(versionSTS, "GetCallerIdentity")
	if who.text("IdentityType") != "AssumedRoleUser" || who.text("AccountId") != ownAccount ||
		!strings.HasSuffix(who.text("Arn"), ":assumed-role/deployer/terraform") {
		t.Errorf("got %s", who.raw)
	}
	wantCode(t, as(assumed, assumed.key, assumed.secret, "").policy("pgm-console"), 400, "MissingSecurityToken")
	wantCode(t, as(assumed, assumed.key, assumed.secret, "x").policy("pgm-console"), 400,
		"InvalidSecurityToken.MismatchWithAccessKey")
	now = now.Add(899 * time.Second)
	wantOK(t, assumed.policy("pgm-console"))
	now = now.Add(time.Second)
	wantCode(t, assumed.policy("pgm-console"), 400, "InvalidSecurityToken.Expired")
}

// withKeyOf calls with the temporary key that an answer handed out.
func (c *caller) withKeyOf(got answer) *caller {
	key := func(name string) string { return got.text("Credentials", name) }
	return as(c, key("AccessKeyId"), key("AccessKeySecret"), key("SecurityToken"))
}

func TestSTS_oidcRoleNeedsNoSignature(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, withTwoAccounts())
	c := newCaller(t, s)
	unsigned := c.with(func(c *caller) {
		c.after = func(v url.Values) {
			for _, name := range []string{"Signature", "AccessKeyId", "SignatureNonce", "SignatureMethod", "SignatureVersion"} {
				delete(v, name)
			}
		}
	})
	params := []string{
		"RoleArn", roleArn, "RoleSessionName", "ci", "OIDCProviderArn", "acs:ram::" + ownAccount + ":oidc-provider/ci",
		"OIDCToken", "jwt-of-ci",
	}
	got := unsigned.callVersion(versionSTS, "AssumeRoleWithOIDC", params...)
	wantOK(t, got)
	wantOK(t, c.withKeyOf(got).policy("pgm-console"))
	for name, row := range map[string]struct {
		params []string
		status int
		code   string
	}{
		"a wrong token":          {append(params[:6:6], "OIDCToken", "invalid"), 400, "AuthenticationFail.OIDCToken.Invalid"},
		"a token that has ended": {append(params[:6:6], "OIDCToken", "expired"), 400, "AuthenticationFail.OIDCToken.Expired"},
		"no token":               {params[:6], 400, "MissingParameter"},
		"not a provider":         {append(params[:8:8], "OIDCProviderArn", "ci"), 403, "AuthenticationFail.NoPermission"},
		"a role that demands an external id": {
			append(params[:8:8], "RoleArn", roleArn+"-external-id"), 403, "AuthenticationFail.NoPermission",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, unsigned.callVersion(versionSTS, "AssumeRoleWithOIDC", row.params...), row.status, row.code)
		})
	}
	wantCode(t, unsigned.callVersion(versionSTS, "AssumeRole", params...), 400, "MissingParameter")
	for _, call := range s.Calls() {
		if call.Params.Has("OIDCToken") || call.Params.Has("SecurityToken") || call.Params.Has("AccessKeyId") {
			t.Errorf("the record shows a secret: %v", call.Params)
		}
	}
}

// TestSTS_assumeRoleRefuses changes a call that works.
func TestSTS_assumeRoleRefuses(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t))
	const grant = `{"Version":"1","Statement":[{"Effect":"Allow","Action":"rds:*","Resource":"*"}]}`
	for name, row := range map[string]struct {
		change [2]string
		code   string
	}{
		"as it is":           {[2]string{}, ""},
		"no ARN":             {[2]string{"RoleArn", ""}, "MissingParameter"},
		"no session":         {[2]string{"RoleSessionName", ""}, "MissingParameter"},
		"not an ARN":         {[2]string{"RoleArn", "deployer"}, "InvalidParameter.RoleArn"},
		"a user":             {[2]string{"RoleArn", "acs:ram::" + ownAccount + ":user/alice"}, "InvalidParameter.RoleArn"},
		"session shape":      {[2]string{"RoleSessionName", "two words"}, "InvalidParameter.RoleSessionName"},
		"too short":          {[2]string{"DurationSeconds", "899"}, "InvalidParameter.DurationSeconds"},
		"12 hours":           {[2]string{"DurationSeconds", "43200"}, ""},
		"more than 12 hours": {[2]string{"DurationSeconds", "43201"}, "InvalidParameter.DurationSeconds"},
		"unknown role":       {[2]string{"RoleArn", roleArn + "s"}, "EntityNotExist.Role"},
		"unknown account":    {[2]string{"RoleArn", "acs:ram::1:role/deployer"}, "EntityNotExist.Role"},
		"a role in capitals": {[2]string{"RoleArn", "acs:ram::" + ownAccount + ":role/Deployer"}, ""},
		"service role": {
			[2]string{"RoleArn", "acs:ram::" + ownAccount + ":role/" + fleet.ServiceRole}, "NoPermission",
		},
		"no external id":      {[2]string{"RoleArn", roleArn + "-external-id"}, "NoPermission"},
		"needless id":         {[2]string{"ExternalId", "anything"}, ""},
		"id of a wrong shape": {[2]string{"ExternalId", "two words"}, "InvalidParameter.ExternalId"},
		"policy":              {[2]string{"Policy", grant}, ""},
		"policy not JSON":     {[2]string{"Policy", "rds:*"}, "InvalidParameter.PolicyGrammar"},
		"policy of nothing":   {[2]string{"Policy", "{}"}, "InvalidParameter.PolicyGrammar"},
		"policy too long":     {[2]string{"Policy", grant + strings.Repeat(" ", 2048)}, "InvalidParameter.PolicySize"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			params := []string{"RoleArn", roleArn, "RoleSessionName", "s1"}
			if row.change[0] != "" {
				params = append(params, row.change[0], row.change[1])
			}
			if got := c.callVersion(versionSTS, "AssumeRole", params...); got.code() != row.code {
				t.Errorf("got %s, want %q", got.raw, row.code)
			}
		})
	}
}

func TestSTS_rolesHaveRules(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	assume := func(c *caller, role string, more ...string) answer {
		params := append([]string{"RoleArn", "acs:ram::" + ownAccount + ":role/" + role, "RoleSessionName", "s1"}, more...)
		return c.callVersion(versionSTS, "AssumeRole", params...)
	}
	wantOK(t, assume(c, fleet.RoleExternalID, "ExternalId", fleet.DefaultExternalID))
	wantCode(t, assume(c, fleet.RoleExternalID, "ExternalId", "another"), 403, "NoPermission")
	wantOK(t, assume(c, fleet.RoleOneHour, "DurationSeconds", "3600"))
	wantCode(t, assume(c, fleet.RoleOneHour, "DurationSeconds", "3601"), 400, "InvalidParameter.DurationSeconds")
	for role, want := range map[string]string{
		fleet.RoleDeployer: "43200", fleet.RoleOneHour: "3600", fleet.ServiceRole: "3600",
	} {
		if got := c.callVersion(versionRAM, "GetRole", "RoleName", role).text("Role", "MaxSessionDuration"); got != want {
			t.Errorf("%s has sessions of %s seconds, want %s", role, got, want)
		}
	}
	wantCode(t, assume(as(c, "other-key", "other-secret", ""), fleet.RoleDeployer), 403,
		"NoPermission") // a key of the account itself
	err := s.Fleet().UpdateAccount(ownAccount, func(a *fleet.Account) { a.DeniedActions = []string{"sts:AssumeRole"} })
	if err != nil {
		t.Fatal(err)
	}
	got := assume(c, fleet.RoleDeployer)
	wantCode(t, got, 403, "NoPermission")
	if got.text("AccessDeniedDetail", "AuthAction") != "sts:AssumeRole" {
		t.Errorf("got %s, want the RAM action", got.raw)
	}
}

func TestSTS_expireTokens(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	c := newCaller(t, s)
	assume := func() *caller {
		got := c.callVersion(versionSTS, "AssumeRole", "RoleArn", roleArn, "RoleSessionName", "s1")
		wantOK(t, got)
		return c.withKeyOf(got)
	}
	first := assume()
	wantOK(t, first.policy("pgm-console"))
	if count := s.ExpireTokens(); count != 1 {
		t.Errorf("%d keys ended, want 1", count)
	}
	wantCode(t, first.policy("pgm-console"), 400, "InvalidSecurityToken.Expired")
	second := assume()
	wantOK(t, second.policy("pgm-console"))
	var ended map[string]int
	if _, raw := control(t, s, "DELETE", "tokens", "", &ended); ended["expired"] != 1 {
		t.Errorf("got %s, want one key ended: the first had ended already", raw)
	}
	wantCode(t, second.policy("pgm-console"), 400, "InvalidSecurityToken.Expired")
	wantOK(t, c.policy("pgm-console"))
}

func TestSTS_getRole(t *testing.T) {
	t.Parallel()
	c := newCaller(t, emulator.Start(t, withTwoAccounts()))
	got := c.callVersion(versionRAM, "GetRole", "RoleName", fleet.ServiceRole)
	if got.status != 200 || got.text("Role", "RoleName") != fleet.ServiceRole {
		t.Errorf("got %d %s", got.status, got.raw)
	}
	wantCode(t, c.callVersion(versionRAM, "GetRole", "RoleName", "nobody"), 404, "EntityNotExist.Role")
	wantCode(t, c.callVersion(versionRAM, "GetRole"), 400, "MissingParameter")
}
