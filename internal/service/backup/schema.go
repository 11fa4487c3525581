// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/validate"
)

type model struct {
	InstanceID             types.String `tfsdk:"instance_id"`
	Region                 types.String `tfsdk:"region"`
	BackupMethod           types.String `tfsdk:"backup_method"`
	WaitForCrossRegionCopy types.Bool   `tfsdk:"wait_for_cross_region_copy"`
	Timeout                types.String `tfsdk:"timeout"`
}

// The values of backup_method, and the words of the API for them.
var methods = map[string]string{"PHYSICAL": "Physical", "LOGICAL": "Logical", "SNAPSHOT": "Snapshot"}

func (*createBackup) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Makes a backup of an instance now, and shows its progress. Needs Terraform 1.14.",
		Attributes: map[string]schema.Attribute{
			"instance_id": schema.StringAttribute{
				Required: true, Validators: []validator.String{validate.InstanceID{}},
				MarkdownDescription: "Id of the instance, such as `pgm-bp1x2y3z`.",
			},
			"region": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Region of the instance, such as `cn-hangzhou`. Defaults to the provider's region.",
			},
			"backup_method": schema.StringAttribute{
				Optional: true, Validators: []validator.String{validate.OneOf("PHYSICAL", "LOGICAL", "SNAPSHOT")},
				MarkdownDescription: "`PHYSICAL`, `LOGICAL` or `SNAPSHOT`. Defaults to the method of the instance. " +
					"Which methods an instance takes depends on its engine and disk; the API refuses others.",
			},
			"wait_for_cross_region_copy": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to wait until the copy of the backup is listed in the destination region. " +
					"The policy must be on. It does not work for MySQL on cloud disks, whose copies the API does not list. " +
					"Defaults to `false`: the action ends with the backup.",
			},
			"timeout": schema.StringAttribute{
				Optional: true, Validators: []validator.String{validate.Duration{}},
				MarkdownDescription: "How long to wait for the backup and its copy, such as `90m`. Defaults to `3h`. " +
					"When it is over, the backup and its copy go on.",
			},
		},
	}
}
