// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// environment is an Environment of these variables and no home folder.
func environment(variables map[string]string) Environment {
	return Environment{
		Lookup: func(name string) (string, bool) {
			value, ok := variables[name]
			return value, ok
		},
		HomeDir: func() (string, error) { return "", errors.New("no home folder in this test") },
	}
}

func TestResolve_precedenceOfEachArgument(t *testing.T) {
	t.Parallel()
	for _, row := range precedenceRows() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			names := variableNames(row.name)
			if len(names) != len(row.env) {
				t.Fatalf("the row has %d values for the %d environment names %v", len(row.env), len(names), names)
			}
			var empty, block, later model
			row.set(&block)
			row.unknown(&later)
			within := empty
			if row.within != nil {
				row.within(&within)
			}

			check := func(place string, m model, variables map[string]string, want any) Settings {
				t.Helper()
				settings, diags := resolve(m, environment(variables))
				if diags.HasError() {
					t.Errorf("%s: unexpected diagnostics %v", place, diags)
				}
				if got := row.get(settings); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %s = %#v, want %#v", place, row.name, got, want)
				}
				return settings
			}
			everything := map[string]string{}
			for i := len(names) - 1; i >= 0; i-- { // each name alone with all later ones: the first match wins
				everything[names[i]] = row.env[i]
				check("environment "+names[i], within, merge(row.withEnv, everything), row.fromEnv[i])
			}
			check("block over environment", block, merge(row.withEnv, everything), row.block)
			check("block", block, nil, row.block)
			if row.required {
				check("unset", empty, nil, row.unset)
				if _, diags := resolve(within, environment(nil)); diags.ErrorsCount() != 1 {
					t.Errorf("unset in its block: diagnostics = %v, want one error", diags)
				}
				within = empty
			}
			check("unset", within, nil, row.unset)
			blank := map[string]string{}
			for _, name := range names {
				blank[name] = ""
			}
			check("empty environment", within, blank, row.unset)

			settings, diags := resolve(later, environment(merge(row.withEnv, everything)))
			if diags.HasError() {
				t.Errorf("unknown: unexpected diagnostics %v", diags)
			}
			if !slices.Equal(settings.Unknown, []string{row.name}) || settings.ClientUnknown == row.keepsOpen {
				t.Errorf(
					"unknown: Unknown = %v, ClientUnknown = %v; want [%s], %v", settings.Unknown, settings.ClientUnknown, row.name,
					!row.keepsOpen,
				)
			}
		})
	}
}

func merge(maps ...map[string]string) map[string]string {
	merged := map[string]string{}
	for _, m := range maps {
		for name, value := range m {
			merged[name] = value
		}
	}
	return merged
}

func TestResolve_everyArgumentHasAPrecedenceRow(t *testing.T) {
	t.Parallel()
	var resp provider.SchemaResponse
	New("test")().Schema(context.Background(), provider.SchemaRequest{}, &resp)
	var want, got []string
	for name := range resp.Schema.Attributes {
		if _, refused := officialArguments()[name]; !refused {
			want = append(want, name)
		}
	}
	for name, nested := range resp.Schema.Blocks {
		if _, refused := officialArguments()[name]; refused {
			continue
		}
		block, ok := nested.(schema.ListNestedBlock)
		if !ok {
			t.Fatalf("%s is not a list block", name)
		}
		for member := range block.NestedObject.Attributes {
			if !slices.Contains(strings.Fields(otherEndpoints), member) {
				want = append(want, name+"."+member)
			}
		}
	}
	for _, row := range precedenceRows() {
		got = append(got, row.name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("rows for %v, want %v", got, want)
	}
}

func TestResolve_unknownChecksAreNotHeldAgainstAPlan(t *testing.T) {
	t.Parallel()
	partly := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("SERVERLESS"), types.StringUnknown()})
	settings, diags := resolve(model{IgnoreChecks: partly, AllowedDestinationRegions: partly}, environment(nil))
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics %v", diags)
	}
	if settings.Checks.Mode != walk.ChecksOff || settings.Checks.RestrictDestinations || settings.ClientUnknown {
		t.Errorf("settings = %+v, want checks off, no restriction, and a client", settings)
	}
	if want := []string{"allowed_destination_regions", "ignore_checks"}; !slices.Equal(settings.Unknown, want) {
		t.Errorf("Unknown = %v, want %v", settings.Unknown, want)
	}
}

func TestResolve_emptyAllowedDestinationsAllowNone(t *testing.T) {
	t.Parallel()
	settings, _ := resolve(model{AllowedDestinationRegions: setOf()}, environment(nil))
	if settings.Checks.DestinationAllowed("cn-shanghai") {
		t.Error("an empty set allows cn-shanghai, want nothing")
	}
}

func TestResolve_unknownBlocks(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]func(*model) *types.List{
		"endpoints":        func(m *model) *types.List { return &m.Endpoints },
		assumeRole:         func(m *model) *types.List { return &m.AssumeRole },
		assumeRoleWithOIDC: func(m *model) *types.List { return &m.AssumeRoleWithOIDC },
	} {
		kind, ok := blockOf(name, nil).ElementType(t.Context()).(types.ObjectType)
		if !ok {
			t.Fatalf("%s does not hold objects", name)
		}
		for what, block := range map[string]types.List{
			"list":    types.ListUnknown(kind),
			"element": types.ListValueMust(kind, []attr.Value{types.ObjectUnknown(kind.AttrTypes)}),
		} {
			var m model
			*in(&m) = block
			settings, diags := resolve(m, environment(nil))
			if len(diags) > 0 || !slices.Equal(settings.Unknown, []string{name}) || !settings.ClientUnknown {
				t.Errorf("%s of %s: Unknown = %v, ClientUnknown = %v, diagnostics %v", what, name, settings.Unknown,
					settings.ClientUnknown, diags)
			}
		}
	}
}

// render writes diagnostics as golden files hold them.
func render(diags diag.Diagnostics) string {
	var text strings.Builder
	for _, d := range diags {
		at := ""
		if withPath, ok := d.(diag.DiagnosticWithPath); ok {
			at = " at " + withPath.Path().String()
		}
		text.WriteString(d.Severity().String() + at + "\n" + d.Summary() + "\n\n" + d.Detail() + "\n")
	}
	return text.String()
}
