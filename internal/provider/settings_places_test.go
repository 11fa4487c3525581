// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// everySource is an environment that names all kinds of credentials, in the order in which they count.
func everySource() []map[string]string {
	return []map[string]string{
		{"ALICLOUD_ACCESS_KEY": "env-key", "ALICLOUD_SECRET_KEY": "env-secret", "ALICLOUD_SECURITY_TOKEN": "env-token"},
		{"ALICLOUD_PROFILE": "env-profile"},
		{"ALICLOUD_CREDENTIALS_URI": "http://env"},
		{"ALICLOUD_ECS_ROLE_NAME": "env-role"},
		{
			"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/env",
			"ALIBABA_CLOUD_ROLE_ARN":          "acs:ram::1:role/env", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/token",
		},
		{"ALICLOUD_SHARED_CREDENTIALS_FILE": "/env"},
	}
}

func staticChoice(origin, key, secret, token string) credentials.Choice {
	place := map[string]string{
		"argument access_key":                      "the arguments access_key and secret_key of the provider block",
		"environment variable ALICLOUD_ACCESS_KEY": "the environment variables ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY",
		"environment variable ALICLOUD_ACCESS_KEY+": "the environment variables ALICLOUD_ACCESS_KEY, ALICLOUD_SECRET_KEY " +
			"and ALICLOUD_SECURITY_TOKEN",
	}
	named := origin
	if token != "" {
		named += "+"
	}
	return credentials.Choice{
		Origin: origin, StaticPlace: place[named], Static: &rds.Credentials{
			AccessKeyID: key, AccessKeySecret: secret, SecurityToken: token,
		},
	}
}

func envOIDC() credentials.Choice {
	return credentials.Choice{Origin: "environment variable ALIBABA_CLOUD_OIDC_PROVIDER_ARN", OIDC: &credentials.OIDC{
		ProviderARN: "acs:ram::1:oidc-provider/env", TokenFile: "/token", Role: rds.Role{ARN: "acs:ram::1:role/env"},
	}}
}

// TestResolve_orderOfTheEnvironment takes one kind of credentials away after the other.
func TestResolve_orderOfTheEnvironment(t *testing.T) {
	t.Parallel()
	const fileOrigin = "environment variable ALICLOUD_SHARED_CREDENTIALS_FILE"
	want := []credentials.Choice{
		staticChoice("environment variable ALICLOUD_ACCESS_KEY", "env-key", "env-secret", "env-token"),
		{Origin: "environment variable ALICLOUD_PROFILE", Profile: &credentials.Profile{
			Name: "env-profile", NameOrigin: "environment variable ALICLOUD_PROFILE", File: "/env", FileOrigin: fileOrigin,
		}},
		{Origin: "environment variable ALICLOUD_CREDENTIALS_URI", URI: "http://env"},
		{Origin: "environment variable ALICLOUD_ECS_ROLE_NAME", ECSRole: "env-role"},
		envOIDC(),
		{Origin: fileOrigin, Profile: &credentials.Profile{File: "/env", FileOrigin: fileOrigin}},
		{},
	}
	sources := everySource()
	for i := range want {
		settings, diags := resolve(model{}, environment(merge(sources[i:]...)))
		if diff := cmp.Diff(want[i], settings.Credentials); diff != "" || len(diags) > 0 {
			t.Errorf("without the first %d: diagnostics %v, credentials (-want +got):\n%s", i, diags, diff)
		}
	}
}

// TestResolve_orderOfTheBlock does the same for the block, in an environment that names everything.
func TestResolve_orderOfTheBlock(t *testing.T) {
	t.Parallel()
	oidc := blockOf(assumeRoleWithOIDC, values{
		"oidc_provider_arn": str(
			"acs:ram::1:oidc-provider/b",
		), "role_arn": str("acs:ram::1:role/b"), "oidc_token": str("token-of-block"),
	})
	env := environment(merge(everySource()...))
	block := model{
		AccessKey: str("k"), SecretKey: str("s"), Profile: str("p"), CredentialsURI: str("http://b"), ECSRoleName: str("r"),
		AssumeRoleWithOIDC: oidc, SharedCredentialsFile: str("/b"),
	}
	for _, step := range []struct {
		want    credentials.Choice
		without func(*model)
	}{
		{
			staticChoice("argument access_key", "k", "s", ""),
			func(m *model) { m.AccessKey, m.SecretKey = types.StringNull(), types.StringNull() },
		},
		{credentials.Choice{Origin: "argument profile", Profile: &credentials.Profile{
			Name: "p", NameOrigin: "argument profile", File: "/b", FileOrigin: "argument shared_credentials_file",
		}}, func(m *model) { m.Profile = types.StringNull() }},
		{
			credentials.Choice{Origin: "argument credentials_uri", URI: "http://b"},
			func(m *model) { m.CredentialsURI = types.StringNull() },
		},
		{
			credentials.Choice{Origin: "argument ecs_role_name", ECSRole: "r"},
			func(m *model) { m.ECSRoleName = types.StringNull() },
		},
		{credentials.Choice{Origin: "block assume_role_with_oidc", OIDC: &credentials.OIDC{
			ProviderARN: "acs:ram::1:oidc-provider/b", Token: "token-of-block", Role: rds.Role{ARN: "acs:ram::1:role/b"},
		}}, func(m *model) { m.AssumeRoleWithOIDC = types.ListNull(oidc.ElementType(t.Context())) }},
		{
			credentials.Choice{
				Origin:  "argument shared_credentials_file",
				Profile: &credentials.Profile{File: "/b", FileOrigin: "argument shared_credentials_file"},
			},
			func(*model) {},
		},
	} {
		settings, diags := resolve(block, env)
		if diff := cmp.Diff(step.want, settings.Credentials); diff != "" || diags.HasError() {
			t.Errorf("diagnostics %v, credentials (-want +got):\n%s", diags, diff)
		}
		step.without(&block)
	}
}

func withRoles(choice credentials.Choice, arns ...string) credentials.Choice {
	for _, arn := range arns {
		choice.Assume = append(choice.Assume, rds.Role{ARN: arn})
	}
	return choice
}

// What the environment says about sources of credentials, besides choosing one.
func TestEnvironment_switches(t *testing.T) {
	t.Parallel()
	got := environment(map[string]string{
		"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "TRUE", "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "True",
		"ALIBABA_CLOUD_IMDSV1_DISABLED": "true", "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1",
		"ALIBABA_CLOUD_STS_REGION": "cn-beijing", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "TRUE",
		"ALIBABA_CLOUD_CREDENTIALS_URI": "http://env",
	}).switches()
	want := credentials.Switches{
		CurrentProfileDisabled: "ALIBABA_CLOUD_CLI_PROFILE_DISABLED", MetadataDisabled: "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
		MetadataV1Disabled: "ALIBABA_CLOUD_IMDSV1_DISABLED", ExternalDisabled: "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS",
		STSRegion: "cn-beijing", STSRegionFrom: "ALIBABA_CLOUD_STS_REGION", STSInVPC: true, CredentialsURI: "http://env",
	}
	if got != want {
		t.Errorf("switches = %+v, want %+v", got, want)
	}
	off := map[string]string{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "false", "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "0"}
	if got := environment(off).switches(); got != (credentials.Switches{}) {
		t.Errorf("switches = %+v, want none", got)
	}
}

func TestResolve_credentialsNeverMixPlaces(t *testing.T) {
	t.Parallel()
	role := blockOf(assumeRole, values{"role_arn": str("acs:ram::1:role/b")})
	assumed := func(choice credentials.Choice) credentials.Choice {
		choice.Assume = []rds.Role{{ARN: "acs:ram::1:role/b"}}
		return choice
	}
	for name, tt := range map[string]struct {
		block model
		env   map[string]string
		want  credentials.Choice
	}{
		"keys in the block take no token from the environment": {
			block: model{AccessKey: str("k"), SecretKey: str("s")}, env: merge(everySource()...),
			want: staticChoice("argument access_key", "k", "s", ""),
		},
		"a profile in the block is looked up in the environment's file": {
			block: model{Profile: str("p")}, env: merge(everySource()...),
			want: credentials.Choice{Origin: "argument profile", Profile: &credentials.Profile{
				Name: "p", NameOrigin: "argument profile", File: "/env", FileOrigin: "environment variable " +
					"ALICLOUD_SHARED_CREDENTIALS_FILE",
			}},
		},
		"a file in the block beats keys and profile in the environment": {
			block: model{SharedCredentialsFile: str("/block")}, env: merge(everySource()...),
			want: credentials.Choice{
				Origin:  "argument shared_credentials_file",
				Profile: &credentials.Profile{File: "/block", FileOrigin: "argument shared_credentials_file"},
			},
		},
		"a lone token in the environment does not count": {env: map[string]string{"ALICLOUD_SECURITY_TOKEN": "env-token"}},
		"a part of OIDC in the environment does not count": {
			env: map[string]string{
				"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/env", "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/env",
			},
		},
		"variables of assume_role do not count without the block": {
			env: map[string]string{
				"ALICLOUD_ACCESS_KEY": "k", "ALICLOUD_SECRET_KEY": "s", "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/env",
				"ALIBABA_CLOUD_ROLE_SESSION_NAME": "env",
			},
			want: staticChoice("environment variable ALICLOUD_ACCESS_KEY", "k", "s", ""),
		},
		"assume_role comes on top of keys of the environment": {
			block: model{AssumeRole: role}, env: everySource()[0],
			want: assumed(staticChoice("environment variable ALICLOUD_ACCESS_KEY", "env-key", "env-secret", "env-token")),
		},
		"assume_role comes on top of OIDC": {
			block: model{AssumeRole: role}, env: everySource()[4], want: assumed(envOIDC()),
		},
		"assume_role comes on top of the current profile": {
			block: model{AssumeRole: role}, want: assumed(credentials.Choice{}),
		},
		"a token file in the block beats a token in the environment": {
			block: model{AssumeRoleWithOIDC: blockOf(assumeRoleWithOIDC, values{"oidc_token_file": str("/b")})},
			env:   merge(everySource()[4], map[string]string{"ALIBABA_CLOUD_OIDC_TOKEN": "env-token"}),
			want: credentials.Choice{Origin: "block assume_role_with_oidc", OIDC: &credentials.OIDC{
				ProviderARN: "acs:ram::1:oidc-provider/env", TokenFile: "/b", Role: rds.Role{ARN: "acs:ram::1:role/env"},
			}},
		},
		"what is beaten is not looked into": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRoleWithOIDC: blockOf(assumeRoleWithOIDC, nil)},
			want:  staticChoice("argument access_key", "k", "s", ""),
		},
		"a token of another family of variables does not count": {
			env: map[string]string{
				"ALICLOUD_ACCESS_KEY": "k", "ALICLOUD_SECRET_KEY": "s", "ALIBABA_CLOUD_SECURITY_TOKEN": "left over",
			},
			want: staticChoice("environment variable ALICLOUD_ACCESS_KEY", "k", "s", ""),
		},
		"a token of the family of the keys counts": {
			env: map[string]string{
				"ALIBABACLOUD_ACCESS_KEY_ID": "k", "ALIBABACLOUD_ACCESS_KEY_SECRET": "s",
				"ALIBABACLOUD_SECURITY_TOKEN": "t", "ALICLOUD_SECURITY_TOKEN": "left over",
			},
			want: credentials.Choice{
				Origin: "environment variable ALIBABACLOUD_ACCESS_KEY_ID",
				StaticPlace: "the environment variables ALIBABACLOUD_ACCESS_KEY_ID, ALIBABACLOUD_ACCESS_KEY_SECRET and " +
					"ALIBABACLOUD_SECURITY_TOKEN",
				Static: &rds.Credentials{AccessKeyID: "k", AccessKeySecret: "s", SecurityToken: "t"},
			},
		},
		"several roles are assumed one after the other": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), AssumeRole: blocksOf(assumeRole,
				values{"role_arn": str("acs:ram::1:role/first")}, values{"role_arn": str("acs:ram::1:role/second")})},
			want: withRoles(
				staticChoice("argument access_key", "k", "s", ""), "acs:ram::1:role/first", "acs:ram::1:role/second",
			),
		},
		"nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, diags := resolve(tt.block, environment(tt.env))
			if diags.HasError() {
				t.Fatalf("unexpected diagnostics %v", diags)
			}
			if diff := cmp.Diff(tt.want, settings.Credentials); diff != "" {
				t.Errorf("credentials (-want +got):\n%s", diff)
			}
		})
	}
}
