// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
	"github.com/gofrs/flock"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

const (
	// renewalTries is how often a renewal is tried. The service may fail after it has replaced the refresh token.
	renewalTries = 3
	// renewalPause separates those tries.
	renewalPause = time.Second
	// lockPause separates tries to lock the file of profiles.
	lockPause = 100 * time.Millisecond
)

// oauthSite is the sign-in service of one site, and the public client id of the CLI there (from credentials-go).
type oauthSite struct{ url, clientID string }

func oauthSites() map[string]oauthSite {
	return map[string]oauthSite{
		"CN":   {"https://oauth.aliyun.com", "4038181954557748008"},
		"INTL": {"https://oauth.alibabacloud.com", "4103531455503354461"},
	}
}

// oauth is the source of a profile with a login by browser.
func (o *opener) oauth(l label, file string, p profile) (rds.CredentialsSource, error) {
	site, ok := oauthSites()[strings.ToUpper(p.OAuthSite)]
	if !ok {
		return nil, errors.New("its field oauth_site_type is neither CN nor INTL")
	}
	return o.oauthAt(l, site, file, p)
}

func (o *opener) oauthAt(l label, site oauthSite, file string, p profile) (rds.CredentialsSource, error) {
	tokens := tokensOf(p)
	if tokens.absent() {
		return nil, errNoToken
	}
	login := &oauthLogin{opener: o, site: site, file: file, profile: p.Name, inFile: tokens, tokens: tokens}
	return o.refreshing(l, login.keys), nil
}

// oauthTokens are what a login is made of. A refresh token works once: each renewal replaces it.
type oauthTokens struct {
	refresh, access string
	accessExpires   int64
}

var errNoToken = errors.New("it holds no token; " + logInAgain)

func tokensOf(p profile) oauthTokens {
	return oauthTokens{refresh: p.OAuthRefreshToken, access: p.OAuthAccessToken, accessExpires: p.OAuthTokenExpire}
}

func (t oauthTokens) absent() bool { return t.refresh == "" && t.access == "" }

// oauthLogin renews the login of one profile. Other processes do so as well, so the file is locked from reading the
// tokens until the new ones are written.
type oauthLogin struct {
	*opener
	site          oauthSite
	file, profile string

	inFile oauthTokens // as last read or written
	tokens oauthTokens // the newest ones known; they differ from those in the file where that could not be written
	// provider is in the middle of a renewal that failed. Only it knows the newest refresh token.
	provider libraryProvider
	issued   rds.TemporaryCredentials // by the renewal that succeeded
}

// keys returns the keys that the file holds, if they are good for some time, and otherwise renews the login.
func (l *oauthLogin) keys(ctx context.Context, refused rds.Credentials) (rds.TemporaryCredentials, error) {
	unlock, err := l.lock(ctx)
	if err != nil {
		return rds.TemporaryCredentials{}, err
	}
	defer unlock()
	if p, err := l.read(); err == nil {
		if keys, ok := p.issuedKeys(l.options.Clock.Now()); ok && keys.Credentials != refused {
			return keys, nil
		}
		// another process has renewed the login, or the user has logged in again
		if tokens := tokensOf(p); tokens != l.inFile {
			l.inFile, l.tokens, l.provider = tokens, tokens, nil
		}
	}
	if l.tokens.absent() {
		return rds.TemporaryCredentials{}, errNoToken
	}
	return l.renew(ctx)
}

// lock waits until no other process renews the login. Where the lock cannot be had, as in a folder that is read-only,
// the login is renewed without it.
func (l *oauthLogin) lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(linkTarget(l.file) + ".lock")
	for {
		locked, err := lock.TryLock()
		if err != nil {
			l.warn(ctx, "Cannot lock the file of profiles", err)
			return func() {}, nil
		}
		if locked {
			return func() { _ = lock.Unlock() }, nil
		}
		if err := l.options.Clock.Sleep(ctx, lockPause); err != nil {
			return nil, err
		}
	}
}

func (l *oauthLogin) read() (profile, error) {
	file, err := readProfileFile(l.file)
	if err != nil {
		return profile{}, err
	}
	found, err := file.find(l.profile)
	if err != nil {
		return profile{}, err
	}
	return found.cleaned()
}

// renew asks one provider several times, since a failed try may have replaced its refresh token.
func (l *oauthLogin) renew(ctx context.Context) (rds.TemporaryCredentials, error) {
	if l.provider == nil {
		built, err := l.build(ctx)
		if err != nil {
			return rds.TemporaryCredentials{}, err
		}
		l.provider = built
	}
	for try := 1; ; try++ {
		_, err := ask(l.provider)
		if err == nil {
			l.provider = nil
			return l.issued, nil
		}
		if try == renewalTries || errors.Is(err, errLoggedOut) || l.options.Clock.Sleep(ctx, renewalPause) != nil {
			return rds.TemporaryCredentials{}, err
		}
	}
}

// build returns a provider that calls back after each renewal. A failure to write is logged here: credentials-go would
// print it, without its cause, to standard output.
func (l *oauthLogin) build(ctx context.Context) (libraryProvider, error) {
	return providers.NewOAuthCredentialsProviderBuilder().WithSignInUrl(l.site.url).WithClientId(l.site.clientID).
		WithRefreshToken(l.tokens.refresh).WithAccessToken(l.tokens.access).WithAccessTokenExpire(l.tokens.accessExpires).
		WithTokenUpdateCallback(func(refresh, access, id, secret, token string, accessExpires, keysExpire int64) error {
			l.tokens = oauthTokens{refresh: refresh, access: access, accessExpires: accessExpires}
			l.issued = rds.TemporaryCredentials{
				Credentials: rds.Credentials{AccessKeyID: id, AccessKeySecret: secret, SecurityToken: token},
				Expires:     time.Unix(keysExpire, 0),
			}
			err := updateProfile(l.file, l.profile, map[string]any{
				"oauth_refresh_token": refresh, "oauth_access_token": access, "oauth_access_token_expire": accessExpires,
				"access_key_id": id, "access_key_secret": secret, "sts_token": token, "sts_expiration": keysExpire,
			})
			if err != nil {
				l.warn(ctx, "Cannot write the renewed login to the file of profiles", err)
				return nil
			}
			l.inFile = l.tokens
			return nil
		}).Build()
}

func (l *oauthLogin) warn(ctx context.Context, message string, err error) {
	tflog.Warn(ctx, message, map[string]any{"profile": l.profile, "file": l.file, "error": err.Error()})
}
