// SPDX-License-Identifier: MPL-2.0

package download

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

type model struct {
	InstanceID  types.String `tfsdk:"instance_id"`
	Region      types.String `tfsdk:"region"`
	BackupSetID types.String `tfsdk:"backup_set_id"`
	LogBackupID types.String `tfsdk:"log_backup_id"`

	URL         types.String      `tfsdk:"url"`
	InternalURL types.String      `tfsdk:"internal_url"`
	ExpiresTime timetypes.RFC3339 `tfsdk:"expires_time"`
}

func (*resource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Gets a fresh signed link to a backup set or a log backup in the destination region. " +
			"The link is in no plan, no state and no log of the provider. Needs Terraform 1.10 or OpenTofu 1.11.",
		Attributes: map[string]schema.Attribute{
			"instance_id": schema.StringAttribute{
				Required: true, Validators: []validator.String{validate.InstanceID{}},
				MarkdownDescription: "Id of the source instance, such as `pgm-bp1x2y3z`. It may be released by now.",
			},
			"region": schema.StringAttribute{
				Optional: true, MarkdownDescription: walk.RegionDescription,
			},
			"backup_set_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{validate.CopyID{Of: "backup set"}},
				MarkdownDescription: "Id of a backup set, as `apsaradb_rds_cross_region_backup_sets` lists it. " +
					"Set this or `log_backup_id`.",
			},
			"log_backup_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{validate.CopyID{Of: "log backup"}},
				MarkdownDescription: "Id of a log backup, as `apsaradb_rds_cross_region_log_backups` lists it with " +
					"`include_files`. Set this or `backup_set_id`.",
			},
			"url": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "Link from the internet. Whoever has it can read the copy until `expires_time`.",
			},
			"internal_url": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "Link from the network of Alibaba Cloud in the destination region, without traffic fees. " +
					"Null for a backup set: the API gives such a link to log backups only.",
			},
			"expires_time": schema.StringAttribute{
				Computed: true, CustomType: timetypes.RFC3339Type{},
				MarkdownDescription: "End of both links. Null where the API does not say it. In RFC 3339, UTC.",
			},
		},
	}
}
