// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"

	"github.com/aliyun/credentials-go/credentials/providers"

	// Before credentials-go reads DEBUG.
	_ "github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials/quiet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// libraryProvider is a provider of credentials-go. It caches its keys, is not safe for concurrent use, and cannot be
// canceled: a refresh that nobody waits for runs on, for the next caller.
type libraryProvider interface {
	GetCredentials() (*providers.Credentials, error)
}

// ask returns the keys of such a provider. It does not say when they end.
func ask(provider libraryProvider) (rds.TemporaryCredentials, error) {
	keys, err := provider.GetCredentials()
	if err != nil {
		return rds.TemporaryCredentials{}, scrub(err)
	}
	return rds.TemporaryCredentials{Credentials: rds.Credentials{
		AccessKeyID: keys.AccessKeyId, AccessKeySecret: keys.AccessKeySecret, SecurityToken: keys.SecurityToken,
	}}, nil
}

// cloudSSO is the source of a profile with a CloudSSO login. A login is used until it ends; nothing can renew it.
func (o *opener) cloudSSO(l label, p profile) (rds.CredentialsSource, error) {
	l.login = true
	return o.library(l, p, func() (libraryProvider, error) {
		return providers.NewCloudSSOCredentialsProviderBuilder().WithSignInUrl(p.SignInURL).WithAccountId(p.SSOAccountID).
			WithAccessConfig(p.AccessConfig).WithAccessToken(p.AccessToken).WithAccessTokenExpire(p.AccessTokenExpire).Build()
	})
}

// library is the source of a provider of credentials-go. It is built anew when its keys are refused, to empty its
// cache.
func (o *opener) library(l label, p profile, build func() (libraryProvider, error)) (rds.CredentialsSource, error) {
	provider, err := build()
	if err != nil {
		return nil, err
	}
	return o.refreshing(l, func(_ context.Context, refused rds.Credentials) (rds.TemporaryCredentials, error) {
		if keys, ok := p.issuedKeys(o.options.Clock.Now()); ok && keys.Credentials != refused {
			return keys, nil
		}
		if refused != (rds.Credentials{}) {
			rebuilt, err := build()
			if err != nil {
				return rds.TemporaryCredentials{}, err
			}
			provider = rebuilt
		}
		return ask(provider)
	}), nil
}
