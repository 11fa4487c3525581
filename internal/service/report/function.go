// SPDX-License-Identifier: MPL-2.0

package report

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// The formats of a report.
const (
	formatHTML        = "HTML"
	formatMarkdown    = "MARKDOWN"
	formatOpenMetrics = "OPENMETRICS"
)

// The arguments, by position.
const (
	argumentInstances = iota
	argumentStatuses
	argumentFormat
)

// NewFunction returns the function cross_region_backup_report.
func NewFunction() function.Function { return reportFunction{} }

type reportFunction struct{}

// Metadata names the function.
func (reportFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "cross_region_backup_report"
}

// Definition has the parameters. The first two are dynamic, so that attributes that the data sources gain later, and
// lists that were written by hand, need no other function.
func (reportFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Makes a report of the cross-region backup of a fleet.",
		MarkdownDescription: "Makes a report of the cross-region backup of a fleet, as a page to look at, as a summary for " +
			"pull requests, or as metrics. The same arguments always give the same report: the function calls no API and " +
			"reads no clock.",
		Parameters: []function.Parameter{
			function.DynamicParameter{
				Name: "instances",
				MarkdownDescription: "The attribute `instances` of the data source " +
					"`apsaradb_rds_cross_region_backup_coverage`, or a list of such objects. `instance_id`, `region` and " +
					"`state` are needed; other attributes may be absent or null, and those that the report does not know are " +
					"ignored.",
			},
			function.DynamicParameter{
				Name: "statuses", AllowNullValue: true,
				MarkdownDescription: "The data sources `apsaradb_rds_cross_region_backup_status` of the instances, as a list " +
					"or a map. May be `[]` or null (in OpenTofu 1.10, `[]` alone): then ages, recovery point objectives and " +
					"costs are left out. " +
					"`instance_id` is needed. Statuses of instances that are not in `instances` are ignored.",
			},
			function.StringParameter{
				Name: "format",
				MarkdownDescription: "`HTML`: one page without other files. `MARKDOWN`: counts, and what needs action. " +
					"`OPENMETRICS`: metrics.",
			},
		},
		Return: function.StringReturn{},
	}
}

// Run makes the report. What is known after apply in any part of the arguments makes the report so, too.
func (reportFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var instances, statuses types.Dynamic
	var format string
	if resp.Error = req.Arguments.Get(ctx, &instances, &statuses, &format); resp.Error != nil {
		return
	}
	resp.Error = validate.WordArgument(argumentFormat, "format", format, formatHTML, formatMarkdown, formatOpenMetrics)
	if resp.Error != nil {
		return
	}
	made, err := read(ctx, instances, statuses)
	switch wrong := (*inputError)(nil); {
	case errors.Is(err, errUnknown):
		resp.Error = resp.Result.Set(ctx, types.StringUnknown())
		return
	case errors.As(err, &wrong):
		resp.Error = wrong.functionError()
		return
	case err != nil:
		resp.Error = message.ProviderDefect.FunctionFailure(err.Error())
		return
	}
	text := ""
	switch format {
	case formatHTML:
		text, err = made.html()
	case formatMarkdown:
		text = made.markdown()
	case formatOpenMetrics:
		text = made.openMetrics()
	}
	if err != nil {
		resp.Error = message.ProviderDefect.FunctionFailure(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, text)
}
