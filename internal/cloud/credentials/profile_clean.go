// SPDX-License-Identifier: MPL-2.0

package credentials

import "fmt"

// cleaned returns the profile with its values as Clean and Trim leave them, or names the field that cannot be used.
// Commands, policies and the names of files and profiles may hold blanks.
func (p profile) cleaned() (profile, error) {
	p.Mode, p.OIDCTokenFile, p.EndpointType = modeOf(p.Mode), Trim(p.OIDCTokenFile), Trim(p.EndpointType)
	for _, field := range []struct {
		name  string
		value *string
	}{
		{"region_id", &p.RegionID},
		{"access_key_id", &p.AccessKeyID},
		{"access_key_secret", &p.AccessKeySecret},
		{"sts_token", &p.SecurityToken},
		{"ram_role_arn", &p.RoleARN},
		{"ram_session_name", &p.RoleSessionName},
		{"external_id", &p.ExternalID},
		{"sts_region", &p.STSRegion},
		{"sts_endpoint", &p.STSEndpoint},
		{"endpoint", &p.Endpoint},
		{"ram_role_name", &p.RoleName},
		{"oidc_provider_arn", &p.OIDCProviderARN},
		{"cloud_sso_sign_in_url", &p.SignInURL},
		{"cloud_sso_account_id", &p.SSOAccountID},
		{"cloud_sso_access_config", &p.AccessConfig},
		{"access_token", &p.AccessToken},
		{"oauth_site_type", &p.OAuthSite},
		{"oauth_refresh_token", &p.OAuthRefreshToken},
		{"oauth_access_token", &p.OAuthAccessToken},
		{"credentials_uri", &p.CredentialsURI},
	} {
		cleaned, err := Clean(*field.value)
		if err != nil {
			name := field.name
			if p.INIType != "" {
				name = iniField(name)
			}
			return p, fmt.Errorf("its field %s %w", name, err)
		}
		*field.value = cleaned
	}
	return p, nil
}
