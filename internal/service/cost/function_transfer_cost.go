// SPDX-License-Identifier: MPL-2.0

package cost

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/prices"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// NewTransferCost returns the function cross_region_backup_transfer_cost.
func NewTransferCost() function.Function { return transferCost{} }

type transferCost struct{}

// Metadata names the function.
func (transferCost) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "cross_region_backup_transfer_cost"
}

// Definition has the parameters.
func (transferCost) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Estimates what the traffic of cross-region copies costs.",
		MarkdownDescription: "Estimates what it costs in USD to copy backups of `size_gb` from one region to another. The " +
			"price is the published one of the two regions, unless `usd_per_gb` says otherwise. For regions without a " +
			"published price in the table below, `usd_per_gb` is needed. The result is rounded to six decimals. It is an " +
			"estimate, and no bill.",
		Parameters: []function.Parameter{
			function.NumberParameter{
				Name: "size_gb", MarkdownDescription: "Size of the copies together, in GB of 1024^3 bytes. From 0.",
			},
			function.StringParameter{Name: "source", MarkdownDescription: "Region of the instance, such as `cn-hangzhou`."},
			function.StringParameter{
				Name: "destination", MarkdownDescription: "Region of the copies, such as `cn-shanghai`. Another one than `source`.",
			},
		},
		VariadicParameter: function.NumberParameter{
			Name: "usd_per_gb", AllowNullValue: true,
			MarkdownDescription: "Optional: price in USD for one GB. One value at most. Null is the same as none.",
		},
		Return: function.NumberReturn{},
	}
}

// Run computes the cost.
func (transferCost) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var gb *big.Float
	var source, destination string
	var prices []*big.Float
	if resp.Error = req.Arguments.Get(ctx, &gb, &source, &destination, &prices); resp.Error != nil {
		return
	}
	var cost *big.Rat
	if cost, resp.Error = transfer(gb, source, destination, prices); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, usd(cost))
	}
}

func transfer(gb *big.Float, source, destination string, given []*big.Float) (*big.Rat, *function.FuncError) {
	amount, wrong := size(0).read(gb)
	if wrong != nil {
		return nil, wrong
	}
	if wrong := validate.RegionArgument(1, "source", source); wrong != nil {
		return nil, wrong
	}
	if wrong := validate.RegionArgument(2, "destination", destination); wrong != nil {
		return nil, wrong
	}
	if source == destination {
		return nil, message.DestinationIsSource.FunctionError(2, fmt.Sprintf(
			"Both are %s. A backup is copied to another region. Pass another destination.", source))
	}
	price, wrong := number{3, "usd_per_gb", mostPrice, "The unit is USD for one GB."}.optional(given)
	if wrong != nil {
		return nil, wrong
	}
	if price != nil {
		return product(amount, price), nil
	}
	published, known := prices.Transfer(source, destination)
	if !known {
		return nil, message.PriceNotKnown.FunctionError(2, fmt.Sprintf(
			"The provider has no published price from %s to %s.%s Look it up in %q, and pass it as the argument usd_per_gb.",
			source, destination, misspelled(source, destination), prices.TransferSource))
	}
	return product(amount, exact(published)), nil
}

// misspelled suggests a region for the first of some that is not known.
func misspelled(regions ...string) string {
	for _, region := range regions {
		if _, known := eligibility.LookupRegion(region); !known {
			return tfdiag.Suggestion(region)
		}
	}
	return ""
}
