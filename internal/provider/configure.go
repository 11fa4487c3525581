// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// Configure resolves the block, builds the client and gives both to the types. While an argument that the client
// needs is unknown, there is no client and no error: each type decides what it can do without one.
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
	data := p.newData(settings)
	p.joinRun(ctx, settings, block, data.Walk)
	if !settings.ClientUnknown {
		resp.Diagnostics.Append(p.connect(ctx, settings, req.TerraformVersion, data)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = data, data, data
	resp.EphemeralResourceData, resp.ActionData = data, data
}

// newData returns what the types get, except the client.
func (p *Provider) newData(settings Settings) *walk.Data {
	return &walk.Data{
		Region: settings.Region, Unknown: settings.Unknown, Checks: settings.Checks, Walk: walk.New(p.clock.Now),
		RegionVariable: recommendedVariable("region"), SkipRegionValidation: settings.SkipRegionValidation,
	}
}

// ValidateConfig tells the run that this process has validated a block. The attributes validate themselves.
func (p *Provider) ValidateConfig(
	_ context.Context, _ provider.ValidateConfigRequest, _ *provider.ValidateConfigResponse,
) {
	p.run.Validated()
}

// joinRun makes this process known to those of the other aliases in the same run. Where that fails, the provider works
// as if it were alone: a rename between aliases may not be noticed then. While an argument is unknown, an alias cannot
// be told from itself in the next walk.
func (p *Provider) joinRun(ctx context.Context, settings Settings, block model, w *walk.Walk) {
	p.run.Configured()
	if p.run == nil || len(settings.Unknown) > 0 {
		return
	}
	alone := func(err error) {
		tflog.Warn(ctx, "This run may not notice what other aliases of the provider do",
			map[string]any{"reason": err.Error()})
	}
	member, err := p.run.Join(aliasKey(settings, block))
	if err != nil {
		alone(err)
		return
	}
	member.OnFailure(alone)
	w.Among(member, p.clock.Sleep)
}

// aliasKey tells one provider block from another, in each walk of a run. Keys and tokens are left out: they are secret,
// and those that something else issues differ from walk to walk.
func aliasKey(settings Settings, block model) string {
	return fmt.Sprint(settings.Region, settings.Endpoints, settings.AccountID, settings.Checks, settings.SourceIP,
		settings.ConfigurationSource, block.Profile, block.SharedCredentialsFile, block.ECSRoleName, block.AssumeRole,
		settings.MaxRequestsPerSecond, settings.SkipRegionValidation, settings.SecureTransport,
		block.Protocol, block.MaxRetryTimeout, block.ClientReadTimeout, block.ClientConnectTimeout)
}

// connect puts the client into data, and the region of the profile when no other is given.
func (p *Provider) connect(
	ctx context.Context, settings Settings, terraformVersion string, data *walk.Data,
) diag.Diagnostics {
	var diags diag.Diagnostics
	var base *rds.Client // set below, before keys are first fetched
	opened, err := credentials.Open(settings.Credentials, credentials.Options{
		Switches: p.env.switches(),
		HomeDir:  p.env.HomeDir,
		Client: func(source rds.CredentialsSource, stsHost string) (*rds.Client, error) {
			return base.With(source, stsHost)
		},
		Clock:     p.clock,
		Transport: p.transport,
	})
	if err != nil {
		return credentialsProblem(settings.Credentials, p.env, err)
	}
	diags.Append(unusedFields(settings.Credentials, opened.Unused)...)
	diags.Append(passedOver(settings.Credentials, p.env)...)
	if data.Region == "" && !data.RegionUnknown() && opened.Region != "" {
		data.Region = opened.Region
		from := given{value: opened.Region, origin: "field region_id of the profile", path: path.Root("region")}
		diags.Append(checkRegion(from, settings.SkipRegionValidation)...)
	}
	config := p.clientConfig(settings, terraformVersion)
	config.Region, config.Credentials = data.Region, opened.Source
	config.RDSEndpoint = cmp.Or(config.RDSEndpoint, opened.Endpoints.RDS)
	config.RAMEndpoint = cmp.Or(config.RAMEndpoint, opened.Endpoints.RAM)
	base, err = rds.New(config)
	var client *rds.Client
	if err == nil {
		client, err = base.With(opened.Source, opened.Endpoints.STS)
	}
	if err != nil {
		diags.Append(message.ProviderDefect.Error(path.Empty(), "Cannot set up the API client: "+err.Error()+". This is a "+
			"defect of the provider: report it with the provider's version."))
		return diags
	}
	logSource(ctx, opened.Source, data.Region)
	if settings.AccountID != "" && !diags.HasError() {
		diags.Append(checkAccount(ctx, client, settings.AccountID)...)
		if !diags.HasError() {
			data.Walk.KnowAccount(settings.AccountID)
		}
	}
	data.Connect(client)
	return diags
}

// unusedFields warns of fields of the profile by which the CLI may use another host or role.
func unusedFields(choice credentials.Choice, unused []string) diag.Diagnostics {
	if len(unused) == 0 {
		return nil
	}
	// One diagnostic, since the CLI folds those of one summary.
	return diag.Diagnostics{
		message.ProfileFieldsUnused.Warning(attributeOf(choice, &credentials.Error{}), strings.Join(unused, "\n\n")),
	}
}

// logSource says which source of keys was chosen. It names no key, and no part of a URI that may be secret.
func logSource(ctx context.Context, source rds.CredentialsSource, region string) {
	if known, ok := source.(rds.Tracer); ok {
		tflog.Debug(
			ctx, "Credentials chosen", map[string]any{"keys_from": known.Origin(rds.Credentials{}).Place, "region": region},
		)
	}
}

// clientConfig is what the client of the resources is made of. Those that fetch keys derive from it.
func (p *Provider) clientConfig(settings Settings, terraformVersion string) rds.Config {
	return rds.Config{
		RDSEndpoint:          settings.Endpoints.RDS,
		STSEndpoint:          settings.Endpoints.STS,
		RAMEndpoint:          settings.Endpoints.RAM,
		EndpointsFrom:        settings.EndpointsFrom,
		Region:               settings.Region,
		Plaintext:            settings.Plaintext,
		ReadTimeout:          settings.ReadTimeout,
		ConnectTimeout:       settings.ConnectTimeout,
		MaxRetryTimeout:      settings.MaxRetryTimeout,
		MaxRequestsPerSecond: settings.MaxRequestsPerSecond,
		SourceIP:             settings.SourceIP,
		SecureTransport:      settings.SecureTransport,
		UserAgent:            userAgent(p.version, terraformVersion, settings.ConfigurationSource),
		Transport:            p.transport,
		Clock:                p.clock,
		Observer:             newObserver(p.env),
	}
}

// checkAccount refuses credentials of another account before anything else is asked of the API.
func checkAccount(ctx context.Context, client *rds.Client, want string) diag.Diagnostics {
	identity, err := client.CallerIdentity(ctx)
	if err != nil {
		return tfdiag.FromError("Cannot ask STS whose credentials these are", "account_id = "+strconv.Quote(want), err)
	}
	if identity.AccountID != want {
		return diag.Diagnostics{message.OtherAccount.Error(path.Root("account_id"), fmt.Sprintf(
			"account_id is %s, but the credentials belong to account %s. Nothing was read or changed.\n\n"+
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
