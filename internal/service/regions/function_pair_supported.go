// SPDX-License-Identifier: MPL-2.0

package regions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// NewPairSupported returns the function cross_region_backup_pair_supported.
func NewPairSupported() function.Function { return pairSupported{} }

type pairSupported struct{}

// Metadata names the function.
func (pairSupported) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "cross_region_backup_pair_supported"
}

// Definition has the parameters.
func (pairSupported) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Says whether backups can be copied from one region to another.",
		MarkdownDescription: fmt.Sprintf("Says whether the product page of %s lists both regions for cross-region backup: "+
			"`true` if it does, `false` if both are the same region, and null if it does not list one of them. It calls no "+
			"API. The data source `apsaradb_rds_cross_region_backup_regions` has what the API offers now.",
			eligibility.RegionTableDate),
		Parameters: []function.Parameter{
			function.StringParameter{Name: "source", MarkdownDescription: "Region of the instance, such as `cn-hangzhou`."},
			function.StringParameter{
				Name: "destination", MarkdownDescription: "Region of the copies, such as `cn-shanghai`.",
			},
		},
		Return: function.BoolReturn{},
	}
}

// Run looks the regions up.
func (pairSupported) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var source, destination string
	if resp.Error = req.Arguments.Get(ctx, &source, &destination); resp.Error != nil {
		return
	}
	if resp.Error = validate.RegionArgument(0, "source", source); resp.Error != nil {
		return
	}
	if resp.Error = validate.RegionArgument(1, "destination", destination); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, supported(source, destination))
}

// supported is null where the product page lists one of the regions not: known-good, known-bad and unknown never mix.
func supported(source, destination string) types.Bool {
	_, sourceListed := eligibility.LookupRegion(source)
	_, destinationListed := eligibility.LookupRegion(destination)
	switch {
	case source == destination:
		return types.BoolValue(false)
	case sourceListed && destinationListed:
		return types.BoolValue(true)
	}
	return types.BoolNull()
}
