// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// maxTags is how many tags one call takes.
const maxTags = 5

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	maps.Copy(attributes, resultAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists every RDS instance of one or several regions, and says of each whether it has cross-region backup, whether it could, and why not. " +
			"Released instances that left copies behind are listed too, because these are charged. " +
			"A page or a region that cannot be read completely is an error, never a shorter list.",
		Attributes: attributes,
	}
}

// inputAttributes select. Lists that may be long are lists, because the framework compares each member of a set with every other.
func inputAttributes() map[string]schema.Attribute {
	notEmpty := stringvalidator.LengthAtLeast(1)
	return map[string]schema.Attribute{
		"regions": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(walk.RegionID())},
			MarkdownDescription: "Regions to read, such as `[\"cn-hangzhou\", \"cn-shanghai\"]`. An empty set is an error. Default: the provider's region.",
		},
		"tags": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.Map{mapvalidator.SizeAtMost(maxTags), mapvalidator.NoNullValues(), mapvalidator.KeysAre(notEmpty)},
			MarkdownDescription: "Only instances that have all of these tags, at most 5. The API compares them, and knows those of existing instances only: " +
				"released instances are left out.",
		},
		"resource_group_id": schema.StringAttribute{
			Optional: true, Validators: []validator.String{notEmpty},
			MarkdownDescription: "Only instances of this resource group, such as `rg-acfmy`. As with `tags`, released instances are left out.",
		},
		"engines": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.Set{
				setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(),
				setvalidator.ValueStringsAre(stringvalidator.OneOf(rds.EngineMariaDB, rds.EngineMySQL, rds.EnginePostgreSQL, rds.EngineSQLServer)),
			},
			MarkdownDescription: "Only instances of these engines: `MySQL`, `PostgreSQL`, `SQLServer` or `MariaDB`. An empty set is an error. Default: every engine.",
		},
		"exclude_instance_ids": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.List{listvalidator.NoNullValues(), listvalidator.ValueStringsAre(notEmpty)},
			MarkdownDescription: "Instances to leave out of everything: the list, the counts and `import_config`. Ids that do not exist are passed over. " +
				"Do not take them from resources whose `for_each` comes from this data source, which would be a cycle.",
		},
		"include_latest": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to fill `backup_set_count`, `latest_set_id` and `latest_consistent_time`, at the cost of one or two API calls for each " +
				"instance that ever had cross-region backup. Default: `false`. These values change with every new copy.",
		},
	}
}

func resultAttributes() map[string]schema.Attribute {
	count := func(description string) schema.Int64Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"instances": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The instances, sorted by region and instance id.",
			NestedObject:        schema.NestedAttributeObject{Attributes: instanceAttributes()},
		},
		"total_count":                count("Number of `instances`."),
		"protected_count":            count("Number of instances in state `PROTECTED`."),
		"unprotected_count":          count("Number of instances in state `UNPROTECTED`, eligible or not."),
		"eligible_unprotected_count": count("Number of instances in state `UNPROTECTED` that are eligible: those that a policy could protect."),
		"released_count":             count("Number of instances in state `RELEASED`."),
		"account_id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Id of the account whose instances these are. Null, with a warning, where STS cannot be asked.",
		},
		"import_config": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Configuration that takes over the policy of every instance in state `PROTECTED`: an `import` block and a resource block for each. " +
				"Written to a file of the root module, it plans as so many imports and no change. Empty where there is none.",
		},
	}
}

func instanceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":             computed("The instance as `<region>:<instance_id>`, which is what import of its policy takes."),
		"region":         computed("Region of the instance."),
		"instance_id":    computed("Id of the instance, such as `pgm-bp1x2y3z`."),
		"description":    computed("Description of the instance. Null where it has none."),
		"engine":         computed("Engine: `MySQL`, `PostgreSQL`, `SQLServer` or `MariaDB`."),
		"engine_version": computed("Version of the engine, such as `16.0`."),
		"state": computed("`PROTECTED`: backups are copied. `UNPROTECTED`: they are not; copies from before may remain. " +
			"`RELEASED`: the instance is gone and copies may remain, which are charged until their retention ends."),
		"eligible": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether the lasting facts allow cross-region backup: engine, version, edition, storage, role. It does not depend on `state`, on locks or on what the " +
				"instance is busy with. A `for_each` takes what is eligible, and keeps what has a `state` other than `UNPROTECTED`. A fact that the API leaves out does not make an instance ineligible. Codes in the provider's `ignore_checks` do not count.",
		},
		"reasons": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "What stands in the way, or may: why the instance is not eligible, what could not be told of an unprotected one, and locks and release. " +
				"Codes in the provider's `ignore_checks` are left out.",
			NestedObject: schema.NestedAttributeObject{Attributes: reasonAttributes()},
		},
		"destination_region": computed("Region that keeps the copies, also after copying was switched off. Null where the API reports none."),
		"retention_days":     schema.Int64Attribute{Computed: true, MarkdownDescription: "How long each copy is kept, in days. Null where the API reports none."},
		"log_backup_enabled": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether log backups are copied too."},
		"backup_set_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of copies that exist. Null unless `include_latest` is set, for an instance that never had cross-region backup, " +
				"and for MySQL on cloud disks, whose copies the API does not list.",
		},
		"latest_set_id": computed("Id of the newest successful copy. Null where there is none, and unless `include_latest` is set."),
		"latest_consistent_time": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "Time of the data in that copy: what a restore of it brings back. In RFC 3339, UTC.",
		},
	}
}

func reasonAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"code":    computed("Stable code, such as `SERVERLESS`; the same that `ignore_checks` takes."),
		"message": computed("What was found and why it matters, in words. The words may change with a new version; the code does not."),
	}
}

// computed is a text that the API or the rules give.
func computed(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}
