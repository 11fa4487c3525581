// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"context"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/setobject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	for name, attribute := range resultAttributes() {
		attributes[name] = attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the backup sets that an instance has in destination regions. Works as long as sets " +
			"exist: " +
			"also after cross-region backup was switched off and after the instance was released. " +
			"The API does not list the sets of MySQL instances on cloud disks: the result is empty for them, with a warning.",
		Attributes: attributes,
	}
}

func inputAttributes() map[string]schema.Attribute {
	limit := validate.WholeNumber{Least: 1, Most: math.MaxInt64}
	return map[string]schema.Attribute{
		"instance_id": schema.StringAttribute{
			Required: true, Validators: []validator.String{validate.InstanceID{}},
			MarkdownDescription: "Id of the source instance, such as `pgm-bp1x2y3z`. The instance may be released.",
		},
		"region": schema.StringAttribute{
			Optional: true, MarkdownDescription: walk.RegionDescription,
		},
		"destination_region": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only sets in this destination region. Defaults to every region, earlier " +
				"destinations included.",
		},
		"start_time": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only sets of backups from this time on, in RFC 3339, such as `2026-01-31T00:00:00Z`. " +
				"Defaults to everything kept.",
		},
		"end_time": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only sets of backups up to this time, in RFC 3339. It must be after `start_time`. Defaults " +
				"to everything kept.",
		},
		"backup_set_id": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{validate.CopyID{Of: "backup set"}},
			MarkdownDescription: "Only the set with this id. It may be combined with the other filters, and `latest` and the " +
				"totals then count this set alone.",
		},
		"status": schema.StringAttribute{
			Optional: true, Validators: []validator.String{validate.OneOf(rds.StatusSuccess, rds.StatusFailed)},
			MarkdownDescription: "Only sets of this status in `backup_sets` and `ids`: `SUCCESS` or `FAILED`. It does not " +
				"affect `latest` and the totals.",
		},
		"limit": schema.Int64Attribute{
			Optional: true, CustomType: limit, Validators: []validator.Int64{limit},
			MarkdownDescription: "Only this many newest sets in `backup_sets` and `ids`; at least 1. It does not affect " +
				"`latest` and the totals.",
		},
		"include_recovery_windows": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read `recovery_begin_time` and `recovery_end_time`, with one API call for " +
				"each listed set. Defaults to `false`. " +
				"The API does not report them for every engine and storage type. Then they are null, with one warning.",
		},
	}
}

func resultAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"backup_sets": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Backup sets, newest first: by `start_time`, then by `id`.",
			NestedObject:        schema.NestedAttributeObject{Attributes: setAttributes()},
		},
		"ids": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Ids of `backup_sets`, in the same order.",
		},
		"latest": schema.SingleNestedAttribute{
			Computed: true,
			MarkdownDescription: "Newest set of status `SUCCESS` by `consistent_time`, among all that match the time, " +
				"destination and id filters. " +
				"Null when there is none.",
			Attributes: setAttributes(),
		},
		"total_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of all sets of any status that match the time, destination and id filters. " +
				"Null if the API does not list the sets of such an instance, or if no set is listed and the instance cannot be " +
				"read.",
		},
		"total_size_bytes": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Size of all these sets together, in bytes. Null if `total_count` is null.",
		},
	}
}

func setAttributes() map[string]schema.Attribute {
	attributes := setobject.Attributes()
	attributes["recovery_begin_time"] = setobject.Moment("Earliest time to which this set can be restored. Null unless " +
		"`include_recovery_windows` is set.")
	attributes["recovery_end_time"] = setobject.Moment("Latest time to which this set can be restored. Null unless " +
		"`include_recovery_windows` is set.")
	return attributes
}
