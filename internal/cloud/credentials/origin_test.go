// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"path/filepath"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func TestOrigin_places(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.json")
	const keys = `"access_key_id": "` + canaryKey + `", "access_key_secret": "` + canarySecret + `"`
	writeFile(t, file, `{"current": "keys", "profiles": [
		{"name": "keys", "mode": "AK", `+keys+`},
		{"name": "role", "mode": "RamRoleArn", "ram_role_arn": "r", `+keys+`},
		{"name": "chain", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "keys"},
		{"name": "uri", "mode": "CredentialsURI",
			"credentials_uri": "http://user:`+canarySecret+`@127.0.0.1:7002/`+canaryToken+`"},
		{"name": "login", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "`+canaryToken+`"}]}`)
	profile := func(name string) Choice {
		return Choice{Origin: "argument profile", Profile: &Profile{Name: name, File: file, NameOrigin: "argument profile"}}
	}
	const variables = "the environment variables A and B"
	for name, tt := range map[string]struct {
		choice Choice
		want   string
	}{
		"static": {Choice{Static: emulatedKeys(), StaticPlace: variables}, variables},
		"role on static": {
			Choice{Static: emulatedKeys(), StaticPlace: variables, Assume: []rds.Role{{ARN: "r"}}},
			"the role r (block assume_role), assumed with those from " + variables,
		},
		"role on role": {
			Choice{Static: emulatedKeys(), StaticPlace: variables, Assume: []rds.Role{{ARN: "r"}, {ARN: "r2"}}},
			"the role r2 (block assume_role), assumed with those from the role r (block assume_role), assumed with those " +
				"from " + variables,
		},
		"URI": {
			Choice{Origin: "argument credentials_uri", URI: "http://u:" + canarySecret + "@127.0.0.1/" + canaryToken},
			"the credentials URI http://127.0.0.1 (argument credentials_uri)",
		},
		"ECS": {
			Choice{Origin: "argument ecs_role_name", ECSRole: "worker"}, `the ECS role "worker" (argument ecs_role_name)`,
		},
		"OIDC": {
			Choice{
				Origin: "block assume_role_with_oidc", OIDC: &OIDC{ProviderARN: "p", Token: canaryToken, Role: rds.Role{ARN: "r"}},
			},
			"the role r (block assume_role_with_oidc)",
		},
		"profile":         {profile("keys"), `the profile "keys" in ` + file + " (argument profile)"},
		"role of profile": {profile("role"), `the profile "role" in ` + file + " (argument profile)"},
		"chain":           {profile("chain"), `the profile "chain" in ` + file + " (argument profile)"},
		"URI of profile":  {profile("uri"), `the profile "uri" in ` + file + " (argument profile)"},
		"login":           {profile("login"), `the profile "login" in ` + file + " (argument profile)"},
		"role on profile": {
			Choice{Origin: "argument profile", Profile: &Profile{Name: "keys", File: file}, Assume: []rds.Role{{ARN: "r"}}},
			`the role r (block assume_role), assumed with those from the profile "keys" in ` + file + " (argument profile)",
		},
		"nobody's choice": {Choice{Profile: &Profile{File: file}}, `the profile "keys" in ` + file + " (current profile " +
			"of the Alibaba Cloud CLI)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := placeOf(mustOpen(t, tt.choice, Options{}))
			if got != tt.want {
				t.Errorf("place = %s, want %s", got, tt.want)
			}
			wantNoSecret(t, got)
		})
	}
}

// What helps against refused keys depends on who writes them down.
func TestOrigin_supply(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.json")
	const keys = `"access_key_id": "` + canaryKey + `", "access_key_secret": "` + canarySecret + `"`
	writeFile(t, file, `{"current": "keys", "profiles": [
		{"name": "keys", "mode": "AK", `+keys+`},
		{"name": "role", "mode": "RamRoleArn", "ram_role_arn": "r", `+keys+`},
		{"name": "sso", "mode": "CloudSSO", "cloud_sso_sign_in_url": "https://a.example/start", "access_token": "t",
			"cloud_sso_account_id": "1", "cloud_sso_access_config": "c", "cloud_sso_access_token_expire": 4102444800},
		{"name": "login", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "`+canaryToken+`"}]}`)
	profile := func(name string) Choice { return Choice{Profile: &Profile{Name: name, File: file}} }
	onLogin := profile("login")
	onLogin.Assume = []rds.Role{{ARN: "r"}}
	for name, tt := range map[string]struct {
		choice Choice
		want   rds.Supply
	}{
		"variables":           {Choice{Static: emulatedKeys(), StaticPlace: "A"}, rds.SupplyFixed},
		"keys of a profile":   {profile("keys"), rds.SupplyFixed},
		"role of a profile":   {profile("role"), rds.SupplyFetched},
		"server":              {Choice{ECSRole: "worker"}, rds.SupplyFetched},
		"login by browser":    {profile("login"), rds.SupplyLogin},
		"login to CloudSSO":   {profile("sso"), rds.SupplyLogin},
		"role with the login": {onLogin, rds.SupplyFetched},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, ok := mustOpen(t, tt.choice, Options{}).(rds.Tracer)
			if !ok {
				t.Fatal("the source does not say where its keys come from")
			}
			if got := source.Origin(rds.Credentials{}).Supply; got != tt.want {
				t.Errorf("supply = %d, want %d", got, tt.want)
			}
		})
	}
}
