// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/hashicorp/terraform-plugin-framework/types"

// model is the provider block as written; any value may be null or unknown.
type model struct {
	AccessKey                 types.String `tfsdk:"access_key"`
	SecretKey                 types.String `tfsdk:"secret_key"`
	SecurityToken             types.String `tfsdk:"security_token"`
	Region                    types.String `tfsdk:"region"`
	Profile                   types.String `tfsdk:"profile"`
	SharedCredentialsFile     types.String `tfsdk:"shared_credentials_file"`
	Protocol                  types.String `tfsdk:"protocol"`
	ClientReadTimeout         types.Int64  `tfsdk:"client_read_timeout"`
	ClientConnectTimeout      types.Int64  `tfsdk:"client_connect_timeout"`
	MaxRetryTimeout           types.Int64  `tfsdk:"max_retry_timeout"`
	ConfigurationSource       types.String `tfsdk:"configuration_source"`
	AccountID                 types.String `tfsdk:"account_id"`
	SkipRegionValidation      types.Bool   `tfsdk:"skip_region_validation"`
	PlanChecks                types.String `tfsdk:"plan_checks"`
	IgnoreChecks              types.Set    `tfsdk:"ignore_checks"`
	AllowedDestinationRegions types.Set    `tfsdk:"allowed_destination_regions"`
	CrossBorder               types.String `tfsdk:"cross_border"`
	Endpoints                 types.List   `tfsdk:"endpoints"`
}
