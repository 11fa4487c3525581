// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/providerdata"
	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/tfdiag"
)

// Configure resolves the block, builds the client and hands both to the types. While an argument that the client needs is
// unknown there is no client and no error: each type decides what it can do without one.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var block model
	resp.Diagnostics.Append(req.Config.Get(ctx, &block)...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings, diags := resolve(block, p.env)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := newData(settings)
	if !settings.ClientUnknown {
		resp.Diagnostics.Append(p.connect(ctx, settings, req.TerraformVersion, data)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData, resp.DataSourceData = data, data
}

// newData returns what the types get, but for the client.
func newData(settings Settings) *providerdata.Data {
	return &providerdata.Data{Region: settings.Region, Unknown: settings.Unknown, Checks: settings.Checks, Run: providerdata.NewRun()}
}

// connect puts the client into data, and the region of the profile when no other is given.
func (p *Provider) connect(ctx context.Context, settings Settings, terraformVersion string, data *providerdata.Data) diag.Diagnostics {
	source, profileRegion, diags := openCredentials(settings, p.env)
	if diags.HasError() {
		return diags
	}
	if data.Region == "" && profileRegion != "" {
		data.Region = profileRegion
		from := given{value: profileRegion, origin: "field region_id of the profile", path: path.Root("region")}
		diags.Append(checkRegion(from, settings.SkipRegionValidation)...)
	}
	client, err := rds.New(rds.Config{
		Credentials:     source,
		Region:          data.Region,
		RDSEndpoint:     settings.Endpoints.RDS,
		STSEndpoint:     settings.Endpoints.STS,
		RAMEndpoint:     settings.Endpoints.RAM,
		Plaintext:       settings.Plaintext,
		ReadTimeout:     settings.ReadTimeout,
		ConnectTimeout:  settings.ConnectTimeout,
		MaxRetryTimeout: settings.MaxRetryTimeout,
		UserAgent:       userAgent(p.version, terraformVersion, settings.ConfigurationSource),
		Sleep:           p.sleep,
		Observer:        observer{},
	})
	if err != nil {
		diags.AddError("Cannot set up the API client", capitalize(err.Error())+". This is a bug in the provider; please report it.")
		return diags
	}
	if settings.AccountID != "" && !diags.HasError() {
		diags.Append(checkAccount(ctx, client, settings.AccountID)...)
	}
	data.Client = client
	return diags
}

// checkAccount refuses credentials of another account before anything else is asked of the API.
func checkAccount(ctx context.Context, client *rds.Client, want string) diag.Diagnostics {
	at := path.Root("account_id")
	identity, err := client.CallerIdentity(ctx)
	if err != nil {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Cannot verify the account",
			fmt.Sprintf("account_id is %s, but the account of the credentials could not be asked of STS: %s\n\n"+
				"Nothing was read or changed. Correct the credentials or endpoints.sts, or remove account_id to go without this check.", want, tfdiag.Sentence(err)))}
	}
	if identity.AccountID != want {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Credentials belong to another account",
			fmt.Sprintf("account_id is %s, but the credentials belong to account %s. Nothing was read or changed.\n\n"+
				"Use the credentials or the profile of account %s, or correct account_id.", want, identity.AccountID, want))}
	}
	return nil
}

// userAgent names provider, Terraform (or OpenTofu) and the configuration's own text.
func userAgent(version, terraformVersion, source string) string {
	parts := []string{"terraform-provider-apsaradb/" + version}
	if terraformVersion != "" {
		parts = append(parts, "Terraform/"+terraformVersion)
	}
	if source != "" {
		parts = append(parts, source)
	}
	return strings.Join(parts, " ")
}

// observer writes one structured line per attempt and per wait. The fields are flat and hold nothing secret.
type observer struct{}

func (observer) Called(ctx context.Context, entry rds.CallLog) {
	tflog.Debug(ctx, "API call", map[string]any{
		"action": entry.Action, "region": entry.Region, "instance_id": entry.InstanceID, "attempt": entry.Attempt, "status": entry.Status,
		"code": entry.Code, "request_id": entry.RequestID, "duration_ms": entry.Duration.Milliseconds(), "held_back_ms": entry.HeldBack.Milliseconds(),
	})
}

func (observer) Waits(ctx context.Context, entry rds.WaitLog) {
	tflog.Debug(ctx, "Waiting", map[string]any{
		"action": entry.Action, "region": entry.Region, "instance_id": entry.InstanceID, "instance_status": entry.Status,
		"code": entry.Code, "wait_ms": entry.For.Milliseconds(), "spent_ms": entry.Spent.Milliseconds(),
	})
}
