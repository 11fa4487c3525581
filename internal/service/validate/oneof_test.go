// SPDX-License-Identifier: MPL-2.0

package validate_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

func TestOneOf(t *testing.T) {
	t.Parallel()
	policies := []string{"DISABLE", "DISABLE_AND_EXPIRE", "ABANDON", "PREVENT"}
	engines := []string{"MySQL", "PostgreSQL", "SQLServer"}
	for name, tt := range map[string]struct {
		words []string
		value types.String
		meant string // "" accepts the value, "none" refuses it without a proposal
	}{
		"exact":               {policies, types.StringValue("PREVENT"), ""},
		"null":                {policies, types.StringNull(), ""},
		"unknown":             {policies, types.StringUnknown(), ""},
		"other letters":       {policies, types.StringValue("disable"), "DISABLE"},
		"hyphens":             {policies, types.StringValue("disable-and-expire"), "DISABLE_AND_EXPIRE"},
		"blanks around":       {policies, types.StringValue(" ABANDON "), "ABANDON"},
		"a typing mistake":    {policies, types.StringValue("PREVNT"), "PREVENT"},
		"the beginning":       {engines, types.StringValue("postgres"), "PostgreSQL"},
		"two begin alike":     {policies, types.StringValue("DIS"), "none"},
		"nothing like it":     {policies, types.StringValue("DELETE_EVERYTHING"), "none"},
		"empty":               {policies, types.StringValue(""), "none"},
		"a blank in the word": {engines, types.StringValue("sql server"), "SQLServer"},
		"long":                {engines, types.StringValue(strings.Repeat("x", 10_000)), "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := validator.StringRequest{Path: path.Root("argument").AtSetValue(tt.value), ConfigValue: tt.value}
			var resp validator.StringResponse
			validate.OneOf(tt.words...).ValidateString(t.Context(), req, &resp)
			if tt.meant == "" {
				if resp.Diagnostics.HasError() {
					t.Errorf("refused: %v", resp.Diagnostics)
				}
				return
			}
			if len(resp.Diagnostics) != 1 {
				t.Fatalf("diagnostics = %v, want one", resp.Diagnostics)
			}
			detail := resp.Diagnostics[0].Detail()
			_, meant, proposed := strings.Cut(detail, " Did you mean ")
			if proposed != (tt.meant != "none") || proposed && meant != tt.meant+"? (INVALID_VALUE)" {
				t.Errorf("detail = %q, want the proposal %s", detail, tt.meant)
			}
			if !strings.HasPrefix(detail, "argument takes "+tt.words[0]+", ") {
				t.Errorf("detail = %q, want the name of the argument and its words", detail)
			}
		})
	}
}
