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
	CredentialsURI            types.String `tfsdk:"credentials_uri"`
	ECSRoleName               types.String `tfsdk:"ecs_role_name"`
	Protocol                  types.String `tfsdk:"protocol"`
	ClientReadTimeout         types.Int64  `tfsdk:"client_read_timeout"`
	ClientConnectTimeout      types.Int64  `tfsdk:"client_connect_timeout"`
	MaxRetryTimeout           types.Int64  `tfsdk:"max_retry_timeout"`
	MaxRequestsPerSecond      types.Int64  `tfsdk:"max_requests_per_second"`
	SourceIP                  types.String `tfsdk:"source_ip"`
	SecureTransport           types.String `tfsdk:"secure_transport"`
	ConfigurationSource       types.String `tfsdk:"configuration_source"`
	AccountID                 types.String `tfsdk:"account_id"`
	SkipRegionValidation      types.Bool   `tfsdk:"skip_region_validation"`
	PlanChecks                types.String `tfsdk:"plan_checks"`
	IgnoreChecks              types.Set    `tfsdk:"ignore_checks"`
	AllowedDestinationRegions types.Set    `tfsdk:"allowed_destination_regions"`
	CrossBorder               types.String `tfsdk:"cross_border"`
	MinimumRetentionDays      types.Int64  `tfsdk:"minimum_retention_days"`
	Endpoints                 types.List   `tfsdk:"endpoints"`
	AssumeRole                types.List   `tfsdk:"assume_role"`
	AssumeRoleWithOIDC        types.List   `tfsdk:"assume_role_with_oidc"`

	officialOnly
}
