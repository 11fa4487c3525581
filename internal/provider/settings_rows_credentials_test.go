// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// keysOf, chosenProfile and the like are what a choice holds, or the zero value where it holds something else.
func keysOf(s Settings) rds.Credentials            { return orZero(s.Credentials.Static) }
func chosenProfile(s Settings) credentials.Profile { return orZero(s.Credentials.Profile) }
func chosenOIDC(s Settings) credentials.OIDC       { return orZero(s.Credentials.OIDC) }
func orZero[T any](value *T) (zero T) {
	if value == nil {
		return zero
	}
	return *value
}

func assumedRole(s Settings) rds.Role {
	if len(s.Credentials.Assume) == 0 {
		return rds.Role{}
	}
	return s.Credentials.Assume[0]
}

func str(value string) types.String { return types.StringValue(value) }

// textRow is the row of an argument that is a text, and resolves to itself.
func textRow(name, block string, in func(*model) *types.String, get func(Settings) string) precedenceRow {
	return precedenceRow{
		name: name, get: func(s Settings) any { return get(s) }, block: block, unset: "",
		set:     func(m *model) { *in(m) = str(block) },
		unknown: func(m *model) { *in(m) = types.StringUnknown() },
	}
}

func credentialRows() []precedenceRow {
	// Half of a pair of keys is refused, so that each row has the other half beside it.
	static := func(name, block string, get func(rds.Credentials) string, withEnv map[string]string) precedenceRow {
		return precedenceRow{
			name: name, block: block, unset: "", withEnv: withEnv,
			get: func(s Settings) any { return get(keysOf(s)) },
			set: func(m *model) { m.AccessKey, m.SecretKey, m.SecurityToken = str("k"), str("s"), str("t") },
		}
	}
	key := static("access_key", "k", func(c rds.Credentials) string { return c.AccessKeyID },
		map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"}).with("k1", "k2", "k3", "k4")
	key.unknown = func(m *model) { m.AccessKey = types.StringUnknown() }
	secret := static("secret_key", "s", func(c rds.Credentials) string { return c.AccessKeySecret },
		map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-key"}).with("s1", "s2", "s3", "s4")
	secret.unknown = func(m *model) { m.SecretKey = types.StringUnknown() }
	token := static("security_token", "t", func(c rds.Credentials) string { return c.SecurityToken },
		map[string]string{"ALICLOUD_ACCESS_KEY": "env-key", "ALICLOUD_SECRET_KEY": "env-secret"})
	token.unknown = func(m *model) { m.SecurityToken = types.StringUnknown() }
	token.env, token.fromEnv = []string{"t1", "t2", "t3"}, []any{"t1", "", ""} // of the family of the key alone
	region := textRow("region", "cn-beijing", func(m *model) *types.String { return &m.Region },
		func(s Settings) string { return s.Region }).
		with("cn-hangzhou", "cn-shanghai", "cn-shenzhen", "cn-qingdao", "cn-chengdu")
	region.keepsOpen = true
	return []precedenceRow{
		key, secret, token, region,
		textRow("account_id", "1", func(m *model) *types.String { return &m.AccountID },
			func(s Settings) string { return s.AccountID }).with("2", "3"),
		textRow("profile", "block-profile", func(m *model) *types.String { return &m.Profile },
			func(s Settings) string { return chosenProfile(s).Name }).with("p1", "p2", "p3"),
		textRow("shared_credentials_file", "/block", func(m *model) *types.String { return &m.SharedCredentialsFile },
			func(s Settings) string { return chosenProfile(s).File }).with("/f1", "/f2", "/f3"),
		textRow("credentials_uri", "http://block", func(m *model) *types.String { return &m.CredentialsURI },
			func(s Settings) string { return s.Credentials.URI }).with("http://u1", "http://u2"),
		textRow("ecs_role_name", "block-role", func(m *model) *types.String { return &m.ECSRoleName },
			func(s Settings) string { return s.Credentials.ECSRole }).with("r1", "r2"),
	}
}

// memberRow is the row of one member of a block that holds these others.
func memberRow[T any](
	block, member string, others values, list func(*model) *types.List, get func(Settings) T, written attr.Value, want T,
) precedenceRow {
	in := func(own attr.Value) func(*model) {
		members := values{}
		for name, value := range others {
			members[name] = value
		}
		if own != nil {
			members[member] = own
		}
		return func(m *model) { *list(m) = blockOf(block, members) }
	}
	var unset T
	var later attr.Value = types.StringUnknown()
	if _, number := written.(types.Int64); number {
		later = types.Int64Unknown()
	}
	return precedenceRow{
		name: block + "." + member, get: func(s Settings) any { return get(s) }, block: want, unset: unset,
		set: in(written), unknown: in(later), within: in(nil),
	}
}

// with adds values of the environment, which resolve to themselves.
func (row precedenceRow) with(fromEnv ...string) precedenceRow {
	for _, value := range fromEnv {
		row.env, row.fromEnv = append(row.env, value), append(row.fromEnv, value)
	}
	return row
}

func assumeRoleRows() []precedenceRow {
	list := func(m *model) *types.List { return &m.AssumeRole }
	text := func(member, block string, get func(Settings) string) precedenceRow {
		return memberRow(assumeRole, member, values{"role_arn": str("acs:ram::1:role/other")}, list, get, str(block), block)
	}
	arn := memberRow(
		assumeRole, "role_arn", nil, list, func(s Settings) string { return assumedRole(s).ARN }, str("acs:ram::1:role/b"),
		"acs:ram::1:role/b",
	).
		with("acs:ram::1:role/e1", "acs:ram::1:role/e2", "acs:ram::1:role/e3")
	arn.required = true
	session := text(
		"session_name", "block", func(s Settings) string { return assumedRole(s).SessionName },
	).with("e1", "e2")
	expiration := memberRow(assumeRole, "session_expiration", values{"role_arn": str("acs:ram::1:role/other")}, list,
		func(s Settings) time.Duration { return assumedRole(s).Duration }, types.Int64Value(900), 15*time.Minute)
	expiration.env, expiration.fromEnv = []string{"43200"}, []any{12 * time.Hour}
	return []precedenceRow{
		arn, session, expiration,
		text("policy", "{}", func(s Settings) string { return assumedRole(s).Policy }),
		text("external_id", "block", func(s Settings) string { return assumedRole(s).ExternalID }).with("e1", "e2"),
	}
}

func oidcRows() []precedenceRow {
	list := func(m *model) *types.List { return &m.AssumeRoleWithOIDC }
	provider, role, file := str("acs:ram::1:oidc-provider/other"), str("acs:ram::1:role/other"), str("/other")
	text := func(member, block string, others values, get func(credentials.OIDC) string) precedenceRow {
		return memberRow(
			assumeRoleWithOIDC, member, others, list, func(s Settings) string { return get(chosenOIDC(s)) }, str(block), block,
		)
	}
	complete := values{"oidc_provider_arn": provider, "role_arn": role, "oidc_token_file": file}
	rows := []precedenceRow{
		text("oidc_provider_arn", "acs:ram::1:oidc-provider/b", values{"role_arn": role, "oidc_token_file": file},
			func(o credentials.OIDC) string { return o.ProviderARN }).
			with("acs:ram::1:oidc-provider/e", "acs:ram::1:oidc-provider/f"),
		text("role_arn", "acs:ram::1:role/b", values{"oidc_provider_arn": provider, "oidc_token_file": file},
			func(o credentials.OIDC) string { return o.Role.ARN }).with("acs:ram::1:role/e", "acs:ram::1:role/f"),
		text("oidc_token_file", "/b", values{"oidc_provider_arn": provider, "role_arn": role},
			func(o credentials.OIDC) string { return o.TokenFile }).with("/e", "/f"),
		text("oidc_token", "block-token", values{"oidc_provider_arn": provider, "role_arn": role},
			func(o credentials.OIDC) string { return o.Token }).with("env-token"),
	}
	for i := range rows {
		rows[i].required = true
	}
	session := text(
		"role_session_name", "block", complete, func(o credentials.OIDC) string { return o.Role.SessionName },
	).with("env")
	return append(rows, session,
		text("policy", "{}", complete, func(o credentials.OIDC) string { return o.Role.Policy }),
		memberRow(assumeRoleWithOIDC, "session_expiration", complete, list,
			func(s Settings) time.Duration { return chosenOIDC(s).Role.Duration }, types.Int64Value(900), 15*time.Minute))
}
