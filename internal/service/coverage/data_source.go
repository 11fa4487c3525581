// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// TypeName is the data source's type.
const TypeName = "apsaradb_rds_cross_region_backup_coverage"

const opRead = "Cannot read the coverage of cross-region backup"

// NewDataSource returns the data source, not yet configured.
func NewDataSource() datasource.DataSource { return &dataSource{} }

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

type dataSource struct {
	data *walk.Data
}

func (d *dataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = TypeName
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	data, diags := walk.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	d.data = data
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	scopes, diags := d.data.InAll(config.Regions)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r := reader{client: d.data.Client, filter: config.filter(), readsCopies: config.readsCopies()}
	for _, one := range scopes {
		r.regions = append(r.regions, one.Region)
	}
	rows, err := r.read(ctx)
	if err != nil {
		resp.Diagnostics.Append(failed(config, err)...)
		return
	}
	account, diags := d.account(ctx)
	resp.Diagnostics.Append(diags...)
	config.AccountID = account
	config.fill(rows, d.data.Checks.Ignore, config.freshSince(d.data.Client.Now()))
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}

// account is the account that the instances belong to. The result is right without it, so a failure is a warning.
func (d *dataSource) account(ctx context.Context) (types.String, diag.Diagnostics) {
	account, err := d.data.Account(ctx)
	if err != nil {
		return types.StringNull(), diag.Diagnostics{message.CoverageAccountUnknown.Warning(path.Empty(),
			"STS did not report the account of the credentials, so account_id is null. Everything else is complete. "+
				tfdiag.Advice(err))}
	}
	return types.StringValue(account), nil
}

// failure says what could not be read completely.
type failure struct {
	subject string // for a sentence, such as "region cn-hangzhou"
	region  string
	err     error
}

func (f *failure) Error() string { return f.subject + ": " + f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// problem is an answer that cannot be used for a reason of our own.
type problem struct{ diag.Diagnostic }

func (p *problem) Error() string { return p.Summary() + ": " + p.Detail() }

// failed explains an error and says where it occurred.
func failed(config model, err error) diag.Diagnostics {
	var known *problem
	if errors.As(err, &known) {
		return diag.Diagnostics{known.Diagnostic}
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{subject: "the regions", err: err}
	}
	return walk.Failed(opRead, f.subject, config.Regions, f.err)
}
