// SPDX-License-Identifier: MPL-2.0

package cost

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
)

// NewStorageCost returns the function cross_region_backup_storage_cost.
func NewStorageCost() function.Function { return storageCost{} }

type storageCost struct{}

// Metadata names the function.
func (storageCost) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "cross_region_backup_storage_cost"
}

// Definition has the parameters.
func (storageCost) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Estimates what it costs to store cross-region copies.",
		MarkdownDescription: fmt.Sprintf("Estimates what it costs in USD to store copies of `size_gb` for `days`: size x "+
			"days x 24 hours x price. The price is USD %.4f for each GB and hour, unless `usd_per_gb_hour` says otherwise. "+
			"The result is rounded to six decimals. It is an estimate, and no bill.", prices.StoragePerGBHour),
		Parameters: []function.Parameter{
			function.NumberParameter{
				Name: "size_gb", MarkdownDescription: "Size of all copies together, in GB of 1024^3 bytes. From 0.",
			},
			function.NumberParameter{Name: "days", MarkdownDescription: "How long they are stored, in days. From 0; " +
				"fractions are possible."},
		},
		VariadicParameter: function.NumberParameter{
			Name: "usd_per_gb_hour", AllowNullValue: true,
			MarkdownDescription: "Optional: price in USD for one GB and one hour. One value at most. Null is the same as none.",
		},
		Return: function.NumberReturn{},
	}
}

// Run computes the cost.
func (storageCost) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var gb, days *big.Float
	var prices []*big.Float
	if resp.Error = req.Arguments.Get(ctx, &gb, &days, &prices); resp.Error != nil {
		return
	}
	var cost *big.Rat
	if cost, resp.Error = storage(gb, days, prices); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, usd(cost))
	}
}

func storage(gb, days *big.Float, given []*big.Float) (*big.Rat, *function.FuncError) {
	amount, wrong := size(0).read(gb)
	if wrong != nil {
		return nil, wrong
	}
	time, wrong := number{1, "days", mostDays, "The unit is days."}.read(days)
	if wrong != nil {
		return nil, wrong
	}
	price, wrong := number{2, "usd_per_gb_hour", mostPrice, "The unit is USD for one GB and one hour."}.optional(given)
	if wrong != nil {
		return nil, wrong
	}
	if price == nil {
		price = exact(prices.StoragePerGBHour)
	}
	return product(amount, time, big.NewRat(24, 1), price), nil
}
