// SPDX-License-Identifier: MPL-2.0

package cost_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	storage  = "cross_region_backup_storage_cost"
	transfer = "cross_region_backup_transfer_cost"

	n01 = testkit.Number("0.1")
)

var null = tftypes.NewValue(tftypes.Number, nil)

func n(text string) testkit.Number { return testkit.Number(text) }

// The results are decimals, as the same sum on paper: 0.1 GB is no binary fraction near it.
func TestFunctions_results(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		function  string
		arguments []any
		want      any
	}{
		"a hundred GB for a month":         {storage, []any{n("100"), n("30")}, 14.4},
		"a tenth of a GB for three days":   {storage, []any{n01, n("3")}, 0.00144},
		"half a day":                       {storage, []any{n("10"), n("0.5")}, 0.024},
		"nothing":                          {storage, []any{n("0"), n("30")}, int64(0)},
		"for no time":                      {storage, []any{n("100"), n("0")}, int64(0)},
		"another price":                    {storage, []any{n("100"), n("30"), n("0.0001")}, 7.2},
		"a price of MySQL on cloud disks":  {storage, []any{n("100"), n("30"), n("0.000046875")}, 3.375},
		"a price of null":                  {storage, []any{n("100"), n("30"), null}, 14.4},
		"free":                             {storage, []any{n("100"), n("30"), n("0")}, int64(0)},
		"the most":                         {storage, []any{n("1e9"), n("36500")}, int64(175_200_000_000)},
		"tiny":                             {storage, []any{n("1e-999"), n("30")}, int64(0)},
		"within the mainland":              {transfer, []any{n("100"), "cn-hangzhou", "cn-shanghai"}, 7.5},
		"a tenth of a GB to Seoul":         {transfer, []any{n01, "cn-hangzhou", "ap-northeast-2"}, 0.01805},
		"a known price of one's own":       {transfer, []any{n("100"), "cn-hangzhou", "cn-shanghai", n("0.05")}, int64(5)},
		"a price where none is known":      {transfer, []any{n("100"), "eu-west-1", "us-west-1", n("0.1")}, int64(10)},
		"a price of null for known ones":   {transfer, []any{n("100"), "cn-hongkong", "eu-west-1", null}, 11.8},
		"a price for regions not listed":   {transfer, []any{n("2"), "cn-new-1", "cn-new-2", n("0.1")}, 0.2},
		"no traffic":                       {transfer, []any{n("0"), "cn-hangzhou", "cn-hongkong"}, int64(0)},
		"rounded to the sixth decimal":     {storage, []any{n("0.0003"), n("0.1"), n("0.0007")}, 0.000001},
		"a size that is a binary fraction": {transfer, []any{n("0.125"), "cn-hangzhou", "cn-shanghai"}, 0.009375},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failed := testkit.Call(t, tt.function, tt.arguments...)
			if failed != nil {
				t.Fatal(failed.Text)
			}
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// Each error points to its argument, says what to pass, and ends with its code.
func TestFunctions_errors(t *testing.T) {
	t.Parallel()
	type arguments = []any
	for name, tt := range map[string]struct {
		function  string
		arguments arguments
		at        int64
		says      string
		code      string
	}{
		"negative size": {storage, arguments{n("-1"), n("30")}, 0, "size_gb is -1.", "NUMBER_OUT_OF_RANGE"},
		"size in bytes": {
			storage, arguments{n("107374182400"), n("30")}, 0, "in bytes, divide it", "NUMBER_OUT_OF_RANGE",
		},
		"absurd size": {
			storage, arguments{n("1e999"), n("30")}, 0, "size_gb is 1e+999.", "NUMBER_OUT_OF_RANGE",
		},
		"negative days":   {storage, arguments{n("1"), n("-0.5")}, 1, "days is -0.5.", "NUMBER_OUT_OF_RANGE"},
		"seconds as days": {storage, arguments{n("1"), n("2592000")}, 1, "The unit is days.", "NUMBER_OUT_OF_RANGE"},
		"negative price": {
			storage, arguments{n("1"), n("1"), n("-0.1")}, 2, "usd_per_gb_hour is -0.1.", "NUMBER_OUT_OF_RANGE",
		},
		"two prices": {
			storage, arguments{n("1"), n("1"), n("1"), n("2")}, 3, "Remove all but the first.", "TOO_MANY_ARGUMENTS",
		},
		"negative traffic": {
			transfer, arguments{n("-1"), "cn-hangzhou", "cn-shanghai"}, 0, "size_gb is -1.", "NUMBER_OUT_OF_RANGE",
		},
		"zone": {
			transfer,
			arguments{n("1"), "cn-hangzhou-h", "cn-shanghai"},
			1, `Did you mean "cn-hangzhou"?`,
			"REGION_MALFORMED",
		},
		"empty region": {
			transfer, arguments{n("1"), "cn-hangzhou", ""}, 2, `destination is "".`, "REGION_MALFORMED",
		},
		"absurdly long region": {
			transfer,
			arguments{n("1"), strings.Repeat("x", 100_000), "cn-hangzhou"},
			1, `xxx...".`,
			"REGION_MALFORMED",
		},
		"the same region": {
			transfer,
			arguments{n("1"), "cn-hangzhou", "cn-hangzhou", n("1")},
			2,
			"Both are cn-hangzhou.", "DESTINATION_IS_SOURCE",
		},
		"price not known": {
			transfer, arguments{n("1"), "eu-west-1", "us-west-1"}, 2, "argument usd_per_gb", "PRICE_NOT_KNOWN",
		},
		"null where the price is not known": {
			transfer,
			arguments{n("1"), "eu-west-1", "us-west-1", null},
			2,
			"no published price from eu-west-1 to us-west-1.", "PRICE_NOT_KNOWN",
		},
		"two prices of traffic": {
			transfer, arguments{n("1"), "cn-hangzhou", "cn-shanghai", n("1"), n("2")}, 4, "2 values", "TOO_MANY_ARGUMENTS",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, failed := testkit.Call(t, tt.function, tt.arguments...)
			if failed == nil || failed.FunctionArgument == nil {
				t.Fatalf("got %v, want an error on an argument", failed)
			}
			if *failed.FunctionArgument != tt.at || !strings.Contains(failed.Text, tt.says) ||
				!strings.HasSuffix(failed.Text, " ("+tt.code+")") || len(failed.Text) > 500 {
				t.Errorf("argument %d: %s\nwant argument %d, %q and %s",
					*failed.FunctionArgument, failed.Text, tt.at, tt.says, tt.code)
			}
		})
	}
}
