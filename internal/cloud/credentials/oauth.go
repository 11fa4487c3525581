// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/aliyun/credentials-go/credentials/providers"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// oauthSite is the sign-in service of one site and the public client id of the CLI there (from credentials-go).
type oauthSite struct{ url, clientID string }

func oauthSites() map[string]oauthSite {
	return map[string]oauthSite{
		"CN":   {"https://oauth.aliyun.com", "4038181954557748008"},
		"INTL": {"https://oauth.alibabacloud.com", "4103531455503354461"},
	}
}

// oauth is the source of a profile that was logged in by a browser.
func (o *opener) oauth(l label, file string, p profile) (rds.CredentialsSource, error) {
	site, ok := oauthSites()[strings.ToUpper(p.OAuthSite)]
	if !ok {
		return nil, errors.New("its field oauth_site_type is neither CN nor INTL")
	}
	return o.oauthAt(l, site, file, p)
}

// oauthAt notes a failed write-back itself: credentials-go would print it, without its cause, to standard output.
func (o *opener) oauthAt(l label, site oauthSite, file string, p profile) (rds.CredentialsSource, error) {
	if p.OAuthAccessToken == "" && p.OAuthRefreshToken == "" {
		return nil, errors.New("it holds no token; log in again with \"aliyun configure\"")
	}
	kept := &notes{}
	build := func() (providers.CredentialsProvider, error) {
		return providers.NewOAuthCredentialsProviderBuilder().WithSignInUrl(site.url).WithClientId(site.clientID).
			WithRefreshToken(p.OAuthRefreshToken).WithAccessToken(p.OAuthAccessToken).WithAccessTokenExpire(p.OAuthTokenExpire).
			WithTokenUpdateCallback(func(refresh, access, keyID, secret, token string, accessExpires, keysExpire int64) error {
				p.OAuthRefreshToken, p.OAuthAccessToken, p.OAuthTokenExpire = refresh, access, accessExpires // for a provider built anew
				kept.add(updateProfile(file, p.Name, map[string]any{
					"oauth_refresh_token": refresh, "oauth_access_token": access, "oauth_access_token_expire": accessExpires,
					"access_key_id": keyID, "access_key_secret": secret, "sts_token": token, "sts_expiration": keysExpire,
				}))
				return nil
			}).Build()
	}
	return o.library(l, kept, func() (providers.CredentialsProvider, error) {
		inner, err := build()
		if err != nil {
			return nil, err
		}
		return &renewable{CredentialsProvider: inner, renew: func() (providers.CredentialsProvider, bool) {
			renewed, ok := newTokens(p, file)
			if !ok {
				return nil, false
			}
			p = renewed
			built, err := build()
			return built, err == nil
		}}, nil
	})
}

// renewable asks once more with the tokens that another process has written meanwhile. A refresh token works once, and the process of
// another provider block may have used it.
type renewable struct {
	providers.CredentialsProvider
	renew func() (providers.CredentialsProvider, bool)
}

// GetCredentials replaces the provider where its tokens have been.
func (r *renewable) GetCredentials() (*providers.Credentials, error) {
	keys, err := r.CredentialsProvider.GetCredentials()
	if err == nil {
		return keys, nil
	}
	renewed, ok := r.renew()
	if !ok {
		return nil, err
	}
	r.CredentialsProvider = renewed
	return renewed.GetCredentials()
}

// newTokens returns the profile with the tokens that the file holds now, and false where they are the same.
func newTokens(p profile, name string) (profile, bool) {
	file, err := readProfileFile(name)
	if err != nil {
		return p, false
	}
	now, err := file.find(p.Name)
	if err != nil || (now.OAuthRefreshToken == p.OAuthRefreshToken && now.OAuthAccessToken == p.OAuthAccessToken) {
		return p, false
	}
	p.OAuthRefreshToken, p.OAuthAccessToken, p.OAuthTokenExpire = now.OAuthRefreshToken, now.OAuthAccessToken, now.OAuthTokenExpire
	return p, true
}

// updateProfile writes fields of one profile back. A refresh token works once, so the next process needs the new one.
// Unlike credentials-go it keeps every field that it does not know. The file is replaced in one step.
func updateProfile(file, name string, fields map[string]any) error {
	content, err := os.ReadFile(file) //nolint:gosec // the user chooses the file
	if err != nil {
		return fmt.Errorf("read profiles: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(contentOf(content)))
	decoder.UseNumber()
	var written map[string]any
	if err := decoder.Decode(&written); err != nil {
		return errors.New("the file of profiles is not JSON any more")
	}
	if !mergeProfile(written, name, fields) {
		return fmt.Errorf("the profile %q is not in the file any more", name)
	}
	updated, err := json.MarshalIndent(written, "", "\t")
	if err != nil {
		return fmt.Errorf("encode profiles: %w", err)
	}
	return replaceFile(file, append(updated, '\n'))
}

// mergeProfile sets fields of a profile and reports whether it is there. As where the file is read, the case of names does not matter.
func mergeProfile(file map[string]any, name string, fields map[string]any) (found bool) {
	entries, _ := member(file, "profiles").([]any)
	for _, entry := range entries {
		if p, ok := entry.(map[string]any); ok && member(p, "name") == name {
			maps.Copy(p, fields)
			found = true
		}
	}
	return found
}

func member(object map[string]any, name string) any {
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return nil
}

func replaceFile(name string, content []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // a linked dotfile stays a link
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // readable by the owner alone
	if err != nil {
		return fmt.Errorf("write profiles: %w", err)
	}
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write profiles: %w", err), os.Remove(temporary.Name()))
	}
	return nil
}
