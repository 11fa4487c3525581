// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// OpenTofu 1.10 sends null as an empty value.
func TestCallFunction_emptyArgumentIsNull(t *testing.T) {
	t.Parallel()
	number := func(value any) *tfprotov6.DynamicValue {
		packed, err := tfprotov6.NewDynamicValue(tftypes.Number, tftypes.NewValue(tftypes.Number, value))
		if err != nil {
			t.Fatal(err)
		}
		return &packed
	}
	server := provider.NewServer(provider.New("test")())
	for name, argument := range map[string]*tfprotov6.DynamicValue{"none": nil, "empty": {}, "null": number(nil)} {
		response, err := server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
			Name:      "cross_region_backup_storage_cost",
			Arguments: []*tfprotov6.DynamicValue{number(100), number(30), argument},
		})
		if err != nil || response.Error != nil {
			t.Errorf("%s: %v, %v", name, err, response.Error)
			continue
		}
		if got, err := response.Result.Unmarshal(tftypes.Number); err != nil || got.String() != `tftypes.Number<"14.4">` {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}
