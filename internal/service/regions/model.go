// SPDX-License-Identifier: MPL-2.0

package regions

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
)

type model struct {
	Region  types.String   `tfsdk:"region"`
	IDs     []types.String `tfsdk:"ids"`
	Regions []regionModel  `tfsdk:"regions"`
}

type regionModel struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Area        types.String `tfsdk:"area"`
	CrossBorder types.Bool   `tfsdk:"cross_border"`
}

// fill sets the results for the destinations of a source region, in a fixed order and each id once.
func (m *model) fill(source string, ids []string) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	m.IDs = make([]types.String, 0, len(ids))
	m.Regions = make([]regionModel, 0, len(ids))
	for _, id := range ids {
		m.IDs = append(m.IDs, types.StringValue(id))
		m.Regions = append(m.Regions, newRegionModel(source, id))
	}
}

// newRegionModel leaves null what neither the product page's table nor the id tells.
func newRegionModel(source, id string) regionModel {
	r := regionModel{ID: types.StringValue(id)} // the zero value of the others is null
	if listed, ok := eligibility.LookupRegion(id); ok {
		r.Name = types.StringValue(listed.Name)
	}
	if area, known := eligibility.AreaOf(id); known {
		r.Area = types.StringValue(string(area))
	}
	if crosses, known := eligibility.CrossBorder(source, id); known {
		r.CrossBorder = types.BoolValue(crosses)
	}
	return r
}
