// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// precedenceRow says how one argument resolves from each place.
type precedenceRow struct {
	name    string
	set     func(*model)       // the block says the argument, and what belongs to it
	unknown func(*model)       // the block says it, with a value that comes later
	get     func(Settings) any // what it resolves to
	block   any                // from the block
	env     []string           // a value for each environment name, in order
	fromEnv []any              // what these resolve to
	withEnv map[string]string  // what belongs to it in the environment
	unset   any
	// the block without the argument but with what it stands in, when the environment counts only then
	within    func(*model)
	required  bool // within is refused while the argument is unset
	keepsOpen bool // the client can be built while it is unknown
}

func precedenceRows() []precedenceRow {
	return slices.Concat(
		credentialRows(), assumeRoleRows(), oidcRows(), transportRows(), endpointRows(), checkRows(),
	)
}

// durationRow is the row of an argument that is a number of units. The block has 1500, the environment 2000.
func durationRow(
	name string, unit time.Duration, in func(*model) *types.Int64, get func(Settings) time.Duration,
) precedenceRow {
	return precedenceRow{
		name: name, get: func(s Settings) any { return get(s) }, block: 1500 * unit, unset: time.Duration(0),
		set:     func(m *model) { *in(m) = types.Int64Value(1500) },
		unknown: func(m *model) { *in(m) = types.Int64Unknown() },
		env:     []string{"2000"}, fromEnv: []any{2000 * unit},
	}
}

func transportRows() []precedenceRow {
	ip := textRow("source_ip", "192.0.2.1", func(m *model) *types.String { return &m.SourceIP },
		func(s Settings) string { return s.SourceIP })
	ip.env, ip.fromEnv = []string{"192.0.2.2", " 192.0.2.3 "}, []any{"192.0.2.2", "192.0.2.3"}
	secure := textRow("secure_transport", "true", func(m *model) *types.String { return &m.SecureTransport },
		func(s Settings) string { return s.SecureTransport })
	secure.env, secure.fromEnv = []string{"false", "TRUE", "true", "False"}, []any{"false", "true", "true", "false"}
	return []precedenceRow{
		{
			name: "protocol", get: func(s Settings) any { return s.Plaintext }, block: true, unset: false,
			set:     func(m *model) { m.Protocol = types.StringValue("HTTP") },
			unknown: func(m *model) { m.Protocol = types.StringUnknown() },
		},
		durationRow("client_read_timeout", time.Millisecond,
			func(m *model) *types.Int64 { return &m.ClientReadTimeout },
			func(s Settings) time.Duration { return s.ReadTimeout }),
		durationRow("client_connect_timeout", time.Millisecond,
			func(m *model) *types.Int64 { return &m.ClientConnectTimeout },
			func(s Settings) time.Duration { return s.ConnectTimeout }),
		durationRow("max_retry_timeout", time.Second,
			func(m *model) *types.Int64 { return &m.MaxRetryTimeout },
			func(s Settings) time.Duration { return s.MaxRetryTimeout }),
		textRow("configuration_source", "module/one", func(m *model) *types.String { return &m.ConfigurationSource },
			func(s Settings) string { return s.ConfigurationSource }).with("module/two"),
		{
			name: "skip_region_validation", get: func(s Settings) any { return s.SkipRegionValidation },
			block: false, unset: false,
			set:     func(m *model) { m.SkipRegionValidation = types.BoolValue(false) },
			unknown: func(m *model) { m.SkipRegionValidation = types.BoolUnknown() },
			env:     []string{"true"}, fromEnv: []any{true}, keepsOpen: true,
		},
		{
			name: "max_requests_per_second", get: func(s Settings) any { return s.MaxRequestsPerSecond },
			block: int64(15), unset: int64(0),
			set:     func(m *model) { m.MaxRequestsPerSecond = types.Int64Value(15) },
			unknown: func(m *model) { m.MaxRequestsPerSecond = types.Int64Unknown() },
		},
		{
			name: "minimum_retention_days", get: func(s Settings) any { return s.Checks.MinimumRetentionDays },
			block: int64(30), unset: int64(0),
			set:     func(m *model) { m.MinimumRetentionDays = types.Int64Value(30) },
			unknown: func(m *model) { m.MinimumRetentionDays = types.Int64Unknown() }, keepsOpen: true,
		},
		ip, secure,
	}
}

func endpointRows() []precedenceRow {
	rows := make([]precedenceRow, 0, 3)
	for _, service := range []string{"rds", "sts", "ram"} {
		row := precedenceRow{
			name: "endpoints." + service, block: "block.example.com:8443", unset: "",
			get: func(s Settings) any {
				return map[string]string{"rds": s.Endpoints.RDS, "sts": s.Endpoints.STS, "ram": s.Endpoints.RAM}[service]
			},
			set:     func(m *model) { m.Endpoints = blockOf("endpoints", values{service: str("block.example.com:8443")}) },
			unknown: func(m *model) { m.Endpoints = blockOf("endpoints", values{service: types.StringUnknown()}) },
			env: []string{
				"one.example.com", "http://two.example.com",
			}, fromEnv: []any{"one.example.com", "http://two.example.com"},
		}
		if service == "sts" {
			row = row.with("three.example.com")
		}
		rows = append(rows, row)
	}
	return rows
}

func checkRows() []precedenceRow {
	return []precedenceRow{
		{
			name: "plan_checks", get: func(s Settings) any { return s.Checks.Mode },
			block: walk.ChecksWarn, unset: walk.ChecksEnforce,
			set:     func(m *model) { m.PlanChecks = types.StringValue("WARN") },
			unknown: func(m *model) { m.PlanChecks = types.StringUnknown() }, keepsOpen: true,
		},
		{
			name: "ignore_checks", get: func(s Settings) any { return s.Checks.Ignore },
			block: map[string]bool{"SERVERLESS": true}, unset: map[string]bool{},
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
			name: "cross_border", get: func(s Settings) any { return s.Checks.CrossBorder },
			block: walk.CrossBorderDeny, unset: walk.CrossBorderWarn,
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

// values are the members of a nested block that are not null.
type values map[string]attr.Value

// blockOf returns a nested block of the provider's schema; what is not given is null.
func blockOf(name string, given values) types.List { return blocksOf(name, given) }

// blocksOf are several blocks of one name.
func blocksOf(name string, blocks ...values) types.List {
	var resp provider.SchemaResponse
	New("test")().Schema(context.Background(), provider.SchemaRequest{}, &resp)
	block, ok := resp.Schema.Blocks[name].(schema.ListNestedBlock)
	if !ok {
		panic(name + " is not a list block")
	}
	kind, ok := block.NestedObject.Type().(types.ObjectType)
	if !ok {
		panic(name + " does not hold objects")
	}
	var elements []attr.Value
	for _, members := range blocks {
		object := map[string]attr.Value{}
		for member := range kind.AttrTypes {
			object[member] = types.StringNull()
			if kind.AttrTypes[member].Equal(types.Int64Type) {
				object[member] = types.Int64Null()
			}
			if value, ok := members[member]; ok {
				object[member] = value
			}
		}
		elements = append(elements, types.ObjectValueMust(kind.AttrTypes, object))
	}
	return types.ListValueMust(kind, elements)
}
