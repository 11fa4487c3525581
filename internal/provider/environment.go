// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"os"
	"os/user"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
)

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
		for _, name := range variableNames(sets) { // any of them switches it on
			for _, on := range append(values, "true") {
				if strings.EqualFold(e.get(name), on) {
					return name
				}
			}
		}
		return ""
	}
	region, from := e.first(stsRegion)
	uri, _ := e.first("credentials_uri")
	endpoints, _ := e.first(endpointType)
	return credentials.Switches{
		CurrentProfileDisabled: on(currentProfileDisabled),
		MetadataDisabled:       on(metadataDisabled),
		MetadataV1Disabled:     on(metadataV1Disabled),
		ExternalDisabled:       on(externalDisabled, "1"),
		EndpointType:           endpoints,
		STSRegion:              region,
		STSRegionFrom:          from,
		STSInVPC:               on(stsInVPC) != "",
		CredentialsURI:         uri,
	}
}
