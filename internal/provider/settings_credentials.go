// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/rds"
)

// CredentialChoice says which credentials to use: keys as given, or else a profile of the CLI.
type CredentialChoice struct {
	Static bool
	Keys   rds.Credentials // when Static

	Profile, ProfileOrigin string // "" = the file's current profile
	File, FileOrigin       string // "" = ~/.aliyun/config.json
	Origin                 string // where the keys or the profile came from, for texts
	Disabled               bool   // ALIBABA_CLOUD_CLI_PROFILE_DISABLED: no profile unless one is named
}

// named reports whether somebody asked for a profile or a file, as against the last resort.
func (c CredentialChoice) named() bool { return c.ProfileOrigin != "" || c.FileOrigin != "" }

// credentials chooses the credentials. A credential argument in the block beats all environment: keys and profile are then
// taken from the block alone. The file only says where profiles are, so its variable completes a profile named in the block.
func (r *resolver) credentials(block model) CredentialChoice {
	for _, argument := range []struct {
		name    string
		unknown bool
	}{
		{"access_key", block.AccessKey.IsUnknown()},
		{"secret_key", block.SecretKey.IsUnknown()},
		{"security_token", block.SecurityToken.IsUnknown()},
		{"profile", block.Profile.IsUnknown()},
		{"shared_credentials_file", block.SharedCredentialsFile.IsUnknown()},
	} {
		if argument.unknown {
			r.unknown(argument.name)
		}
	}
	if r.settings.ClientUnknown {
		return CredentialChoice{}
	}

	fromBlock := func(name, value string) given {
		if value == "" {
			return given{path: path.Root(name)}
		}
		return given{value: value, origin: fromArgument + name, path: path.Root(name)}
	}
	access := fromBlock("access_key", block.AccessKey.ValueString())
	secret := fromBlock("secret_key", block.SecretKey.ValueString())
	token := fromBlock("security_token", block.SecurityToken.ValueString())
	profile := fromBlock("profile", block.Profile.ValueString())
	file := fromBlock("shared_credentials_file", block.SharedCredentialsFile.ValueString())

	if !access.set() && !secret.set() && !token.set() && !profile.set() && !file.set() {
		access = r.fromEnvironment("access_key", access.path)
		secret = r.fromEnvironment("secret_key", secret.path)
		token = r.fromEnvironment("security_token", token.path)
		profile = r.fromEnvironment("profile", profile.path)
		if !access.set() && !secret.set() {
			token = given{} // a token without keys in the environment belongs to another tool
		}
	}
	if !file.set() {
		file = r.fromEnvironment("shared_credentials_file", file.path)
	}

	if access.set() || secret.set() || token.set() {
		return r.static(access, secret, token)
	}
	return CredentialChoice{
		Profile: profile.value, ProfileOrigin: profile.origin,
		File: file.value, FileOrigin: file.origin,
		Disabled: strings.EqualFold(r.env.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"), "true"),
	}
}

// static checks that keys are complete, so that half of them never pairs up with half of somebody else's.
func (r *resolver) static(access, secret, token given) CredentialChoice {
	switch {
	case access.set() && secret.set():
		return CredentialChoice{
			Static: true, Origin: access.origin,
			Keys: rds.Credentials{AccessKeyID: access.value, AccessKeySecret: secret.value, SecurityToken: token.value},
		}
	case access.set():
		r.incomplete(access, "access_key", "secret_key")
	case secret.set():
		r.incomplete(secret, "secret_key", "access_key")
	default:
		// Not on security_token: Terraform would print the line of the configuration, and the token in it.
		r.diags.AddAttributeError(access.path, "Credentials are incomplete",
			fmt.Sprintf("The %s is set, but access_key and secret_key are not. A security token is valid only with the keys that it was issued with. "+
				"Set access_key and secret_key in the same place, or remove security_token.", token.origin))
	}
	return CredentialChoice{}
}

func (r *resolver) incomplete(have given, haveName, wantName string) {
	remedy := fmt.Sprintf("Set %s in the provider block, or remove %s.", wantName, haveName)
	if variable, ok := strings.CutPrefix(have.origin, fromVariable); ok {
		remedy = fmt.Sprintf("Set one of the environment variables %s, or unset %s.", strings.Join(environmentNames(wantName), ", "), variable)
	}
	r.diags.AddAttributeError(path.Root(wantName), "Credentials are incomplete",
		fmt.Sprintf("The %s is set, but %s is not. A key works only as a pair of access_key and secret_key, both from the same place. %s",
			have.origin, wantName, remedy))
}
