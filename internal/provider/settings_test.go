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

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
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
			names := environmentNames(row.name)
			if len(names) != len(row.env) {
				t.Fatalf("the row has %d values for the %d environment names %v", len(row.env), len(names), names)
			}
			var empty, block, later model
			row.set(&block)
			row.unknown(&later)

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
				check("environment "+names[i], empty, merge(everything, row.withEnv), row.fromEnv[i])
			}
			check("block over environment", block, merge(everything, row.withEnv), row.block)
			check("block", block, nil, row.block)
			check("unset", empty, nil, row.unset)
			blank := map[string]string{}
			for _, name := range names {
				blank[name] = ""
			}
			check("empty environment", empty, blank, row.unset)

			settings, diags := resolve(later, environment(merge(everything, row.withEnv)))
			if diags.HasError() {
				t.Errorf("unknown: unexpected diagnostics %v", diags)
			}
			if !slices.Equal(settings.Unknown, []string{row.name}) || settings.ClientUnknown == row.keepsOpen {
				t.Errorf("unknown: Unknown = %v, ClientUnknown = %v; want [%s], %v", settings.Unknown, settings.ClientUnknown, row.name, !row.keepsOpen)
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
		want = append(want, name)
	}
	block, ok := resp.Schema.Blocks["endpoints"].(schema.ListNestedBlock)
	if !ok {
		t.Fatal("endpoints is not a list block")
	}
	for name := range block.NestedObject.Attributes {
		want = append(want, "endpoints."+name)
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

func TestResolve_credentialsNeverMixPlaces(t *testing.T) {
	t.Parallel()
	str := types.StringValue
	keysInEnvironment := map[string]string{
		"ALICLOUD_ACCESS_KEY": "env-key", "ALICLOUD_SECRET_KEY": "env-secret", "ALICLOUD_SECURITY_TOKEN": "env-token",
		"ALICLOUD_PROFILE": "env-profile", "ALICLOUD_SHARED_CREDENTIALS_FILE": "/env",
	}
	for name, tt := range map[string]struct {
		block model
		env   map[string]string
		want  CredentialChoice
	}{
		"keys in the block take no token from the environment": {
			block: model{AccessKey: str("k"), SecretKey: str("s")}, env: keysInEnvironment,
			want: staticChoice("argument access_key", "k", "s", ""),
		},
		"keys in the block beat a profile in the block": {
			block: model{AccessKey: str("k"), SecretKey: str("s"), Profile: str("p")},
			want:  staticChoice("argument access_key", "k", "s", ""),
		},
		"a profile in the block beats keys in the environment, and is looked up in the environment's file": {
			block: model{Profile: str("p")}, env: keysInEnvironment,
			want: CredentialChoice{
				Profile: "p", ProfileOrigin: "argument profile",
				File: "/env", FileOrigin: "environment variable ALICLOUD_SHARED_CREDENTIALS_FILE",
			},
		},
		"a file in the block beats keys and profile in the environment": {
			block: model{SharedCredentialsFile: str("/block")}, env: keysInEnvironment,
			want: CredentialChoice{File: "/block", FileOrigin: "argument shared_credentials_file"},
		},
		"keys in the environment beat a profile there": {
			env: keysInEnvironment, want: staticChoice("environment variable ALICLOUD_ACCESS_KEY", "env-key", "env-secret", "env-token"),
		},
		"a profile in the environment": {
			env:  map[string]string{"ALIBABA_CLOUD_PROFILE": "p"},
			want: CredentialChoice{Profile: "p", ProfileOrigin: "environment variable ALIBABA_CLOUD_PROFILE"},
		},
		"a lone token in the environment does not count": {
			env: map[string]string{"ALICLOUD_SECURITY_TOKEN": "env-token"},
		},
		"nothing": {},
		"the current profile is switched off": {
			env: map[string]string{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "TRUE"}, want: CredentialChoice{Disabled: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, diags := resolve(tt.block, environment(tt.env))
			if len(diags) > 0 {
				t.Fatalf("unexpected diagnostics %v", diags)
			}
			if settings.Credentials != tt.want {
				t.Errorf("credentials = %+v, want %+v", settings.Credentials, tt.want)
			}
		})
	}
}

func staticChoice(origin, key, secret, token string) CredentialChoice {
	choice := CredentialChoice{Static: true, Origin: origin}
	choice.Keys.AccessKeyID, choice.Keys.AccessKeySecret, choice.Keys.SecurityToken = key, secret, token
	return choice
}

func TestResolve_unknownChecksAreNotHeldAgainstAPlan(t *testing.T) {
	t.Parallel()
	partly := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("SERVERLESS"), types.StringUnknown()})
	settings, diags := resolve(model{IgnoreChecks: partly, AllowedDestinationRegions: partly}, environment(nil))
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics %v", diags)
	}
	if settings.Checks.Mode != providerdata.ChecksOff || settings.Checks.RestrictDestinations || settings.ClientUnknown {
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

func TestResolve_unknownEndpointsBlock(t *testing.T) {
	t.Parallel()
	kind := types.ObjectType{AttrTypes: map[string]attr.Type{"rds": types.StringType, "sts": types.StringType, "ram": types.StringType}}
	for name, block := range map[string]types.List{
		"list":    types.ListUnknown(kind),
		"element": types.ListValueMust(kind, []attr.Value{types.ObjectUnknown(kind.AttrTypes)}),
	} {
		settings, diags := resolve(model{Endpoints: block}, environment(nil))
		if len(diags) > 0 || !slices.Equal(settings.Unknown, []string{"endpoints"}) || !settings.ClientUnknown {
			t.Errorf("%s: Unknown = %v, ClientUnknown = %v, diagnostics %v", name, settings.Unknown, settings.ClientUnknown, diags)
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
