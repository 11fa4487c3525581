// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The region of a block beats that of the provider; a block without one needs that.
func TestIn(t *testing.T) {
	t.Parallel()
	client := &rds.Client{}
	for name, row := range map[string]struct {
		data        *walk.Data
		region      types.String
		want        string // region
		onAttribute bool   // an error on region
		errorParts  []string
	}{
		"attribute": {
			data: &walk.Data{Client: client}, region: types.StringValue("eu-central-1"), want: "eu-central-1",
		},
		"attribute beats the provider": {
			data: &walk.Data{Client: client, Region: "cn-hangzhou"}, region: types.StringValue("cn-shanghai"),
			want: "cn-shanghai",
		},
		"attribute makes up for an unknown provider region": {
			data: &walk.Data{Client: client, Unknown: []string{"region"}}, region: types.StringValue("cn-shanghai"),
			want: "cn-shanghai",
		},
		"provider": {
			data: &walk.Data{Client: client, Region: "cn-hangzhou"}, region: types.StringNull(), want: "cn-hangzhou",
		},
		"neither": {
			data: &walk.Data{Client: client}, region: types.StringNull(), onAttribute: true,
			errorParts: []string{"Region is missing", "provider block"},
		},
		"unknown provider region": {
			data: &walk.Data{Client: client, Unknown: []string{"region", "plan_checks"}}, region: types.StringNull(),
			errorParts: []string{"not known yet", "provider block: region."},
		},
		"unknown credentials": {
			data:       &walk.Data{Region: "cn-hangzhou", Unknown: []string{"access_key", "secret_key"}},
			region:     types.StringValue("cn-shanghai"),
			errorParts: []string{"not known yet", "access_key, secret_key"},
		},
		"zone": {
			data: &walk.Data{Client: client}, region: types.StringValue("cn-hangzhou-h"), onAttribute: true,
			errorParts: []string{"not well formed", `Did you mean "cn-hangzhou"?`},
		},
		"display name": {
			data: &walk.Data{Client: client}, region: types.StringValue("Germany (Frankfurt)"), onAttribute: true,
			errorParts: []string{"not well formed", "not a zone or a display name"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := row.data.In(row.region)
			if len(row.errorParts) == 0 {
				if diags.HasError() || got.Region != row.want || got.Client != client {
					t.Fatalf("got %q, %v", got.Region, diags)
				}
				return
			}
			if len(diags) != 1 {
				t.Fatalf("got %d diagnostics: %v", len(diags), diags)
			}
			text := diags[0].Summary() + " " + diags[0].Detail()
			for _, part := range row.errorParts {
				if !strings.Contains(text, part) {
					t.Errorf("%q lacks %q", text, part)
				}
			}
			at, withPath := diags[0].(diag.DiagnosticWithPath)
			if withPath != row.onAttribute || withPath && !at.Path().Equal(path.Root("region")) {
				t.Errorf("on attribute: %t, want %t", withPath, row.onAttribute)
			}
		})
	}
}

func TestInAll(t *testing.T) {
	t.Parallel()
	client := &rds.Client{}
	some := func(ids ...string) []types.String {
		regions := []types.String{}
		for _, id := range ids {
			regions = append(regions, types.StringValue(id))
		}
		return regions
	}
	for name, row := range map[string]struct {
		data       *walk.Data
		regions    []types.String
		want       string
		errorParts []string
	}{
		"in order": {
			data: &walk.Data{Client: client}, regions: some("cn-shanghai", "cn-beijing"), want: "cn-beijing cn-shanghai",
		},
		"each once": {
			data: &walk.Data{Client: client}, regions: some("cn-beijing", "cn-beijing"), want: "cn-beijing",
		},
		"beat the provider": {
			data: &walk.Data{Client: client, Region: "cn-hangzhou"}, regions: some("cn-shanghai"), want: "cn-shanghai",
		},
		"provider": {
			data: &walk.Data{Client: client, Region: "cn-hangzhou"}, want: "cn-hangzhou",
		},
		"neither": {
			data: &walk.Data{Client: client}, errorParts: []string{"Region is missing", "Set regions here"},
		},
		"unknown credentials": {
			data: &walk.Data{Unknown: []string{"access_key"}}, regions: some("cn-shanghai"),
			errorParts: []string{"not known yet", "access_key"},
		},
		"not configured": {
			regions: some("cn-shanghai"), errorParts: []string{"not known yet"},
		},
		"one is not well formed": {
			data: &walk.Data{Client: client}, regions: some("cn-shanghai", "cn-hangzhou-h"),
			errorParts: []string{"not well formed", `"cn-hangzhou-h" in the argument regions`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := row.data.InAll(row.regions)
			if len(row.errorParts) == 0 {
				var regions []string
				for _, one := range got {
					regions = append(regions, one.Region)
					if one.Client != client {
						t.Errorf("%s has another client", one.Region)
					}
				}
				if diags.HasError() || strings.Join(regions, " ") != row.want {
					t.Fatalf("got %v, %v", regions, diags)
				}
				return
			}
			if len(diags) != 1 {
				t.Fatalf("got %d diagnostics: %v", len(diags), diags)
			}
			for _, part := range row.errorParts {
				if text := diags[0].Summary() + " " + diags[0].Detail(); !strings.Contains(text, part) {
					t.Errorf("%q lacks %q", text, part)
				}
			}
		})
	}
}
