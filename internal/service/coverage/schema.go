// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// maxTags is how many tags one call takes.
const maxTags = 5

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := inputAttributes()
	maps.Copy(attributes, resultAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists every RDS instance of one or several regions: whether it has cross-region backup, " +
			"whether it could have it, and why not. " +
			"Released instances that may have left copies behind are listed too, because copies are charged. " +
			"A page or a region that cannot be read completely is an error, never a shorter list.",
		Attributes: attributes,
	}
}

// inputAttributes select instances. What may be long is a list, because the framework compares each member of a set
// with every other.
func inputAttributes() map[string]schema.Attribute {
	notEmpty, objective := validate.NotEmpty{}, validate.RPOHours()
	return map[string]schema.Attribute{
		"regions": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.Set{notEmpty, validate.Elements{Each: []validator.String{notEmpty}}},
			MarkdownDescription: "Regions to read, such as `[\"cn-hangzhou\", \"cn-shanghai\"]`. An empty set is an error. " +
				"Defaults to the provider's region.",
		},
		"tags": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.Map{
				validate.AtMost(maxTags), validate.Elements{Each: []validator.String{notEmpty}},
			},
			MarkdownDescription: "Only instances that have all of these tags, at most 5. The API compares them and has no " +
				"tags of released instances, " +
				"so these are left out.",
		},
		"resource_group_id": schema.StringAttribute{
			Optional: true, Validators: []validator.String{notEmpty},
			MarkdownDescription: "Only instances of this resource group, such as `rg-acfmy`. As with `tags`, released " +
				"instances are left out.",
		},
		"engines": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.Set{
				notEmpty, validate.Elements{Each: []validator.String{validate.OneOf(
					rds.EngineMariaDB, rds.EngineMySQL, rds.EnginePostgreSQL, rds.EngineSQLServer)}},
			},
			MarkdownDescription: "Only instances of these engines: `MySQL`, `PostgreSQL`, `SQLServer` or `MariaDB`. An empty " +
				"set is an error. Defaults to every engine.",
		},
		"exclude_instance_ids": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			Validators: []validator.List{validate.Elements{Each: []validator.String{notEmpty, validate.InstanceID{}}}},
			MarkdownDescription: "Instances to leave out of the list, the counts and `import_config`. Ids that do not exist " +
				"are ignored. " +
				"Do not take the ids from resources whose `for_each` uses this data source: that would be a cycle.",
		},
		"include_latest": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read the copies, for `backup_set_count`, `latest_set_id`, " +
				"`latest_consistent_time`, `last_copy_expires_time` and `estimated_monthly_storage_cost_usd`, at the cost of " +
				"one or two API calls for each instance that ever had cross-region backup. Defaults to `false`. These values " +
				"change with every new copy.",
		},
		"rpo_hours": schema.Int64Attribute{
			Optional: true, CustomType: objective, Validators: []validator.Int64{objective},
			MarkdownDescription: "Recovery point objective, in hours, from 1 to 43800, for `within_rpo` and `stale_count`. " +
				"It reads what `include_latest` reads, at the same cost.",
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
		"policy_instances": schema.MapNestedAttribute{
			Computed: true,
			MarkdownDescription: "The instances that can have a policy, have one, or had one, by instance id: what a " +
				"`for_each` of policies takes its keys from. An instance is added when it is eligible. It stays while it is " +
				"protected, released, or the API reports a setting of its policy, even if it is no longer eligible.",
			NestedObject: schema.NestedAttributeObject{Attributes: policyInstanceAttributes()},
		},
		"total_count":       count("Number of `instances`."),
		"protected_count":   count("Number of instances in state `PROTECTED`."),
		"unprotected_count": count("Number of instances in state `UNPROTECTED`, eligible or not."),
		"eligible_unprotected_count": count("Number of eligible instances in state `UNPROTECTED`. It is 0 when each of " +
			"them has a policy or is in `exclude_instance_ids`."),
		"released_count": count("Number of instances in state `RELEASED`."),
		"stale_count": count("Number of instances in state `PROTECTED` whose `within_rpo` is false. Null without " +
			"`rpo_hours`."),
		"estimated_monthly_storage_cost_usd": schema.Float64Attribute{
			Computed: true,
			MarkdownDescription: "Sum of `estimated_monthly_storage_cost_usd` of the instances, as far as it is known. Null " +
				"unless `include_latest` or `rpo_hours` is set.",
		},
		"account_id": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Id of the account that the instances belong to. Null, with a warning, where STS does not " +
				"answer.",
		},
		"import_config": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Configuration that imports the policy of every instance in state `PROTECTED`: an `import` " +
				"block and a resource block for each. " +
				"Save it as a `.tf` file in the root module: the plan shows one import per policy and no changes. Empty where " +
				"there is none.",
		},
	}
}

func instanceAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"id":             computed("The instance as `<region>:<instance_id>`, which is the id that imports its policy."),
		"region":         computed("Region of the instance."),
		"instance_id":    computed("Id of the instance, such as `pgm-bp1x2y3z`."),
		"description":    computed("Description of the instance. Null where it has none."),
		"engine":         computed("Engine: `MySQL`, `PostgreSQL`, `SQLServer` or `MariaDB`."),
		"engine_version": computed("Version of the engine, such as `16.0`."),
		"state": computed("`PROTECTED`: backups are copied. `UNPROTECTED`: they are not; copies from before may remain. " +
			"`RELEASED`: the instance is gone and copies may remain, which are charged until their retention ends; see " +
			"`copies_survive_release`."),
		"eligible": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether the lasting facts allow cross-region backup: engine, version, edition, storage, " +
				"role, and that the instance is not being deleted. It does not depend on `state`, on locks or on what the " +
				"instance is busy with. A fact that the API leaves out does not make an instance ineligible. Codes in the " +
				"provider's `ignore_checks` do not count. In a `for_each`, use `policy_instances`.",
		},
		"reasons": schema.ListNestedAttribute{
			Computed: true,
			MarkdownDescription: "What prevents cross-region backup, or may prevent it: why the instance is not eligible, " +
				"what the API does not report of an unprotected one, a lock, a stop, a release. " +
				"Codes in the provider's `ignore_checks` are left out.",
			NestedObject: schema.NestedAttributeObject{Attributes: reasonAttributes()},
		},
		"destination_region": computed("Region that keeps the copies, also after copying was switched off. Null where the " +
			"API reports none."),
		"retention_days": schema.Int64Attribute{Computed: true, MarkdownDescription: "How long each copy is kept, in " +
			"days. Null where the API reports none."},
		"log_backup_enabled": schema.BoolAttribute{
			Computed: true, MarkdownDescription: "Whether log backups are copied too.",
		},
		"copies_survive_release": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether copies stay until their retention ends after the instance is released. `false` for " +
				"MySQL on cloud disks: its copies are deleted with it. Null where the engine or the storage type is not known, " +
				"as of most released MySQL instances.",
		},
	}
	maps.Copy(attributes, copyAttributes())
	return attributes
}

// copyAttributes are what the copies of an instance tell.
func copyAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"backup_set_count": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "Number of copies that exist. Null unless `include_latest` or `rpo_hours` is set, for an " +
				"instance that " +
				"never had cross-region backup, " +
				"and for MySQL on cloud disks, whose copies the API does not list.",
		},
		"latest_set_id": computed("Id of the newest successful copy. Null where there is none, and unless `include_latest` " +
			"or `rpo_hours` is set."),
		"latest_consistent_time": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "Time of the data in that copy, to which a restore goes back. In RFC 3339, UTC.",
		},
		"within_rpo": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: "Whether the data of the newest successful copy is at most `rpo_hours` old. `false` also if " +
				"there is no such copy. Log backups do not count, so data may be restorable up to a later time. Null without " +
				"`rpo_hours`, unless `state` is `PROTECTED`, and where the API does not list the copies.",
		},
		"last_copy_expires_time": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "When that copy ends under the current retention, and the copies before it have ended. New " +
				"copies of a protected instance stay longer. Null where there is no copy or `retention_days` is null. In RFC " +
				"3339, UTC.",
		},
		"estimated_monthly_storage_cost_usd": schema.Float64Attribute{
			Computed: true,
			MarkdownDescription: "Estimated price of storing all copies for 30 days, in USD, at the published 0.0002 per GB " +
				"and hour. If there are more than 100 copies, 100 of them stand for all. Log backups are not in it. Null as " +
				"`backup_set_count`.",
		},
	}
}

// policyInstanceAttributes are the attributes of an instance that do not change while its policy stays as it is.
func policyInstanceAttributes() map[string]schema.Attribute {
	all, some := instanceAttributes(), map[string]schema.Attribute{}
	for _, name := range []string{
		"id", "region", "state", "destination_region", "retention_days", "log_backup_enabled",
	} {
		some[name] = all[name]
	}
	return some
}

func reasonAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"code": computed("Stable code, such as `SERVERLESS`, as `ignore_checks` takes it."),
		"message": computed("What was found and why it matters, in words. The words may change with a new version; the " +
			"code does not."),
	}
}

// computed is a text that the API or the rules give.
func computed(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}
