// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// cleanRows are places of keys, ids and addresses: what holds the value, how it is set, and what the settings make
// of it.
func cleanRows() []struct {
	origin string
	set    func(value string) (model, map[string]string)
	get    func(Settings) string
	good   string
} {
	type row = struct {
		origin string
		set    func(value string) (model, map[string]string)
		get    func(Settings) string
		good   string
	}
	const arn = "acs:ram::1:role/r"
	block := func(m model) (model, map[string]string) { return m, nil }
	env := func(name string, more map[string]string) func(string) (model, map[string]string) {
		return func(value string) (model, map[string]string) {
			return model{}, merge(more, map[string]string{name: value})
		}
	}
	keys := func(m model) model {
		m.AccessKey, m.SecretKey = str("k"), str("s")
		return m
	}
	role := func(member string) func(string) (model, map[string]string) {
		return func(value string) (model, map[string]string) {
			members := values{"role_arn": str(arn)}
			members[member] = str(value)
			return block(keys(model{AssumeRole: blockOf(assumeRole, members)}))
		}
	}
	oidc := func(member string) func(string) (model, map[string]string) {
		return func(value string) (model, map[string]string) {
			members := values{
				"role_arn": str(arn), "oidc_provider_arn": str("acs:ram::1:oidc-provider/p"), "oidc_token": str("token"),
			}
			members[member] = str(value)
			return block(model{AssumeRoleWithOIDC: blockOf(assumeRoleWithOIDC, members)})
		}
	}
	secretInEnv := map[string]string{"ALICLOUD_SECRET_KEY": "s", "ALICLOUD_ACCESS_KEY": "k"}
	return []row{
		{"argument access_key", func(v string) (model, map[string]string) {
			return block(model{AccessKey: str(v), SecretKey: str("s")})
		}, func(s Settings) string { return s.Credentials.Static.AccessKeyID }, "key"},
		{"argument secret_key", func(v string) (model, map[string]string) {
			return block(model{AccessKey: str("k"), SecretKey: str(v)})
		}, func(s Settings) string { return s.Credentials.Static.AccessKeySecret }, "secret"},
		{"argument security_token", func(v string) (model, map[string]string) {
			m := keys(model{SecurityToken: str(v)})
			return block(m)
		}, func(s Settings) string { return s.Credentials.Static.SecurityToken }, "to+ken/=="},
		{
			"environment variable ALICLOUD_SECRET_KEY", env("ALICLOUD_SECRET_KEY", secretInEnv),
			func(s Settings) string { return s.Credentials.Static.AccessKeySecret }, "secret",
		},
		{
			"environment variable ALICLOUD_SECURITY_TOKEN", env("ALICLOUD_SECURITY_TOKEN", secretInEnv),
			func(s Settings) string { return s.Credentials.Static.SecurityToken }, "token",
		},
		{
			"environment variable ALICLOUD_ECS_ROLE_NAME", env("ALICLOUD_ECS_ROLE_NAME", nil),
			func(s Settings) string { return s.Credentials.ECSRole }, "ops",
		},
		{"argument credentials_uri", func(v string) (model, map[string]string) {
			return block(model{CredentialsURI: str(v)})
		}, func(s Settings) string { return s.Credentials.URI }, "http://127.0.0.1/keys"},
		{"argument account_id", func(v string) (model, map[string]string) {
			return block(keys(model{AccountID: str(v)}))
		}, func(s Settings) string { return s.AccountID }, "1000000000000001"},
		{"argument source_ip", func(v string) (model, map[string]string) {
			return block(keys(model{SourceIP: str(v)}))
		}, func(s Settings) string { return s.SourceIP }, "10.0.0.1"},
		{"argument region", func(v string) (model, map[string]string) {
			return block(keys(model{Region: str(v), SkipRegionValidation: types.BoolValue(true)}))
		}, func(s Settings) string { return s.Region }, "cn-hangzhou"},
		{
			"environment variable STS_ENDPOINT", env("STS_ENDPOINT", nil),
			func(s Settings) string { return s.Endpoints.STS }, "sts.aliyuncs.com",
		},
		{
			"argument assume_role.role_arn", role("role_arn"),
			func(s Settings) string { return s.Credentials.Assume[0].ARN }, arn,
		},
		{
			"argument assume_role.external_id", role("external_id"),
			func(s Settings) string { return s.Credentials.Assume[0].ExternalID }, "id",
		},
		{
			"argument assume_role_with_oidc.oidc_token", oidc("oidc_token"),
			func(s Settings) string { return s.Credentials.OIDC.Token }, "e30.e30.x",
		},
		{
			"argument assume_role_with_oidc.oidc_provider_arn", oidc("oidc_provider_arn"),
			func(s Settings) string { return s.Credentials.OIDC.ProviderARN }, "acs:ram::1:oidc-provider/q",
		},
	}
}

// Keys, ids and addresses lose what stands around them. What stands inside is refused before any call; the error
// names the place, and holds nothing of the value.
func TestResolve_cleansKeysAndIds(t *testing.T) {
	t.Parallel()
	for _, row := range cleanRows() {
		for _, around := range []string{"%s\n", " %s", "%s\r\n", "\ufeff%s\u00a0"} {
			block, env := row.set(fmt.Sprintf(around, row.good))
			settings, diags := resolve(block, environment(env))
			if diags.HasError() || row.get(settings) != row.good {
				t.Errorf("%s = %q: got %+v, %v", row.origin, around, settings.Credentials, render(diags))
			}
		}
		for inside, want := range map[string]string{
			" x": "has a blank inside; remove it", "\nx": "has a line end inside; remove it",
			"\x00": "has a control character inside; remove it", "\u00e9": "has a character outside of ASCII",
		} {
			block, env := row.set(row.good + inside)
			_, diags := resolve(block, environment(env))
			text := render(diags)
			said := strings.Contains(text, "The "+row.origin+" "+want) ||
				// A shape of its own refuses a line end as well.
				strings.Contains(text, "The "+row.origin+" holds ") ||
				strings.Contains(text, "in the "+row.origin+" is not a region id.")
			if diags.ErrorsCount() != 1 || !said {
				t.Errorf("%s + %q: got %s, want that it %s", row.origin, inside, text, want)
			}
		}
	}
}

// Blanks alone are nothing.
func TestResolve_blanksAreNotSet(t *testing.T) {
	t.Parallel()
	settings, diags := resolve(
		model{AccessKey: str(" "), SecretKey: str("\n"), Region: str("\t")},
		environment(map[string]string{
			"ALICLOUD_ACCESS_KEY": "\n", "ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s",
			"ALICLOUD_REGION": " ", "ALIBABA_CLOUD_REGION": "cn-beijing", "ALICLOUD_PROFILE": "prod\n",
		}),
	)
	if diags.HasError() || settings.Credentials.Static == nil || settings.Region != "cn-beijing" {
		t.Errorf("settings = %+v, %s; want the keys and the region of the environment", settings, render(diags))
	}
	settings, _ = resolve(model{}, environment(map[string]string{"ALICLOUD_PROFILE": "my prod\n"}))
	if profile := settings.Credentials.Profile; profile == nil || profile.Name != "my prod" {
		t.Errorf("profile = %+v, want the one with a blank in its name", profile)
	}
}

// A secret that is refused is reported at the block, since Terraform prints the line of an argument.
func TestResolve_refusedSecretsAreNotAtTheirLine(t *testing.T) {
	t.Parallel()
	_, diags := resolve(model{AccessKey: str("k"), SecretKey: str("s s")}, environment(nil))
	if got := render(diags); !strings.HasPrefix(got, "Error\n") {
		t.Errorf("got %s, want an error without a place", got)
	}
}

func TestTrimmed_validatesWhatIsUsed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value attr.Value
		valid bool
	}{
		{types.StringValue("acs:ram::1:role/r\n"), true},
		{types.StringValue(""), true},
		{types.StringValue(" \n"), true},
		{types.StringNull(), true},
		{types.StringUnknown(), true},
		{types.StringValue("deployer"), false},
	} {
		value, ok := tt.value.(types.String)
		if !ok {
			t.Fatal("not a string")
		}
		var resp validator.StringResponse
		trimmed{roleARN()}.ValidateString(t.Context(), validator.StringRequest{ConfigValue: value}, &resp)
		if resp.Diagnostics.HasError() == tt.valid {
			t.Errorf("%s: diagnostics = %v, want valid %t", value, resp.Diagnostics, tt.valid)
		}
	}
}
