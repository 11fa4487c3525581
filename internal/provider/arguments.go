// SPDX-License-Identifier: MPL-2.0

package provider

import "strings"

// argument is a provider argument that the environment can give, with its names in the order they are looked up.
type argument struct {
	name string
	env  []string
}

// arguments returns the one table of environment names. The order is the official alicloud provider's: its deprecated
// ALICLOUD_ names still win when both are set, so that a configuration means the same with both providers.
// Behind them stand names that it has deprecated by another (SECURITY_TRANSPORT), and those of the CLI (REGION_ID).
func arguments() []argument {
	return []argument{
		{"access_key", []string{"ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_ID"}},
		{"secret_key", []string{"ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_ACCESS_KEY_SECRET"}},
		{"security_token", []string{"ALICLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABACLOUD_SECURITY_TOKEN"}},
		{"profile", []string{"ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"}},
		{"shared_credentials_file", []string{"ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"}},
		{"credentials_uri", []string{"ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"}},
		{"ecs_role_name", []string{"ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"}},
		{"assume_role_with_oidc.oidc_provider_arn", []string{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN"}},
		{"assume_role_with_oidc.oidc_token_file", []string{"ALIBABA_CLOUD_OIDC_TOKEN_FILE"}},
		{"assume_role_with_oidc.oidc_token", []string{"ALIBABA_CLOUD_OIDC_TOKEN"}},
		{"assume_role_with_oidc.role_arn", []string{"ALIBABA_CLOUD_ROLE_ARN"}},
		{"assume_role_with_oidc.role_session_name", []string{"ALIBABA_CLOUD_ROLE_SESSION_NAME"}},
		{"assume_role.role_arn", []string{"ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"}},
		{"assume_role.session_name", []string{"ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME"}},
		{"assume_role.session_expiration", []string{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"}},
		{"region", []string{"ALICLOUD_REGION", "ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID"}},
		{"account_id", []string{"ALICLOUD_ACCOUNT_ID", "ALIBABA_CLOUD_ACCOUNT_ID"}},
		{"skip_region_validation", []string{"ALICLOUD_SKIP_REGION_VALIDATION"}},
		{"source_ip", []string{"ALICLOUD_SOURCE_IP", "ALIBABA_CLOUD_SOURCE_IP"}},
		{"secure_transport", []string{
			"ALICLOUD_SECURE_TRANSPORT", "ALIBABA_CLOUD_SECURE_TRANSPORT", "ALICLOUD_SECURITY_TRANSPORT", "ALIBABA_CLOUD_SECURITY_TRANSPORT",
		}},
		{"configuration_source", []string{"TF_APPEND_USER_AGENT"}},
		{"client_read_timeout", []string{"CLIENT_READ_TIMEOUT"}},
		{"client_connect_timeout", []string{"CLIENT_CONNECT_TIMEOUT"}},
		{"max_retry_timeout", []string{"MAX_RETRY_TIMEOUT"}},
		{"endpoints.rds", []string{"ALIBABA_CLOUD_ENDPOINT_RDS", "RDS_ENDPOINT"}},
		{"endpoints.sts", []string{"ALIBABA_CLOUD_ENDPOINT_STS", "STS_ENDPOINT"}},
		{"endpoints.ram", []string{"ALIBABA_CLOUD_ENDPOINT_RAM", "RAM_ENDPOINT"}},
	}
}

// environmentNames returns the environment variables of an argument, first match first; nil when it has none.
func environmentNames(name string) []string {
	for _, a := range arguments() {
		if a.name == name {
			return a.env
		}
	}
	return nil
}

// variablesOf names the environment variables of an argument, for a sentence about setting one.
func variablesOf(name string) string {
	names := environmentNames(name)
	if len(names) == 1 {
		return "the environment variable " + names[0]
	}
	return "one of the environment variables " + strings.Join(names, ", ")
}

// withEnvironment appends the environment names of an argument to its description.
func withEnvironment(name, description string) string {
	names := environmentNames(name)
	if len(names) == 0 {
		return description
	}
	return description + " Environment, first match wins: `" + strings.Join(names, "`, `") + "`."
}
