// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
)

// precedenceRow says how one argument resolves from each place.
type precedenceRow struct {
	name      string
	set       func(*model)       // the block says the argument, and what belongs to it
	unknown   func(*model)       // the block says it, with a value that comes later
	get       func(Settings) any // what it resolves to
	block     any                // from the block
	env       []string           // a value for each environment name, in order
	fromEnv   []any              // what these resolve to
	withEnv   map[string]string  // what belongs to it in the environment
	unset     any
	keepsOpen bool // the client can be built while it is unknown
}

func precedenceRows() []precedenceRow {
	return slices.Concat(credentialRows(), transportRows(), endpointRows(), checkRows())
}

func credentialRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "access_key", get: func(s Settings) any { return s.Credentials.Keys.AccessKeyID }, block: "block-key", unset: "",
			set: func(m *model) {
				m.AccessKey, m.SecretKey = types.StringValue("block-key"), types.StringValue("block-secret")
			},
			unknown: func(m *model) { m.AccessKey = types.StringUnknown() },
			env:     []string{"k1", "k2", "k3"}, fromEnv: []any{"k1", "k2", "k3"},
			withEnv: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"},
		},
		{
			name: "secret_key", get: func(s Settings) any { return s.Credentials.Keys.AccessKeySecret }, block: "block-secret", unset: "",
			set: func(m *model) {
				m.AccessKey, m.SecretKey = types.StringValue("block-key"), types.StringValue("block-secret")
			},
			unknown: func(m *model) { m.SecretKey = types.StringUnknown() },
			env:     []string{"s1", "s2", "s3"}, fromEnv: []any{"s1", "s2", "s3"},
			withEnv: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-key"},
		},
		{
			name: "security_token", get: func(s Settings) any { return s.Credentials.Keys.SecurityToken }, block: "block-token", unset: "",
			set: func(m *model) {
				m.AccessKey, m.SecretKey, m.SecurityToken = types.StringValue("k"), types.StringValue("s"), types.StringValue("block-token")
			},
			unknown: func(m *model) { m.SecurityToken = types.StringUnknown() },
			env:     []string{"t1", "t2", "t3"}, fromEnv: []any{"t1", "t2", "t3"},
			withEnv: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "env-key", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret"},
		},
		{
			name: "profile", get: func(s Settings) any { return s.Credentials.Profile }, block: "block-profile", unset: "",
			set:     func(m *model) { m.Profile = types.StringValue("block-profile") },
			unknown: func(m *model) { m.Profile = types.StringUnknown() },
			env:     []string{"p1", "p2"}, fromEnv: []any{"p1", "p2"},
		},
		{
			name: "shared_credentials_file", get: func(s Settings) any { return s.Credentials.File }, block: "/block", unset: "",
			set:     func(m *model) { m.SharedCredentialsFile = types.StringValue("/block") },
			unknown: func(m *model) { m.SharedCredentialsFile = types.StringUnknown() },
			env:     []string{"/f1", "/f2"}, fromEnv: []any{"/f1", "/f2"},
		},
		{
			name: "region", get: func(s Settings) any { return s.Region }, block: "cn-beijing", unset: "",
			set:     func(m *model) { m.Region = types.StringValue("cn-beijing") },
			unknown: func(m *model) { m.Region = types.StringUnknown() },
			env:     []string{"cn-hangzhou", "cn-shanghai"}, fromEnv: []any{"cn-hangzhou", "cn-shanghai"},
		},
		{
			name: "account_id", get: func(s Settings) any { return s.AccountID }, block: "1", unset: "",
			set:     func(m *model) { m.AccountID = types.StringValue("1") },
			unknown: func(m *model) { m.AccountID = types.StringUnknown() },
			env:     []string{"2", "3"}, fromEnv: []any{"2", "3"},
		},
	}
}

func transportRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "protocol", get: func(s Settings) any { return s.Plaintext }, block: true, unset: false,
			set:     func(m *model) { m.Protocol = types.StringValue("HTTP") },
			unknown: func(m *model) { m.Protocol = types.StringUnknown() },
		},
		{
			name: "client_read_timeout", get: func(s Settings) any { return s.ReadTimeout }, block: 1500 * time.Millisecond, unset: time.Duration(0),
			set:     func(m *model) { m.ClientReadTimeout = types.Int64Value(1500) },
			unknown: func(m *model) { m.ClientReadTimeout = types.Int64Unknown() },
			env:     []string{"2000"}, fromEnv: []any{2 * time.Second},
		},
		{
			name: "client_connect_timeout", get: func(s Settings) any { return s.ConnectTimeout }, block: 1500 * time.Millisecond, unset: time.Duration(0),
			set:     func(m *model) { m.ClientConnectTimeout = types.Int64Value(1500) },
			unknown: func(m *model) { m.ClientConnectTimeout = types.Int64Unknown() },
			env:     []string{"2000"}, fromEnv: []any{2 * time.Second},
		},
		{
			name: "max_retry_timeout", get: func(s Settings) any { return s.MaxRetryTimeout }, block: 90 * time.Second, unset: time.Duration(0),
			set:     func(m *model) { m.MaxRetryTimeout = types.Int64Value(90) },
			unknown: func(m *model) { m.MaxRetryTimeout = types.Int64Unknown() },
			env:     []string{"120"}, fromEnv: []any{2 * time.Minute},
		},
		{
			name: "configuration_source", get: func(s Settings) any { return s.ConfigurationSource }, block: "module/one", unset: "",
			set:     func(m *model) { m.ConfigurationSource = types.StringValue("module/one") },
			unknown: func(m *model) { m.ConfigurationSource = types.StringUnknown() },
			env:     []string{"module/two"}, fromEnv: []any{"module/two"},
		},
		{
			name: "skip_region_validation", get: func(s Settings) any { return s.SkipRegionValidation }, block: false, unset: false,
			set:     func(m *model) { m.SkipRegionValidation = types.BoolValue(false) },
			unknown: func(m *model) { m.SkipRegionValidation = types.BoolUnknown() },
			env:     []string{"true"}, fromEnv: []any{true}, keepsOpen: true,
		},
	}
}

func endpointRows() []precedenceRow {
	rows := make([]precedenceRow, 0, 3)
	for _, service := range []string{"rds", "sts", "ram"} {
		rows = append(rows, precedenceRow{
			name: "endpoints." + service, block: "block.example.com:8443", unset: "",
			get: func(s Settings) any {
				return map[string]string{"rds": s.Endpoints.RDS, "sts": s.Endpoints.STS, "ram": s.Endpoints.RAM}[service]
			},
			set:     func(m *model) { m.Endpoints = endpointsBlockOf(service, types.StringValue("block.example.com:8443")) },
			unknown: func(m *model) { m.Endpoints = endpointsBlockOf(service, types.StringUnknown()) },
			env:     []string{"one.example.com", "http://two.example.com"}, fromEnv: []any{"one.example.com", "http://two.example.com"},
		})
	}
	return rows
}

func checkRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "plan_checks", get: func(s Settings) any { return s.Checks.Mode }, block: providerdata.ChecksWarn, unset: providerdata.ChecksEnforce,
			set:     func(m *model) { m.PlanChecks = types.StringValue("WARN") },
			unknown: func(m *model) { m.PlanChecks = types.StringUnknown() }, keepsOpen: true,
		},
		{
			name: "ignore_checks", get: func(s Settings) any { return s.Checks.Ignore }, block: map[string]bool{"SERVERLESS": true}, unset: map[string]bool{},
			set:     func(m *model) { m.IgnoreChecks = setOf("SERVERLESS") },
			unknown: func(m *model) { m.IgnoreChecks = types.SetUnknown(types.StringType) }, keepsOpen: true,
		},
		{
			name: "allowed_destination_regions", get: func(s Settings) any { return s.Checks.AllowedDestinations },
			block: []string{"cn-beijing", "cn-shanghai"}, unset: []string(nil),
			set:     func(m *model) { m.AllowedDestinationRegions = setOf("cn-shanghai", "cn-beijing") },
			unknown: func(m *model) { m.AllowedDestinationRegions = types.SetUnknown(types.StringType) }, keepsOpen: true,
		},
		{
			name: "cross_border", get: func(s Settings) any { return s.Checks.CrossBorder }, block: providerdata.CrossBorderDeny, unset: providerdata.CrossBorderWarn,
			set:     func(m *model) { m.CrossBorder = types.StringValue("DENY") },
			unknown: func(m *model) { m.CrossBorder = types.StringUnknown() }, keepsOpen: true,
		},
	}
}

func setOf(values ...string) types.Set {
	elements := make([]attr.Value, 0, len(values))
	for _, value := range values {
		elements = append(elements, types.StringValue(value))
	}
	return types.SetValueMust(types.StringType, elements)
}

func endpointsBlockOf(service string, value types.String) types.List {
	kinds := map[string]attr.Type{"rds": types.StringType, "sts": types.StringType, "ram": types.StringType}
	values := map[string]attr.Value{"rds": types.StringNull(), "sts": types.StringNull(), "ram": types.StringNull()}
	values[service] = value
	return types.ListValueMust(types.ObjectType{AttrTypes: kinds}, []attr.Value{types.ObjectValueMust(kinds, values)})
}
