// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/golden"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

// The values that no text may hold.
const (
	canaryKey    = "LTAICANARYKEYID"
	canarySecret = "CANARYSECRETVALUE"
	canaryToken  = "CANARYTOKENVALUE"
)

func TestDiagnostics_golden(t *testing.T) {
	t.Parallel()
	broken := `{"current": "x", "profiles": [{"name": "x", "access_key_id": "` + canaryKey + `", "access_key_secret": ` +
		`"` + canarySecret + `",,`
	keys := `"access_key_id": "` + canaryKey + `", "access_key_secret": "` + canarySecret + `"`
	role := blockOf(assumeRole, values{"role_arn": str("acs:ram::1:role/r")})
	badRegion := map[string]string{"ALIBABA_CLOUD_STS_REGION": "cn hangzhou"}

	for name, tt := range map[string]struct {
		block model
		env   map[string]string
		home  string // content of ~/.aliyun/config.json; "" = no such file
	}{
		"missing-credentials":          {},
		"missing-credentials-disabled": {env: map[string]string{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"}},
		"missing-credentials-partly": {env: map[string]string{
			"ALIBABA_CLOUD_SECURITY_TOKEN": canaryToken, "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r",
			"ALIBABA_CLOUD_OIDC_TOKEN": canaryToken,
		}},
		"missing-credentials-role": {block: model{AssumeRole: role}},
		"missing-credentials-unused": {env: map[string]string{
			"ACCESS_KEY_ID": canaryKey, "ACCESS_KEY_SECRET": canarySecret, "ALIBABA_CLOUD_BEARER_TOKEN": canaryToken,
			"ALIBABACLOUD_PROFILE": "prod", "ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE",
		}},
		"environment-profile": {
			block: model{SharedCredentialsFile: str("/no/such/file")}, env: map[string]string{"ALIBABACLOUD_PROFILE": "prod"},
		},
		"environment-endpoint-type": {
			block: model{AccessKey: str("k"), SecretKey: str("s")},
			env:   map[string]string{"ALIBABA_CLOUD_ENDPOINT_TYPE": "intranet"},
		},
		"environment-unused": {
			block: model{AccessKey: str("k"), SecretKey: str("s")},
			env:   map[string]string{"ALIBABA_CLOUD_ENDPOINT": "ecs.aliyuncs.com", "TF_ENDPOINT_PATH": "/e.xml"},
		},
		"environment-role": {env: map[string]string{
			"ALIBABA_CLOUD_ACCESS_KEY_ID": canaryKey, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": canarySecret,
			"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r",
		}},
		"credentials-uri-switched-off": {env: map[string]string{
			"ALIBABA_CLOUD_CREDENTIALS_URI": "http://u/" + canaryToken, "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "true",
		}},
		"access-key-alone":             {block: model{AccessKey: str(canaryKey)}},
		"access-key-alone-environment": {env: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": canaryKey}},
		"secret-key-alone": {
			block: model{SecretKey: str(canarySecret)}, env: map[string]string{"ALICLOUD_ACCESS_KEY": canaryKey},
		},
		"security-token-alone": {block: model{SecurityToken: str(canaryToken)}},
		"profile-file-missing": {block: model{Profile: str("prod")}},
		"profile-and-file": {
			block: model{Profile: str("prod")}, env: map[string]string{"ALIBABA_CLOUD_CREDENTIALS_FILE": "~/no-such-file"},
		},
		"profile-not-in-file": {
			env:  map[string]string{"ALIBABA_CLOUD_PROFILE": "prod"},
			home: `{"profiles": [{"name": "dev", "mode": "AK"}, {"name": "test", "mode": "AK"}]}`,
		},
		"profile-file-empty":   {home: `{"current": "", "profiles": []}`},
		"profile-file-broken":  {home: broken},
		"profile-field-type":   {home: `{"profiles": [{"name": "x", "mode": 7}]}`},
		"profile-file-neither": {home: "[" + canarySecret},
		"profile-mode-unknown": {home: `{"profiles": [{"name": "default", "mode": "RsaKeyPair", ` + keys + `}]}`},
		"profile-field-missing": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "StsToken", ` + keys + `}]}`,
		},
		"profile-source-missing": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "ChainableRamRoleArn", "ram_role_arn": ` +
				`"acs:ram::1:role/r", "source_profile": "y"}]}`,
		},
		"profile-source-loop": {home: `{"current": "x", "profiles": [
			{"name": "x", "mode": "ChainableRamRoleArn", "ram_role_arn": "acs:ram::1:role/r", "source_profile": "y"},
			{"name": "y", "mode": "ChainableRamRoleArn", "ram_role_arn": "acs:ram::1:role/r", "source_profile": "x"}]}`},
		"profile-oauth-site": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "OAuth", "oauth_site_type": "EU"}]}`,
		},
		"profile-oauth-login": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "OAuth", "oauth_site_type": "CN"}]}`,
		},
		"profile-sso-expired": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "CloudSSO", "access_token": "` + canaryToken + `",
				"cloud_sso_access_token_expire": 1}]}`,
		},
		"profile-region": {
			home: `{"current": "x", "profiles": [{"name": "x", "mode": "AK", "region_id": "CN-HANGZHOU", ` + keys + `}]}`,
		},
		"profile-fields-unused": {home: `{"current": "x", "profiles": [
			{"name": "x", ` + keys + `, "endpoint": "ecs.aliyuncs.com", "region_id": "cn-beijing"}, {"name": "x"}]}`},
		"secret-blank":     {block: model{AccessKey: str("k"), SecretKey: str(canarySecret + " x")}},
		"role-arn-missing": {block: model{AssumeRole: blockOf(assumeRole, nil)}},
		"role-arn-malformed": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: blockOf(assumeRole, nil)},
			env:   map[string]string{"ALIBABA_CLOUD_ROLE_ARN": "deployer"},
		},
		"role-session-malformed": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: role},
			env:   map[string]string{"ALIBABA_CLOUD_ROLE_SESSION_NAME": "a session"},
		},
		"role-policy": {block: model{
			AccessKey: str("k"), SecretKey: str("s"),
			AssumeRole: blockOf(assumeRole, values{"role_arn": str("acs:ram::1:role/r"), "policy": str("{")}),
		}},
		"role-expiration-environment": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: role},
			env:   map[string]string{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "899"},
		},
		"role-sts-region": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: role}, env: badRegion,
		},
		"role-sts-region-last-resort": {
			block: model{AssumeRole: role}, env: badRegion,
			home: `{"profiles": [{"name": "default", "mode": "AK", ` + keys + `}]}`,
		},
		"role-sts-region-profile": {
			block: model{Profile: str("x"), AssumeRole: role}, env: badRegion,
			home: `{"profiles": [{"name": "x", "mode": "AK", ` + keys + `}]}`,
		},
		"oidc-nothing": {block: model{AssumeRoleWithOIDC: blockOf(assumeRoleWithOIDC, nil)}},
		"oidc-token-missing": {block: model{AssumeRoleWithOIDC: blockOf(assumeRoleWithOIDC,
			values{"oidc_provider_arn": str("acs:ram::1:oidc-provider/p"), "role_arn": str("acs:ram::1:role/r")})}},
		"secure-transport-environment": {env: map[string]string{"ALIBABA_CLOUD_SECURE_TRANSPORT": "tls"}},
		"region":                       {block: model{AccessKey: str("k"), SecretKey: str("s"), Region: str("cn_hangzhou")}},
		"region-slip":                  {block: model{AccessKey: str("k"), SecretKey: str("s"), Region: str("cn-hangzou")}},
		"region-unlisted": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), Region: str("cn-hangzhou-finance")},
		},
		"region-environment":   {env: map[string]string{"ALIBABA_CLOUD_REGION": "China (Hangzhou)"}},
		"timeout-environment":  {env: map[string]string{"CLIENT_READ_TIMEOUT": "30s", "MAX_RETRY_TIMEOUT": "-1"}},
		"boolean-environment":  {env: map[string]string{"ALICLOUD_SKIP_REGION_VALIDATION": "yes"}},
		"configuration-source": {block: model{ConfigurationSource: str("two\nlines")}},
		"endpoint": {
			block: model{Endpoints: blockOf("endpoints", values{"rds": str("https://rds.aliyuncs.com/path")})},
		},
		"endpoint-environment": {env: map[string]string{"RDS_ENDPOINT": "ftp://rds"}},
		"reason-code-close": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), IgnoreChecks: setOf("SERVERLES", "SERVERLESS")},
		},
		"reason-code-unknown": {block: model{AccessKey: str("k"), SecretKey: str("s"), IgnoreChecks: setOf("X")}},
		"allowed-unlisted": {
			block: model{
				AccessKey: str("k"), SecretKey: str("s"), AllowedDestinationRegions: setOf("cn-beijng", "cn-moon", "cn-shanghai"),
			},
		},
		"allowed-unlisted-meant": {
			block: model{
				AccessKey: str("k"), SecretKey: str("s"), SkipRegionValidation: types.BoolValue(true),
				AllowedDestinationRegions: setOf("cn-moon"),
			},
		},
		"allowed-destination": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AllowedDestinationRegions: setOf("hangzhou")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment(tt.env)
			home := t.TempDir()
			env.HomeDir = func() (string, error) { return home, nil }
			if tt.home != "" {
				writeFile(t, filepath.Join(home, ".aliyun", "config.json"), tt.home)
			}
			settings, diags := resolve(tt.block, env)
			if !diags.HasError() {
				p := &Provider{version: "test", env: env}
				diags.Append(p.connect(t.Context(), settings, "", p.newData(settings))...)
			}
			got := render(diags)
			secrets.NewBook(
				map[string]string{"key": canaryKey, "secret": canarySecret, "token": canaryToken},
			).Require(t, "the text", got)
			golden.Equal(t, "diagnostics/"+name+".txt", got)
		})
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
