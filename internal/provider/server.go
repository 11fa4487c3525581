// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServer returns the protocol server of a provider, which users and tests start alike. It is the framework's, with
// two additions.
//
// Calls that come once for each resource only lend their context. The framework keeps the cancel function of every call
// until the process ends, and with it the call's context, its loggers and the message that it came in: 60 kB for each
// policy of a plan. Its slice contextCancels only grows:
// https://github.com/hashicorp/terraform-plugin-framework/blob/v1.19.0/internal/proto6server/serve.go#L24
//
// A call that arrives after Terraform's stop, at Ctrl-C, is ended as well. Terraform sends the stop beside calls that
// it has begun, and on a busy machine the stop arrives first. The libraries end only calls that have arrived, so such
// a call would go on for as long as its timeouts let it, and Terraform with it.
func NewServer(p provider.Provider) tfprotov6.ProviderServer {
	made := providerserver.NewProtocol6(p)()
	if whole, ok := made.(everything); ok {
		return serve(whole)
	}
	return made
}

func serve(whole everything) *server {
	stopping, stop := context.WithCancel(context.Background())
	return &server{everything: whole, stopping: stopping, stop: stop}
}

// everything is what Terraform may ask the framework's server for. The server in front of it must not hide any of it.
type everything interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

type server struct {
	everything

	stopping context.Context // ends with the first StopProvider
	stop     context.CancelFunc
}

// StopProvider ends every call, also those that arrive later.
func (s *server) StopProvider(
	ctx context.Context, request *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	s.stop()
	return s.everything.StopProvider(ctx, request)
}

func (s *server) ValidateResourceConfig(
	ctx context.Context, request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.ValidateResourceConfig)
}

func (s *server) UpgradeResourceState(
	ctx context.Context, request *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.UpgradeResourceState)
}

func (s *server) UpgradeResourceIdentity(
	ctx context.Context, request *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.UpgradeResourceIdentity)
}

func (s *server) ReadResource(
	ctx context.Context, request *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.ReadResource)
}

func (s *server) ReadDataSource(
	ctx context.Context, request *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.ReadDataSource)
}

func (s *server) PlanResourceChange(
	ctx context.Context, request *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.PlanResourceChange)
}

func (s *server) ApplyResourceChange(
	ctx context.Context, request *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.ApplyResourceChange)
}

func (s *server) ImportResourceState(
	ctx context.Context, request *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.ImportResourceState)
}

func (s *server) MoveResourceState(
	ctx context.Context, request *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	return lending(ctx, s.stopping, request, s.everything.MoveResourceState)
}
