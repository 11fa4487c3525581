// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
)

// variable is an environment variable, and who reads it: the official provider, the Alibaba Cloud CLI, or its SDK
// (credentials-go).
type variable struct{ name, readBy string }

// Who reads variables.
const (
	byProvider       = "provider"
	byCLI            = "CLI"
	bySDK            = "SDK"
	byProviderAndCLI = byProvider + ", " + byCLI
	byProviderAndSDK = byProvider + ", " + bySDK
	byAll            = byProvider + ", " + byCLI + ", " + bySDK
)

// setting is a row of the table: what the environment can say, and the variables that say it in the order of
// precedence. The variables that have no effect are in environment_unused.go.
type setting struct {
	sets      string // an argument of the provider block, or one of the switches below
	variables []variable
}

// What variables say that is no argument of the provider block.
const (
	currentProfileDisabled = "no profile is used, unless the block names one"
	externalDisabled       = "no command is run and no credentials URI is asked"
	metadataDisabled       = "the metadata server of ECS is not asked"
	metadataV1Disabled     = "the metadata server of ECS is not asked without a token"
	endpointType           = "`vpc`: the endpoints inside a VPC are called"
	stsRegion              = "region of the STS endpoint"
	stsInVPC               = "STS is called inside the VPC"
	proxyHTTPS             = "proxy of calls by HTTPS"
	proxyHTTP              = "proxy of calls by HTTP"
	noProxy                = "hosts that are called without a proxy"
	homeFolder             = "home folder, which holds .aliyun/config.json"
)

// environmentSettings returns the one table of the environment variables that have an effect. Its order is the official
// provider's: its deprecated ALICLOUD_ names win when several are set, so that a configuration means the same with both
// providers. Behind them stand names that only the CLI and the SDK have.
//
// Sources: aliyun/terraform-provider-alicloud 81c43b6 (2026-08-21), aliyun/aliyun-cli eadd68d (2026-07-30),
// aliyun/credentials-go 9ac55b4 (2026-07-18).
func environmentSettings() []setting {
	return slices.Concat(credentialSettings(), roleSettings(), transportSettings(), systemSettings())
}

func credentialSettings() []setting {
	return []setting{
		// A token is taken only with the key of its own prefix.
		{"access_key", []variable{
			{"ALICLOUD_ACCESS_KEY", byProvider},
			{"ALIBABA_CLOUD_ACCESS_KEY_ID", byAll},
			{"ALIBABACLOUD_ACCESS_KEY_ID", byProviderAndCLI},
			{"ALICLOUD_ACCESS_KEY_ID", byCLI},
		}},
		{"secret_key", []variable{
			{"ALICLOUD_SECRET_KEY", byProvider},
			{"ALIBABA_CLOUD_ACCESS_KEY_SECRET", byAll},
			{"ALIBABACLOUD_ACCESS_KEY_SECRET", byProviderAndCLI},
			{"ALICLOUD_ACCESS_KEY_SECRET", byCLI},
		}},
		{"security_token", []variable{
			{"ALICLOUD_SECURITY_TOKEN", byProviderAndCLI},
			{"ALIBABA_CLOUD_SECURITY_TOKEN", byAll},
			{"ALIBABACLOUD_SECURITY_TOKEN", byProviderAndCLI},
		}},
		{"profile", []variable{
			{"ALICLOUD_PROFILE", byProviderAndCLI}, {"ALIBABA_CLOUD_PROFILE", byAll}, {"ALIBABACLOUD_PROFILE", byCLI},
		}},
		{"shared_credentials_file", []variable{
			{"ALICLOUD_SHARED_CREDENTIALS_FILE", byProvider},
			{"ALIBABA_CLOUD_CREDENTIALS_FILE", byProviderAndSDK},
			{"ALIBABA_CLOUD_CONFIG_FILE", bySDK},
		}},
		{currentProfileDisabled, []variable{
			{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED", bySDK},
			{"ALIBABA_CLOUD_IGNORE_PROFILE", byCLI},
			{"ALIBABACLOUD_IGNORE_PROFILE", byCLI},
		}},
		{externalDisabled, []variable{{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", byCLI}}},
		{"credentials_uri", []variable{{"ALICLOUD_CREDENTIALS_URI", byProvider}, {"ALIBABA_CLOUD_CREDENTIALS_URI", byAll}}},
		{"ecs_role_name", []variable{
			{"ALICLOUD_ECS_ROLE_NAME", byProvider}, {"ALIBABA_CLOUD_ECS_METADATA", byProviderAndSDK},
		}},
		{metadataDisabled, []variable{{"ALIBABA_CLOUD_ECS_METADATA_DISABLED", bySDK}}},
		{metadataV1Disabled, []variable{{"ALIBABA_CLOUD_IMDSV1_DISABLED", bySDK}}},
	}
}

func roleSettings() []setting {
	roleARN := []variable{{"ALIBABA_CLOUD_ROLE_ARN", byAll}, {"ALIBABACLOUD_ROLE_ARN", byCLI}}
	session := variable{"ALIBABA_CLOUD_ROLE_SESSION_NAME", byProviderAndSDK}
	return []setting{
		{"assume_role_with_oidc.oidc_provider_arn", []variable{
			{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", byAll}, {"ALIBABACLOUD_OIDC_PROVIDER_ARN", byCLI},
		}},
		{"assume_role_with_oidc.oidc_token_file", []variable{
			{"ALIBABA_CLOUD_OIDC_TOKEN_FILE", byAll}, {"ALIBABACLOUD_OIDC_TOKEN_FILE", byCLI},
		}},
		{"assume_role_with_oidc.oidc_token", []variable{{"ALIBABA_CLOUD_OIDC_TOKEN", byProvider}}},
		{"assume_role_with_oidc.role_arn", roleARN},
		{"assume_role_with_oidc.role_session_name", []variable{session}},
		{"assume_role.role_arn", append([]variable{{"ALICLOUD_ASSUME_ROLE_ARN", byProvider}}, roleARN...)},
		{"assume_role.session_name", []variable{{"ALICLOUD_ASSUME_ROLE_SESSION_NAME", byProvider}, session}},
		{"assume_role.session_expiration", []variable{{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION", byProvider}}},
		{"assume_role.external_id", []variable{
			{"ALIBABA_CLOUD_EXTERNAL_ID", byCLI}, {"ALIBABACLOUD_EXTERNAL_ID", byCLI},
		}},
	}
}

func transportSettings() []setting {
	return []setting{
		{"region", []variable{
			{"ALICLOUD_REGION", byProvider},
			{"ALIBABA_CLOUD_REGION", byProvider},
			{"ALIBABA_CLOUD_REGION_ID", byCLI},
			{"ALIBABACLOUD_REGION_ID", byCLI},
			{"ALICLOUD_REGION_ID", byCLI},
		}},
		{"endpoints.rds", []variable{{"ALIBABA_CLOUD_ENDPOINT_RDS", byProvider}, {"RDS_ENDPOINT", byProvider}}},
		{"endpoints.sts", []variable{
			{"ALIBABA_CLOUD_ENDPOINT_STS", byProvider}, {"STS_ENDPOINT", byProvider}, {"ALIBABA_CLOUD_STS_ENDPOINT", byCLI},
		}},
		{"endpoints.ram", []variable{{"ALIBABA_CLOUD_ENDPOINT_RAM", byProvider}, {"RAM_ENDPOINT", byProvider}}},
		{endpointType, []variable{
			{"ALIBABA_CLOUD_ENDPOINT_TYPE", byCLI}, {"ALIBABACLOUD_ENDPOINT_TYPE", byCLI}, {"ALICLOUD_ENDPOINT_TYPE", byCLI},
		}},
		{stsRegion, []variable{{"ALIBABA_CLOUD_STS_REGION", bySDK}}},
		{stsInVPC, []variable{{"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", bySDK}}},
		{"account_id", []variable{{"ALICLOUD_ACCOUNT_ID", byProvider}, {"ALIBABA_CLOUD_ACCOUNT_ID", byProvider}}},
		{"skip_region_validation", []variable{{"ALICLOUD_SKIP_REGION_VALIDATION", byProvider}}},
		{"source_ip", []variable{{"ALICLOUD_SOURCE_IP", byProvider}, {"ALIBABA_CLOUD_SOURCE_IP", byProviderAndCLI}}},
		{"secure_transport", []variable{
			{"ALICLOUD_SECURE_TRANSPORT", byProvider},
			{"ALIBABA_CLOUD_SECURE_TRANSPORT", byProviderAndCLI},
			{"ALICLOUD_SECURITY_TRANSPORT", byProvider},
			{"ALIBABA_CLOUD_SECURITY_TRANSPORT", byProvider},
		}},
		{"configuration_source", []variable{{"TF_APPEND_USER_AGENT", byProvider}}},
		{"client_read_timeout", []variable{{"CLIENT_READ_TIMEOUT", byProvider}}},
		{"client_connect_timeout", []variable{{"CLIENT_CONNECT_TIMEOUT", byProvider}}},
		{"max_retry_timeout", []variable{{"MAX_RETRY_TIMEOUT", byProvider}}},
	}
}

// systemSettings are those that the standard library reads, for every program.
func systemSettings() []setting {
	return []setting{
		{proxyHTTPS, []variable{{"HTTPS_PROXY", byAll}, {"https_proxy", byAll}}},
		{proxyHTTP, []variable{{"HTTP_PROXY", byAll}, {"http_proxy", byAll}}},
		{noProxy, []variable{{"NO_PROXY", byAll}, {"no_proxy", byAll}}},
		{homeFolder, []variable{{"HOME", byAll}, {"USERPROFILE", byAll}}},
	}
}

// variableNames returns the names of the variables for an argument or a switch; nil where it has none.
func variableNames(sets string) []string {
	var names []string
	for _, row := range environmentSettings() {
		if row.sets == sets {
			for _, v := range row.variables {
				names = append(names, v.name)
			}
		}
	}
	return names
}

// variablesOf names the environment variables of an argument, for a sentence about setting one.
func variablesOf(argument string) string {
	names := variableNames(argument)
	if len(names) == 1 {
		return "the environment variable " + names[0]
	}
	return "one of the environment variables " + strings.Join(names, ", ")
}

// recommendedVariable returns the variable of an argument to set where several have the same meaning: the one that the
// official provider recommends.
func recommendedVariable(argument string) string {
	names := variableNames(argument)
	for _, name := range names {
		if strings.HasPrefix(name, "ALIBABA_CLOUD_") {
			return name
		}
	}
	return names[0]
}

// withEnvironment appends the environment variables of an argument to its description.
func withEnvironment(argument, description string) string {
	names := variableNames(argument)
	if len(names) == 0 {
		return description
	}
	return description + " Environment, first match wins: `" + strings.Join(names, "`, `") + "`."
}

// EnvironmentTable is the table as the documentation shows it.
func EnvironmentTable() string {
	var text strings.Builder
	text.WriteString("| sets | variables, first match wins, each with who reads it |\n|---|---|\n")
	for _, row := range environmentSettings() {
		sets := row.sets
		if !strings.Contains(sets, " ") {
			sets = "`" + sets + "`"
		}
		cells := make([]string, 0, len(row.variables))
		for _, v := range row.variables {
			cells = append(cells, "`"+v.name+"` ("+v.readBy+")")
		}
		text.WriteString("| " + sets + " | " + strings.Join(cells, ", ") + " |\n")
	}
	text.WriteString("\nThese have no effect here:\n\n" +
		"| variables | read by | why not | if it is set |\n|---|---|---|---|\n")
	told := map[string]string{
		changesEndpoint:    "a warning, unless an endpoint of RDS is set",
		changesCredentials: "named in the error, if there are no credentials",
	}
	for _, row := range unusedVariables() {
		cells := []string{"`" + strings.ReplaceAll(row.names, " ", "`, `") + "`", row.readBy, row.why, told[row.changes]}
		text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return text.String()
}
