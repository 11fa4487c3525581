// SPDX-License-Identifier: MPL-2.0

package status

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/setobject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := freshnessAttributes()
	for name, attribute := range restoreAttributes() {
		attributes[name] = attribute
	}
	objective := validate.RPOHours()
	attributes["instance_id"] = schema.StringAttribute{
		Required: true, Validators: []validator.String{validate.InstanceID{}},
		MarkdownDescription: "Id of the source instance, such as `pgm-bp1x2y3z`. It may be released by now.",
	}
	attributes["region"] = schema.StringAttribute{Optional: true, MarkdownDescription: walk.RegionDescription}
	attributes["rpo_hours"] = schema.Int64Attribute{
		Optional: true, CustomType: objective, Validators: []validator.Int64{objective},
		MarkdownDescription: "Recovery point objective, in hours, from 1 to 43800. Without it, `rpo_state` and " +
			"`within_rpo` are null.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Says how fresh the copies of an instance are, whether they fail, and what stands in the way " +
			"of a restore. Made for `check` blocks. Works also after cross-region backup was switched off and after the " +
			"instance was released. The API does not list the sets of MySQL instances on cloud disks: `rpo_state` is " +
			"`UNKNOWN` for them, with a warning.",
		Attributes: attributes,
	}
}

func freshnessAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"latest": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Newest set of status `SUCCESS` by the time of its data. Null for none.",
			Attributes:          setobject.Attributes(),
		},
		"latest_consistent_time": moment("Time of the data in that set. Null for none, and where the API does not " +
			"tell it."),
		"latest_age_hours": decimal("Age of the newest data that a restore can reach, in hours, by the clock of the API. " +
			"It is that of `log_backup_end_time` or of `latest_consistent_time`, whichever is newer. It grows from one read " +
			"to the next, so an output of it makes every plan report a change. Null where log backups could not be read."),
		"log_backup_end_time": moment("End of the log backups that follow the newest set without a gap, in its " +
			"destination. Null where there are none, where the engine is not known to restore by time, and where they could " +
			"not all be read."),
		"not_copied": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "Backups in the source region that finished in the last 35 days, while cross-region backup " +
				"was on, and that have no good copy; oldest first. The newest one may still be on its way. Null where the API " +
				"does not tell enough.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"backup_id": text("Id of the backup in the source region."),
				"end_time":  moment("End of the backup."),
			}},
		},
		"rpo_state": text("Whether that age is within `rpo_hours`: `MET`, `MISSED`, or `UNKNOWN` where the API does not " +
			"tell enough. A failed copy never counts. Null without `rpo_hours`."),
		"within_rpo": flag("Whether `rpo_state` is `MET`. Null without `rpo_hours`."),
		"failing_since_time": moment("Start of the first failed copy after the newest good one. Null if the last one is " +
			"good, and where older copies would have to be read to tell."),
		"never_succeeded": flag("Whether no copy of status `SUCCESS` is kept. Null where that is not known."),
		"latest_size_change_percent": decimal("Size of the newest good full set against the median of the ten before it, " +
			"in percent: -50 is half of it. Null with fewer than two such sets."),
	}
}

func restoreAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"restore_ready": flag("Whether there is a good copy, and nothing is known that keeps it from being restored now. " +
			"Null where the sets are not known."),
		"restore_blockers": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "What stands in the way of a restore, or will if it goes on; empty for nothing.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"code":    text("Stable code. The page lists them."),
				"message": text("What was found, and what to do."),
			}},
		},
		"restore_regions": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Regions to which the newest good set can be restored, sorted; empty for none.",
		},
		"total_size_bytes": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Size of all sets that are kept, in bytes. Null where the API does not list them, and where " +
				"there are more than 100.",
		},
		"estimated_monthly_storage_cost_usd": decimal("Estimated price of storing them for 30 days, in USD, at the " +
			"published 0.0002 per GB and hour. Log backups are not in it. Null as `total_size_bytes`."),
		"last_copy_expires_time": moment("Expected end of the last good set under the current retention. Null without a " +
			"set, and where the retention is not known."),
	}
}

func text(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func flag(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

func decimal(description string) schema.Float64Attribute {
	return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
}

func moment(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, CustomType: timetypes.RFC3339Type{}, MarkdownDescription: description + " In RFC 3339, UTC.",
	}
}
