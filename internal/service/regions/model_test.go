// SPDX-License-Identifier: MPL-2.0

package regions

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestModel_fill(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	for name, row := range map[string]struct {
		source string
		ids    []string
		want   []regionModel
	}{
		"none": {"cn-hangzhou", nil, []regionModel{}},
		"sorted, each once, border known": {
			"cn-hangzhou",
			[]string{"cn-shanghai", "cn-hongkong", "ap-southeast-1", "cn-shanghai"},
			[]regionModel{
				{text("ap-southeast-1"), text("Singapore"), text("OVERSEAS"), types.BoolValue(true)},
				{text("cn-hongkong"), text("China (Hong Kong)"), text("HONG_KONG"), types.BoolValue(true)},
				{text("cn-shanghai"), text("China (Shanghai)"), text("MAINLAND"), types.BoolValue(false)},
			},
		},
		"destination not in the table": {
			"cn-hangzhou",
			[]string{"me-east-1"},
			[]regionModel{{text("me-east-1"), types.StringNull(), types.StringNull(), types.BoolNull()}},
		},
		"source not in the table": {
			"me-east-1",
			[]string{"cn-beijing"},
			[]regionModel{{text("cn-beijing"), text("China (Beijing)"), text("MAINLAND"), types.BoolNull()}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m model
			m.fill(row.source, row.ids)
			if !reflect.DeepEqual(m.Regions, row.want) {
				t.Errorf("got  %v\nwant %v", m.Regions, row.want)
			}
			if m.IDs == nil || len(m.IDs) != len(row.want) {
				t.Fatalf("ids %v", m.IDs)
			}
			for i := range row.want {
				if !m.IDs[i].Equal(row.want[i].ID) {
					t.Errorf("ids[%d] = %s, want %s", i, m.IDs[i], row.want[i].ID)
				}
			}
		})
	}
}
