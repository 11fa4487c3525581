// SPDX-License-Identifier: MPL-2.0

package validate_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

func TestInstanceID(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		value   types.String
		refused bool
	}{
		"an id":           {types.StringValue("pgm-bp1x2y3z"), false},
		"null":            {types.StringNull(), false},
		"unknown":         {types.StringUnknown(), false},
		"empty":           {types.StringValue(""), true},
		"its address":     {types.StringValue("pgm-basic.pg.rds.aliyuncs.com"), true},
		"an underscore":   {types.StringValue("pgm_basic"), true},
		"a blank behind":  {types.StringValue("pgm-basic "), true},
		"a name":          {types.StringValue("orders (production)"), true},
		"absurdly long":   {types.StringValue(strings.Repeat("x", 100_000)), true},
		"an import id":    {types.StringValue("cn-hangzhou:pgm-basic"), true},
		"other alphabets": {types.StringValue("订单"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.StringResponse
			validate.InstanceID{}.ValidateString(
				t.Context(), validator.StringRequest{Path: path.Root("instance_id"), ConfigValue: tt.value}, &resp)
			if resp.Diagnostics.HasError() != tt.refused {
				t.Fatalf("diagnostics = %v, want refused: %v", resp.Diagnostics, tt.refused)
			}
			says := map[string]string{"empty": "is empty", "an import id": `Set "pgm-basic" alone.`}[name]
			for _, d := range resp.Diagnostics {
				if !strings.Contains(d.Detail(), cmp.Or(says, "not its name or address")) || len(d.Detail()) > 1000 {
					t.Errorf("detail = %q", d.Detail())
				}
			}
		})
	}
}
