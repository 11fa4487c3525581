// SPDX-License-Identifier: MPL-2.0

package regions_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/regions"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const action = "DescribeAvailableCrossRegion"

func read(t *testing.T, s *emulator.Server, block, config testkit.Attributes) testkit.Result {
	t.Helper()
	return testkit.NewSession(t, s, block, testkit.InMemory(s)).Data(regions.TypeName, config)
}

// The cloud's list decides, also where it is ahead of the product page: what neither our table nor the id tells is
// null.
func TestDataSource_destinations(t *testing.T) {
	t.Parallel()
	row := func(id, name, area, crossBorder any) map[string]any {
		return map[string]any{"id": id, "name": name, "area": area, "cross_border": crossBorder}
	}
	beijing := row("cn-beijing", "China (Beijing)", "MAINLAND", false)
	for name, tt := range map[string]struct {
		region any
		listed string // by the API
		want   []any
	}{
		"none":                     {nil, ``, []any{}},
		"of the provider's region": {nil, `"cn-beijing"`, []any{beijing}},
		"of another one":           {"cn-shanghai", `"cn-beijing"`, []any{beijing}},
		"source not in the table": {
			"me-east-1", `"cn-beijing"`, []any{row("cn-beijing", "China (Beijing)", "MAINLAND", true)},
		},
		"one that is not in the table": {
			nil, `"me-east-1","cn-beijing","cn-hangzhou-finance","xx-east-1"`, []any{
				beijing, row("cn-hangzhou-finance", nil, "MAINLAND", false), row("me-east-1", nil, "OVERSEAS", true),
				row("xx-east-1", nil, nil, nil),
			},
		},
		"sorted, each once, border known": {nil, `"cn-shanghai","cn-hongkong","ap-southeast-1","cn-shanghai"`, []any{
			row("ap-southeast-1", "Singapore", "OVERSEAS", true), row("cn-hongkong", "China (Hong Kong)", "HONG_KONG", true),
			row("cn-shanghai", "China (Shanghai)", "MAINLAND", false),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			body := fmt.Sprintf(`{"RequestId":"39265F46-EC77-4036-8AC4-F035F32F6BE2","Regions":{"Region":[%s]}}`, tt.listed)
			s.AddFault(emulator.Fault{Action: action, Body: &body, ContentType: "application/json;charset=utf-8"})
			got := read(t, s, nil, testkit.Attributes{"region": tt.region})
			got.Said.RequireNone(t)
			ids := []any{}
			for _, one := range tt.want {
				ids = append(ids, one.(map[string]any)["id"])
			}
			want := map[string]any{"region": tt.region, "ids": ids, "regions": tt.want}
			if diff := cmp.Diff(want, got.Map()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			asked := tt.region
			if asked == nil {
				asked = testkit.Region
			}
			if calls := s.Calls(action); len(calls) != 1 || calls[0].Params.Get("RegionId") != asked {
				t.Errorf("calls %+v, want one about %v", calls, asked)
			}
		})
	}
}

func TestDataSource_errors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		block  testkit.Attributes
		region any
		denied bool
		says   []string
	}{
		"denied":            {denied: true, says: []string{"Cannot list destination regions", "Forbidden.RAM"}},
		"no region at all":  {block: testkit.Attributes{"region": nil}, says: []string{"Region is missing"}},
		"no id of a region": {region: "hangzhou", says: []string{"Region id is not well formed"}},
		// The words do not send the reader to this very data source, as those about a refused write do.
		"a source without the feature": {
			region: "me-east-1",
			says:   []string{"source region me-east-1:", "CrossBackupNotSupport", "Check region. If it is right,"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			if tt.denied {
				s.AddFault(emulator.Fault{Action: action, Code: "Forbidden.RAM", Status: 403})
			}
			read(t, s, tt.block, testkit.Attributes{"region": tt.region}).Said.Require(t, append(tt.says, "error")...)
		})
	}
}
