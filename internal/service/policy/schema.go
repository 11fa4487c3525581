// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

// The values of deletion_policy.
const (
	deletionDisable          = "DISABLE"            // off, retention kept
	deletionDisableAndExpire = "DISABLE_AND_EXPIRE" // off, retention 7: ends charges after a week
	deletionAbandon          = "ABANDON"            // Terraform only forgets
	deletionPrevent          = "PREVENT"            // refuses every end of protection
)

// The paths that diagnostics point at.
var (
	pathInstanceID        = path.Root("instance_id")
	pathRegion            = path.Root("region")
	pathDestinationRegion = path.Root("destination_region")
	pathRetentionDays     = path.Root("retention_days")
	pathLogBackupEnabled  = path.Root("log_backup_enabled")
	pathEnabled           = path.Root("enabled")
	pathDeletionPolicy    = path.Root("deletion_policy")
	pathIgnoreChecks      = path.Root("ignore_checks")
)

// The descriptions that the resource and the data source share.
const (
	textID                   = "The policy as `<region>:<instance_id>`, which is what import takes."
	textEngine               = "The database engine: `MySQL`, `PostgreSQL` or `SQLServer`."
	textEngineVersion        = "The version of the database engine, such as `16.0`."
	textEnabledTime          = "When copying was last switched on, as an RFC 3339 time in UTC; null where never."
	textLogBackupEnabledTime = "When copying of logs was last switched on, as an RFC 3339 time in UTC; null where never."
)

// Schema describes the resource.
func (r *policyResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := settingAttributes()
	maps.Copy(attributes, terraformAttributes())
	maps.Copy(attributes, factAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the cross-region backup of one ApsaraDB RDS instance: after each default backup, a " +
			"copy is kept in another region.\n\n" +
			"Each instance always has one policy. This resource switches it on, changes it and switches it off. " +
			"A policy that is already on with the same settings is adopted, and nothing is written. If it has other settings, " +
			"the plan is an error that shows the `import` block to use. " +
			"A destroy ends the copying and, by default, keeps every copy: see [Deletion](#deletion).",
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"timeouts": validate.Timeouts(timeouts.Block(ctx, timeouts.Opts{
				Create: true, Read: true, Update: true, Delete: true,
				CreateDescription: "How long to wait until the policy reads back as configured. Defaults to `30m`.",
				ReadDescription:   "How long to wait for a refresh. Defaults to `5m`.",
				UpdateDescription: "How long to wait until a change reads back. Defaults to `30m`.",
				DeleteDescription: "How long to wait until the policy is off and the instance is running again. Defaults to `30m`.",
			})),
		},
	}
}

// settingAttributes are the attributes that a configuration sets.
func settingAttributes() map[string]schema.Attribute {
	retention := validate.WholeNumber{Least: eligibility.MinRetentionDays, Most: eligibility.MaxRetentionDays}
	return map[string]schema.Attribute{
		"instance_id": schema.StringAttribute{
			MarkdownDescription: "The id of the RDS instance to protect, such as `pgm-bp1234567890`. Changing it replaces the " +
				"policy: `deletion_policy` decides what happens to the policy of the old instance.",
			Required:      true,
			Validators:    []validator.String{validate.InstanceID{}},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"region": schema.StringAttribute{
			MarkdownDescription: "The region of the instance, such as `cn-hangzhou`. Defaults to the provider's region, and " +
				"then stays as it is. An instance cannot move, so a change of the region alone is an error. It is accepted if " +
				"the API shows that the state has a wrong region: then the state is corrected, and nothing is written.",
			Optional: true,
			Computed: true,
		},
		"destination_region": schema.StringAttribute{
			MarkdownDescription: "The region that keeps the copies. It must differ from the region of the instance. It can be " +
				"changed in place: new copies go to the new region, and old ones stay in the old region until they expire.",
			Required: true,
		},
		"retention_days": schema.Int64Attribute{
			MarkdownDescription: fmt.Sprintf("How long each copy is kept, in days: %d to %d. A shorter retention applies to "+
				"the copies that exist too, so older ones are lost; the plan says how many.",
				eligibility.MinRetentionDays, eligibility.MaxRetentionDays),
			Required:   true,
			CustomType: retention,
			Validators: []validator.Int64{retention},
		},
		"log_backup_enabled": schema.BoolAttribute{
			MarkdownDescription: "Whether to copy log backups too, which a restore to a point in time needs. Requires " +
				"`enabled`. Defaults to `false`.",
			Optional: true,
			Computed: true,
			Default:  booldefault.StaticBool(false),
		},
		"enabled": schema.BoolAttribute{
			MarkdownDescription: "Whether to copy backups. `false` ends the copying. It keeps the settings, and the copies " +
				"until they expire. On an instance that never had cross-region backup, it changes nothing. Defaults to `true`.",
			Optional: true,
			Computed: true,
			Default:  booldefault.StaticBool(true),
		},
	}
}

// terraformAttributes are the attributes that a configuration sets and the API does not have.
func terraformAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"deletion_policy": schema.StringAttribute{
			MarkdownDescription: "What a destroy does. `DISABLE` (default): copying ends and copies stay until their " +
				"retention ends. `DISABLE_AND_EXPIRE`: copying ends and retention becomes 7 days, which ends all charges after a " +
				"week. " +
				"`ABANDON`: nothing is changed, Terraform only forgets the policy. `PREVENT`: plans that end protection or " +
				"delete copies are refused. A destroy uses the value of the last apply, so apply a new value before you destroy.",
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(deletionDisable),
			Validators: []validator.String{
				validate.OneOf(deletionDisable, deletionDisableAndExpire, deletionAbandon, deletionPrevent),
			},
		},
		"ignore_checks": schema.SetAttribute{
			MarkdownDescription: "Reason codes of plan checks to skip for this instance alone, in addition to those of the " +
				"provider block. The guide [Warnings and errors](../guides/warnings-and-errors.md) explains the codes. An " +
				"unknown code is a warning.",
			ElementType: types.StringType,
			Optional:    true,
			Validators: []validator.Set{
				validate.Elements{Each: []validator.String{validate.NotEmpty{}}},
			},
		},
	}
}

// factAttributes are the attributes that the API reports beside the settings.
func factAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: textID,
			Computed:            true,
		},
		"engine": schema.StringAttribute{
			MarkdownDescription: textEngine,
			Computed:            true,
		},
		"engine_version": schema.StringAttribute{
			MarkdownDescription: textEngineVersion,
			Computed:            true,
		},
		"enabled_time": schema.StringAttribute{
			MarkdownDescription: textEnabledTime,
			Computed:            true,
		},
		"log_backup_enabled_time": schema.StringAttribute{
			MarkdownDescription: textLogBackupEnabledTime,
			Computed:            true,
		},
		"instance_released": schema.BoolAttribute{
			MarkdownDescription: "Whether the instance itself has been released. Then only `retention_days` of the copies " +
				"left behind can be changed. Copies of MySQL on cloud disks end with the instance.",
			Computed: true,
		},
	}
}

// IdentitySchema describes what tells one policy from another. Its version stays 0: state of a Terraform below 1.12
// counts as version 0, and a higher version would ask for an upgrade from nothing.
func (r *policyResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"region": identityschema.StringAttribute{
			Description:       "The region of the instance. Defaults to the provider's region.",
			OptionalForImport: true,
		},
		"instance_id": identityschema.StringAttribute{
			Description:       "The id of the RDS instance.",
			RequiredForImport: true,
		},
	}}
}
