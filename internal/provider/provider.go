// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backup"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/backupsets"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/cost"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/coverage"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/download"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/logbackups"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/regions"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/report"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/status"
)

// TypeName is the provider's name, and the prefix of all of its types.
const TypeName = "apsaradb"

var (
	_ provider.ProviderWithActions            = (*Provider)(nil)
	_ provider.ProviderWithEphemeralResources = (*Provider)(nil)
	_ provider.ProviderWithFunctions          = (*Provider)(nil)
	_ provider.ProviderWithListResources      = (*Provider)(nil)
	_ provider.ProviderWithValidateConfig     = (*Provider)(nil)
)

// Provider is the apsaradb provider.
type Provider struct {
	version   string
	env       Environment
	clock     rds.Clock
	transport http.RoundTripper
	run       *processes.Run // nil where the processes of a run do not know each other
}

// Option changes how a provider sees the world outside; only tests need one.
type Option func(*Provider)

// WithClock replaces the local clock and its waits, so that tests can move a clock instead of waiting. The zero value
// is the real one.
func WithClock(clock rds.Clock) Option {
	return func(p *Provider) { p.clock = clock }
}

// WithTransport replaces what carries every call: to the API, to STS, to the metadata server and to a credentials URI.
func WithTransport(transport http.RoundTripper) Option {
	return func(p *Provider) { p.transport = transport }
}

// WithEnvironment replaces the environment variables and the home folder of the process.
func WithEnvironment(env Environment) Option {
	return func(p *Provider) { p.env = env }
}

// AmongAliases lets the provider know what those of the other aliases do in the same Terraform run: each is a process
// of its own. Before the process ends, leave has to be called.
func AmongAliases() (option Option, leave func()) {
	run := processes.OfParent()
	return WithRun(run), run.Leave
}

// Alone is the option of a provider that knows of no other process, as it is unless told otherwise.
func Alone() Option { return WithRun(nil) }

// WithRun is [AmongAliases] with a run that is given.
func WithRun(run *processes.Run) Option {
	return func(p *Provider) { p.run = run }
}

// New returns what makes one provider. version goes into the user agent and the logs.
func New(version string, opts ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &Provider{version: version, env: processEnvironment()}
		for _, opt := range opts {
			opt(p)
		}
		return p
	}
}

// Metadata names the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = TypeName
	resp.Version = p.version
}

// Resources is the registry of resources.
func (*Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{policy.NewResource}
}

// DataSources is the registry of data sources.
func (*Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		regions.NewDataSource,
		backupsets.NewDataSource,
		logbackups.NewDataSource,
		status.NewDataSource,
		coverage.NewDataSource,
		policy.NewDataSource,
	}
}

// EphemeralResources is the registry of ephemeral resources.
func (*Provider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{download.NewEphemeralResource}
}

// ListResources is the registry of lists.
func (*Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{policy.NewListResource}
}

// Actions is the registry of actions.
func (*Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{backup.NewAction}
}

// Functions is the registry of functions.
func (*Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		cost.NewStorageCost,
		cost.NewTransferCost,
		regions.NewPairSupported,
		report.NewFunction,
	}
}
