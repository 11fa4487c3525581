// SPDX-License-Identifier: MPL-2.0

package testkit_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// A fraction is not taken for the whole number below it.
func TestPlain_numbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ number, want any }{{30, int64(30)}, {30.5, 30.5}} {
		if got := testkit.Plain(tftypes.NewValue(tftypes.Number, tt.number)); got != tt.want {
			t.Errorf("%v is %T %v, want %T %v", tt.number, got, got, tt.want, tt.want)
		}
	}
}
