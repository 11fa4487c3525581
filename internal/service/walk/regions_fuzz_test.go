// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// FuzzRegion gives a data source any region: it reads exactly there, or says on the attribute why it cannot, and what
// it suggests instead would be taken.
func FuzzRegion(f *testing.F) {
	for _, id := range []string{
		"cn-hangzhou", "cn-hangzhou-h", "cn_hangzhou", "", " ", "Germany (Frankfurt)", "a\nb", `"`, "%s", "cn-hangzhou\n",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		data := &walk.Data{Client: &rds.Client{}, Region: "cn-beijing"}
		got, diags := data.In(types.StringValue(id))
		switch {
		case !diags.HasError():
			if got.Region != id || strings.ContainsAny(id, "\r\n\t /:@?#\"") {
				t.Errorf("%q gives the region %q", id, got.Region)
			}
		case len(diags) != 1, diags[0].Summary() == "",
			!strings.Contains(id, "%!") && strings.Contains(diags[0].Detail(), "%!"):
			t.Errorf("%q gives %v", id, diags)
		}
		suggestion, ok := eligibility.NearestRegion(id)
		if ok && len(walk.CheckRegionID(path.Root("region"), "argument region", suggestion, false)) != 0 {
			t.Errorf("%q is suggested for %q and refused", suggestion, id)
		}
	})
}
