// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"cmp"
	"fmt"
	"slices"
)

// cleanField is a field that Clean is for, and the modes that use it; nil = all. A field of another mode is left over
// and does no harm.
type cleanField struct {
	name  string
	value *string
	modes []string
}

func cleanFields(p *profile) []cleanField {
	roles := []string{modeRAMRoleArn, modeRAMRoleArnWithEcs, modeChainableRAMRoleArn, modeOIDC}
	tokens := []string{modeStsToken, modeRAMRoleArn, modeCloudSSO, modeOAuth}
	keys := append([]string{modeAK}, tokens...)
	sso, oauth := []string{modeCloudSSO}, []string{modeOAuth}
	return []cleanField{
		{"region_id", &p.RegionID, nil},
		{"sts_region", &p.STSRegion, nil},
		{"sts_endpoint", &p.STSEndpoint, nil},
		{"access_key_id", &p.AccessKeyID, keys},
		{"access_key_secret", &p.AccessKeySecret, keys},
		{"sts_token", &p.SecurityToken, tokens},
		{"ram_role_arn", &p.RoleARN, roles},
		{"ram_session_name", &p.RoleSessionName, roles},
		{"external_id", &p.ExternalID, roles},
		{"ram_role_name", &p.RoleName, []string{modeEcsRAMRole, modeRAMRoleArnWithEcs}},
		{"oidc_provider_arn", &p.OIDCProviderARN, []string{modeOIDC}},
		{"credentials_uri", &p.CredentialsURI, []string{modeCredentialsURI}},
		{"cloud_sso_sign_in_url", &p.SignInURL, sso},
		{"cloud_sso_account_id", &p.SSOAccountID, sso},
		{"cloud_sso_access_config", &p.AccessConfig, sso},
		{"access_token", &p.AccessToken, sso},
		{"oauth_site_type", &p.OAuthSite, oauth},
		{"oauth_refresh_token", &p.OAuthRefreshToken, oauth},
		{"oauth_access_token", &p.OAuthAccessToken, oauth},
	}
}

// cleaned returns the profile with its values as Clean and Trim leave them, or names the field that cannot be used.
// Commands, policies and the names of files and profiles may hold blanks.
func (p profile) cleaned() (profile, error) {
	p.Mode, p.OIDCTokenFile = modeOf(p.Mode), Trim(p.OIDCTokenFile)
	p.EndpointType, p.Endpoint = Trim(p.EndpointType), Trim(p.Endpoint)
	fields := cleanFields(&p)
	for _, field := range fields {
		*field.value = Trim(*field.value)
	}
	mode := cmp.Or(p.Mode, modeByFields(p))
	for _, field := range fields {
		if field.modes != nil && !slices.Contains(field.modes, mode) {
			continue
		}
		if _, err := Clean(*field.value); err != nil {
			name := field.name
			if p.INIType != "" {
				name = iniField(name)
			}
			return p, fmt.Errorf("its field %s %w", name, err)
		}
	}
	return p, nil
}
