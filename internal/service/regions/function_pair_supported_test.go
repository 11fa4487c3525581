// SPDX-License-Identifier: MPL-2.0

package regions_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// What the table of the product page does not tell is null, and neither true nor false.
func TestPairSupported(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]any{
		{"cn-hangzhou", "cn-shanghai"}:          true,
		{"cn-hangzhou", "us-west-1"}:            true,
		{"ap-southeast-7", "cn-hongkong"}:       true,
		{"cn-hangzhou", "cn-hangzhou"}:          false,
		{"cn-new-1", "cn-new-1"}:                false,
		{"cn-hangzhou", "me-east-1"}:            nil,
		{"cn-shanghai-finance-1", "cn-beijing"}: nil,
		{"cn-hangzhuo", "cn-beijing"}:           nil,
	} {
		got, failed := testkit.Call(t, "cross_region_backup_pair_supported", pair[0], pair[1])
		if failed != nil || got != want {
			t.Errorf("%v: got %v and %v, want %v", pair, got, failed, want)
		}
	}
}

func TestPairSupported_errors(t *testing.T) {
	t.Parallel()
	for at, pair := range [][2]string{{"China (Hangzhou)", "cn-beijing"}, {"cn-hangzhou", "cn-beijing-a"}} {
		_, failed := testkit.Call(t, "cross_region_backup_pair_supported", pair[0], pair[1])
		if failed == nil || failed.FunctionArgument == nil || *failed.FunctionArgument != int64(at) ||
			!strings.HasSuffix(failed.Text, "(REGION_MALFORMED)") {
			t.Errorf("%v: got %v", pair, failed)
		}
	}
}
