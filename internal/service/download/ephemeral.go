// SPDX-License-Identifier: MPL-2.0

package download

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the ephemeral resource's type.
const TypeName = "apsaradb_rds_cross_region_backup_download"

const opLink = "Cannot get a download link"

// NewEphemeralResource returns the ephemeral resource, not yet configured.
func NewEphemeralResource() ephemeral.EphemeralResource { return &resource{} }

var (
	_ ephemeral.EphemeralResourceWithConfigure      = (*resource)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*resource)(nil)
)

type resource struct {
	data *walk.Data
}

func (*resource) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = TypeName
}

func (r *resource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	r.data = data
}

// ValidateConfig refuses a block that names two copies or none.
func (*resource) ValidateConfig(
	ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse,
) {
	var config model
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("instance_id"), &config.InstanceID)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("backup_set_id"), &config.BackupSetID)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("log_backup_id"), &config.LogBackupID)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(config.oneCopy()...)
	}
}

// oneCopy refuses two ids, and none. What is unknown may become either.
func (m *model) oneCopy() diag.Diagnostics {
	isSet := func(id types.String) bool { return !id.IsNull() && !id.IsUnknown() }
	subject := "" // Terraform 1.11 does not show the block of this error
	if id := m.InstanceID.ValueString(); id != "" {
		subject = " for instance " + message.Shortened(id)
	}
	switch {
	case isSet(m.BackupSetID) && isSet(m.LogBackupID):
		return diag.Diagnostics{message.NotOneCopy.Error(path.Root("log_backup_id"),
			"Both backup_set_id and log_backup_id are set"+subject+", and a link leads to one file. Remove one of them, and "+
				"write a second block for the other.")}
	case m.BackupSetID.IsNull() && m.LogBackupID.IsNull():
		return diag.Diagnostics{message.NotOneCopy.Error(path.Root("backup_set_id"),
			"Neither backup_set_id nor log_backup_id is set"+subject+", or both are null. Set one of them. The newest good "+
				"set is latest.id of the data source apsaradb_rds_cross_region_backup_sets, which is null where there is none.")}
	}
	return nil
}

func (r *resource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(config.oneCopy()...)
	if resp.Diagnostics.HasError() {
		return
	}
	from, diags := r.data.In(config.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	o := opening{data: r.data, Scope: from, instanceID: config.InstanceID.ValueString()}
	var links rds.Download
	if config.LogBackupID.IsNull() {
		links, diags = o.set(ctx, config.BackupSetID.ValueString())
	} else {
		links, diags = o.log(ctx, config.LogBackupID.ValueString())
	}
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.URL = nullable.String(links.URL.Reveal())
	config.InternalURL = nullable.String(links.InternalURL.Reveal())
	config.ExpiresTime = nullable.Time(links.Expires)
	resp.Diagnostics.Append(resp.Result.Set(ctx, config)...)
}

// opening makes the calls for one link.
type opening struct {
	walk.Scope
	data       *walk.Data
	instanceID string
}

// subject names a copy in a sentence, such as "Backup set 14377 of instance pgm-demo in cn-hangzhou".
func (o opening) subject(kind, id string) string {
	return kind + " " + id + " of " + walk.Subject(o.Region, o.instanceID)
}

func (o opening) set(ctx context.Context, id string) (rds.Download, diag.Diagnostics) {
	set, links, err := o.Client.BackupSetDownload(ctx, o.Region, o.instanceID, id)
	about := copyOf{path.Root("backup_set_id"), o.subject("Backup set", id)}
	switch {
	case err != nil:
		return links, o.data.CopiesFailed(ctx, opLink, o.Region, o.instanceID, "", err)
	case set == nil:
		return links, about.notFound(o.data.NotListed(ctx, o.Region, o.instanceID))
	case !links.URL.Exists():
		return links, about.setWithoutLink(*set)
	}
	return links, nil
}

func (o opening) log(ctx context.Context, id string) (rds.Download, diag.Diagnostics) {
	log, links, err := o.Client.LogBackupDownload(ctx, o.Region, o.instanceID, id)
	about := copyOf{path.Root("log_backup_id"), o.subject("Log backup", id)}
	switch {
	case err != nil:
		return links, o.data.CopiesFailed(ctx, opLink, o.Region, o.instanceID, "", err)
	case log == nil:
		return links, about.notFound(o.data.NotListed(ctx, o.Region, o.instanceID))
	case !links.URL.Exists() && !links.InternalURL.Exists():
		return links, about.logWithoutLink()
	}
	return links, nil
}
