// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"net/http"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Choice says which credentials to use: exactly one source, or none for the current profile of the CLI. Assume comes
// on top.
type Choice struct {
	// Origin says who named the source, such as "argument profile"; empty for the last resort.
	Origin string

	Static *rds.Credentials
	// StaticPlace names where Static comes from, such as: the environment variables A and B.
	StaticPlace string

	Profile *Profile
	// URI is asked for keys.
	URI string
	// ECSRole is the RAM role of the ECS instance that this runs on.
	ECSRole string
	OIDC    *OIDC

	// Assume are roles: the first is assumed with the keys of the source, each other one with those of the role before.
	Assume []rds.Role
}

// Profile names a profile of a credentials file, which is JSON or ini by its content.
type Profile struct {
	Name string // "" = the file's current profile
	File string // "" = ConfigFile
	// Who named them, for texts; "" = nobody.
	NameOrigin, FileOrigin string
}

// OIDC is a role that is assumed with a token of an identity provider.
type OIDC struct {
	ProviderARN string
	// TokenFile is read again at each refresh. Token is used where it is empty.
	TokenFile, Token string
	Role             rds.Role
}

// Options is what the sources need of the process around them.
type Options struct {
	Switches Switches
	// HomeDir returns the folder that holds .aliyun/config.json; nil where there is none.
	HomeDir func() (string, error)
	// Client returns a client for calls to STS. An STS endpoint of the configuration wins over stsHost; where both are
	// empty, the public endpoint is called. It is asked at the first use of the keys, so after Open has returned.
	Client func(source rds.CredentialsSource, stsHost string) (*rds.Client, error)
	// Clock is what ages of keys and waits go by. Its zero value is the real one.
	Clock rds.Clock
	// Transport carries the calls to the metadata server and the credentials URI; nil is a transport of their own.
	Transport http.RoundTripper
}

// Switches are what the environment says about sources, besides choosing one. Each of the first four holds the name
// of the variable that switches something off; empty where none does.
type Switches struct {
	// CurrentProfileDisabled: no profile is used, unless a provider block names it.
	CurrentProfileDisabled string
	// MetadataDisabled: the metadata server of ECS is not asked.
	MetadataDisabled string
	// MetadataV1Disabled: it is not asked without a token.
	MetadataV1Disabled string
	// ExternalDisabled: profiles run no command and ask no credentials URI.
	ExternalDisabled string

	// EndpointType is what endpoint_type of a profile is, where the profile does not say.
	EndpointType string
	// STSRegion is whose STS is called where the profile does not say; STSRegionFrom is the variable that says so.
	STSRegion, STSRegionFrom string
	// STSInVPC is whether its endpoint inside a VPC is called.
	STSInVPC bool
	// CredentialsURI is asked for the keys of a profile of mode CredentialsURI that names no URI.
	CredentialsURI string
}

// switchedOff names the variable that disables a source.
func switchedOff(variable string) error { return errors.New(variable + " switches it off") }
