// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"os"
	"os/user"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
)

// variable is a row of the table: what the environment can say, and the names that say it in the order of precedence.
type variable struct {
	sets  string // an argument of the provider block, or one of the switches below
	names []string
}

// What variables say that is no argument of the provider block.
const (
	currentProfileDisabled = "the CLI's current profile is not used"
	metadataDisabled       = "the metadata server of ECS is not asked"
	metadataV1Disabled     = "the metadata server of ECS is not asked without a token"
	externalDisabled       = "profiles run no command and ask no credentials URI"
	stsRegion              = "region of the STS endpoint"
	stsInVPC               = "STS is called inside the VPC"
)

// variables returns the one table of the environment variables that choose keys, profile, region and endpoints, or
// that set another argument. The order is the official alicloud provider's: its deprecated ALICLOUD_ names still win
// when both are set, so that a configuration means the same with both providers. Behind them stand names that it has
// deprecated by another (SECURITY_TRANSPORT), and those of the CLI (REGION_ID).
func variables() []variable {
	return []variable{
		// The names of keys and token stand in families: the token is taken from the family of the key alone.
		{"access_key", []string{"ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_ID"}},
		{"secret_key", []string{"ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_ACCESS_KEY_SECRET"}},
		{
			"security_token", []string{"ALICLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABACLOUD_SECURITY_TOKEN"},
		},

		{"profile", []string{"ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"}},
		{"shared_credentials_file", []string{"ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"}},
		{currentProfileDisabled, []string{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED"}},
		{externalDisabled, []string{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"}},

		{"credentials_uri", []string{"ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"}},
		{"ecs_role_name", []string{"ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"}},
		{metadataDisabled, []string{"ALIBABA_CLOUD_ECS_METADATA_DISABLED"}},
		{metadataV1Disabled, []string{"ALIBABA_CLOUD_IMDSV1_DISABLED"}},

		{"assume_role_with_oidc.oidc_provider_arn", []string{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN"}},
		{"assume_role_with_oidc.oidc_token_file", []string{"ALIBABA_CLOUD_OIDC_TOKEN_FILE"}},
		{"assume_role_with_oidc.oidc_token", []string{"ALIBABA_CLOUD_OIDC_TOKEN"}},
		{"assume_role_with_oidc.role_arn", []string{"ALIBABA_CLOUD_ROLE_ARN"}},
		{"assume_role_with_oidc.role_session_name", []string{"ALIBABA_CLOUD_ROLE_SESSION_NAME"}},
		{"assume_role.role_arn", []string{"ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"}},
		{"assume_role.session_name", []string{"ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME"}},
		{"assume_role.session_expiration", []string{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"}},

		{"region", []string{
			"ALICLOUD_REGION", "ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID",
		}},
		{"endpoints.rds", []string{"ALIBABA_CLOUD_ENDPOINT_RDS", "RDS_ENDPOINT"}},
		{"endpoints.sts", []string{"ALIBABA_CLOUD_ENDPOINT_STS", "STS_ENDPOINT"}},
		{"endpoints.ram", []string{"ALIBABA_CLOUD_ENDPOINT_RAM", "RAM_ENDPOINT"}},
		{stsRegion, []string{"ALIBABA_CLOUD_STS_REGION"}},
		{stsInVPC, []string{"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"}},

		{"account_id", []string{"ALICLOUD_ACCOUNT_ID", "ALIBABA_CLOUD_ACCOUNT_ID"}},
		{"skip_region_validation", []string{"ALICLOUD_SKIP_REGION_VALIDATION"}},
		{"source_ip", []string{"ALICLOUD_SOURCE_IP", "ALIBABA_CLOUD_SOURCE_IP"}},
		{"secure_transport", []string{
			"ALICLOUD_SECURE_TRANSPORT", "ALIBABA_CLOUD_SECURE_TRANSPORT", "ALICLOUD_SECURITY_TRANSPORT",
			"ALIBABA_CLOUD_SECURITY_TRANSPORT",
		}},
		{"configuration_source", []string{"TF_APPEND_USER_AGENT"}},
		{"client_read_timeout", []string{"CLIENT_READ_TIMEOUT"}},
		{"client_connect_timeout", []string{"CLIENT_CONNECT_TIMEOUT"}},
		{"max_retry_timeout", []string{"MAX_RETRY_TIMEOUT"}},
	}
}

// variableNames returns the names of the variables for an argument or a switch; nil where it has none.
func variableNames(sets string) []string {
	for _, v := range variables() {
		if v.sets == sets {
			return v.names
		}
	}
	return nil
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

// Environment is everything that the provider reads from outside its block. Tests give an empty one, so that they
// neither read a developer's credentials nor have to run one at a time.
type Environment struct {
	// Lookup reads one environment variable; os.LookupEnv outside tests.
	Lookup func(name string) (string, bool)
	// HomeDir returns the folder that holds .aliyun/config.json.
	HomeDir func() (string, error)
}

// processEnvironment returns the environment of this process.
func processEnvironment() Environment {
	return Environment{Lookup: os.LookupEnv, HomeDir: homeDir}
}

// homeDir asks the system's list of users where HOME is not set, as in some CI jobs and services.
func homeDir() (string, error) {
	home, err := os.UserHomeDir()
	if err == nil {
		return home, nil
	}
	current, userErr := user.Current()
	if userErr != nil || current.HomeDir == "" {
		return "", errors.Join(err, userErr)
	}
	return current.HomeDir, nil
}

// get returns the value of one variable, without blanks and line ends around it. An empty one counts as absent.
func (e Environment) get(name string) string {
	if e.Lookup == nil {
		return ""
	}
	value, _ := e.Lookup(name)
	return credentials.Trim(value)
}

// first returns the first non-empty value for an argument or a switch, and the name of the variable.
func (e Environment) first(sets string) (value, name string) {
	for _, name := range variableNames(sets) {
		if value := e.get(name); value != "" {
			return value, name
		}
	}
	return "", ""
}

// switches returns what the environment says about sources of credentials, besides choosing one.
func (e Environment) switches() credentials.Switches {
	on := func(sets string, values ...string) string {
		value, name := e.first(sets)
		for _, on := range append(values, "true") {
			if strings.EqualFold(value, on) {
				return name
			}
		}
		return ""
	}
	region, from := e.first(stsRegion)
	uri, _ := e.first("credentials_uri")
	return credentials.Switches{
		CurrentProfileDisabled: on(currentProfileDisabled),
		MetadataDisabled:       on(metadataDisabled),
		MetadataV1Disabled:     on(metadataV1Disabled),
		ExternalDisabled:       on(externalDisabled, "1"),
		STSRegion:              region,
		STSRegionFrom:          from,
		STSInVPC:               on(stsInVPC) != "",
		CredentialsURI:         uri,
	}
}
