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
func keysOf(s Settings) rds.Credentials {
	if s.Credentials.Static == nil {
		return rds.Credentials{}
	}
	return *s.Credentials.Static
}

func chosenProfile(s Settings) credentials.Profile {
	if s.Credentials.Profile == nil {
		return credentials.Profile{}
	}
	return *s.Credentials.Profile
}

func assumedRole(s Settings) rds.Role {
	if len(s.Credentials.Assume) == 0 {
		return rds.Role{}
	}
	return s.Credentials.Assume[0]
}

func chosenOIDC(s Settings) credentials.OIDC {
	if s.Credentials.OIDC == nil {
		return credentials.OIDC{}
	}
	return *s.Credentials.OIDC
}

func str(value string) types.String { return types.StringValue(value) }

func credentialRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "access_key", get: func(s Settings) any { return keysOf(s).AccessKeyID }, block: "block-key", unset: "",
			set:     func(m *model) { m.AccessKey, m.SecretKey = str("block-key"), str("block-secret") },
			unknown: func(m *model) { m.AccessKey = types.StringUnknown() },
			env:     []string{"k1", "k2", "k3"}, fromEnv: []any{"k1", "k2", "k3"},
			withEnv: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"},
		},
		{
			name: "secret_key", get: func(s Settings) any { return keysOf(s).AccessKeySecret }, block: "block-secret", unset: "",
			set:     func(m *model) { m.AccessKey, m.SecretKey = str("block-key"), str("block-secret") },
			unknown: func(m *model) { m.SecretKey = types.StringUnknown() },
			env:     []string{"s1", "s2", "s3"}, fromEnv: []any{"s1", "s2", "s3"},
			withEnv: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-key"},
		},
		{
			name: "security_token", get: func(s Settings) any { return keysOf(s).SecurityToken },
			block: "block-token", unset: "",
			set:     func(m *model) { m.AccessKey, m.SecretKey, m.SecurityToken = str("k"), str("s"), str("block-token") },
			unknown: func(m *model) { m.SecurityToken = types.StringUnknown() },
			env:     []string{"t1", "t2", "t3"}, fromEnv: []any{"t1", "", ""}, // of the family of the key alone
			withEnv: map[string]string{"ALICLOUD_ACCESS_KEY": "env-key", "ALICLOUD_SECRET_KEY": "env-secret"},
		},
		{
			name: "region", get: func(s Settings) any { return s.Region }, block: "cn-beijing", unset: "",
			set:       func(m *model) { m.Region = str("cn-beijing") },
			unknown:   func(m *model) { m.Region = types.StringUnknown() },
			env:       []string{"cn-hangzhou", "cn-shanghai", "cn-shenzhen", "cn-qingdao", "cn-chengdu"},
			keepsOpen: true,
			fromEnv:   []any{"cn-hangzhou", "cn-shanghai", "cn-shenzhen", "cn-qingdao", "cn-chengdu"},
		},
		{
			name: "account_id", get: func(s Settings) any { return s.AccountID }, block: "1", unset: "",
			set:     func(m *model) { m.AccountID = str("1") },
			unknown: func(m *model) { m.AccountID = types.StringUnknown() },
			env:     []string{"2", "3"}, fromEnv: []any{"2", "3"},
		},
	}
}

func sourceRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "profile", get: func(s Settings) any { return chosenProfile(s).Name }, block: "block-profile", unset: "",
			set:     func(m *model) { m.Profile = str("block-profile") },
			unknown: func(m *model) { m.Profile = types.StringUnknown() },
			env:     []string{"p1", "p2"}, fromEnv: []any{"p1", "p2"},
		},
		{
			name: "shared_credentials_file", get: func(s Settings) any { return chosenProfile(s).File },
			block: "/block", unset: "",
			set:     func(m *model) { m.SharedCredentialsFile = str("/block") },
			unknown: func(m *model) { m.SharedCredentialsFile = types.StringUnknown() },
			env:     []string{"/f1", "/f2"}, fromEnv: []any{"/f1", "/f2"},
		},
		{
			name: "credentials_uri", get: func(s Settings) any { return s.Credentials.URI }, block: "http://block", unset: "",
			set:     func(m *model) { m.CredentialsURI = str("http://block") },
			unknown: func(m *model) { m.CredentialsURI = types.StringUnknown() },
			env:     []string{"http://u1", "http://u2"}, fromEnv: []any{"http://u1", "http://u2"},
		},
		{
			name: "ecs_role_name", get: func(s Settings) any { return s.Credentials.ECSRole }, block: "block-role", unset: "",
			set:     func(m *model) { m.ECSRoleName = str("block-role") },
			unknown: func(m *model) { m.ECSRoleName = types.StringUnknown() },
			env:     []string{"r1", "r2"}, fromEnv: []any{"r1", "r2"},
		},
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
		with("acs:ram::1:role/e1", "acs:ram::1:role/e2")
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
		text("external_id", "block", func(s Settings) string { return assumedRole(s).ExternalID }),
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
			func(o credentials.OIDC) string { return o.ProviderARN }).with("acs:ram::1:oidc-provider/e"),
		text("role_arn", "acs:ram::1:role/b", values{"oidc_provider_arn": provider, "oidc_token_file": file},
			func(o credentials.OIDC) string { return o.Role.ARN }).with("acs:ram::1:role/e"),
		text("oidc_token_file", "/b", values{"oidc_provider_arn": provider, "role_arn": role},
			func(o credentials.OIDC) string { return o.TokenFile }).with("/e"),
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
