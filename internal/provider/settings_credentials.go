// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// place is what the block, or the environment, says about credentials.
type place struct {
	access, secret, token given
	profile, file         given
	uri, ecsRole          given
	oidc                  nested // read only when it is chosen
	oidcOrigin            string
}

// empty reports whether the place names no credentials.
func (p place) empty() bool {
	for _, argument := range []given{p.access, p.secret, p.token, p.profile, p.file, p.uri, p.ecsRole} {
		if argument.set() {
			return false
		}
	}
	return p.oidcOrigin == ""
}

// credentials chooses the credentials. A credential argument in the block beats all environment: they are then taken
// from the block alone. The file only says where profiles are, so its variable completes a profile named in the
// block. assume_role is no source of its own: each block comes on top of what was chosen before it.
func (r *resolver) credentials(block model) credentials.Choice {
	// As in the official provider, an empty role_arn assumes no role.
	roles := slices.DeleteFunc(
		r.nestedBlocks(assumeRole, block.AssumeRole), func(role nested) bool { return role.leftEmpty("role_arn") },
	)
	oidc := r.nested(assumeRoleWithOIDC, block.AssumeRoleWithOIDC)
	if oidc.namesNothing() {
		oidc = nested{name: assumeRoleWithOIDC}
	}
	r.unknownCredentials(block, append(roles, oidc)...)
	if r.settings.ClientUnknown {
		return credentials.Choice{}
	}
	from := r.blockCredentials(block, oidc)
	if from.empty() {
		from = r.environmentCredentials()
	}
	if from.profile.set() && !from.file.set() {
		from.file = r.fromEnvironment("shared_credentials_file", path.Root("shared_credentials_file"))
	}
	choice := r.choose(from)
	r.warnOfProfile(choice)
	r.warnOfRole(choice, len(block.AssumeRole.Elements()) > 0)
	for _, block := range roles {
		choice.Assume = append(choice.Assume, r.assumeRole(block))
	}
	return choice
}

// choose takes the first source of a place. A file alone only says where profiles are, so it comes last.
func (r *resolver) choose(from place) credentials.Choice {
	switch {
	case from.access.set() || from.secret.set() || from.token.set():
		return r.static(from.access, from.secret, from.token)
	case from.profile.set():
		return credentials.Choice{Origin: from.profile.origin, Profile: profileOf(from)}
	case from.uri.set():
		if variable := r.env.switches().ExternalDisabled; variable != "" {
			// Not on credentials_uri: Terraform would print the line of the configuration, and the URI may be secret.
			r.diags.Append(message.ExternalSourcesOff.Error(path.Empty(),
				fmt.Sprintf("The %s names a service that hands out keys, and the environment variable %s switches such services "+
					"off. Nothing was asked. Unset the variable, or name other credentials.", from.uri.origin, variable)))
		}
		uri, _ := r.clean(from.uri)
		return credentials.Choice{Origin: from.uri.origin, URI: uri}
	case from.ecsRole.set():
		role, _ := r.clean(from.ecsRole)
		return credentials.Choice{Origin: from.ecsRole.origin, ECSRole: role}
	case from.oidcOrigin != "":
		return credentials.Choice{Origin: from.oidcOrigin, OIDC: r.oidc(from.oidc)}
	case from.file.set():
		return credentials.Choice{Origin: from.file.origin, Profile: profileOf(from)}
	}
	return credentials.Choice{}
}

func profileOf(from place) *credentials.Profile {
	return &credentials.Profile{
		Name: from.profile.value, NameOrigin: from.profile.origin,
		File: from.file.value, FileOrigin: from.file.origin,
	}
}

// unknownCredentials notes every credential argument that is not known yet, whether or not another one would beat it.
func (r *resolver) unknownCredentials(block model, nestedBlocks ...nested) {
	for _, argument := range []struct {
		name  string
		value types.String
	}{
		{"access_key", block.AccessKey},
		{"secret_key", block.SecretKey},
		{"security_token", block.SecurityToken},
		{"profile", block.Profile},
		{"shared_credentials_file", block.SharedCredentialsFile},
		{"credentials_uri", block.CredentialsURI},
		{"ecs_role_name", block.ECSRoleName},
	} {
		if argument.value.IsUnknown() {
			r.unknown(argument.name)
		}
	}
	for _, within := range nestedBlocks {
		for member, value := range within.members {
			if value.IsUnknown() {
				r.unknown(within.name + "." + member)
			}
		}
	}
}

func (r *resolver) blockCredentials(block model, oidc nested) place {
	argument := func(name string, value types.String) given { return argumentOf(name, value, path.Root(name)) }
	from := place{
		access:  argument("access_key", block.AccessKey),
		secret:  argument("secret_key", block.SecretKey),
		token:   argument("security_token", block.SecurityToken),
		profile: argument("profile", block.Profile),
		file:    argument("shared_credentials_file", block.SharedCredentialsFile),
		uri:     argument("credentials_uri", block.CredentialsURI),
		ecsRole: argument("ecs_role_name", block.ECSRoleName),
	}
	if oidc.present {
		from.oidcOrigin, from.oidc = fromBlock+assumeRoleWithOIDC, oidc
	}
	return from
}

func (r *resolver) environmentCredentials() place {
	variable := func(name string) given { return r.fromEnvironment(name, path.Root(name)) }
	from := place{
		access:  variable("access_key"),
		secret:  variable("secret_key"),
		profile: variable("profile"),
		file:    variable("shared_credentials_file"),
		uri:     variable("credentials_uri"),
		ecsRole: variable("ecs_role_name"),
	}
	from.token = r.tokenOf(from.access)
	if set, missing := oidcVariables(r.env); len(missing) == 0 {
		from.oidcOrigin = fromVariable + set[0]
		from.oidc = nested{name: assumeRoleWithOIDC}
	}
	if r.env.switches().CurrentProfileDisabled != "" { // as in the CLI and in the SDK
		from.profile, from.file = given{}, given{}
	}
	return from
}

// tokenOf returns the security token of the variables with the prefix that the access key's has. A token of another
// prefix, or one without a key, belongs to another tool.
func (r *resolver) tokenOf(access given) given {
	at := path.Root("security_token")
	for _, name := range variableNames("security_token") {
		prefix := fromVariable + strings.TrimSuffix(name, "SECURITY_TOKEN")
		if value := r.env.get(name); value != "" && strings.HasPrefix(access.origin, prefix) {
			return given{value: value, origin: fromVariable + name, path: at}
		}
	}
	return given{path: at}
}

// static refuses incomplete keys, so that half of one pair is never used with half of another.
func (r *resolver) static(access, secret, token given) credentials.Choice {
	switch {
	case access.set() && secret.set():
		var keys rds.Credentials
		keys.AccessKeyID, _ = r.clean(access)
		keys.AccessKeySecret, _ = r.clean(secret)
		keys.SecurityToken, _ = r.clean(token)
		return credentials.Choice{
			Origin: access.origin, StaticPlace: together(access, secret, token), Static: &keys,
		}
	case access.set():
		r.incomplete(access, "access_key", "secret_key")
	case secret.set():
		r.incomplete(secret, "secret_key", "access_key")
	default:
		// Not on security_token: Terraform would print the line of the configuration, and the token in it.
		r.diags.Append(message.IncompleteCredentials.Error(access.path,
			fmt.Sprintf("The %s is set, but access_key and secret_key are not. A security token is valid only with the keys "+
				"that it was issued with. "+
				"Set access_key and secret_key in the same place, or remove security_token.", token.origin)))
	}
	return credentials.Choice{}
}

// together names the arguments or variables that one set of keys comes from.
func together(parts ...given) string {
	var arguments, variables []string
	for _, part := range parts {
		if name, ok := strings.CutPrefix(part.origin, fromVariable); ok {
			variables = append(variables, name)
		} else if name, ok := strings.CutPrefix(part.origin, fromArgument); ok {
			arguments = append(arguments, name)
		}
	}
	if len(variables) > 0 {
		return "the environment variables " + enumerate(variables)
	}
	return "the arguments " + enumerate(arguments) + " of the provider block"
}

func (r *resolver) incomplete(have given, haveName, wantName string) {
	remedy := fmt.Sprintf("Set %s in the provider block, or remove %s.", wantName, haveName)
	if variable, ok := strings.CutPrefix(have.origin, fromVariable); ok {
		remedy = fmt.Sprintf("Set %s, or unset %s.", variablesOf(wantName), variable)
		remedy = strings.Join(append(r.env.unused(changesCredentials), remedy), " ")
	}
	r.diags.Append(message.IncompleteCredentials.Error(path.Root(wantName),
		fmt.Sprintf("The %s is set, but %s is not. A key works only as a pair of access_key and secret_key, both from the "+
			"same place. %s",
			have.origin, wantName, remedy)))
}
