// SPDX-License-Identifier: MPL-2.0

package logbackups

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	for name, attribute := range resultAttributes() {
		attributes[name] = attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Says for which time an instance has log backups in destination regions without a gap, and " +
			"how many there are. Works as long as there are some: also after log copy or the whole policy was switched off, " +
			"and after the instance was released. The API does not list the log backups of MySQL instances on cloud disks: " +
			"every result is null for them, with a warning.",
		Attributes: attributes,
	}
}

func inputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"instance_id": schema.StringAttribute{
			Required: true, Validators: []validator.String{validate.InstanceID{}},
			MarkdownDescription: "Id of the source instance, such as `pgm-bp1x2y3z`. It may be released by now.",
		},
		"region": schema.StringAttribute{
			Optional: true, MarkdownDescription: walk.RegionDescription,
		},
		"destination_region": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only log backups in this destination region. Defaults to every region, earlier " +
				"destinations included.",
		},
		"start_time": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only log backups from this time on, in RFC 3339, such as `2026-01-31T00:00:00Z`. " +
				"Defaults to seven days before `end_time`.",
		},
		"end_time": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Only log backups up to this time, in RFC 3339. It must be after `start_time`. Defaults to " +
				"now, by the clock of the API.",
		},
		"include_files": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to return each file in `log_backups`. A busy instance has thousands of them a " +
				"day, and the state holds them all. Defaults to `false`.",
		},
	}
}

func resultAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"continuous_from_time": moment("Begin of the newest span of logs without a gap, within the window and one " +
			"destination region. Null for no log."),
		"continuous_to_time": moment("End of that span. It grows while log copy is on. Null for no log."),
		"gaps": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "Gaps between the logs of one destination region, newest first; empty for none. " +
				"Null where the API does not list the logs, or does not say when they begin or end.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"destination_region": text("Region whose logs have the gap."),
				"from_time":          moment("End of the last log before the gap."),
				"to_time": moment("Begin of the first log after the gap. It is the same time where files are missing at one " +
					"moment."),
				"missing_files": schema.Int64Attribute{
					Computed: true,
					MarkdownDescription: "Number of files that the numbers in file names skip. Null where the names do not tell, " +
						"as those of SQL Server.",
				},
			}},
		},
		"total_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of log backups in the window. Null where the API does not list the log backups of " +
				"such an instance, and where none is listed and the instance cannot be read.",
		},
		"total_size_bytes": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Size of all these log backups together, in bytes. Null as `total_count`.",
		},
		"log_backups": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "Log backups, newest first: by `begin_time`, then by `id`. Null unless `include_files` is " +
				"`true`.",
			NestedObject: schema.NestedAttributeObject{Attributes: logAttributes()},
		},
	}
}

func logAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                 text("Id of the log backup: a number, as text."),
		"destination_region": text("Region in which the log backup is stored."),
		"file_name": text("Name of the file. It ends in the name that the engine gave it, such as " +
			"`mysql-bin.000230`."),
		"size_bytes":       schema.Int64Attribute{Computed: true, MarkdownDescription: "Size of the file, in bytes."},
		"host_instance_id": text("Number of the host instance, which distinguishes primary and secondary."),
		"begin_time":       moment("Begin of the log in the file."),
		"end_time":         moment("End of the log in the file."),
	}
}

func text(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func moment(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, CustomType: timetypes.RFC3339Type{}, MarkdownDescription: description + " In RFC 3339, UTC.",
	}
}
